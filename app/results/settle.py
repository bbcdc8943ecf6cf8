"""One outcome per block. Precedence stands here and nowhere else.

1. What the caller asks for: a rule in ``keep`` is not heard, a category in ``keep`` cannot take the block; what
   ``drop`` names removes it however unsure the verdict.
2. The most confident verdict of at least 0.5. On a tie ``keep`` wins over ``lift`` over ``remove``, then the category
   that stands first in the taxonomy (it is ordered from specific to general).
3. Without one the block is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.model import CATEGORIES, Action, Blocks, Options, Verdict

__all__ = ["settle"]

THRESHOLD = 0.5
UNJUDGED = 0.6  # the confidence of keeping a block that no filter spoke of
_ACTION_RANK = {Action.KEEP: 0, Action.LIFT: 1, Action.REMOVE: 2}
_CATEGORY_RANK = {id: rank for rank, id in enumerate(CATEGORIES)}


def settle(blocks: Blocks, verdicts: tuple[Verdict, ...], options: Options) -> tuple[Verdict, ...]:
    """For each block the verdict that decides; where none does, or the caller overrules it, one of nobody's."""
    heard = [v for v in verdicts if v.rule not in options.keep] if options.keep else verdicts
    surest = _surest([v for v in heard if v.confidence >= THRESHOLD])
    asked = _surest([v for v in heard if _asked_for(v, options)]) if options.drop else {}
    decided: list[Verdict] = []
    for i in range(len(blocks)):
        verdict = surest.get(i)
        if i in asked:
            verdict = asked[i]._replace(action=Action.REMOVE, fields={})
        elif verdict is None:
            verdict = Verdict(i, "", "body", Action.KEEP, UNJUDGED, "no filter had anything against it")
        elif verdict.action is Action.KEEP:
            if verdict.category != "body":
                verdict = verdict._replace(category="body")
        elif verdict.category in options.keep:
            verdict = Verdict(i, "", "body", Action.KEEP, 1.0, f"the caller keeps {verdict.category}")
        decided.append(verdict)
    return tuple(decided)


def _asked_for(verdict: Verdict, options: Options) -> bool:
    """Whether the caller wants removed what this verdict speaks of."""
    return verdict.action is not Action.KEEP and (verdict.rule in options.drop or verdict.category in options.drop)


def _surest(verdicts: Iterable[Verdict]) -> dict[int, Verdict]:
    """For each block the verdict that comes first."""
    first: dict[int, Verdict] = {}
    for verdict in verdicts:
        had = first.setdefault(verdict.block, verdict)
        if had is not verdict and (
            verdict.confidence > had.confidence
            or (verdict.confidence == had.confidence and _precedence(verdict) < _precedence(had))
        ):
            first[verdict.block] = verdict
    return first


def _precedence(verdict: Verdict) -> tuple[int, int, str]:
    """Of verdicts that are equally sure the one with the least comes first."""
    return _ACTION_RANK[verdict.action], _CATEGORY_RANK[verdict.category], verdict.rule
