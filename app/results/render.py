"""Kept blocks → the body, as text or Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.model import Block, Format, Kind

__all__ = ["render"]

_TIGHT = (Kind.LIST_ITEM, Kind.TABLE)  # these follow one another without an empty line
_CELLS = " | "
# What at the start of a paragraph Markdown would take for a heading, a quote, a list or a rule.
_SPECIAL = re.compile(r"(?:#{1,6}|[>+*-]|\d{1,9}[.)])(?=\s|$)|[-*_=`~]{3,}")


def render(kept: Sequence[Block], format: Format, output: str, source: str) -> str:
    """The body: each block's own words, joined by an empty line, list items and table rows by a newline.

    Args:
        kept: the blocks that stay, in reading order.
        format: what the document is written in. Markdown from Markdown is the source as it stands.
        output: ``text`` or ``markdown``.
        source: the text that the blocks' positions refer to.
    """
    pieces: list[str] = []
    previous: Block | None = None
    for block in kept:
        follows = previous is not None and block.kind is previous.kind and block.kind in _TIGHT
        if previous is not None:
            pieces.append("\n" if follows else "\n\n")
        if output == "text":
            pieces.append(block.marker + block.text if block.kind is Kind.LIST_ITEM else block.text)
        elif format is Format.MARKDOWN:
            pieces.append(source[block.start : block.end])
        else:
            pieces.append(_markdown(block, first_row=not follows))
        previous = block
    return "".join(pieces)


def _markdown(block: Block, *, first_row: bool) -> str:
    match block.kind:
        case Kind.HEADING:
            return "#" * block.level + " " + block.text
        case Kind.LIST_ITEM:
            numbered = block.marker[:1].isdigit()
            return "  " * max(0, block.level - 1) + (block.marker if numbered else "- ") + block.text
        case Kind.QUOTE:
            return "> " + block.text
        case Kind.CODE:
            fence = "````" if "```" in block.text else "```"
            return f"{fence}\n{block.text}\n{fence}"
        case Kind.TABLE:
            # Markdown knows no table without a head: the first row is it.
            head = f"\n|{' --- |' * (block.text.count(_CELLS) + 1)}" if first_row else ""
            return f"| {block.text} |{head}"
        case Kind.SEPARATOR:
            return "---"
        case _:
            return _escaped(block.text)


def _escaped(text: str) -> str:
    """A paragraph that Markdown takes for one: ``# a`` becomes ``\\# a``, ``1. a`` becomes ``1\\. a``."""
    special = _SPECIAL.match(text)
    if special is None:
        return text
    at = special.end() - 1 if text[0].isdigit() else 0
    return text[:at] + "\\" + text[at:]
