"""Runs of adjacent blocks with one fate become sections."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Literal

from app.model import Action, Blocks, Section
from app.results.settle import Outcome

__all__ = ["sections"]

Position = Literal["before", "inside", "after"]
_FATE = attrgetter("action", "category")
_CONFIDENCE = attrgetter("confidence")


def sections(blocks: Blocks, outcomes: tuple[Outcome, ...]) -> dict[Action, tuple[Section, ...]]:
    """Every block in exactly one section, sections in reading order, by what became of them."""
    kept = [i for i, outcome in enumerate(outcomes) if outcome.action is Action.KEEP]
    first, last = (kept[0], kept[-1]) if kept else (len(outcomes), len(outcomes))
    out: dict[Action, list[Section]] = {action: [] for action in Action}
    start = 0
    for (action, _), run in groupby(outcomes, key=_FATE):
        members = list(run)
        end = start + len(members)
        position: Position = "before" if start < first else "after" if start > last else "inside"
        out[action].append(_section(blocks, members, range(start, end), position))
        start = end
    return {action: tuple(found) for action, found in out.items()}


def _section(blocks: Blocks, outcomes: list[Outcome], indices: range, position: Position) -> Section:
    # The surest verdict speaks for the section; its confidence is that of all, weighed by their words.
    speaker = max(outcomes, key=_CONFIDENCE) if len(outcomes) > 1 else outcomes[0]
    members = blocks.items[indices.start : indices.stop]
    words = [block.features.words for block in members]
    total = sum(words)
    sure = sum([outcome.confidence * count for outcome, count in zip(outcomes, words, strict=True)])
    start, end = members[0].start, members[-1].end
    return Section(
        category=speaker.category,
        rule=speaker.rule,
        reason=speaker.reason if len(members) == 1 else f"{speaker.reason} ({len(members)} blocks)",
        confidence=round(sure / total, 3) if total else speaker.confidence,
        start=start,
        end=end,
        text=blocks.text[start:end],
        blocks=tuple(indices),
        position=position,
    )
