"""Verdicts → Result: settle one outcome per block, merge into sections, render the body, fill the fields."""

from __future__ import annotations

from app.model import Action, Blocks, Document, Judged, Options, Result, Verdict
from app.results.fields import fields
from app.results.guard import relax
from app.results.render import render
from app.results.sections import sections
from app.results.settle import Outcome, settle
from app.version import __version__

__all__ = ["compose"]


def compose(document: Document, blocks: Blocks, verdicts: tuple[Verdict, ...], options: Options) -> Result:
    """Turn the filters' opinions into one result; every block ends in exactly one section."""
    outcomes = settle(blocks, verdicts, options)
    outcomes, warnings = relax(blocks, verdicts, outcomes, options)
    kept = [block for block, outcome in zip(blocks.items, outcomes, strict=True) if outcome.action is Action.KEEP]
    body = render(kept, document.format, options.output, blocks.text)
    if not body:
        warnings += ("Nothing of this document is an article: the body is empty.",)
    of = sections(blocks, outcomes)
    lifted = fields(document, outcomes, body)
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
        confidence=_confidence(blocks, outcomes),
        warnings=document.warnings + blocks.warnings + warnings,
        stats=_stats(blocks, outcomes, body),
        version=__version__,
        blocks=_judged(blocks, outcomes, verdicts) if options.blocks else (),
    )


def _confidence(blocks: Blocks, outcomes: tuple[Outcome, ...]) -> float:
    """How sure we are of the body: the outcomes' confidence, each weighed by its block's words."""
    words = sum(block.features.words for block in blocks.items)
    if not words:
        return 0.0
    sure = sum(b.features.words * o.confidence for b, o in zip(blocks.items, outcomes, strict=True))
    return round(sure / words, 3)


def _stats(blocks: Blocks, outcomes: tuple[Outcome, ...], body: str) -> dict[str, int]:
    count = {action: sum(o.action is action for o in outcomes) for action in Action}
    return {
        "characters": len(blocks.text),
        "body_characters": len(body),
        "blocks": len(outcomes),
        "kept_blocks": count[Action.KEEP],
        "lifted_blocks": count[Action.LIFT],
        "removed_blocks": count[Action.REMOVE],
    }


def _judged(blocks: Blocks, outcomes: tuple[Outcome, ...], verdicts: tuple[Verdict, ...]) -> tuple[Judged, ...]:
    on: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        on.setdefault(verdict.block, []).append(verdict)
    return tuple(
        Judged(block, outcome.action, outcome.category, outcome.rule, tuple(on.get(block.index, ())))
        for block, outcome in zip(blocks.items, outcomes, strict=True)
    )
