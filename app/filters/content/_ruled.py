"""What the rules have said of each block, as arrays: the scorer learns where to trust them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.filters.content._layout import Floats, Ints, cumulate, distances, flat, within
from app.model import CATEGORIES, Action, Cue, Group, Verdict

__all__ = ["Ruled", "hear", "rule_features"]

COUNTS = 0.5  # a verdict that is less sure is only a hint
_CODES = {id: code for code, id in enumerate(CATEGORIES)}
_LIFTED = np.array([category.group is Group.METADATA for category in CATEGORIES.values()])
_NONE = -1
# Categories that open or close a section of the page: how far they are says which section a block stands in.
_SECTIONS = ("related_stories", "comments", "newsletter_signup", "share_buttons", "legal_footer", "advertisement")
_SECTION_CODES = np.array([_CODES[id] for id in _SECTIONS])[:, None]


@dataclass(frozen=True, slots=True)
class Ruled:
    """For each block what speaks against it.

    Attributes:
        sure: the confidence of the surest verdict that takes it; 0 where there is none.
        category: that verdict's category by its place in the taxonomy, -1 where there is none.
        cued: the category of a phrase that opens the block or is all of it; -1 where there is none.
    """

    sure: Floats
    category: Ints
    cued: Ints


def hear(count: int, verdicts: Sequence[Verdict], cues: Mapping[str, Sequence[Cue]]) -> Ruled:
    """Gather the rules' verdicts and the phrases of so many blocks."""
    sure = np.zeros(count, np.float32)
    category = np.full(count, _NONE, np.int64)
    cued = np.full(count, _NONE, np.int64)
    for verdict in verdicts:
        if verdict.action is not Action.KEEP and verdict.confidence > sure[verdict.block]:
            sure[verdict.block] = verdict.confidence
            category[verdict.block] = _CODES[verdict.category]
    for id, found in cues.items():
        for cue in found:
            if cue.form != "inside":
                cued[cue.block] = _CODES[id]
    return Ruled(sure, category, cued)


def is_lifted(ruled: Ruled) -> NDArray[np.bool_]:
    """Whether what takes each block, if anything does, lifts it."""
    lifted: NDArray[np.bool_] = _LIFTED[ruled.category] & (ruled.category != _NONE)
    return lifted


def tells_of(ruled: Ruled, categories: Sequence[str]) -> NDArray[np.bool_]:
    """For each of the categories a row: which blocks a phrase or verdict says belong to it."""
    codes = np.array([_CODES[id] for id in categories])[:, None]
    removed = (ruled.sure >= COUNTS) & ~_LIFTED[ruled.category]
    told: NDArray[np.bool_] = (ruled.cued == codes) | (removed & (ruled.category == codes))
    return told


def rule_features(ruled: Ruled, words: Floats) -> dict[str, Floats]:
    """Every feature by name, in an order that never changes."""
    n = len(words)
    counts = ruled.sure >= COUNTS
    lifted = counts & _LIFTED[ruled.category]
    taken = counts & ~lifted
    out: dict[str, Floats] = {
        "rule": ruled.sure,
        "rule takes": np.where(taken, ruled.sure, 0).astype(np.float32),
        "rule lifts": lifted.astype(np.float32),
        "phrase": (ruled.cued >= 0).astype(np.float32),
    }
    passed = cumulate(taken)
    counted = np.stack((passed, np.arange(n + 1, dtype=np.float64)))
    for reach in (2, 5, 10):
        rules, size = within(counted, reach)
        out[f"rules ±{reach}"] = (rules / size).astype(np.float32)
    opens = (ruled.cued == _SECTION_CODES) | (taken & (ruled.category == _SECTION_CODES))
    before, after = distances(np.concatenate((opens, lifted[None])))
    for row, name in enumerate((*_SECTIONS, "metadata")):
        out[f"since {name}"], out[f"until {name}"] = before[row], after[row]
    out["rules passed"] = (passed[:-1] / max(passed[-1], 1)).astype(np.float32)
    out["page rules"] = flat(n, passed[-1] / max(n, 1))
    out["page ruled"] = flat(n, float(words[taken].sum() / max(words.sum(), 1)))
    return out
