// What the page knows, in one place. Views read it and are told what changed; nobody else holds state.

export const state = {
  content: "", // exactly as given: a textarea would fold CRLF
  name: "document", // what a download is called
  notes: [], // what the reader should know of how a file was read
  format: "auto",
  focus: "auto",
  url: "",
  keep: new Set(), // categories switched off
  view: "edit", // edit | marked
  output: "article", // article | markdown | json | curl
  key: "", // what the service lets us in by
  access: "open", // open | asked | wrong | known | shown (a key is in use, and its field is open)
  status: "empty", // empty | loading | done | error
  problem: null,
  answer: null, // the service's answer, untouched
  sections: [], // removed and lifted of the answer, in reading order
  markdown: null, // the body as Markdown, once somebody asked for it
  selected: null, // index into sections
  categories: new Map(), // id → {id, group, description}
  rules: new Map(), // id → rule
};

const listeners = [];

/** Call `listener(state, changed)` after each change to one of `names`. */
export function on(names, listener) {
  listeners.push({ names, listener });
}

/** Change the state and tell those who care. */
export function update(patch) {
  Object.assign(state, patch);
  const changed = new Set(Object.keys(patch));
  for (const { names, listener } of listeners) {
    if (names.some((name) => changed.has(name))) listener(state, changed);
  }
}

/** Removed and lifted sections in reading order, each told apart by `fate`. */
export function sectionsOf(answer) {
  const all = [
    ...answer.removed.map((section) => ({ ...section, fate: "removed" })),
    ...answer.lifted.map((section) => ({ ...section, fate: "lifted" })),
  ];
  return all.sort((a, b) => a.start - b.start);
}

/** Select the section `step` away from the selected one; from none, the first or the last. */
export function move(step) {
  const { selected, sections } = state;
  if (sections.length === 0) return;
  const from = selected ?? (step > 0 ? -1 : sections.length);
  update({ selected: Math.min(Math.max(from + step, 0), sections.length - 1) });
}

/** Switch a category between removed and kept. */
export function toggleCategory(category) {
  const keep = new Set(state.keep);
  if (!keep.delete(category)) keep.add(category);
  update({ keep });
}

/** `stock_ticker` → `Stock ticker` */
export function nameOf(category) {
  const words = category.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
