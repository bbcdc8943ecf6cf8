"""The source with its sections marked, the list beside it, and the switches."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from page_driver import Reader, sections
from playwright.sync_api import expect

PAGE = Path(__file__).parents[2] / "app/entrypoints/http/page"
SAMPLES = json.loads((PAGE / "samples/index.json").read_text(encoding="utf-8"))

STRIP = "QXA 72.59 Increased By ▲ 3.39 (4.9%)\nQXB 4.99 Decreased By ▼ -0.09 (-1.84%)"
PARAGRAPH = "The exchange in the old town closed early on Friday because of a power failure, its chairman said."
STORY = "\n\n".join(
    (
        f"🪁🪁 👨‍👩‍👧‍👦 {PARAGRAPH}",
        STRIP,
        "𝒯he brokers 🐉 will be paid for the hours that were lost, he said, and the clerks as well.",
        "🎉",
        STRIP,
        "Trading starts again on Monday at nine, an hour later than usual, with candles at hand.",
    )
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["file"])
def test_marks_stand_at_the_sections_of_a_sample(reader: Reader, sample: dict[str, str]) -> None:
    answer = reader.sample(sample["file"])
    assert reader.marks() == [section["text"] for section in sections(answer)]
    assert reader.marks()
    assert reader.source() == answer["source_text"]
    assert reader.body() == answer["body"]


def test_emoji_before_a_section_do_not_shift_it(reader: Reader) -> None:
    answer = reader.clean(STORY, "text")
    assert [section["category"] for section in answer["removed"]].count("stock_ticker") == 2
    assert reader.marks() == [section["text"] for section in sections(answer)]
    assert STRIP in reader.marks()
    assert reader.source() == STORY


def test_offsets_agree_with_python(reader: Reader) -> None:
    dice = random.Random(7)
    for _ in range(30):
        text = "".join(dice.choice("ab\n é中🪁𝒯👨‍👩") for _ in range(dice.randrange(60)))
        points = range(len(text) + 1)
        units = reader.page.evaluate(
            "async ([text, points]) => { const { unitsOf } = await import('/static/js/positions.js');"
            " return points.map(unitsOf(text)); }",
            [text, list(points)],
        )
        assert units == [len(text[:point].encode("utf-16-le")) // 2 for point in points]


def test_a_long_document_is_marked_to_its_end(reader: Reader) -> None:
    text = "\n\n".join([f"🪁 {PARAGRAPH}", STRIP] * 1000)
    answer = reader.open("long.txt", text.encode())
    assert len(answer["removed"]) > 100
    assert reader.marks() == [section["text"] for section in sections(answer)]


def test_a_click_on_a_mark_says_why_it_is_gone(reader: Reader) -> None:
    answer = reader.sample("harbour-strike.txt")
    section = next(s for s in answer["removed"] if s["category"] == "stock_ticker")
    reader.page.locator("#marked .mark[data-category=stock_ticker]").first.click()
    why = reader.page.locator("#why")
    expect(why).to_contain_text("Stock ticker")
    expect(why).to_contain_text(section["rule"])
    expect(why).to_contain_text(section["reason"][1:])
    expect(why).to_contain_text(f"{round(section['confidence'] * 100)} %")
    expect(why).to_contain_text(f"{section['position']} the body")
    expect(why).to_contain_text(f"characters {section['start']:,} to {section['end']:,}")
    expect(reader.page.locator("#marked .mark.selected")).to_have_text(section["text"])
    expect(reader.page.locator("#chosen")).to_contain_text("Stock ticker")


def test_a_click_in_the_list_shows_the_mark(reader: Reader) -> None:
    answer = reader.sample("harbour-strike.txt")
    last = len(sections(answer)) - 1
    reader.page.locator(f".entry[data-section='{last}']").click()
    expect(reader.page.locator(f"#marked .mark[data-section='{last}']")).to_be_in_viewport()
    expect(reader.page.locator(f".entry[data-section='{last}']")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize(("forth", "back"), [("j", "k"), ("ArrowDown", "ArrowUp")])
def test_keys_go_through_the_sections(reader: Reader, forth: str, back: str) -> None:
    answer = reader.sample("harbour-strike.txt")
    texts = [section["text"] for section in sections(answer)]
    reader.page.locator("#marked").focus()
    selected = reader.page.locator("#marked .mark.selected")
    for text in texts:
        reader.page.keyboard.press(forth)
        assert selected.evaluate("mark => mark.textContent") == text
    reader.page.keyboard.press(forth)
    assert selected.evaluate("mark => mark.textContent") == texts[-1]
    reader.page.keyboard.press(back)
    assert selected.evaluate("mark => mark.textContent") == texts[-2]
    reader.page.keyboard.press("Escape")
    expect(selected).to_have_count(0)
    expect(reader.page.locator("#why")).to_be_hidden()


def test_keys_stay_with_the_writer(reader: Reader) -> None:
    reader.clean(STORY, "text")
    reader.edit()
    reader.page.locator("#content").focus()
    reader.page.keyboard.press("Control+End")
    reader.answer_to(lambda: reader.page.keyboard.type("jkx?"))
    assert reader.page.input_value("#content") == STORY + "jkx?"
    expect(reader.page.locator("#why")).to_be_hidden()


def test_a_category_switched_off_stays_in_the_body(reader: Reader) -> None:
    answer = reader.clean(STORY, "text")
    assert "QXA" not in answer["body"]
    switch = reader.page.locator("#switch-stock_ticker")
    kept = reader.answer_to(switch.uncheck)
    assert "QXA 72.59" in kept["body"]
    assert reader.body() == kept["body"]
    expect(reader.page.locator("#marked .mark[data-category=stock_ticker]")).to_have_count(0)
    expect(switch).to_be_focused()
    expect(reader.page.locator("#sections .group").first).to_contain_text("Stock tickerkept")
    again = reader.answer_to(lambda: reader.page.click("#restore"))
    assert again == answer
    assert reader.body() == answer["body"]


def test_x_switches_the_category_of_the_selected_section(reader: Reader) -> None:
    reader.clean(STORY, "text")
    reader.page.locator("#marked .mark[data-category=stock_ticker]").first.click()
    kept = reader.answer_to(lambda: reader.page.keyboard.press("x"))
    assert "QXA 72.59" in kept["body"]


def test_the_list_counts_by_category(reader: Reader) -> None:
    answer = reader.sample("harbour-strike.txt")
    counts: dict[str, int] = {}
    for section in answer["removed"]:
        counts[section["category"]] = counts.get(section["category"], 0) + 1
    shown = reader.page.locator("#sections .group[data-fate=removed]").evaluate_all(
        "groups => groups.map(g => [g.dataset.category, Number(g.querySelector('.count').textContent)])"
    )
    assert dict(shown) == counts


def test_lifted_fields_stand_above_the_body_and_are_marked_otherwise(reader: Reader) -> None:
    answer = reader.sample("harbour-strike.txt")
    expect(reader.page.locator(".field-title dd")).to_have_text(answer["title"])
    mark = reader.page.locator("#marked .mark[data-fate=lifted]").first
    outline = mark.evaluate("mark => getComputedStyle(mark).outlineStyle")
    assert outline == "dashed"


def test_every_category_has_a_colour_of_its_own(reader: Reader) -> None:
    listed = reader.page.request.get(f"{reader.base}v1/categories").json()
    categories = [category["id"] for category in listed if category["group"] != "body"]
    looks = reader.page.evaluate(
        """ids => ids.map(id => {
          const mark = document.body.appendChild(document.createElement("mark"));
          mark.className = "mark block";
          mark.dataset.category = id;
          const style = getComputedStyle(mark);
          return [style.backgroundColor, style.borderInlineStartStyle, style.borderInlineStartColor].join(" ");
        })""",
        categories,
    )
    assert len(set(looks)) == len(categories)


def test_sections_are_told_to_screen_readers(reader: Reader) -> None:
    answer = reader.sample("kites.txt")
    first = reader.page.locator("#marked .mark").first
    total = len(sections(answer))
    assert f"section 1 of {total}" in (first.get_attribute("aria-label") or "")
    expect(reader.page.locator("#status")).to_contain_text("removed")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_is_wider_than_the_screen(open_page: Callable[..., Reader], scheme: str, width: int) -> None:
    reader = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert reader.page.evaluate(overflow) == 0
    reader.clean(STORY + "\n\n" + "unbroken" * 200, "text")
    reader.page.keyboard.press("j")
    for pane in ("source", "body", "ledger"):
        switch = reader.page.locator(f"[data-show={pane}]")
        assert switch.is_visible() == (width == 390)
        if width == 390:
            switch.click()
        expect(reader.page.locator(f"#{pane}")).to_be_visible()
        assert reader.page.evaluate(overflow) == 0
    for output in ("markdown", "json", "curl"):
        if width == 390:
            reader.page.locator("[data-show=body]").click()
        reader.page.locator(f"[data-output={output}]").click()
        expect(reader.page.locator("#output pre")).to_be_visible()
        assert reader.page.evaluate(overflow) == 0
