"""Result → the JSON answer, the same from the HTTP service and from the command line."""

from __future__ import annotations

from typing import Any

from app.model import Judged, Options, Result, Section

__all__ = ["answer"]


def answer(result: Result, options: Options, *, id: str | int | None = None) -> dict[str, Any]:
    """What a caller gets of a result, ready for any JSON writer.

    Args:
        options: ``source_text`` and ``blocks`` decide whether those two fields are there.
        id: the caller's own name for the document, handed back as it came.
    """
    out: dict[str, Any] = {
        "id": id,
        "format": str(result.format),
        "charset": result.charset,
        "url": result.url,
        "title": result.title,
        "subtitle": result.subtitle,
        "byline": result.byline,
        "published": result.published,
        "language": result.language,
        "body": result.body,
        "removed": [_section(section) for section in result.removed],
        "lifted": [_section(section) for section in result.lifted],
        "confidence": result.confidence,
        "warnings": list(result.warnings),
        "stats": dict(result.stats),
        "version": result.version,
    }
    if options.source_text:
        out["source_text"] = result.source_text
    if options.blocks:
        out["blocks"] = [_judged(judged) for judged in result.blocks]
    return out


def _section(section: Section) -> dict[str, Any]:
    return {
        "category": section.category,
        "rule": section.rule,
        "reason": section.reason,
        "confidence": section.confidence,
        "start": section.start,
        "end": section.end,
        "position": section.position,
        "blocks": list(section.blocks),
        "text": section.text,
    }


def _judged(judged: Judged) -> dict[str, Any]:
    block = judged.block
    return {
        "index": block.index,
        "start": block.start,
        "end": block.end,
        "text": block.text,
        "kind": str(block.kind),
        "path": block.path,
        "action": str(judged.action),
        "category": judged.category,
        "verdicts": [
            {
                "rule": verdict.rule,
                "category": verdict.category,
                "action": str(verdict.action),
                "confidence": verdict.confidence,
                "reason": verdict.reason,
            }
            for verdict in judged.verdicts
        ],
    }
