// The selected section explained: which rule, for what reason, how surely, and where.

import { $, h } from "./dom.js";
import { move, nameOf, on, state, toggleCategory, update } from "./state.js";

const PLACES = { before: "before the body", inside: "inside the body", after: "after the body" };

/** Keep the explanation in step with the state. */
export function mountWhy() {
  on(["selected", "answer", "rules"], () => draw($("why")));
}

function draw(card) {
  const section = state.selected === null ? null : state.sections[state.selected];
  card.hidden = !section;
  document.documentElement.classList.toggle("explaining", Boolean(section));
  if (!section) {
    card.replaceChildren();
    return;
  }
  const focused = card.contains(document.activeElement) ? document.activeElement.dataset.step : null;
  card.dataset.category = section.category;
  card.dataset.fate = section.fate;
  card.replaceChildren(heading(section), h("p", { class: "reason" }, sentence(section.reason)), facts(section), foot(section));
  if (focused) card.querySelector(`[data-step="${focused}"]`)?.focus();
}

function heading(section) {
  return h(
    "header",
    { class: "why-head" },
    h("span", { class: "swatch", "aria-hidden": "true" }),
    h("h3", {}, nameOf(section.category)),
    h("span", { class: "steps" },
      step("‹", "Previous section", "back", () => move(-1), state.selected === 0),
      h("span", { class: "where" }, `${state.selected + 1} / ${state.sections.length}`),
      step("›", "Next section", "on", () => move(1), state.selected === state.sections.length - 1),
      step("×", "Close the explanation", "close", () => update({ selected: null }), false),
    ),
  );
}

function step(sign, label, id, click, atEnd) {
  return h("button", { type: "button", class: "step", "data-step": id, "aria-label": label, title: label, "aria-disabled": atEnd ? "true" : null, click }, sign);
}

function facts(section) {
  const percent = `${Math.round(section.confidence * 100)} %`;
  return h(
    "dl",
    { class: "facts" },
    h("dt", {}, "Rule"),
    h("dd", {}, h("code", {}, section.rule)),
    h("dt", {}, "Confidence"),
    h("dd", {}, h("meter", { min: 0, max: 1, value: section.confidence, "aria-label": `Confidence ${percent}` }), ` ${percent}`),
    h("dt", {}, "Position"),
    h("dd", {}, `${PLACES[section.position] ?? section.position}, characters ${number(section.start)} to ${number(section.end)}, ${extent(section)}`),
  );
}

function extent({ blocks }) {
  if (!Array.isArray(blocks) || blocks.length === 0) return "";
  return blocks.length === 1 ? `block ${blocks[0]}` : `blocks ${blocks[0]} to ${blocks.at(-1)}`;
}

function foot(section) {
  const rule = state.rules.get(section.rule);
  const verb = section.fate === "lifted" ? "Leave" : "Keep";
  return h(
    "div",
    { class: "why-foot" },
    rule ? about(rule) : null,
    h("button", { type: "button", "data-step": "keep", click: () => toggleCategory(section.category) },
      `${verb} ${nameOf(section.category).toLowerCase()} in the body`),
  );
}

function about(rule) {
  const lines = [["What it removes", rule.removes], ["Why", rule.why], ["What it keeps", rule.keeps]].filter(([, text]) => text);
  return h(
    "details",
    {},
    h("summary", {}, "About this rule"),
    rule.summary ? h("p", {}, rule.summary) : null,
    ...lines.map(([title, text]) => h("p", {}, h("strong", {}, `${title}. `), text)),
  );
}

/** With a capital and a full stop, as the reader of a card expects. */
export function sentence(text) {
  const [first, ...rest] = Array.from(text);
  const ended = /[.!?…]$/.test(text) ? text : `${text}.`;
  return rest.length ? first.toUpperCase() + ended.slice(first.length) : ended;
}

function number(value) {
  return value.toLocaleString("en-GB");
}
