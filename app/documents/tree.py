"""Markup → the parsed tree."""

from __future__ import annotations

import re
from typing import Any

from app.documents.nesting import check
from app.model import Limits

__all__ = ["parse"]

# The parser would otherwise copy a chosen <option> into <selectedcontent>, again for each option.
_WITHOUT_EVENTS = 1
_SHADOW = "shadowrootmode"  # what a browser shows although it stands in a <template>
_TEMPLATE = re.compile(rf"<(?P<end>/?)template\b(?P<shadow>[^>]{{0,1000}}?\s{_SHADOW}\b)?", re.I)


def parse(markup: str, utf8: bytes | None, limits: Limits) -> Any:
    """The tree, a selectolax ``LexborHTMLParser``.

    Args:
        utf8: the same as bytes, where it came so: it need not be encoded again then.

    Raises:
        TooDeep: the markup nests deeper than ``limits.depth``, or hurts the parser in another way.
        MemoryError: the parser has run out of it.
    """
    if _SHADOW in markup:
        markup, utf8 = _with_shadows(markup), None
    check(markup, limits.depth)
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # text and Markdown never need it

    try:
        return LexborHTMLParser(markup if utf8 is None else utf8, options=_WITHOUT_EVENTS)
    except SelectolaxError:  # whatever the markup, HTML has a tree: nothing else can fail
        raise MemoryError from None


def _with_shadows(markup: str) -> str:
    """The markup with the roots of declared shadow trees as plain elements: the parser hides what is in a template."""
    open: list[bool] = []

    def renamed(match: re.Match[str]) -> str:
        if match["end"]:
            return "</div" if open and open.pop() else match.group()
        open.append(match["shadow"] is not None)
        return "<div" + match.group()[len("<template") :] if open[-1] else match.group()

    return _TEMPLATE.sub(renamed, markup)
