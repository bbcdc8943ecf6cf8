"""Whole documents, every line of them with its category: ``fixtures/articles``, a category and a line on each line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import Result, clean
from app.model import CATEGORIES

FOLDER = Path(__file__).parent.parent / "fixtures" / "articles"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def load(name: str) -> tuple[list[str], list[str]]:
    """The categories and the lines of a fixture."""
    pairs = [line.split("|", 1) for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()]
    return [category.strip() for category, _ in pairs], [line for _, line in pairs]


def categories(result: Result, lines: list[str]) -> list[str]:
    """For each line the category of the last section on it."""
    sections = sorted((*result.kept, *result.removed, *result.lifted), key=lambda s: s.start)
    out = []
    start = 0
    for line in lines:
        over = [s for s in sections if s.start < start + len(line) and s.end > start]
        out.append(over[-1].category if over and line.strip() else "")
        start += len(line) + 1
    return out


@pytest.mark.parametrize("name", NAMES)
def test_every_line_has_its_category(name: str) -> None:
    wanted, lines = load(name)
    got = categories(clean("\n".join(lines)), lines)
    wrong = [f"{want} | {is_} | {line}" for want, is_, line in zip(wanted, got, lines, strict=True) if want != is_]
    assert wrong == [], "wanted | got | line"
    assert set(filter(None, wanted)) <= set(CATEGORIES)


@pytest.mark.parametrize("name", NAMES)
def test_a_cleaned_body_is_clean(name: str) -> None:
    _, lines = load(name)
    body = clean("\n".join(lines)).body
    again = clean(body, format="text")
    assert [(s.rule, s.text) for s in (*again.removed, *again.lifted)] == []
    assert again.body == body


def test_words_broken_by_links_are_rejoined() -> None:
    _, lines = load("a_line_per_text_node")
    body = clean("\n".join(lines)).body
    assert "led by Lena Maas voted on Thursday" in body
    assert "landing stage of Haven , which was closed" in body


def test_hard_wrapped_lines_become_paragraphs() -> None:
    _, lines = load("hard_wrapped")
    assert len(clean("\n".join(lines)).body.split("\n\n")) == 3
