"""Which passages of a text there are, and how surely each cut between them parts the article from other stories.

A *passage* is a block long enough to be judged, with the short lines above it. A *cut* stands before a passage and
calls it and all that follow other stories. First every passage is asked how foreign it is to what stands before it,
then every cut how well it parts what is foreign from what is not. Of a long document only the last passages are
candidates and only some before them are compared, so that the work stays linear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.filters.page._trailing_features import (
    LEAST_BEFORE,
    MOST_TAIL,
    Compared,
    Features,
    Floats,
    Passage,
    compare,
    cut_features,
    foreign_features,
)
from app.filters.page._trailing_weights import Weights
from app.model import Block, Blocks, Kind

__all__ = ["LEAST_BEFORE", "SIZES", "Compared", "Passage", "matrix", "passages", "score"]

LEAST_WORDS = 12  # of a passage
MOST_BEFORE = 96  # passages that the candidates are compared with: the first ones and the nearest
FIRST = 16
MOST_CHARS = 1_200  # of a passage that are looked at
SURELY_OWN = -3.5  # log-odds that the last passage is of another story, below which no cut is tried
SIZES = 3  # kinds of tails that ask for different scores: of one passage, which is often thanks or a note, two, more
_KINDS = frozenset((Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST_ITEM))


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
    start = max(since, end - MOST_CHARS)
    above = blocks.items[block.index - 1].features if block.index else None
    headed = above is not None and above.words < LEAST_WORDS and not above.ends
    cut = (block.features.cut or not block.features.ends) and block.text[-1] not in ":："
    return Passage(block, blocks.text[start:end], block.start - start, headed, cut)


def score(found: Sequence[Passage], weights: Weights) -> tuple[Floats, Compared]:
    """How surely each cut is the one that parts the article from other stories: above 0 it is."""
    compared = compare(found, weights.tables)
    foreign = weights.foreign.value(matrix(foreign_features(found, compared), weights.features["foreign"]))
    if foreign[-1] < SURELY_OWN:
        return np.full(len(foreign), -np.inf, np.float32), compared
    scores = weights.cut.value(matrix(cut_features(found, compared, foreign), weights.features["cut"]))
    sizes = np.minimum(np.arange(len(scores), 0, -1), SIZES)
    return scores - weights.bias[sizes - 1], compared


def matrix(features: Features, names: Sequence[str]) -> Floats:
    """The features, a row each, in the order in which the trees learned them.

    Raises:
        ValueError: they were learned from other features.
    """
    if list(features) != list(names):
        raise ValueError("learned from other features: run benchmarks.train_trailing")
    return np.array(list(features.values()), np.float32)
