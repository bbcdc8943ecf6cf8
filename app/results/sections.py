"""Runs of adjacent blocks with one fate become sections."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from app.model import Action, Blocks, Section, Verdict

__all__ = ["sections"]

Position = Literal["before", "inside", "after"]
_CONFIDENCE = attrgetter("confidence")


def sections(blocks: Blocks, decided: tuple[Verdict, ...]) -> dict[Action, tuple[Section, ...]]:
    """Every block in exactly one section, sections in reading order, by what became of them."""
    fates = [(verdict.action, verdict.category) for verdict in decided]
    keep = Action.KEEP
    kept = [i for i, (action, _) in enumerate(fates) if action is keep]
    first, last = (kept[0], kept[-1]) if kept else (len(fates), len(fates))
    starts = [i for i, (fate, before) in enumerate(zip(fates, [None, *fates], strict=False)) if fate != before]
    out: dict[Action, list[Section]] = {action: [] for action in Action}
    for start, end in pairwise([*starts, len(fates)]):
        position: Position = "before" if start < first else "after" if start > last else "inside"
        out[fates[start][0]].append(_section(blocks, decided, start, end, position))
    return {action: tuple(found) for action, found in out.items()}


def _section(blocks: Blocks, decided: tuple[Verdict, ...], first: int, end: int, position: Position) -> Section:
    # The surest verdict speaks for the section first; its confidence is that of all, weighed by their words.
    members = blocks.items[first:end]
    _, rule, category, _, sure, reason, _ = decided[first]
    if len(members) == 1:
        words = members[0].features.words
        weighed = sure * words
    else:
        verdicts = decided[first:end]
        _, rule, category, _, sure, reason, _ = max(verdicts, key=_CONFIDENCE)
        reason = _reasons(reason, verdicts)
        counts = [block.features.words for block in members]
        words = sum(counts)
        weighed = sum([verdict.confidence * count for verdict, count in zip(verdicts, counts, strict=True)])
    start, stop = members[0].start, members[-1].end
    confidence = round(weighed / words, 3) if words else sure
    text = blocks.text[start:stop]
    return Section(category, rule, reason, confidence, start, stop, text, tuple(range(first, end)), position)


def _reasons(surest: str, verdicts: tuple[Verdict, ...]) -> str:
    """The surest reason and the one that most of the other blocks go for, with how many blocks each speaks for."""
    counts = Counter([verdict.reason for verdict in verdicts])
    if len(counts) == 1:
        return f"{surest} ({len(verdicts)} blocks)"
    own = counts.pop(surest)
    second, most = counts.most_common(1)[0]
    rest = len(verdicts) - own - most
    more = f"; {rest} more for reasons of their own" if rest else ""
    return f"{surest} ({own} of {len(verdicts)} blocks); {second} ({most}){more}"
