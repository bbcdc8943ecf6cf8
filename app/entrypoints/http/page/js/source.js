// The source with every section marked where it stands. Its text content is the source text, character for character.

import { $, h, motion, svg } from "./dom.js";
import { unitsOf } from "./positions.js";
import { nameOf, on, state, update } from "./state.js";

/** Keep the marked source in step with the state. */
export function mountSource() {
  const marked = $("marked");
  marked.addEventListener("click", (event) => pick(event.target));
  $("ribbon").addEventListener("click", (event) => pick(event.target));
  on(["answer"], () => draw(marked, $("ribbon")));
  on(["selected", "answer"], (_, changed) => highlight(marked, changed.has("selected")));
}

function pick(target) {
  const element = target.closest("[data-section]");
  // A click that ends a text selection is no choice of a section.
  if (!element || String(getSelection())) return;
  update({ selected: Number(element.dataset.section) });
}

function draw(marked, ribbon) {
  const { answer, sections } = state;
  if (!answer) {
    marked.replaceChildren();
    ribbon.replaceChildren();
    return;
  }
  const text = answer.source_text;
  const toUnits = unitsOf(text);
  const spans = sections.map((section) => ({ section, from: toUnits(section.start), to: toUnits(section.end) }));
  marked.replaceChildren(...pieces(text, spans));
  ribbon.setAttribute("viewBox", `0 0 1 ${Math.max(text.length, 1)}`);
  ribbon.replaceChildren(
    ...spans.map(({ section, from, to }, index) =>
      svg("rect", {
        x: 0, y: from, width: 1, height: to - from,
        "data-section": index, "data-fate": section.fate, "data-category": section.category,
      }),
    ),
  );
}

/** Text and marks in turn. White space that a block mark's own edges stand for is hidden, but still there. */
function pieces(text, spans) {
  const nodes = [];
  let at = 0;
  let afterBlock = false;
  spans.forEach(({ section, from, to }, index) => {
    const whole = lineStart(text, from) && lineEnd(text, to);
    let [start, end] = [at, from];
    if (afterBlock) start = pastLineBreak(text, start, end);
    if (whole) end = beforeIndent(text, start, end);
    nodes.push(hidden(text.slice(at, start)), text.slice(start, end), hidden(text.slice(end, from)));
    nodes.push(mark(section, index, spans.length, text.slice(from, to), whole));
    at = to;
    afterBlock = whole;
  });
  const start = afterBlock ? pastLineBreak(text, at, text.length) : at;
  nodes.push(hidden(text.slice(at, start)), text.slice(start));
  return nodes.filter((node) => node !== null && node !== "");
}

function hidden(text) {
  return text ? h("span", { class: "edge" }, text) : null;
}

function mark(section, index, total, text, whole) {
  const name = nameOf(section.category);
  return h(
    "mark",
    {
      class: whole ? "mark block" : "mark",
      dir: whole ? "auto" : null, // puts the bar and the label on the right sides
      role: "group",
      "aria-label": `${section.fate === "lifted" ? "Lifted" : "Removed"}: ${name}, section ${index + 1} of ${total}`,
      "data-section": index,
      "data-fate": section.fate,
      "data-category": section.category,
      "data-label": section.fate === "lifted" ? `↑ ${name}` : name,
    },
    text,
  );
}

const isBlank = (character) => character === " " || character === "\t" || character === "\r" || character === "\u00a0";

function lineStart(text, at) {
  while (at > 0 && isBlank(text[at - 1])) at--;
  return at === 0 || text[at - 1] === "\n";
}

function lineEnd(text, at) {
  while (at < text.length && isBlank(text[at])) at++;
  return at === text.length || text[at] === "\n";
}

function pastLineBreak(text, from, to) {
  let at = from;
  while (at < to && isBlank(text[at])) at++;
  return at < to && text[at] === "\n" ? at + 1 : at;
}

function beforeIndent(text, from, to) {
  while (to > from && isBlank(text[to - 1])) to--;
  return to;
}

function highlight(marked, scroll) {
  for (const old of document.querySelectorAll("[data-section].selected")) old.classList.remove("selected");
  if (state.selected === null) return;
  for (const found of document.querySelectorAll(`[data-section="${state.selected}"]`)) found.classList.add("selected");
  const target = marked.querySelector(`[data-section="${state.selected}"]`);
  if (!target || !scroll) return;
  const tall = target.getBoundingClientRect().height > Math.min(marked.clientHeight, innerHeight) * 0.4;
  target.scrollIntoView({ block: tall ? "start" : "center", behavior: motion() });
}
