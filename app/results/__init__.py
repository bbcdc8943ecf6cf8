"""Verdicts → Result: settle on one verdict per block, merge into sections, render the body, fill the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.model import Action, Blocks, Document, Judged, Opinion, Options, Result, Section, Verdict
from app.results.fields import fields
from app.results.guard import relax
from app.results.render import render
from app.results.sections import sections
from app.results.settle import settle
from app.version import __version__

__all__ = ["compose"]


def compose(document: Document, blocks: Blocks, opinion: Opinion, options: Options) -> Result:
    """Turn the filters' opinion into one result; every block ends in exactly one section."""
    verdicts = opinion.verdicts
    decided = settle(blocks, verdicts, options)
    decided, warnings = relax(blocks, verdicts, decided, options)
    kept = [block for block, verdict in zip(blocks.items, decided, strict=True) if verdict.action is Action.KEEP]
    body = render(kept, document.format, options.output, blocks.text)
    if not body:
        warnings += ("Nothing of this document is an article: the body is empty.",)
    of = sections(blocks, decided)
    lifted = fields(document, decided, body)
    return Result(
        body=body,
        format=document.format,
        url=document.url,
        charset=document.charset,
        title=lifted.title,
        subtitle=lifted.subtitle,
        byline=lifted.byline,
        published=lifted.published,
        language=lifted.language,
        kept=of[Action.KEEP],
        removed=of[Action.REMOVE],
        lifted=of[Action.LIFT],
        source_text=blocks.text,
        confidence=_confidence(blocks, decided, opinion.sure) if body else 0.0,
        warnings=document.warnings + blocks.warnings + warnings,
        stats=_stats(blocks, of, body),
        version=__version__,
        blocks=_judged(blocks, decided, verdicts) if options.blocks else (),
    )


def _confidence(blocks: Blocks, decided: tuple[Verdict, ...], sure: float | None) -> float:
    """How sure we are of the body: what a filter expects, else the verdicts' confidence weighed by words."""
    if sure is not None:
        return round(sure, 3)
    words = sum(block.features.words for block in blocks.items)
    if not words:
        return 0.0
    total = sum(b.features.words * v.confidence for b, v in zip(blocks.items, decided, strict=True))
    return round(total / words, 3)


def _stats(blocks: Blocks, of: Mapping[Action, Sequence[Section]], body: str) -> dict[str, int]:
    count = {action: sum([len(section.blocks) for section in found]) for action, found in of.items()}
    return {
        "characters": len(blocks.text),
        "body_characters": len(body),
        "blocks": len(blocks),
        "kept_blocks": count[Action.KEEP],
        "lifted_blocks": count[Action.LIFT],
        "removed_blocks": count[Action.REMOVE],
    }


def _judged(blocks: Blocks, decided: tuple[Verdict, ...], verdicts: tuple[Verdict, ...]) -> tuple[Judged, ...]:
    on: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        on.setdefault(verdict.block, []).append(verdict)
    return tuple(
        Judged(block, verdict.action, verdict.category, verdict.rule, tuple(on.get(block.index, ())))
        for block, verdict in zip(blocks.items, decided, strict=True)
    )
