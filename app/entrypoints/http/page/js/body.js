// The result: the article with its fields, or the same as Markdown, JSON or a curl command.

import { cleanAddress, requestOf } from "./api.js";
import { curlCommand } from "./curl.js";
import { $, h } from "./dom.js";
import { on, state, update } from "./state.js";

const OUTPUTS = {
  article: { text: () => state.answer.body, suffix: "txt", type: "text/plain" },
  markdown: { text: () => state.markdown, suffix: "md", type: "text/markdown" },
  json: { text: () => `${JSON.stringify(state.answer, null, 2)}\n`, suffix: "json", type: "application/json" },
  curl: { text: () => curlCommand(cleanAddress(), requestOf(state), state.key !== ""), suffix: "sh", type: "text/x-shellscript" },
};

/** Keep the result in step with the state. */
export function mountBody() {
  const tabs = [...document.querySelectorAll("[data-output]")];
  for (const tab of tabs) tab.addEventListener("click", () => update({ output: tab.dataset.output }));
  tabs[0].parentElement.addEventListener("keydown", (event) => walkTabs(event, tabs));
  on(["output"], () => showTab(tabs));
  on(["answer", "output", "markdown"], () => draw($("output")));
}

/** What the shown tab holds, for copying and downloading; null when there is nothing yet. */
export function shown() {
  const { text, suffix, type } = OUTPUTS[state.output];
  const content = state.answer ? text() : null;
  return content === null ? null : { content, name: `${state.name}.clean.${suffix}`, type };
}

function walkTabs(event, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = tabs.findIndex((tab) => tab.dataset.output === state.output);
  const next = tabs[(at + step + tabs.length) % tabs.length];
  update({ output: next.dataset.output });
  next.focus();
}

function showTab(tabs) {
  for (const tab of tabs) {
    const active = tab.dataset.output === state.output;
    tab.setAttribute("aria-selected", String(active));
    tab.tabIndex = active ? 0 : -1;
    if (active) $("output").setAttribute("aria-labelledby", tab.id);
  }
  $("output").scrollTop = 0;
}

function draw(output) {
  if (!state.answer) {
    output.replaceChildren();
    return;
  }
  if (state.output === "article") {
    output.replaceChildren(article(state.answer));
    return;
  }
  const content = shown()?.content;
  output.replaceChildren(
    content === undefined ? h("p", { class: "nothing" }, "One moment…") : h("pre", { class: "code", dir: state.output === "markdown" ? "auto" : "ltr" }, content),
  );
}

function article(answer) {
  return h(
    "article",
    { class: "article", lang: answer.language },
    fields(answer),
    warnings([...state.notes, ...answer.warnings]),
    answer.body
      ? h("div", { id: "article-body", class: "article-body" }, ...paragraphs(answer.body))
      : h("p", { class: "nothing", lang: "en" }, "The body is empty: nothing of this document is an article. If that is wrong, untick what was removed."),
  );
}

function fields({ title, subtitle, byline, published, language }) {
  const line = [["Byline", byline, "byline"], ["Published", published, "published"], ["Language", languageName(language), "language"]];
  const rows = [["Title", title, "title"], ["Subtitle", subtitle, "subtitle"], ...line].filter(([, value]) => value);
  if (rows.length === 0) return null;
  return h(
    "dl",
    { class: "fields" },
    ...rows.map(([name, value, css]) =>
      h("div", { class: `field-${css}` }, h("dt", { lang: "en" }, name), h("dd", { dir: "auto" }, value)),
    ),
  );
}

function languageName(code) {
  try {
    return code && new Intl.DisplayNames(["en"], { type: "language" }).of(code);
  } catch {
    return code; // not a code at all
  }
}

function warnings(list) {
  if (list.length === 0) return null;
  return h("ul", { class: "warnings", lang: "en", "aria-label": "Warnings" }, ...list.map((text) => h("li", {}, text)));
}

/** One element a paragraph, so that each finds its own direction. */
function paragraphs(body) {
  return body.split("\n\n").map((text) => h("p", { dir: "auto" }, text));
}
