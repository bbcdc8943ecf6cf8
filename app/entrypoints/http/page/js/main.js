// Puts the parts together and runs the one request that is worth an answer.

import { admitted, mountAccess, recalled, refused } from "./access.js";
import { catalogue, clean, requestOf } from "./api.js";
import { mountBody } from "./body.js";
import { $ } from "./dom.js";
import { mountExports } from "./exports.js";
import { mountIntake } from "./intake.js";
import { mountKeys } from "./keys.js";
import { mountSections } from "./sections.js";
import { mountSource } from "./source.js";
import { on, sectionsOf, state, update } from "./state.js";
import { mountStatus, say } from "./status.js";
import { mountWhy } from "./why.js";

const PAUSE = 350; // milliseconds without a change before the document is cleaned again

let timer = 0;
let running = new AbortController();

/** Clean at once. What is still on its way answers an older question: it is called off. */
async function now({ show = false } = {}) {
  clearTimeout(timer);
  running.abort();
  if (!state.content) {
    update({ answer: null, sections: [], selected: null, markdown: null, problem: null, status: "empty", view: "edit" });
    if (show) say("There is nothing to clean: the document is empty.");
    return;
  }
  const mine = (running = new AbortController());
  update({ status: "loading", problem: null });
  try {
    const answer = await clean(requestOf(state), mine.signal);
    if (mine.signal.aborted) return;
    const sections = sectionsOf(answer);
    const selected = sameSection(sections);
    const editing = $("editor").contains(document.activeElement); // a card or the text, about to be hidden
    admitted();
    update({ answer, sections, markdown: null, status: "done", ...(selected === state.selected ? {} : { selected }) });
    if (show) update({ view: "marked" });
    if (show && editing) $("marked").focus();
    if (state.output === "markdown") await fetchMarkdown();
  } catch (error) {
    if (error.name !== "AbortError") fail(error, { here: show });
  }
}

/** Clean after a pause. */
function soon(options) {
  clearTimeout(timer);
  timer = setTimeout(now, PAUSE, options);
}

function fail(problem, { here = false } = {}) {
  const locked = problem.status === 401; // is said where the key is asked for
  update({ status: "error", problem: locked ? null : problem, view: state.answer ? state.view : "edit" });
  if (locked) refused({ here });
}

/** Where the selected section stands in the new answer, if it is still there. */
function sameSection(sections) {
  const old = state.selected === null ? null : state.sections[state.selected];
  if (!old) return null;
  const at = sections.findIndex((s) => s.start === old.start && s.end === old.end && s.category === old.category);
  return at < 0 ? null : at;
}

async function fetchMarkdown() {
  if (!state.answer || state.markdown !== null) return;
  const { signal } = running;
  try {
    const answer = await clean(requestOf(state, "markdown"), signal);
    if (!signal.aborted) update({ markdown: answer.body });
  } catch (error) {
    if (error.name !== "AbortError") fail(error);
  }
}

/** What the service says of its categories and rules; false when it asks for a key that it does not get. */
async function load({ here = false } = {}) {
  try {
    const [categories, rules] = await Promise.all([catalogue("categories"), catalogue("rules")]);
    update({ categories, rules });
    if (rules.size) admitted();
    return true;
  } catch {
    refused({ here });
    return false;
  }
}

async function retry() {
  if ((await load({ here: true })) && state.content) await now({ show: true });
}

function mountViews() {
  const root = document.documentElement;
  $("view-marked").addEventListener("click", () => (state.answer ? update({ view: "marked" }) : now({ show: true })));
  $("view-edit").addEventListener("click", () => {
    update({ view: "edit" });
    $("content").focus();
  });
  on(["view", "answer"], () => {
    const marked = state.view === "marked" && state.answer !== null;
    root.dataset.stage = state.answer ? "done" : "empty";
    $("editor").hidden = marked;
    $("marked-frame").hidden = !marked;
    $("view-marked").setAttribute("aria-pressed", String(marked));
    $("view-edit").setAttribute("aria-pressed", String(!marked));
  });
  const switches = [...document.querySelectorAll("[data-show]")];
  const show = () => {
    for (const button of switches) button.setAttribute("aria-pressed", String(button.dataset.show === root.dataset.pane));
  };
  for (const button of switches) {
    button.addEventListener("click", () => (root.dataset.pane = button.dataset.show));
  }
  new MutationObserver(show).observe(root, { attributeFilter: ["data-pane"] });
}

mountStatus();
mountViews();
mountSource();
mountSections();
mountWhy();
mountBody();
mountExports(say);
mountIntake({ now, soon, fail });
mountKeys({ now });
mountAccess({ retry });
on(["keep"], () => state.content && soon());
on(["output"], () => state.output === "markdown" && fetchMarkdown());
on(["content"], (_, changed) => changed.has("content") && update({ problem: null }));

update({ key: recalled() });
await load();
