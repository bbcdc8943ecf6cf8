"""How likely each block of an HTML page is the article."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.filters.content._features import features
from app.filters.content._layout import Floats, Layout, cumulate, lay_out
from app.filters.content._ruled import Ruled
from app.filters.content._sureness import outline
from app.filters.content._threshold import threshold
from app.filters.content._trees import logistic
from app.filters.content._weights import Weights
from app.filters.content._whole import says_article
from app.model import Blocks, Metadata, Page

__all__ = ["Scored", "score"]

# What users send is an article unless the page says otherwise: log-odds that speak for it before anything is seen.
# Pages that say nothing of themselves are mostly older articles, whose menus and lists look like another type's.
PRIOR = 0.7
PRIOR_OF_SILENT = 3.2
PRIOR_OF_ARTICLE = 3.0  # that call themselves articles
SETTLED = 0.04  # a page that is less likely of a type is not asked the trees of that type
BULK = 0.8  # of the kept words: an element that holds so many holds the article
REPEATED = 40  # characters: a kept block this long that stood in another place before is the template's copy


class Scored(NamedTuple):
    """What the scorer thinks of a page.

    Attributes:
        probability: for each block how likely it is the article.
        kept: for each block whether it stays.
        least: the probability from which on blocks are kept.
        copies: blocks that would be kept, were they not copies of kept ones; by index, with that of the first.
        other: how likely the page is something else than an article.
        outline: what tells how hard the page was.
    """

    probability: Floats
    kept: NDArray[np.bool_]
    least: float
    copies: dict[int, int]
    other: float
    outline: Floats
    layout: Layout


def score(page: Page, ruled: Ruled, weights: Weights) -> Scored:
    """Judge all blocks at once.

    Args:
        ruled: what the rules have said.
    """
    layout = lay_out(page.blocks, weights.evidence)
    found = features(page.blocks, layout, page.document.metadata, ruled)
    matrix = np.stack([found[name] for name in weights.features])
    other = _other(page, weights, matrix)
    probability = logistic(_log_odds(weights, matrix, other))
    words = layout.block["words"]
    least = threshold(probability, words)
    copies = _copies(page.blocks, probability >= least)
    kept = probability >= least
    kept[list(copies)] = False
    start, end = page.blocks.carried
    if start < end:  # what the page carries is its article, whole; what it shows are pieces of it
        kept[:] = False
        kept[start:end] = True
    elif other < 0.5:
        kept[_end(layout, kept, words) :] = False
    return Scored(probability, kept, least, copies, other, outline(found, probability, kept, least, other), layout)


def _end(layout: Layout, kept: NDArray[np.bool_], words: Floats) -> int:
    """Where the innermost element ends that holds the bulk of what is kept: an article has no more text after it."""
    held = cumulate(words * kept)
    inside = held[layout.end] - held[layout.start]
    holders = np.flatnonzero(inside >= BULK * held[-1])
    return int(layout.end[holders[-1]]) if len(holders) else len(kept)


def _other(page: Page, weights: Weights, matrix: Floats) -> float:
    """How likely the page is no article."""
    if page.focus != "auto":
        return float(page.focus == "page")
    # features of the whole page are the same for every block: the first will do
    return float(logistic(weights.trees["other"].value(matrix[:, :1]) - np.float32(_prior(page.document.metadata)))[0])


def _prior(metadata: Metadata) -> float:
    if metadata.kind is None:
        return PRIOR_OF_SILENT
    return PRIOR_OF_ARTICLE if says_article(metadata) else PRIOR


def _log_odds(weights: Weights, matrix: Floats, other: float) -> Floats:
    if other < SETTLED:
        return weights.trees["article"].value(matrix)
    if other > 1 - SETTLED:
        return weights.trees["page"].value(matrix)
    share = np.float32(other)
    return (1 - share) * weights.trees["article"].value(matrix) + share * weights.trees["page"].value(matrix)


def _copies(blocks: Blocks, kept: NDArray[np.bool_]) -> dict[int, int]:
    """Kept blocks that say again what a kept block in another place of the page has said.

    An author may repeat a line; a template repeats it elsewhere: in a second layout, in <noscript>, in a quick view.
    """
    first: dict[str, int] = {}
    out = {}
    for index in np.flatnonzero(kept).tolist():
        block = blocks.items[index]
        if len(block.text) < REPEATED:
            continue
        before = first.setdefault(block.features.key, index)
        if before != index and block.element is not None:
            there = blocks.items[before].element
            if there is not None and there.parent is not block.element.parent:
                out[index] = before
    return out
