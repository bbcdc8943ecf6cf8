"""A page's blocks and elements as arrays, so that everything after is numpy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import FAMILIES, Evidence
from app.model import Blocks, Kind

__all__ = [
    "FAR",
    "Floats",
    "Ints",
    "Layout",
    "columns",
    "cumulate",
    "distances",
    "flat",
    "lay_out",
    "measure_blocks",
    "within",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FAR = 99.0  # what a distance is at most, and where there is nothing to be far from
_KINDS = {kind: code for code, kind in enumerate(Kind)}
_MEASURES = "words chars links capitals digits ends cut sentences kind level line inline inline_bits stamp".split()
PROSE_WORDS = 12  # a block this long with a sentence end in it and few links reads like prose
# An element around the opening that holds more of the page's prose says nothing by its name. One that comes after does,
# however long: comments may be longer than the article.
_WRAPPER = 0.6
_CLOCK = re.compile(r"(?<!\d)[0-2]?\d:[0-5]\d(?!\d)")
_STAMP_WORDS = 12  # a line of so many words with a time of day dates a post or a comment


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of each block and of each element, one array each.

    Attributes:
        block: the measures of each block by name.
        element: for each block the index of the innermost element around it.
        parent: for each element the one around it; the outermost is its own.
        start, end: for each element the half-open range of its blocks.
        signature: for each element a number that stands for its tag and names.
        names: for each element the evidence of its names: mean, least and greatest.
        families: for each element the families of its names and of those around it, as bits.
        own_families: … of its own names alone.
        hidden: for each element whether the reader does not see it.
    """

    block: dict[str, Floats]
    element: Ints
    parent: Ints
    start: Ints
    end: Ints
    signature: Ints
    names: Floats
    families: Ints
    own_families: Ints
    hidden: NDArray[np.bool_]


def lay_out(blocks: Blocks, evidence: Evidence) -> Layout:
    """Turn objects into arrays. One pass over the blocks, one over the elements."""
    block, element = measure_blocks(blocks, evidence)
    elements = blocks.elements
    keys = [(e.tag, e.names) for e in elements]
    distinct = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    signature = np.array([distinct[key] for key in keys], np.int64)
    parent = np.array([e.index if e.parent is None else e.parent.index for e in elements], np.int64)
    hidden = np.array([e.hidden for e in elements], np.bool_)
    rows = chain.from_iterable([evidence.of_names(tag, names) for tag, names in distinct])
    table = np.fromiter(rows, np.float64).reshape(-1, 4)[signature]
    ranges = np.fromiter(chain.from_iterable(blocks.ranges), np.int64).reshape(-1, 2)
    start, end = ranges[:, 0], ranges[:, 1]
    own = table[:, 3].astype(np.int64)
    prose = np.concatenate(([0.0], np.cumsum(block["prose"], dtype=np.float64)))
    wraps = (prose[end] - prose[start] > _WRAPPER * prose[-1]) & (start <= _opening(block))
    own = np.where(wraps, own & FAMILIES["content"].bit, own)
    return Layout(
        block=block,
        element=element,
        parent=parent,
        start=start,
        end=end,
        signature=signature,
        names=table[:, :3].astype(np.float32),
        families=_along_path(own, parent),
        own_families=own,
        hidden=hidden,
    )


def _opening(block: dict[str, Floats]) -> int:
    """The block where the article may begin: the first of the greatest headings, else the first of prose."""
    for level in (1, 2):
        of_level = (block["kind"] == _KINDS[Kind.HEADING]) & (block["level"] == level)
        if of_level.any():
            return int(np.argmax(of_level))
    return int(np.argmax(block["prose"] > 0))


def measure_blocks(blocks: Blocks, evidence: Evidence) -> tuple[dict[str, Floats], Ints]:
    """The measures of each block by name, and the index of its element (0 where there are none)."""
    items = blocks.items
    features = [b.features for b in items]
    inline = {names: evidence.of_inline(names) for names in {b.inline for b in items}} if blocks.elements else {}
    numbers = columns(
        len(items),
        [f.words for f in features],
        [len(b.text) for b in items],
        [f.links for f in features],
        [f.capitals for f in features],
        [f.digits for f in features],
        bytes([f.ends for f in features]),
        bytes([f.cut for f in features]),
        [f.sentences for f in features],
        bytes([_KINDS[b.kind] for b in items]),
        [b.level for b in items],
        evidence.of_lines(features),
        [inline[b.inline][0] for b in items] if inline else 0.0,
        bytes([inline[b.inline][1] for b in items]) if inline else 0,
        bytes(
            [
                f.digits > 0 and f.words <= _STAMP_WORDS and ":" in f.key and _CLOCK.search(f.key) is not None
                for f in features
            ]
        ),
    )
    block: dict[str, Floats] = dict(zip(_MEASURES, numbers, strict=True))
    element = np.zeros(len(items), np.int64)
    if blocks.elements:
        element[:] = [0 if b.element is None else b.element.index for b in items]
    reads = (block["words"] >= PROSE_WORDS) & (block["sentences"] + block["ends"] > 0) & (block["links"] < 0.5)
    block["prose"] = np.where(reads, block["words"], 0).astype(np.float32)
    return block, element


def columns(n: int, *given: Any) -> Floats:
    """A row for each list of ``n`` numbers, or number for all; of bytes each is one, which is several times faster."""
    out = np.empty((len(given), n), np.float32)
    for row, column in zip(out, given, strict=True):
        row[:] = np.frombuffer(column, np.uint8) if isinstance(column, bytes) else column
    return out


def _along_path(bits: Ints, parent: Ints) -> Ints:
    """For each element the bits of itself and all around it: the path doubles with each round."""
    out, up = bits, parent
    while True:
        out = out | out[up]
        further = up[up]
        if np.array_equal(further, up):
            return out
        up = further


def cumulate(values: NDArray[Any]) -> NDArray[np.float64]:
    """Sums up to each place, from 0 to that of all, of each row: the sum of a range is a difference."""
    out = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=out[..., 1:])
    return out


def within(sums: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The sums over each block and so many before and after it, from rows of sums up to each place (``cumulate``)."""
    n = sums.shape[-1] - 1
    reach = min(reach, n)
    out = np.empty((*sums.shape[:-1], n))
    out[..., : n - reach] = sums[..., reach + 1 :]
    out[..., n - reach :] = sums[..., -1:]
    out[..., reach:] -= sums[..., : n - reach]
    return out


def distances(marked: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """For each block how many blocks ago the last marked one was, and in how many the next comes (0 for itself).

    Of several rows, each marked in its own way, all are told at once.
    """
    n = marked.shape[-1]
    at = np.arange(n, dtype=np.int32)
    far = np.int32(FAR)
    last = np.maximum.accumulate(np.where(marked, at, -far - 1), axis=-1)
    following = np.minimum.accumulate(np.where(marked, at, n + far)[..., ::-1], axis=-1)[..., ::-1]
    before, after = np.minimum(at - last, far), np.minimum(following - at, far)
    return before.astype(np.float32), after.astype(np.float32)


def flat(n: int, value: float) -> Floats:
    """The same value for every block."""
    return np.full(n, value, np.float32)
