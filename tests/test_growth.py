"""Work grows with the input and no faster: counted in calls, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from app import clean

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures" / "rules").glob("*.txt"))

PROSE = "The mayors of the river towns voted on Thursday to bring back the ferry that they closed seven years ago."
HEADINGS = ("You may also like", "Leave a reply", "About the author")
MOST = 2.6  # times the calls for twice the input

SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "a paragraph under every heading": (
        "text",
        lambda n: "\n\n".join(f"{HEADINGS[0]}\n\n{PROSE} {i}." for i in range(n)),
    ),
    "headings of many kinds": ("text", lambda n: "\n\n".join(f"{HEADINGS[i % 3]}\n\n{PROSE}" for i in range(n))),
    "headings, then the article": (
        "text",
        lambda n: "\n\n".join(["Related articles"] * n + [f"{PROSE} {i}." for i in range(n)]),
    ),
    "bullets over paragraphs": ("text", lambda n: "\n".join([f"• {PROSE}"] * n) + "\n\n" + "\n\n".join([PROSE] * n)),
    "quotes of a ticker": ("text", lambda n: "\n".join(f"ABC{i % 97} {i % 89}.5 ▲ 3.39 (4.9%)" for i in range(n))),
    "boxes on a page": ("html", lambda n: f"<div><h3>{HEADINGS[0]}</h3></div><p>{PROSE}</p>" * n),
    "many siblings deep down": ("html", lambda n: "<div>" * 300 + "<p class=a>a short line</p>" * n),
    "links in Markdown": ("markdown", lambda n: "- [a](b) c\n" * n),
}


def calls(content: str, format: str) -> int:
    """How many functions are called to clean it."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        clean(content, format=format)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_input_is_about_twice_the_work(name: str) -> None:
    format, shape = SHAPES[name]
    clean(shape(20), format=format)  # what is loaded once
    assert calls(shape(800), format) <= MOST * calls(shape(400), format)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize("format", ["text", "html"])
def test_what_a_rule_looks_for_may_come_as_often_as_it_likes(fixture: Path, format: str) -> None:
    """The lines that a rule is tried on, over and over: its own worst case."""
    lines = [line[1:] for line in fixture.read_text(encoding="utf-8").splitlines() if not line.startswith("===")]
    if format == "html":
        lines = [line if line.startswith("<") else f"<p>{line}</p>" for line in lines]
    once = "\n".join(lines) + "\n\n"
    few = max(3, 200 // len(lines))
    clean(once * 3, format=format)  # what is loaded once
    assert calls(once * 2 * few, format) <= MOST * calls(once * few, format)
