"""The texts that are made of a labelled page, each as scrapers would post it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.blocks import split
from app.filters.content._ruled import Ruled
from app.model import Blocks, Document, Format, Limits
from benchmarks.corpus import tokens
from benchmarks.flatten import by_node
from benchmarks.labels import label
from benchmarks.learning import Labelled, rulings

__all__ = ["ALONE", "WEIGHT", "TextPage", "texts"]

LABELLED = 0.5
NEAR = 15  # lines before and after the article whose noise stands near it
GROUPS, IN_GROUP = 3, 5  # runs of noise in an article, and lines in each, at most
PARAGRAPH = 12  # words
# What each way of posting counts for in training.
WEIGHT = {
    "a line a block": 1.0,
    "a line a text node": 0.7,
    "short article": 0.4,
    "as it is": 0.7,
    "little noise": 1.0,
    "noise of another page": 1.0,
}
ALONE = ("as it is", "little noise", "noise of another page")
"""The ways that leave little or nothing around the article."""


@dataclass(frozen=True, slots=True)
class TextPage:
    """One text made of a page.

    Attributes:
        labels: for each block 1 where it is the article, else 0.
        sizes: for each block its words as the measures count them.
    """

    way: str
    page: Labelled
    gold: str
    document: Document
    blocks: Blocks
    ruled: Ruled
    labels: NDArray[np.float64]
    sizes: NDArray[np.float64]

    @property
    def fold(self) -> int:
        return self.page.fold


def texts(page: Labelled, others: Sequence[Labelled]) -> Iterator[TextPage]:
    """The texts that are made of a page.

    Args:
        others: articles of the same fold, whose noise may be put into this one.
    """
    lines = [block.text for block in page.blocks.items]
    gold = page.sample.text
    yield _text(page, "a line a block", "\n".join(lines), gold)
    yield _text(page, "a line a text node", by_node(page.sample.html), gold)
    if page.sample.group != "article":
        return
    yield _text(page, "as it is", gold, gold)
    dice = random.Random(hashlib.sha256(page.sample.id.encode()).digest())
    inside = np.flatnonzero(page.shares >= LABELLED).tolist()
    if len(inside) > 1:
        yield from _shortened(page, lines, inside, dice)
        for _ in range(2):
            yield from _little_noise(page, lines, inside, dice)
            yield from _foreign_noise(page, [lines[i] for i in inside], dice.choice(others), dice)


def _shortened(page: Labelled, lines: Sequence[str], inside: Sequence[int], dice: random.Random) -> Iterator[TextPage]:
    """The page with an article of a few paragraphs, as news in brief have them."""
    paragraphs = [i for i in inside if page.sizes[i] >= PARAGRAPH]
    if len(paragraphs) < 6:
        return
    last = paragraphs[dice.randrange(4)]
    gone = {i for i in inside if i > last}
    kept = [line for i, line in enumerate(lines) if i not in gone]
    yield _text(page, "short article", "\n".join(kept), "\n".join(lines[i] for i in inside if i <= last))


def _little_noise(
    page: Labelled, lines: Sequence[str], inside: Sequence[int], dice: random.Random
) -> Iterator[TextPage]:
    """The article with a few lines of what stood near it, in their places."""
    near = _near(page, inside)
    if near:
        chosen = {i for group in _groups(near, dice) for i in group}
        text = "\n".join(lines[i] for i in sorted({*inside, *chosen}))
        yield _text(page, "little noise", text, "\n".join(lines[i] for i in inside))


def _foreign_noise(page: Labelled, article: Sequence[str], other: Labelled, dice: random.Random) -> Iterator[TextPage]:
    """The article with a few lines of what stood near another, each on its side of it."""
    inside = np.flatnonzero(other.shares >= LABELLED).tolist()
    near = _near(other, inside) if inside else []
    if not near:
        return
    places: list[list[str]] = [[] for _ in range(len(article) + 1)]  # before each paragraph, and after the last
    for group in _groups(near, dice):
        first = group[0]
        place = 0 if first < inside[0] else len(article) if first > inside[-1] else dice.randrange(1, len(article))
        places[place] += [other.blocks.items[i].text for i in group]
    lines = [line for noise, own in zip(places, [*article, ""], strict=True) for line in (*noise, own)]
    yield _text(page, "noise of another page", "\n".join(lines), "\n".join(article))


def _near(page: Labelled, inside: Sequence[int]) -> list[int]:
    reach = range(max(0, inside[0] - NEAR), min(len(page.shares), inside[-1] + 1 + NEAR))
    return [i for i in reach if page.shares[i] < LABELLED]


def _groups(near: Sequence[int], dice: random.Random) -> Iterator[list[int]]:
    """Runs of neighbouring lines."""
    for _ in range(dice.randint(1, GROUPS)):
        start = dice.randrange(len(near))
        most = dice.randint(1, IN_GROUP)
        yield [i for at, i in enumerate(near[start : start + most]) if i == near[start] + at]


def _text(page: Labelled, way: str, text: str, gold: str) -> TextPage:
    document = Document(text, Format.TEXT)
    blocks = split(document, Limits())
    if way == "as it is":
        labels = np.ones(len(blocks))
    else:
        labels = (np.array(label([b.text for b in blocks.items], gold)) >= LABELLED).astype(float)
    sizes = np.array([len(tokens(b.text)) for b in blocks.items], float)
    return TextPage(way, page, gold, document, blocks, rulings(document, blocks), labels, sizes)
