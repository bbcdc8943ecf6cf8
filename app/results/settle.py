"""One outcome per block. Precedence stands here and nowhere else.

1. What the caller asks for: a rule in ``keep`` is not heard, a category in ``keep`` cannot take the block; what
   ``drop`` names removes it however unsure the verdict.
2. The most confident verdict of at least 0.5. On a tie ``keep`` wins over ``lift`` over ``remove``, then the category
   that stands first in the taxonomy (it is ordered from specific to general).
3. Without one the block is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.model import CATEGORIES, Action, Blocks, Options, Verdict

__all__ = ["Outcome", "settle"]

THRESHOLD = 0.5
UNJUDGED = 0.6  # the confidence of keeping a block that no filter spoke of
_ACTION_RANK = {Action.KEEP: 0, Action.LIFT: 1, Action.REMOVE: 2}
_CATEGORY_RANK = {id: rank for rank, id in enumerate(CATEGORIES)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a block, and the verdict that decided it."""

    action: Action
    category: str
    rule: str
    confidence: float
    reason: str
    fields: Mapping[str, str] = field(default_factory=dict)


KEPT = Outcome(Action.KEEP, "body", "", UNJUDGED, "no filter had anything against it")


def settle(blocks: Blocks, verdicts: tuple[Verdict, ...], options: Options) -> tuple[Outcome, ...]:
    """Choose for each block."""
    on: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.rule not in options.keep:
            on.setdefault(verdict.block, []).append(verdict)
    return tuple(_choose(on[i], options) if i in on else KEPT for i in range(len(blocks)))


def _choose(verdicts: list[Verdict], options: Options) -> Outcome:
    dropped = [
        v for v in verdicts if v.action is not Action.KEEP and (v.rule in options.drop or v.category in options.drop)
    ]
    if dropped:
        best = min(dropped, key=_precedence)
        return Outcome(Action.REMOVE, best.category, best.rule, best.confidence, best.reason)
    heard = [v for v in verdicts if v.confidence >= THRESHOLD]
    if not heard:
        return KEPT
    best = min(heard, key=_precedence)
    if best.action is Action.KEEP:
        return Outcome(Action.KEEP, "body", best.rule, best.confidence, best.reason, best.fields)
    if best.category in options.keep:
        return Outcome(Action.KEEP, "body", "", 1.0, f"the caller keeps {best.category}")
    return Outcome(best.action, best.category, best.rule, best.confidence, best.reason, best.fields)


def _precedence(verdict: Verdict) -> tuple[float, int, int, str]:
    return (
        -verdict.confidence,
        _ACTION_RANK[verdict.action],
        _CATEGORY_RANK[verdict.category],
        verdict.rule,
    )
