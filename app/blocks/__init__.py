"""Document → Blocks: one splitter per format; whatever is measured of a block is measured here, once."""

from __future__ import annotations

from app.blocks import html, markdown, text
from app.model import Blocks, Document, Format, Limits

__all__ = ["split"]

_SPLITTERS = {Format.HTML: html.split, Format.TEXT: text.split, Format.MARKDOWN: markdown.split}


def split(document: Document, limits: Limits) -> Blocks:
    """Split a document into blocks.

    Raises:
        TooManyBlocks, TooDeep: the document is over a limit.
    """
    return _SPLITTERS[document.format](document, limits)
