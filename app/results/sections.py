"""Runs of adjacent blocks with one fate become sections."""

from __future__ import annotations

from itertools import groupby
from typing import Literal

from app.model import Action, Blocks, Section
from app.results.settle import Outcome

__all__ = ["sections"]

Position = Literal["before", "inside", "after"]


def sections(blocks: Blocks, outcomes: tuple[Outcome, ...]) -> dict[Action, tuple[Section, ...]]:
    """Every block in exactly one section, sections in reading order, by what became of them."""
    kept = [i for i, outcome in enumerate(outcomes) if outcome.action is Action.KEEP]
    first, last = (kept[0], kept[-1]) if kept else (len(outcomes), len(outcomes))
    out: dict[Action, list[Section]] = {action: [] for action in Action}
    for (action, _), run in groupby(range(len(outcomes)), key=lambda i: (outcomes[i].action, outcomes[i].category)):
        indices = list(run)
        position: Position = "before" if indices[0] < first else "after" if indices[0] > last else "inside"
        out[action].append(_section(blocks, outcomes, indices, position))
    return {action: tuple(found) for action, found in out.items()}


def _section(blocks: Blocks, outcomes: tuple[Outcome, ...], indices: list[int], position: Position) -> Section:
    # The surest verdict speaks for the section; its confidence is that of all, weighed by their words.
    speaker = max((outcomes[i] for i in indices), key=lambda outcome: outcome.confidence)
    words = sum(blocks.items[i].features.words for i in indices)
    sure = sum(outcomes[i].confidence * blocks.items[i].features.words for i in indices)
    start, end = blocks.items[indices[0]].start, blocks.items[indices[-1]].end
    return Section(
        category=speaker.category,
        rule=speaker.rule,
        reason=speaker.reason if len(indices) == 1 else f"{speaker.reason} ({len(indices)} blocks)",
        confidence=round(sure / words, 3) if words else speaker.confidence,
        start=start,
        end=end,
        text=blocks.text[start:end],
        blocks=tuple(indices),
        position=position,
    )
