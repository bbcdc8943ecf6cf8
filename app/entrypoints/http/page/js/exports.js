// Copy and download what the result pane shows.

import { shown } from "./body.js";
import { $, h } from "./dom.js";

const SAID_FOR = 1600; // milliseconds that "Copied" stands on the button

/** Wire the two buttons. `say` puts a sentence into the status line. */
export function mountExports(say) {
  const copy = $("copy");
  copy.addEventListener("click", async () => {
    const output = shown();
    if (!output) return;
    const done = await copied(output.content);
    say(done ? "Copied." : "The browser did not allow copying; select the text and copy it by hand.");
    if (!done) return;
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy"), SAID_FOR);
  });
  $("download").addEventListener("click", () => {
    const output = shown();
    if (output) save(output);
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text); // no clipboard without https, and a service in the local net has none
  }
}

function copiedByHand(text) {
  const area = h("textarea", { class: "unseen", "aria-hidden": "true", tabindex: -1 });
  const focused = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus?.();
  return done;
}

function save({ content, name, type }) {
  const address = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(address);
}
