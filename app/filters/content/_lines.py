"""What the removed lines of a text are called, and why, in words: there are no tags to tell.

Trees that have learned what the tags of pages call each line tell it from its shape, its place and what stands around
it. Where a rule has proof, its name stands; where it went by the shape alone, or read in the line what is a piece of
the part around it, the trees may know better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.filters.content._layout import Floats
from app.filters.content._line_features import FEATURES, NAMED, known_as, line_features
from app.filters.content._line_reasons import reasons
from app.filters.content._naming import INSIDE, UNSURE
from app.filters.content._ruled import Ruled
from app.filters.content._weights import Weights
from app.model import CATEGORIES, Action, Block, Page, Verdict

__all__ = ["line_names"]

MARGIN = 0.1  # how much likelier the trees' name has to be than that of a rule that read the line
ROW = 3  # lines that each name another network
NEIGHBOURS = 2  # lines on either side that have a say in a line's name
# For each category the class of the trees.
_CLASS = {id: NAMED.index(id) if id in NAMED else len(NAMED) for id in CATEGORIES}
# Rules that name a line by its shape or by a heading somewhere above.
_BY_SHAPE = frozenset({"announced-section", "headline-list", "menu", "trailing-story"})

# Rules that have looked at the lines around, too: the trees know nothing more.
_BY_COMPANY = frozenset({"author-box", "caption-echo", "comment-thread", "contents-list", "unmarked-caption"})


def line_names(
    page: Page, kept: NDArray[np.bool_], ruled: Ruled, called: Mapping[int, Verdict], weights: Weights
) -> dict[int, tuple[str, str]]:
    """Category and reason of removed blocks: of those that no rule names, and of those that are better named so.

    Args:
        kept: for each block whether it is the article.
        called: for each block the surest verdict of the rules, none that keeps.
    """
    blocks = page.blocks.items
    known = known_as(blocks, weights.known)
    found = line_features(blocks, kept, ruled, page.cues, known)
    sure = _smooth(_shares(weights.trees["line"].value(found)), kept)
    best = sure[:, : len(NAMED)].argmax(axis=1).tolist()
    stays = np.flatnonzero(kept).tolist() or [0]
    settled = dict(_networks(blocks, found[FEATURES.index("network")], kept)) | _sources(called, stays)
    named: dict[int, str] = {}
    for index in np.flatnonzero(~kept).tolist():
        category, rule = settled.get(index) or NAMED[best[index]], called.get(index)
        if rule is not None and category != rule.category and index not in settled:
            ahead = float(sure[index, best[index]] - sure[index, _CLASS[rule.category]])
            if ahead <= (0 if rule.rule in _BY_SHAPE else MARGIN):
                continue
        if rule is None or _is_piece(category, rule, index > stays[0]):
            named[index] = category
    told = {i: rule.category for i, rule in called.items() if i not in named}
    everything = told | named
    why = reasons(
        blocks,
        [everything.get(i, "") for i in range(len(blocks))],
        kept,
        told,
        [NAMED[number] if number >= 0 else "" for number in known.tolist()],
        page.cues,
    )
    return {index: (category, why[index]) for index, category in named.items()}


def _networks(blocks: Sequence[Block], names: Floats, kept: NDArray[np.bool_]) -> Iterator[tuple[int, str]]:
    """Short lines in a row, or nearly so, that each name a network: buttons to share or to follow."""
    row: list[Block] = []
    for index in [*np.flatnonzero((names > 0) & ~kept).tolist(), None]:
        if row and (index is None or index - row[-1].index > 2):
            if len({block.features.key for block in row}) >= ROW:
                yield from ((block.index, "share_buttons") for block in row)
            row = []
        if index is not None and not blocks[index].text[:1].isdigit():
            row.append(blocks[index])


def _sources(called: Mapping[int, Verdict], stays: Sequence[int]) -> dict[int, str]:
    """A source amid the article is that of the picture or figure above it, not of the text."""
    return {
        index: "image_credit"
        for index, rule in called.items()
        if rule.category == "source_note" and stays[0] < index < stays[-1]
    }


def _shares(scores: Floats) -> Floats:
    """For each block how likely each class is."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _smooth(shares: Floats, kept: NDArray[np.bool_]) -> Floats:
    """Each block's shares and half of those of its neighbours: the parts of a page are runs of lines."""
    passed = np.cumsum(kept)
    total, count = shares.copy(), np.ones(len(shares), np.float32)
    for reach in range(1, NEIGHBOURS + 1):
        together = (passed[reach:] == passed[:-reach]) & ~kept[:-reach]
        weight = np.where(together, np.float32(0.5), np.float32(0))
        total[reach:] += shares[:-reach] * weight[:, None]
        total[:-reach] += shares[reach:] * weight[:, None]
        count[reach:] += weight
        count[:-reach] += weight
    total /= count[:, None]
    return total


def _is_piece(category: str, rule: Verdict, below: bool) -> bool:
    """Whether what a rule reads in a line is a piece of the part that it stands in."""
    if category == rule.category or rule.rule in _BY_COMPANY or (rule.action is Action.LIFT and not below):
        return False
    if rule.rule in _BY_SHAPE:
        return rule.category in NAMED  # what the trees can't name they can't deny
    return rule.category in INSIDE.get(category, ()) or (rule.category in NAMED and rule.confidence < UNSURE)
