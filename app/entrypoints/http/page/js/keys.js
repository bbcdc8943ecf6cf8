// The keyboard: sections by j/k and the arrows, single keys only where nobody is writing.

import { $, isEditable } from "./dom.js";
import { move, state, toggleCategory, update } from "./state.js";

const STORED = "winnow-keys";

/** Wire the shortcuts and the dialog that lists them. */
export function mountKeys({ now }) {
  const help = $("help");
  const single = $("keys-on");
  single.checked = recall() !== "off";
  single.addEventListener("change", () => remember(single.checked ? "on" : "off"));
  $("help-open").addEventListener("click", () => help.showModal());

  const singles = {
    j: () => move(1),
    k: () => move(-1),
    x: () => state.selected !== null && toggleCategory(state.sections[state.selected].category),
    e: () => state.answer && update({ view: state.view === "edit" ? "marked" : "edit" }),
    "?": () => help.showModal(),
  };
  addEventListener("keydown", (event) => {
    if (help.open || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return act(event, () => now({ show: true }));
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return leave();
    if (isEditable(event.target)) return;
    if (event.key === "ArrowDown" && walks(event.target)) return act(event, () => move(1));
    if (event.key === "ArrowUp" && walks(event.target)) return act(event, () => move(-1));
    if (single.checked && Object.hasOwn(singles, event.key)) act(event, singles[event.key]);
  });
}

function act(event, action) {
  event.preventDefault();
  action();
}

/** The arrows go through the sections wherever they would not scroll the result. */
function walks(target) {
  return state.answer !== null && state.view === "marked" && (target === document.body || target.closest("#source, #ledger"));
}

function leave() {
  if (state.selected !== null && !isEditable(document.activeElement)) update({ selected: null });
  else if (state.view === "edit" && state.answer) update({ view: "marked" });
}

function recall() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage may be forbidden; the choice then lasts as long as the page
  }
}

function remember(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // see above
  }
}
