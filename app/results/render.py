"""Kept blocks → the body, as text or Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from app.model import Block, Format, Kind

__all__ = ["render"]

_TIGHT = (Kind.LIST_ITEM, Kind.TABLE)  # these follow one another without an empty line


def render(kept: Sequence[Block], format: Format, output: str, source: str) -> str:
    """The body: each block's own words, verbatim, joined by an empty line, list items and table rows by a newline."""
    if output == "markdown":
        write = _source if format is Format.MARKDOWN else _markdown
    else:
        write = _text
    pieces: list[str] = []
    previous: Block | None = None
    for block in kept:
        if previous is not None:
            tight = block.kind is previous.kind and block.kind in _TIGHT
            pieces.append("\n" if tight else "\n\n")
            if output == "markdown" and block.kind is Kind.TABLE and not tight:
                pass
        pieces.append(write(block, source))
        previous = block
    return "".join(pieces)


def _text(block: Block, source: str) -> str:
    return block.marker + block.text if block.kind is Kind.LIST_ITEM else block.text


def _source(block: Block, source: str) -> str:
    return source[block.start : block.end]


def _markdown(block: Block, source: str) -> str:
    match block.kind:
        case Kind.HEADING:
            return "#" * block.level + " " + block.text
        case Kind.LIST_ITEM:
            return "  " * max(0, block.level - 1) + "- " + block.text
        case Kind.QUOTE:
            return "> " + block.text
        case Kind.CODE:
            return f"```\n{block.text}\n```"
        case Kind.TABLE:
            return f"| {block.text} |"
        case _:
            return block.text
