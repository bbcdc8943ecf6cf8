// What is going on, in a sentence, for eyes and for screen readers; and what went wrong, with its mend.

import { $, h } from "./dom.js";
import { nameOf, on, state } from "./state.js";
import { sentence } from "./why.js";

const sentences = {
  empty: () => "",
  loading: () => "Cleaning…",
  done: () => summary(state.answer),
  error: () => (state.answer ? "Below still stands the last result." : ""),
};

/** Keep the status line and the error message in step with the state. */
export function mountStatus() {
  on(["status", "answer"], () => {
    document.documentElement.dataset.status = state.status;
    say(sentences[state.status]());
  });
  on(["problem"], () => drawProblem($("problem")));
  on(["selected"], () => {
    const section = state.selected === null ? null : state.sections[state.selected];
    $("chosen").textContent = section
      ? `Section ${state.selected + 1} of ${state.sections.length}: ${nameOf(section.category)}. ${sentence(section.reason)}`
      : "";
  });
}

/** Put a sentence into the status line. */
export function say(sentence) {
  $("status").textContent = sentence;
}

function summary({ removed, lifted, body, source_text: source, confidence, format }) {
  const share = source.length ? Math.round((100 * body.length) / source.length) : 0;
  return (
    `${count(removed.length, "section")} removed, ${lifted.length} lifted; ` +
    `${share} % of the ${format === "html" ? "page’s text" : "text"} is the body. Confidence ${Math.round(confidence * 100)} %.`
  );
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function drawProblem(box) {
  const problem = state.problem;
  box.hidden = !problem;
  if (!problem) {
    box.replaceChildren();
    return;
  }
  const title = problem.title ?? "Something went wrong on this page";
  const detail = problem.detail ?? (problem.title ? null : problem.message);
  const parts = [
    h("strong", {}, ended(title)),
    detail && detail !== title ? ` ${ended(detail)}` : null,
    problem.field ? h("span", {}, " Field: ", h("code", {}, problem.field), ".") : null,
    problem.wait ? ` Try again in ${duration(problem.wait)}.` : problem.mend ? ` ${ended(problem.mend)}` : null,
  ];
  box.replaceChildren(...parts.filter((part) => part !== null));
}

function duration(seconds) {
  if (seconds < 120) return count(seconds, "second");
  return seconds < 7200 ? count(Math.ceil(seconds / 60), "minute") : count(Math.ceil(seconds / 3600), "hour");
}

function ended(text) {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
