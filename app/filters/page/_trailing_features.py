"""What is measured of passages and of the cuts between them: does what stands after belong to what stands before?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.filters.page._trailing_words import read
from app.model import Block, Kind

if TYPE_CHECKING:
    from app.filters.page._trailing_weights import Tables

__all__ = [
    "LEAST_BEFORE",
    "MOST_TAIL",
    "Compared",
    "Features",
    "Floats",
    "Passage",
    "compare",
    "cut_features",
    "foreign_features",
]

LEAST_BEFORE = 2  # passages that the article itself must have
MOST_TAIL = 24  # passages of other stories
AT_ONCE = 200_000  # multiplications: for more BLAS wakes its threads
LEAD = 3  # passages that say what the article is about
RECENT = 4  # passages before one that it may go on from
LEVEL, SPREAD, IMAGINED = 0.3, 0.02, 2.0  # what is usual, its variance, and how many imaginary passages say so
OPENING = 40  # words of a passage that may sound like a story's beginning
_CAPITAL = "A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻČŘŠŽĞİŞΑ-ΩА-Я"
_KICKER = re.compile(rf"[{_CAPITAL}][{_CAPITAL}’' -]{{3,40}}: (?=\S)")
_DATELINE = re.compile(rf"[{_CAPITAL}][\w.,’' -]{{2,40}}(?:\([A-Z][\w ]{{1,20}}\)\s*)?[—–-]{{1,2}}\s")
_QUOTES = "\"“'‘«„「"
Floats = NDArray[np.float32]
Features = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A block that is judged.

    Attributes:
        text: the last words of the lines above it, back to the passage before, and its own.
        own: where in ``text`` its own words begin.
        headed: a short line that is no sentence stands right above it.
        cut: it does not end as a sentence does.
    """

    block: Block
    text: str
    own: int
    headed: bool
    cut: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What passages have in common. The candidates are those from ``first`` on; cuts are numbered like them.

    Attributes:
        first: the first candidate.
        alike: [passage, passage] cosine of their words, weighed by rarity.
        by_cut: by name, [candidate, cut]: what the candidate has in common with all before the cut.
        by_passage: by name, a number for each passage: what it has in common with all before it, and what it is itself.
    """

    first: int
    alike: Floats
    by_cut: dict[str, Floats]
    by_passage: dict[str, Floats]


def _product(left: Floats, right: Floats) -> Floats:
    """``left @ right.T``, in steps so small that BLAS wakes no threads for them: those cost more than they save."""
    out = np.zeros((len(left), len(right)), np.float32)
    step = max(1, AT_ONCE // max(out.size, 1))
    for start in range(0, left.shape[1], step):
        out += left[:, start : start + step] @ right[:, start : start + step].T
    return out


def compare(found: Sequence[Passage], tables: Tables) -> Compared:
    n = len(found)
    first = max(LEAST_BEFORE, n - MOST_TAIL)
    words = read([passage.text for passage in found])
    rarity, beginning = tables.rarity[words.hashes], tables.beginning[words.hashes]
    size = len(words.hashes)
    cells = words.rows * size + words.columns
    held, named, numbered = (np.zeros((n, size), np.float32) for _ in range(3))
    held.ravel()[cells] = 1
    named.ravel()[cells[words.names]] = 1
    numbered.ravel()[cells[words.numbers & words.topical[words.columns]]] = 1
    weight = rarity * words.topical
    norm = np.sqrt(np.einsum("ij,j->i", held, weight * weight)) + np.float32(1e-6)
    whole = np.maximum(np.einsum("ij,j->i", held, weight), 1e-6)
    names_of, numbers_of = named.sum(1), numbered.sum(1)
    common = np.flatnonzero((held.sum(0) > 1) & words.topical)  # no two passages have the others in common
    held, named, numbered = held[:, common], named[:, common], numbered[:, common]
    weighed = held * weight[common]
    unit = weighed / norm[:, None]
    alike = _product(unit, unit)
    np.fill_diagonal(alike, 1)
    before = np.cumsum(held, 0)[:-1]  # row i: how many of passages 0…i hold the word
    seen, twice = (before > 0).astype(np.float32), (before > 1).astype(np.float32)
    sums = np.cumsum(unit, 0)[:-1]
    others = np.cumsum(1 - np.einsum("ij,ij->i", unit, unit))[:-1]  # of the words that stand in one passage alone
    sums /= np.sqrt(np.einsum("ij,ij->i", sums, sums) + others)[:, None] + np.float32(1e-6)
    mine = {  # by name: what of each passage is looked for in which table of what stands before
        "shared": (weighed / whole[:, None], seen),
        "shared twice": (weighed / whole[:, None], twice),
        "like all": (unit, sums),
        "names shared": (named, seen),
        "numbers shared": (numbered, seen),
    }
    late = slice(first - 1, n - 1)
    by_cut = {name: _product(own[first:], table[late]) for name, (own, table) in mine.items()}
    by_passage = {
        name: np.concatenate((np.zeros(1, np.float32), np.einsum("ij,ij->i", own[1:], table)))
        for name, (own, table) in mine.items()
    }
    lower = np.tril(alike, -1)
    by_cut["nearest"] = np.maximum.accumulate(alike[first:], 1)[:, late]
    by_passage["nearest"] = lower.max(1)
    by_passage["like the lead"] = alike[:, :LEAD].max(1)
    for of in (by_cut, by_passage):
        late_names = names_of[first:, None] if of is by_cut else names_of
        late_numbers = numbers_of[first:, None] if of is by_cut else numbers_of
        of["names new"] = late_names - of["names shared"]
        of["names shared"] = of["names shared"] / np.maximum(late_names, 1) + 0.5 * (late_names == 0)
        of["numbers new"] = late_numbers - of["numbers shared"]
    by_passage["names"] = names_of
    own = words.at - np.array([passage.own for passage in found])[words.rows]
    opening = (own >= 0) & (own < OPENING * 6)
    rows, said = words.rows[opening], beginning[words.columns[opening]]
    by_passage["sounds like a beginning"] = (
        np.bincount(rows, said, n) / np.maximum(np.bincount(rows, minlength=n), 5)
    ).astype(np.float32)
    starts = np.zeros(n, np.float32)
    starts[rows[::-1]] = tables.first[words.hashes][words.columns[opening]][::-1]  # the first is written last
    by_passage["first word"] = starts
    return Compared(first, alike, by_cut, by_passage)


# what of a passage is set against the same of those before it
_USUAL = ("shared", "shared twice", "like all", "nearest", "names shared", "like the lead", "sounds like a beginning")


def foreign_features(found: Sequence[Passage], compared: Compared) -> Features:
    """What says of each candidate that it belongs to another story than all that stands before it."""
    first, n = compared.first, len(found)
    at = np.arange(first, n)
    words = np.array([passage.block.features.words for passage in found], np.float32)
    texts = [passage.block.text for passage in found[first:]]
    alike, of = compared.alike, compared.by_passage
    out: Features = {name: values[first:] for name, values in of.items()}
    for name in _USUAL:
        out[f"{name}, beyond the usual"] = _beyond(of[name], first)
    near = np.maximum(at[:, None] - np.arange(1, RECENT + 1), 0)
    out["like the one before"] = alike[at, at - 1]
    out["like those just before"] = alike[at[:, None], near].max(1)
    following = np.minimum(at + 1, n - 1)
    out["like the one after"] = np.where(at + 1 < n, alike[at, following], -1)
    after = np.triu(alike, 1)
    out["like any after"] = np.where(at + 1 < n, after[first:].max(1), -1)
    out["nearest after, of nearest before"] = out["like any after"] - out["nearest"]
    out |= _looks(found, first)
    out["words"] = np.log(words[first:])
    out["longer"] = np.log(words[first:] / np.median(words))
    out["before"] = np.log(at)
    out["after"] = np.minimum(n - 1 - at, 8)
    out["kicker"] = np.array([_KICKER.match(text) is not None for text in texts])
    out["dateline"] = np.array([_DATELINE.match(text) is not None for text in texts])
    out["quote"] = np.array([text[:1] in _QUOTES for text in texts])
    out["quotes"] = np.array([any(mark in text for mark in '"“”«»') for text in texts])
    out["asks"] = np.array([text.count("?") for text in texts])
    return out


def _looks(found: Sequence[Passage], first: int) -> Features:
    cut = np.array([passage.cut for passage in found], np.float32)
    headed = np.array([passage.headed for passage in found], np.float32)
    item = np.array([passage.block.kind is Kind.LIST_ITEM for passage in found], np.float32)
    out: Features = {}
    for name, values in (("cut off", cut), ("headed", headed), ("list item", item)):
        out[name] = values[first:]
        out[f"{name}, of those before"] = _before(values, first)
    return out


def _before(values: Floats, first: int) -> Floats:
    """For each candidate the average of all before it."""
    return np.asarray(values.cumsum()[first - 1 : -1] / np.arange(first, len(values)), np.float32)


def _beyond(values: Floats, first: int) -> Floats:
    """For each candidate by how many standard deviations it departs from the passages before it, the first apart."""
    count = np.arange(first, len(values), dtype=np.float32) - 1 + IMAGINED
    sums, squares = values[1:].cumsum(), (values[1:] ** 2).cumsum()
    mean = (sums[first - 2 : -1] + IMAGINED * LEVEL) / count
    square = (squares[first - 2 : -1] + IMAGINED * (LEVEL * LEVEL + SPREAD)) / count
    return np.asarray((values[first:] - mean) / np.sqrt(np.maximum(square - mean * mean, SPREAD / 8)), np.float32)


def cut_features(found: Sequence[Passage], compared: Compared, foreign: Floats) -> Features:
    """What says of each cut that it is the one."""
    first, n = compared.first, len(found)
    k = n - first
    size = np.arange(k, 0, -1, dtype=np.float32)
    after = np.tri(k, dtype=bool)  # [candidate, cut]
    before = np.concatenate(([-2.0], foreign[:-1]))
    sums = foreign[::-1].cumsum()[::-1]
    of = compared.by_passage
    out: Features = {
        "foreign, sum": sums,
        "foreign, average": sums / size,
        "foreign, least": np.minimum.accumulate(foreign[::-1])[::-1],
        "foreign, most": np.maximum.accumulate(foreign[::-1])[::-1],
        "foreign, first": foreign,
        "foreign, last": np.full(k, foreign[-1]),
        "foreign, most before": np.maximum.accumulate(before),
        "foreign, last before": before,
        "foreign, sum of those before": np.concatenate(([0.0], foreign.cumsum()[:-1])) / (np.arange(k) + 1),
        "foreign, better cut": sums
        - np.maximum(
            np.maximum.accumulate(np.concatenate(([0.0], sums[:-1]))),
            np.concatenate((np.maximum.accumulate(sums[::-1])[::-1][1:], [0.0])),
        ),
    }
    for name, values in compared.by_cut.items():
        inside = np.where(after, values, 0)
        out[f"{name}, average"] = inside.sum(0) / size
        out[f"{name}, greatest"] = np.where(after, values, -9).max(0)
        out[f"{name}, least"] = np.where(after, values, 99).min(0)
        out[f"{name}, of the first"] = values.diagonal()
    for name in ("shared", "shared twice", "like all", "nearest", "names shared", "names new"):
        usual = (of[name][1:].cumsum()[first - 2 : -1] + LEVEL) / np.arange(first, n)
        out[f"{name}, usual"] = usual
        out[f"{name}, below usual"] = out[f"{name}, average"] - usual
        out[f"{name}, greatest below usual"] = out[f"{name}, greatest"] - usual
    nearest = np.where(after, compared.by_cut["nearest"], 0)
    out["nearest, second"] = np.where(size > 1, np.sort(nearest, 0)[-2 if k > 1 else -1], out["nearest, greatest"])
    inner = np.tril(compared.alike[first:, first:], -1)  # [candidate, other candidate before it]
    pairs = inner.sum(1)[::-1].cumsum()[::-1]  # all pairs of which the later one is after the cut …
    across = np.where(after, np.concatenate((np.zeros((k, 1)), np.cumsum(inner, 1)[:, :-1]), 1), 0).sum(0)
    out["like each other"] = (pairs - across) / np.maximum(size * (size - 1) / 2, 1)
    out["like across"] = out["like each other"] - out["like all, average"]
    words = np.log(np.array([passage.block.features.words for passage in found], np.float32))
    for name, values in (
        ("cut off", np.array([passage.cut for passage in found], np.float32)),
        ("headed", np.array([passage.headed for passage in found], np.float32)),
        ("words", words),
        ("first word", of["first word"]),
        ("sounds like a beginning", of["sounds like a beginning"]),
        ("names", of["names"]),
    ):
        late = values[first:]
        out[f"{name}, after"] = late[::-1].cumsum()[::-1] / size
        out[f"{name}, before"] = _before(values, first)
        out[f"{name}, more after"] = out[f"{name}, after"] - out[f"{name}, before"]
        out[f"{name}, first"] = late
        out[f"{name}, least"] = np.minimum.accumulate(late[::-1])[::-1]
        out[f"{name}, last before"] = values[first - 1 : -1]
    out["like the one before"] = compared.alike[np.arange(first, n), np.arange(first - 1, n - 1)]
    out["number"] = size
    out["share of all"] = size / n
    out["all"] = np.full(k, n)
    return out
