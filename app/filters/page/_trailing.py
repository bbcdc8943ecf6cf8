"""What tells other stories below an article from the article, measured for every cut that could part the two.

A *passage* is a block long enough to be judged, with the short lines above it. A *cut* stands before a passage and
calls it and all that follow other stories. First every passage is asked how foreign it is to what stands before it,
then every cut how well it parts what is foreign from what is not. Of a long document only the last passages are
candidates and only some before them are compared, so that the work stays linear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.filters.page._text import terms
from app.filters.page._trailing_weights import Features, Floats, Weights
from app.model import Block, Blocks, Kind

__all__ = ["LEAST_BEFORE", "Compared", "Passage", "compare", "cut_features", "foreign_features", "passages", "score"]

LEAST_BEFORE = 2  # passages that the article itself must have
LEAST_WORDS = 12  # of a passage
MOST_TAIL = 24  # passages of other stories
MOST_BEFORE = 96  # passages that the candidates are compared with: the first ones and the nearest
FIRST = 16
MOST_CHARS = 1_200  # of a passage that are looked at
RECENT = 4  # passages before one that it may go on from
MOST_FOREIGN = 3.0  # log-odds: no passage decides alone
MOST_SUM = 12.0  # nor does their number
LONE = 3.5  # a single paragraph at the end that is not cut off is more often thanks or a note than another story
_KINDS = frozenset((Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST_ITEM))

_CAPITAL = "A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻČŘŠŽĞİŞΑ-ΩА-Я"
_KICKER = re.compile(rf"[{_CAPITAL}][{_CAPITAL}’' -]{{3,40}}: (?=\S)")
_DATELINE = re.compile(rf"[{_CAPITAL}][\w.,’' -]{{2,40}}(?:\([A-Z][\w ]{{1,20}}\)\s*)?[—–-]{{1,2}}\s")
_FIRST_WORD = re.compile(r"[^\W_]+")
_QUOTES = "\"“'‘«„「"
_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passage:
    """A block that is judged.

    Attributes:
        text: the last words of the lines above it, back to the passage before, and its own.
        headed: a short line that is no sentence stands right above it.
        cut: it does not end as a sentence does.
    """

    block: Block
    text: str
    headed: bool
    cut: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What passages have in common. The candidates are those from ``first`` on; cuts are numbered like them.

    Attributes:
        alike: [candidate, passage] cosine of their words, weighed by rarity.
        nearest: [candidate, cut] the greatest of them over the passages before the cut.
        shared: [candidate, cut] the share of its words, weighed by rarity, that stand before the cut.
    """

    first: int
    alike: Floats
    nearest: Floats
    shared: Floats


def passages(blocks: Blocks, taken: Mapping[int, str]) -> list[Passage]:
    """The document's passages but for the blocks that are taken; of many, the first ones and the last."""
    found = [
        block
        for block in blocks.items
        if block.features.words >= LEAST_WORDS
        and block.kind in _KINDS
        and block.features.links < 0.5
        and block.index not in taken
        and block.text.count("|") < 2  # the row of a table
    ]
    ends = [0, *[block.end for block in found]]
    chosen = range(len(found))
    if len(found) > MOST_TAIL + MOST_BEFORE:
        chosen = [*chosen[:FIRST], *chosen[FIRST - MOST_TAIL - MOST_BEFORE :]]  # type: ignore[assignment]
    return [_passage(blocks, found[i], ends[i]) for i in chosen]


def _passage(blocks: Blocks, block: Block, since: int) -> Passage:
    end = min(block.end, block.start + MOST_CHARS)
    above = blocks.items[block.index - 1].features if block.index else None
    headed = above is not None and above.words < LEAST_WORDS and not above.ends
    cut = (block.features.cut or not block.features.ends) and block.text[-1] not in ":："
    return Passage(block, blocks.text[max(since, end - MOST_CHARS) : end], headed, cut)


def score(found: Sequence[Passage], weights: Weights) -> tuple[Floats, Compared]:
    """How surely each cut is the one that parts the article from other stories: above 0 it is."""
    compared = compare(found, weights)
    foreign = weights.foreign.of(foreign_features(found, compared, weights))
    scores = weights.cut.of(cut_features(found, compared, foreign))
    if not found[-1].cut:
        scores[-1] -= LONE
    return scores, compared


def compare(found: Sequence[Passage], weights: Weights) -> Compared:
    n = len(found)
    first = max(LEAST_BEFORE, n - MOST_TAIL)
    stems = [terms(passage.text) for passage in found]
    ids: dict[str, int] = {}
    columns = np.array([ids.setdefault(stem, len(ids)) for of in stems for stem in of], np.int64)
    rows = np.repeat(np.arange(n), [len(of) for of in stems])
    rarity = weights.rarity_of(ids)
    values = rarity[columns]
    norm = np.sqrt(np.bincount(rows, values * values, n))
    often = np.bincount(columns, minlength=len(ids)) > 1  # of the others no two passages have anything in common
    place, common = np.cumsum(often) - 1, often[columns]
    table = np.zeros((n, int(often.sum())))
    table[rows[common], place[columns[common]]] = values[common]
    alike = table[first:] @ table.T / np.maximum(norm[first:, None] * norm, 1e-9)
    return Compared(
        first,
        alike,
        np.maximum.accumulate(alike, 1)[:, first - 1 : n - 1],
        _seen(rows, columns, values, first, n),
    )


def _seen(rows: _Ints, columns: _Ints, values: Floats, first: int, n: int) -> Floats:
    """[candidate, cut]: the share of its values whose column stands before the cut already."""
    if not len(rows):
        return np.zeros((n - first, n - first))
    earliest = np.full(int(columns.max()) + 1, n)
    earliest[columns[::-1]] = rows[::-1]  # rows ascend: the first of a column is written last
    late = rows >= first
    flat = (rows[late] - first) * (n + 1) + earliest[columns[late]]
    cells = np.bincount(flat, values[late], (n - first) * (n + 1)).reshape(n - first, n + 1)
    return np.asarray(cells.cumsum(1)[:, first - 1 : n - 1] / np.maximum(cells.sum(1, keepdims=True), 1e-9))


def foreign_features(found: Sequence[Passage], compared: Compared, weights: Weights) -> Features:
    """What says of each candidate that it belongs to another story than all that stands before it."""
    first, k = compared.first, len(compared.alike)
    at = np.arange(k)
    nearest, shared = compared.nearest[at, at], compared.shared[at, at]
    words = np.array([passage.block.features.words for passage in found], float)
    longer = np.log(words[first:] / np.median(words))
    texts = [passage.block.text for passage in found[first:]]
    out = {
        "nearest": nearest,
        "log of nearest": np.log(0.03 + nearest),
        "shared": shared,
        "nearest above usual": nearest - usual(nearest, 0.2),
        "shared above usual": shared - usual(shared, 0.5),
        "like the one before": compared.alike[at, first - 1 + at],
        "like those just before": _just_before(compared),
        "cut off": np.array([passage.cut for passage in found[first:]], float),
        "kicker": np.array([_KICKER.match(text) is not None for text in texts], float),
        "dateline": np.array([_DATELINE.match(text) is not None for text in texts], float),
        "headed": np.array([passage.headed for passage in found[first:]], float),
        "shorter": np.maximum(-longer, 0),
        "longer": np.maximum(longer, 0),
        "first word": np.array([_opener(text, weights) for text in texts]),
        "quote": np.array([text[:1] in _QUOTES for text in texts], float),
        "list item": np.array([passage.block.kind is Kind.LIST_ITEM for passage in found[first:]], float),
    }
    return Features(tuple(out), np.array(list(out.values())))


def _just_before(compared: Compared) -> Floats:
    """For each candidate the greatest cosine with one of those just before it."""
    at = np.arange(len(compared.alike))[:, None]
    near = np.maximum(compared.first + at - np.arange(1, RECENT + 1), 0)
    return np.asarray(compared.alike[at, near].max(1))


def _opener(text: str, weights: Weights) -> float:
    word = _FIRST_WORD.search(text, 0, 60)
    return weights.openers.get(word[0].casefold(), 0.0) if word else 0.0


def usual(values: Floats, prior: float) -> Floats:
    """For each candidate the average of those before it and of two imaginary ones."""
    before = np.concatenate(([0.0], np.cumsum(values)[:-1]))
    return np.asarray((before + 2 * prior) / (np.arange(len(values)) + 2))


def cut_features(found: Sequence[Passage], compared: Compared, foreign: Floats) -> Features:
    """What says of each cut that it is the one; then the same for tails that are cut off, and for tails of one."""
    first, n = compared.first, len(found)
    k = n - first
    foreign = np.clip(foreign, -MOST_FOREIGN, MOST_FOREIGN)
    size = np.arange(k, 0, -1.0)
    after = np.tri(k, dtype=bool)  # [candidate, cut]
    nearest = np.where(after, compared.nearest, 0.0)
    at = np.arange(k)
    mean_nearest, mean_shared = nearest.sum(0) / size, np.where(after, compared.shared, 0.0).sum(0) / size
    usual_nearest = usual(compared.nearest[at, at], 0.2)
    greatest = nearest.max(0)
    second = np.where(size > 1, np.sort(nearest, 0)[-2 if k > 1 else -1], greatest)
    each_other = compared.alike[:, first:].copy()
    each_other[at, at] = 0.0
    each_other = np.where(after, np.maximum.accumulate(each_other[:, ::-1], 1)[:, ::-1], 0.0)
    cut = np.array([passage.cut for passage in found], float)
    headed = np.array([passage.headed for passage in found], float)
    words = np.log([passage.block.features.words for passage in found])
    cut_after, cut_before = _averages(cut, first)
    headed_after, headed_before = _averages(headed, first)
    words_after, words_before = _averages(words, first)
    all_cut, sums = cut_after == 1, foreign[::-1].cumsum()[::-1]
    cut_more = np.maximum(cut_after - cut_before, 0)
    out = {
        "foreign, sum": np.clip(sums, -MOST_SUM, MOST_SUM),
        "foreign, average": sums / size,
        "foreign, least": np.minimum.accumulate(foreign[::-1])[::-1],
        "foreign, most": np.maximum.accumulate(foreign[::-1])[::-1],
        "foreign, first": foreign,
        "foreign, most before": np.maximum.accumulate(np.concatenate(([-2.0], foreign[:-1]))),
        "foreign, last before": np.concatenate(([-1.5], foreign[:-1])),
        "nearest, greatest": greatest,
        "nearest, log of greatest": np.log(0.03 + greatest),
        "nearest, second": second,
        "nearest, average": mean_nearest,
        "shared, average": mean_shared,
        "nearest above usual, average": mean_nearest - usual_nearest,
        "nearest above usual, greatest": greatest - usual_nearest,
        "shared above usual, average": mean_shared - usual(compared.shared[at, at], 0.5),
        "like each other": each_other.sum(0) / size,
        "cut off after": cut_after,
        "cut off before": cut_before,
        "cut off, more after": cut_more,
        "cut off, all after": all_cut,
        "cut off, none before": cut_before == 0,
        "cut off, last before": cut[first - 1 : n - 1],
        "cut off, and nearest": (cut_after - cut_before) * np.log(0.03 + greatest),
        "cut off, and foreign": (cut_after - cut_before) * sums / size,
        "cut off, all, and nearest": all_cut * np.log(0.03 + greatest),
        "one": size == 1,
        "two": size == 2,
        "log of number": np.log(size),
        "number": np.minimum(size, 6) / 10,
        "share of all": size / n,
        "log of all": np.full(k, np.log(n)),
        "headed, more after": headed_after - headed_before,
        "words, fewest": np.minimum.accumulate(words[::-1])[::-1][first:],
        "words, other number": np.abs(words_after - words_before),
    }
    values = np.array(list(out.values()), float)
    names = [f"{name}{alone}" for alone in ("", "; more cut off", "; one") for name in out]
    return Features(tuple(names), np.concatenate((values, values * cut_more, values * (size == 1))))


def _averages(values: Floats, first: int) -> tuple[Floats, Floats]:
    """For each cut the average after it and before it."""
    n = len(values)
    before = values.cumsum()
    passed = before[first - 1 : n - 1]
    return (before[-1] - passed) / np.arange(n - first, 0, -1.0), passed / np.arange(first, n)
