"""The benchmark of the everyday case counts what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model import Action
from benchmarks.corpus import Sample
from benchmarks.light import Line, Text, figures, light, measure

ARTICLE = "\n".join(
    (
        "The harbour council voted on Monday to reopen the old ferry line of the river after nine hours of its debate.",
        "Members said the ferry would start in spring, once the landing stages have been repaired by the yard.",
        "It will cost four million a year, half of it paid by the region and half by those who use it.",
    )
)
KEEP, REMOVE, LIFT = Action.KEEP, Action.REMOVE, Action.LIFT


def line(words: int, article: bool, action: Action) -> Line:
    return Line("word " * words, words, article, action, "a-rule", "a-category")


def test_figures_count_words_and_leave_out_what_is_lifted() -> None:
    clean = Text("a", "clean", "set", "", "")
    noisy = Text("a", "light", "set", "", "")
    got = figures(
        [
            (clean, [line(30, True, KEEP), line(10, True, REMOVE), line(50, True, LIFT)]),
            (clean, [line(40, True, KEEP), line(5, True, LIFT)]),
            (noisy, [line(90, True, KEEP), line(10, True, REMOVE), line(3, False, REMOVE), line(1, False, KEEP)]),
        ]
    )
    assert got == pytest.approx(
        {
            "text, clean, set (article words kept)": 70 / 80,
            "text, clean, set (articles untouched)": 1 / 2,
            "text, light, set (article words kept)": 0.9,
            "text, light, set (noise words removed)": 0.75,
        }
    )


def sample(noise: str) -> Sample:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE.split("\n"))
    html = f"<html><body>{body}<p>Share</p><p>{noise}</p></body></html>"
    return Sample("id", "wcxb-dev", "article", "example.org", None, html.encode(), ARTICLE, None, {})


def test_a_light_document_is_the_article_with_a_little_near_it() -> None:
    lines = light(sample("Copyright 2023")).split("\n")
    assert lines[:3] == ARTICLE.split("\n")
    assert lines[3:] == ["Share", "Copyright 2023"][: len(lines) - 3]
    assert light(Sample("id", "wcxb-dev", "article", "example.org", None, b"<p>Home</p>", ARTICLE, None, {})) == ""


def test_rules_alone_and_one_of_two_copies() -> None:
    text = Text(
        "a", "light", "set", f"{ARTICLE}\n{ARTICLE.splitlines()[0]}\nShare on Facebook\n© 2023 Example Media.", ARTICLE
    )
    ((_, lines),) = measure(Path(), [text], rules=True)
    assert [(got.article, got.action) for got in lines] == [(True, KEEP)] * 3 + [(False, REMOVE)] * 3
