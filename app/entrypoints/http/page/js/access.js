// The key that a service may ask for: asked for when it is missed, sent in a header, kept for this tab alone.

import { $ } from "./dom.js";
import { on, state, update } from "./state.js";

const STORED = "winnow-key";
const WORDS = {
  asked: ["This service asks for a key.", "It stays in this tab until you close it or forget the key."],
  wrong: ["The service does not know this key.", "Look at it again, or ask the operator for another."],
  shown: ["A key is in use.", "It stays in this tab until you close it or forget the key."],
};

/** Wire the field for the key. `retry` asks the service again for what it has refused. */
export function mountAccess({ retry }) {
  const field = $("key");
  on(["access"], () => {
    const words = WORDS[state.access];
    const within = $("access").contains(document.activeElement);
    $("access").hidden = !words;
    $("key-open").hidden = state.access !== "known" && state.access !== "shown";
    $("key-open").setAttribute("aria-expanded", String(state.access === "shown"));
    $("key-forget").hidden = !state.key;
    $("rules-link").hidden = state.access !== "open"; // a link sends no key
    field.setAttribute("aria-invalid", String(state.access === "wrong"));
    field.placeholder = state.access === "shown" ? "Another key" : "";
    [$("access-title").textContent, $("access-said").textContent] = words ?? ["", ""];
    if (within && !words) (state.view === "marked" && state.answer ? $("marked") : $("content")).focus();
  });
  $("access").addEventListener("submit", (event) => {
    event.preventDefault();
    const key = field.value.trim();
    if (!/^[!-~]+$/.test(key)) return refuse(); // no header can carry it
    field.value = "";
    update({ key, ...(state.access === "shown" && { access: "asked" }) });
    remember(key);
    retry();
  });
  $("key-forget").addEventListener("click", () => {
    field.value = "";
    update({ key: "", access: "asked" });
    remember("");
    field.focus();
  });
  $("key-open").addEventListener("click", () => {
    update({ access: state.access === "shown" ? "known" : "shown" });
    if (state.access === "shown") field.focus();
  });
  $("access").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.access === "shown") {
      update({ access: "known" });
      $("key-open").focus();
    }
  });
}

/** The service has refused us. `here` puts the cursor into the field: for what the reader did, not for what we did. */
export function refused({ here }) {
  update({ access: state.key ? "wrong" : "asked" });
  if (here) $("key").focus();
}

/** The service has let us in. */
export function admitted() {
  if (state.access !== "shown") update({ access: state.key ? "known" : "open" }); // somebody may be writing another
}

/** The key of this tab. */
export function recalled() {
  try {
    return sessionStorage.getItem(STORED) ?? "";
  } catch {
    return ""; // storage may be forbidden; the key then lasts as long as the page
  }
}

function refuse() {
  update({ access: "wrong" });
  $("key").focus();
}

function remember(key) {
  try {
    if (key) sessionStorage.setItem(STORED, key);
    else sessionStorage.removeItem(STORED);
  } catch {
    // see above
  }
}
