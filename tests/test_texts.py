"""The texts that the scorer of text learns from: what stands in them, and that they are the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.corpus import Sample
from benchmarks.learning import Labelled, learn_evidence, prepare
from benchmarks.texts import ALONE, WEIGHT, TextPage, texts

MENU = ("World news today", "Sport and leisure", "Podcasts to hear", "Log in here", "About our paper", "Work with us")


def page(id: str, town: str, foot: tuple[str, ...] = MENU) -> Labelled:
    gold = [
        f"The council of {town} has decided point {n} of its plan after a debate of {n} hours." for n in range(2, 12)
    ]
    html = "".join(
        [
            "<ul>",
            *(f"<li><a href=/{line[0]}>{line}</a></li>" for line in MENU),
            "</ul>",
            *(f"<p>{line}</p>" for line in gold),
            *(f"<p>{line}</p>" for line in foot),
        ]
    )
    text = "\n".join(gold)
    return prepare(Sample(id, "wcxb-dev", "article", f"{town}.example", None, html.encode(), text, None, {}))


@pytest.fixture(scope="module")
def made() -> dict[str, list[TextPage]]:
    own, other = page("a1", "Lund"), page("b1", "Ystad", ("More about Ystad", "Ferries of Ystad"))
    out: dict[str, list[TextPage]] = {}
    for text in texts(own, [other]):
        out.setdefault(text.way, []).append(text)
    return out


def words_of(text: TextPage, label: int) -> set[str]:
    return {block.text for block, own in zip(text.blocks.items, text.labels, strict=True) if own == label}


def test_every_way_is_there_and_counts_for_something(made: dict[str, list[TextPage]]) -> None:
    assert set(made) == set(WEIGHT) > set(ALONE)


def test_the_article_is_labelled_in_each(made: dict[str, list[TextPage]]) -> None:
    whole = {
        f"The council of Lund has decided point {n} of its plan after a debate of {n} hours." for n in range(2, 12)
    }
    for way in ("a line a block", "a line a text node", "as it is", "little noise", "noise of another page"):
        assert all(words_of(text, 1) == whole for text in made[way]), way
    short = words_of(made["short article"][0], 1)
    assert short < whole
    assert len(short) <= 4


def test_noise_is_what_stood_near_the_article_or_near_another(made: dict[str, list[TextPage]]) -> None:
    assert words_of(made["as it is"][0], 0) == set()
    assert all(set() < words_of(text, 0) <= set(MENU) for text in made["little noise"])
    foreign = set().union(*(words_of(text, 0) for text in made["noise of another page"]))
    assert set() < foreign <= {*MENU, "More about Ystad", "Ferries of Ystad"}
    assert words_of(made["short article"][0], 0) == set(MENU)


def test_they_are_the_same_each_time(made: dict[str, list[TextPage]]) -> None:
    again = list(texts(page("a1", "Lund"), [page("b1", "Ystad", ("More about Ystad", "Ferries of Ystad"))]))
    assert [text.document.text for text in again] == [text.document.text for text in _in_order(made)]


def _in_order(made: dict[str, list[TextPage]]) -> list[TextPage]:
    turns = [made[way] for way in ("a line a block", "a line a text node", "as it is", "short article")]
    noise = [text for pair in zip(made["little noise"], made["noise of another page"], strict=True) for text in pair]
    return [*(text for of in turns for text in of), *noise]


def test_a_line_that_the_article_follows_opens_it_and_one_that_it_precedes_closes_it() -> None:
    pages = [page(f"p{n}", f"Town{n}", ("Related stories", "One", "Two", "Three", "Four", "Five")) for n in range(6)]
    opens, closes = learn_evidence(pages).sections["related stories"]
    assert opens < -0.5
    assert closes > 0.5
    assert np.isfinite([opens, closes]).all()
