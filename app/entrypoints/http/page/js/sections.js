// The list of sections, grouped by category, each category with its switch.

import { $, h } from "./dom.js";
import { nameOf, on, state, toggleCategory, update } from "./state.js";

const SNIPPET = 120; // code units of a section's text shown in the list: one line is all there is room for

/** Keep the list in step with the state. */
export function mountSections() {
  const list = $("sections");
  on(["answer", "categories", "keep"], () => draw(list));
  on(["selected", "answer", "categories", "keep"], () => highlight(list));
  $("restore").addEventListener("click", () => update({ keep: new Set() }));
}

function draw(list) {
  $("restore").hidden = state.keep.size === 0;
  if (!state.answer) {
    list.replaceChildren();
    return;
  }
  const focused = document.activeElement?.closest?.("#sections input")?.id;
  const groups = grouped();
  list.replaceChildren(
    ...part("Removed", groups.filter((group) => !lifts(group))),
    ...part("Lifted into fields", groups.filter(lifts)),
  );
  if (groups.length === 0) list.append(h("p", { class: "nothing" }, "Nothing was removed: all of it is the article."));
  if (focused) $(focused)?.focus(); // the switch was redrawn under the reader's hand
}

/** A category that is switched off stays where it was, so that its switch does not move under the hand. */
function lifts({ category, fate }) {
  return fate === "lifted" || (fate === "kept" && state.categories.get(category)?.group === "metadata");
}

/** Groups in the order of the taxonomy; a category that is switched off and gone has an empty one. */
function grouped() {
  const groups = new Map();
  const group = (category, fate) => {
    const key = `${fate} ${category}`;
    if (!groups.has(key)) groups.set(key, { category, fate, entries: [] });
    return groups.get(key);
  };
  state.sections.forEach((section, index) => group(section.category, section.fate).entries.push({ section, index }));
  for (const category of state.keep) {
    if (!groups.has(`removed ${category}`) && !groups.has(`lifted ${category}`)) group(category, "kept");
  }
  const order = [...state.categories.keys()];
  const rank = ({ category }) => (order.includes(category) ? order.indexOf(category) : order.length);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function part(title, groups) {
  if (groups.length === 0) return [];
  const count = groups.reduce((sum, group) => sum + group.entries.length, 0);
  return [
    h("h3", { class: "part" }, title, count ? h("span", { class: "count" }, String(count)) : null),
    ...groups.map(groupView),
  ];
}

function groupView({ category, fate, entries }) {
  const id = `group-${fate}-${category}`;
  const off = state.keep.has(category);
  const name = nameOf(category);
  return h(
    "section",
    { class: "group", "data-category": category, "data-fate": fate, "aria-labelledby": id },
    h(
      "div",
      { class: "group-head" },
      h("input", {
        type: "checkbox",
        id: `switch-${category}`,
        checked: !off,
        "aria-label": fate === "lifted" ? `Lift ${name} out of the body` : `Remove ${name}`,
        title: off ? "Kept in the body. Tick to remove it again." : "Untick to keep it in the body.",
        change: () => toggleCategory(category),
      }),
      h("label", { class: "group-name", for: `switch-${category}` },
        h("span", { class: "swatch", "aria-hidden": "true" }),
        h("h4", { id, title: state.categories.get(category)?.description }, name),
      ),
      h("span", { class: "count", "aria-label": `${entries.length} sections` }, off && !entries.length ? "kept" : String(entries.length)),
    ),
    entries.length ? h("ol", { class: "entries" }, ...entries.map(entryView)) : null,
  );
}

function entryView({ section, index }) {
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "entry", "data-section": index, title: section.reason, click: () => choose(index) },
      h("span", { class: "ordinal" }, String(index + 1)),
      h("span", { class: "snippet", dir: "auto" }, snippet(section.text)),
    ),
  );
}

function snippet(text) {
  const cut = text.slice(0, SNIPPET * 2).replace(/\s+/g, " ").trim();
  return cut.length > SNIPPET ? `${cut.slice(0, SNIPPET)}…` : cut;
}

function choose(index) {
  document.documentElement.dataset.pane = "source"; // on a narrow screen the mark is what one wants to see
  update({ selected: index, view: "marked" });
}

function highlight(list) {
  for (const old of list.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const entry = list.querySelector(`.entry[data-section="${state.selected}"]`);
  if (!entry) return;
  entry.setAttribute("aria-current", "true");
  entry.scrollIntoView({ block: "nearest" });
}
