// The only way this page makes elements. Strings become text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Attributes that are null or false are left out; functions become listeners ("click", not "onclick"). */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const $ = (id) => document.getElementById(id);

/** True where the user is writing, so that single keys are theirs. */
export function isEditable(target) {
  return target instanceof HTMLElement && target.matches("textarea, select, input:not([type=checkbox]):not([type=file])");
}

/** How to move to something: gently, unless the reader asked for stillness. */
export function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
