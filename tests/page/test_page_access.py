"""By keyboard, by screen reader, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from page_driver import Reader
from playwright.sync_api import expect

CONTROLS = {
    "button", "checkbox", "combobox", "dialog", "link", "meter", "region", "tab", "tablist", "tabpanel", "textbox",
    "searchbox", "navigation", "complementary",
}  # fmt: skip
ENOUGH = 4.5  # WCAG AA for text

# For every element with text of its own: its colour against the nearest opaque ground below it. Colours go through a
# canvas, which knows every notation.
CONTRASTS = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.closest("noscript, [aria-disabled=true], .drop")) continue;
    const name = `${element.localName}.${element.className}#${element.id} ${element.dataset.category ?? ""}`;
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (own) found.push([name, contrast(rgba(getComputedStyle(element).color), ground(element))]);
    if (element.matches(".mark")) {
      found.push([`${name}::before`, contrast(rgba(getComputedStyle(element, "::before").color), ground(element))]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(open_page: Callable[..., Reader], scheme: str) -> None:
    reader = open_page(color_scheme=scheme)
    weak = [entry for entry in reader.page.evaluate(CONTRASTS) if entry[1] < ENOUGH]
    assert weak == []
    reader.sample("harbour-strike.txt")
    reader.page.keyboard.press("j")
    categories = [c["id"] for c in reader.page.request.get(f"{reader.base}v1/categories").json()]
    reader.page.evaluate(
        """ids => {
          for (const id of ids) {
            for (const fate of ["removed", "lifted"]) {
              for (const selected of ["", " selected"]) {
                const mark = document.getElementById("marked").appendChild(document.createElement("mark"));
                mark.className = `mark block${selected}`;
                Object.assign(mark.dataset, { category: id, fate, label: id });
                mark.textContent = id;
              }
            }
          }
        }""",
        categories,
    )
    measured = reader.page.evaluate(CONTRASTS)
    assert len(measured) > 8 * len(categories)
    assert [entry for entry in measured if entry[1] < ENOUGH] == []


@pytest.mark.parametrize("width", [1400, 390])
def test_every_control_has_a_name(open_page: Callable[..., Reader], width: int) -> None:
    reader = open_page(viewport={"width": width, "height": 844})
    assert nameless(reader) == []
    reader.sample("harbour-strike.txt")
    reader.page.keyboard.press("j")
    assert nameless(reader) == []
    for switch in reader.page.locator("[data-show]").all():
        if switch.is_visible():
            switch.click()
            assert nameless(reader) == []
    reader.page.click("#help-open")
    assert nameless(reader) == []


def nameless(reader: Reader) -> list[Any]:
    """The controls and landmarks that a screen reader could not name."""
    tree = reader.page.context.new_cdp_session(reader.page).send("Accessibility.getFullAXTree")["nodes"]
    heard = [node for node in tree if not node["ignored"]]
    roles = [(node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")) for node in heard]
    assert "button" in dict(roles)
    return [role for role, name in roles if role.lower() in CONTROLS and not name.strip()]


def test_landmarks_and_one_first_heading(reader: Reader) -> None:
    reader.sample("harbour-strike.txt")
    for role in ("banner", "main", "complementary", "status"):
        expect(reader.page.get_by_role(role)).to_have_count(1)
    expect(reader.page.get_by_role("heading", level=1)).to_have_count(1)
    ids = reader.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_the_skip_link_comes_first_and_works(reader: Reader) -> None:
    reader.page.keyboard.press("Tab")
    expect(reader.page.locator(".skip")).to_be_focused()
    expect(reader.page.locator(".skip")).to_be_in_viewport()
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    expect(reader.page.locator("#content")).to_be_focused()


def test_a_sample_opened_by_keyboard_leaves_the_focus_at_the_source(reader: Reader) -> None:
    reader.page.locator(".card").first.focus()
    answer = reader.answer_to(lambda: reader.page.keyboard.press("Enter"))
    expect(reader.page.locator("#marked")).to_be_focused()
    reader.page.keyboard.press("ArrowDown")
    expect(reader.page.locator("#why")).to_be_visible()
    assert answer["removed"]


def test_focus_can_be_seen_on_every_stop(reader: Reader) -> None:
    reader.sample("harbour-strike.txt")
    reader.page.evaluate("document.activeElement.blur()")
    seen = 0
    for _ in range(25):
        reader.page.keyboard.press("Tab")
        outlined = reader.page.evaluate(
            """() => {
              const at = document.activeElement;
              const ring = (element) => element && getComputedStyle(element).outlineStyle !== "none";
              return at === document.body || ring(at) || ring(at.closest("label"));
            }"""
        )
        assert outlined, reader.page.evaluate("document.activeElement.outerHTML")
        seen += 1
    assert seen == 25


def test_tabs_are_walked_with_the_arrows(reader: Reader) -> None:
    reader.sample("kites.txt")
    reader.page.locator("#tab-article").focus()
    reader.page.keyboard.press("ArrowLeft")
    expect(reader.page.locator("#tab-curl")).to_be_focused()
    expect(reader.page.locator("#output")).to_contain_text("curl -sS")
    expect(reader.page.get_by_role("tabpanel")).to_have_accessible_name("curl")


def test_the_shortcuts_are_listed_and_can_be_switched_off(reader: Reader) -> None:
    reader.sample("kites.txt")
    reader.page.keyboard.press("?")
    dialog = reader.page.get_by_role("dialog")
    expect(dialog).to_contain_text("next section")
    dialog.get_by_label("Single-key shortcuts").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    reader.page.locator("#marked").focus()
    reader.page.keyboard.press("j")
    expect(reader.page.locator("#why")).to_be_hidden()
    reader.page.keyboard.press("ArrowDown")
    expect(reader.page.locator("#why")).to_be_visible()


def test_the_theme_is_chosen_and_remembered(open_page: Callable[..., Reader]) -> None:
    reader = open_page(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = reader.page.evaluate(ground)
    button = reader.page.locator("#theme")
    button.click()
    button.click()
    expect(button).to_have_accessible_name("Theme: dark")
    dark = reader.page.evaluate(ground)
    assert dark != light
    reader.page.reload()
    assert reader.page.evaluate(ground) == dark


@pytest.mark.parametrize(("sample", "direction"), [("water.txt", "rtl"), ("harbour-strike.txt", "ltr")])
def test_text_runs_in_its_own_direction(reader: Reader, sample: str, direction: str) -> None:
    reader.sample(sample)
    for place in ("#article-body p", "#marked .mark.block", ".entry .snippet"):
        assert reader.page.locator(place).first.evaluate("element => getComputedStyle(element).direction") == direction
