// A classic script, loaded before the first paint so that a chosen theme never flashes the other one.
"use strict";
{
  const KEY = "winnow-theme";
  const ORDER = ["auto", "light", "dark"];
  const NAMES = { auto: "system", light: "light", dark: "dark" };
  const root = document.documentElement;

  const read = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be forbidden; the choice then lasts as long as the page
    }
  };
  const apply = (theme) => {
    root.dataset.theme = ORDER.includes(theme) ? theme : "auto";
  };
  apply(read());

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const label = () => {
      const name = NAMES[root.dataset.theme];
      button.lastElementChild.textContent = `: ${name}`;
      button.setAttribute("aria-label", `Theme: ${name}`);
    };
    button.addEventListener("click", () => {
      const next = ORDER[(ORDER.indexOf(root.dataset.theme) + 1) % ORDER.length];
      apply(next);
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // see above
      }
      label();
    });
    label();
  });
}
