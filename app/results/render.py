"""Kept blocks → the body, as text or Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from app.model import Block, Format, Kind
from app.results._markdown import markdown

__all__ = ["render"]

_TIGHT = (Kind.LIST_ITEM, Kind.TABLE)  # these follow one another without an empty line


def render(kept: Sequence[Block], format: Format, output: str, source: str) -> str:
    """The body: each block's own words, joined by an empty line, list items and table rows by a newline.

    Args:
        kept: the blocks that stay, in reading order.
        format: what the document is written in. Markdown from Markdown is the source as it stands.
        output: ``text`` or ``markdown``.
        source: the text that the blocks' positions refer to.
    """
    if output == "markdown" and format is not Format.MARKDOWN:
        return markdown(kept)
    pieces: list[str] = []
    previous: Kind | None = None
    for block in kept:
        if previous is not None:
            pieces.append("\n" if block.kind is previous and block.kind in _TIGHT else "\n\n")
        if output == "markdown":
            pieces.append(source[block.start : block.end])
        else:
            pieces.append(block.marker + block.text if block.kind is Kind.LIST_ITEM else block.text)
        previous = block.kind
    return "".join(pieces)
