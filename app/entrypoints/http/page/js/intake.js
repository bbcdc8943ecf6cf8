// How a document comes in: typed or pasted, dropped, opened from a file, or picked from the samples.

import { charsetOf } from "./api.js";
import { $, h } from "./dom.js";
import { on, state, update } from "./state.js";

const SUFFIXES = { html: "html", htm: "html", xhtml: "html", md: "markdown", markdown: "markdown", txt: "text" };
const TYPES = { html: "text/html", markdown: "text/markdown", text: "text/plain" };

let byHand = false; // the reader chose a format or focus since the document came in

/** Wire every way in. `now` cleans at once, `soon` after a pause in typing, `fail` shows a problem. */
export function mountIntake({ now, soon, fail }) {
  const area = $("content");
  let replaced = false; // all of the old document is about to give way to a new one
  area.addEventListener("beforeinput", () => {
    replaced = area.selectionStart === 0 && area.selectionEnd === area.value.length;
  });
  area.addEventListener("input", (event) => {
    const pasted = event.inputType === "insertFromPaste";
    update({ content: area.value, name: "document", notes: [], ...(replaced && pasted ? fresh() : {}) });
    $("sample").value = "";
    soon({ show: pasted });
  });
  on(["content", "view"], () => {
    // A long text costs the editor seconds to lay out: it gets one only when somebody wants to edit.
    if (state.view === "edit" && area.value !== state.content) area.value = state.content;
  });
  for (const name of ["format", "focus"]) {
    $(name).addEventListener("change", (event) => {
      byHand = true;
      update({ [name]: event.target.value });
      soon();
    });
    on([name], () => ($(name).value = state[name]));
  }
  on(["url"], () => {
    if ($("url").value !== state.url) $("url").value = state.url;
  });
  $("url").addEventListener("input", (event) => {
    update({ url: event.target.value });
    soon();
  });
  $("intake").addEventListener("submit", (event) => {
    event.preventDefault();
    now({ show: true });
  });
  $("options-toggle").addEventListener("click", ({ currentTarget }) => {
    const open = currentTarget.getAttribute("aria-expanded") !== "true";
    currentTarget.setAttribute("aria-expanded", String(open));
  });

  const take = async (file) => {
    try {
      accept({ ...(await read(file)), name: stem(file.name) }, now);
      $("sample").value = "";
    } catch (error) {
      fail(error);
    }
  };
  $("file").addEventListener("change", ({ target }) => {
    if (target.files[0]) take(target.files[0]);
    target.value = ""; // the same file can be opened again after it changed
  });
  mountDrop(take, (text) => accept({ content: text, format: "auto", notes: [], name: "document" }, now));
  mountSamples(now, fail);
}

function accept(document, now) {
  byHand = false;
  update({ url: "", ...document, keep: new Set(), selected: null, view: "marked" });
  now({ show: true });
}

/** A document pasted over another takes over nothing that the other one set; what the reader set stays. */
function fresh() {
  return { url: "", keep: new Set(), selected: null, ...(byHand ? {} : { format: "auto" }) };
}

// ------------------------------------------------------------------------------------------------ drag and drop

function mountDrop(takeFile, takeText) {
  const veil = $("drop");
  let depth = 0; // dragenter and dragleave come in pairs for every element that is passed
  const welcome = (event) => [...event.dataTransfer.types].some((type) => type === "Files" || type === "text/plain");
  const show = (by) => {
    depth = Math.max(0, depth + by);
    veil.classList.toggle("over", depth > 0);
  };
  addEventListener("dragenter", (event) => welcome(event) && show(1));
  addEventListener("dragleave", (event) => welcome(event) && show(-1));
  addEventListener("dragover", (event) => welcome(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!welcome(event)) return;
    event.preventDefault();
    show(-depth);
    const [file] = event.dataTransfer.files;
    const text = event.dataTransfer.getData("text/plain");
    if (file) takeFile(file);
    else if (text) takeText(text);
  });
}

// ------------------------------------------------------------------------------------------------ files

async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const format = SUFFIXES[file.name.toLowerCase().split(".").pop()] ?? "auto";
  try {
    return { content: new TextDecoder("utf-8", { fatal: true }).decode(bytes), format, notes: [] };
  } catch {
    return { ...(await decode(bytes, TYPES[format] ?? "text/plain")), format };
  }
}

/** Not UTF-8: the service knows charsets, so it is asked which one this is. */
async function decode(bytes, type) {
  const charset = await charsetOf(bytes, type);
  let decoder;
  try {
    decoder = new TextDecoder(charset);
  } catch {
    decoder = new TextDecoder("windows-1252"); // a charset that browsers do not have
  }
  return { content: decoder.decode(bytes), notes: [`The file was read as ${decoder.encoding}.`] };
}

function stem(name) {
  return name.replace(/\.[^.]*$/, "") || "document";
}

// ------------------------------------------------------------------------------------------------ samples

async function mountSamples(now, fail) {
  const response = await fetch("static/samples/index.json");
  if (!response.ok) return;
  const samples = await response.json();
  const open = async (sample) => {
    try {
      const content = await (await fetch(`static/samples/${sample.file}`)).text();
      accept({ content, format: sample.format, url: sample.url, notes: [], name: stem(sample.file) }, now);
      $("sample").value = sample.file;
    } catch (error) {
      fail(error);
    }
  };
  $("sample").append(...samples.map((sample) => h("option", { value: sample.file }, sample.title)));
  $("sample").addEventListener("change", ({ target }) => {
    const sample = samples.find(({ file }) => file === target.value);
    if (sample) open(sample);
  });
  $("sample-cards").append(
    ...samples.map((sample) =>
      h("li", {}, h("button", { type: "button", class: "card", click: () => open(sample) },
        h("strong", {}, sample.title), h("span", {}, sample.note))),
    ),
  );
}
