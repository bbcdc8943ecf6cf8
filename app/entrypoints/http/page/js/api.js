// The service's contract. Addresses are relative, so that the page works behind any prefix.

import { state as page } from "./state.js";

const CLEAN = "v1/clean";

/** What the service said was wrong, in its own words. */
export class Problem extends Error {
  constructor({ title, detail, field, mend, status, wait }) {
    super(detail || title);
    Object.assign(this, { title, detail, field, mend, status, wait });
  }
}

/** The request that the page's state asks for; the same object goes into the curl command. */
export function requestOf(state, output = "text") {
  return {
    content: state.content,
    format: state.format,
    url: state.url.trim() || null,
    options: { keep: [...state.keep].sort(), drop: [], source_text: true, blocks: false, output, focus: state.focus },
  };
}

/** Absolute address of the cleaning route, for commands to copy. */
export function cleanAddress() {
  return new URL(CLEAN, document.baseURI).href;
}

/** Clean one document. Throws Problem, or the AbortError of `signal`. */
export async function clean(request, signal) {
  return ask(CLEAN, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(request),
    signal,
  });
}

/** The charset that the service reads these bytes in. */
export async function charsetOf(bytes, type) {
  const answer = await ask(CLEAN, {
    method: "POST",
    headers: { "Content-Type": type, Accept: "application/json" },
    body: bytes,
  });
  return answer.charset;
}

/** A list that the service serves, as a map by id. Empty when it cannot be had: the page works without. A key that
    is asked for is a Problem all the same. */
export async function catalogue(name) {
  try {
    const answer = await ask(`v1/${name}`, { headers: { Accept: "application/json" } });
    return new Map(answer.map((item) => [item.id, item]));
  } catch (error) {
    if (error.status === 401) throw error;
    return new Map();
  }
}

async function ask(address, init) {
  let response;
  try {
    const key = page.key ? { Authorization: `Bearer ${page.key}` } : {};
    response = await fetch(address, { ...init, headers: { ...init.headers, ...key } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({
      title: "The service does not answer",
      detail: "The request got no reply.",
      mend: "See whether the service is still running, then press Clean.",
    });
  }
  if (response.ok) return response.json();
  throw new Problem(await problemOf(response));
}

async function problemOf(response) {
  const fallback = {
    status: response.status,
    title: `The service answered ${response.status} ${response.statusText}`.trim(),
    detail: "",
    mend: response.status === 429 ? "It is busy: wait a moment, then press Clean." : "",
    wait: Number(response.headers.get("Retry-After")) || 0, // seconds
  };
  try {
    return { ...fallback, ...(await response.json()) };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return fallback;
  }
}
