"""A page's blocks and elements as arrays, so that everything after is numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import FAMILIES, Evidence
from app.model import Blocks, Kind

__all__ = ["Floats", "Ints", "Layout", "lay_out", "measure_blocks"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_KINDS = {kind: code for code, kind in enumerate(Kind)}
PROSE_WORDS = 12  # a block this long with a sentence end in it and few links reads like prose
_WRAPPER = 0.6  # an element that holds more of the page's prose says nothing by its name


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
    index: dict[Any, int] = {}
    rows: list[tuple[float, float, float, int]] = []
    signature = np.empty(len(elements), np.int64)
    parent = np.empty(len(elements), np.int64)
    hidden = np.empty(len(elements), np.bool_)
    for i, e in enumerate(elements):
        key = (e.tag, e.names)
        at = index.get(key)
        if at is None:
            at = index[key] = len(rows)
            rows.append(evidence.of_names(e.tag, e.names))
        signature[i] = at
        parent[i] = e.parent.index if e.parent is not None else i
        hidden[i] = e.hidden
    table = np.array(rows, np.float64).reshape(-1, 4)[signature]
    ranges = np.array(blocks.ranges, np.int64).reshape(-1, 2)
    start, end = ranges[:, 0], ranges[:, 1]
    own = table[:, 3].astype(np.int64)
    prose = np.concatenate(([0.0], np.cumsum(block["prose"], dtype=np.float64)))
    wraps = (prose[end] - prose[start]) > _WRAPPER * prose[-1] if prose[-1] else np.zeros(len(own), np.bool_)
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


def measure_blocks(blocks: Blocks, evidence: Evidence) -> tuple[dict[str, Floats], Ints]:
    """The measures of each block by name, and the index of its element (0 where there are none)."""
    of_line, of_inline, kinds = evidence.of_line, evidence.of_inline, _KINDS
    rows = []
    for b in blocks.items:
        f = b.features
        rows.append(
            (
                f.words, len(b.text), f.links, f.capitals, f.digits, f.ends, f.cut, f.sentences, kinds[b.kind], b.level,
                of_line(f.key) if f.words <= 8 else 0.0, b.element.index if b.element is not None else 0,
                *(of_inline(b.inline) if b.inline else (0.0, 0)),
            )
        )  # fmt: skip
    table = np.array(rows, np.float32).reshape(-1, 14).T
    names = "words chars links capitals digits ends cut sentences kind level line".split()
    block = dict(zip(names, table, strict=False))
    block["inline"], block["inline_bits"] = table[12], table[13]
    reads = (block["words"] >= PROSE_WORDS) & (block["sentences"] + block["ends"] > 0) & (block["links"] < 0.5)
    block["prose"] = np.where(reads, block["words"], 0).astype(np.float32)
    return block, table[11].astype(np.int64)


def _along_path(bits: Ints, parent: Ints) -> Ints:
    """For each element the bits of itself and all around it: the path doubles with each round."""
    out, up = bits, parent
    while True:
        out = out | out[up]
        further = up[up]
        if np.array_equal(further, up):
            return out
        up = further
