"""Markup → the parsed tree."""

from __future__ import annotations

from typing import Any

from app.documents.nesting import check
from app.model import Limits

__all__ = ["parse"]

# The parser would otherwise copy a chosen <option> into <selectedcontent>, again for each option.
_WITHOUT_EVENTS = 1


def parse(markup: str, limits: Limits) -> Any:
    """The tree, a selectolax ``LexborHTMLParser``.

    Raises:
        TooDeep: the markup nests deeper than ``limits.depth``, or hurts the parser in another way.
    """
    check(markup, limits.depth)
    from selectolax.lexbor import LexborHTMLParser  # text and Markdown never need it

    return LexborHTMLParser(markup, options=_WITHOUT_EVENTS)
