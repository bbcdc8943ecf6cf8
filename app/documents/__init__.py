"""Raw input → Document: charset, format, DOM, metadata."""

from __future__ import annotations

import re

from app.errors import InvalidOption, TooLarge
from app.model import Document, Format, Limits

__all__ = ["read"]

_TAGS = re.compile(r"<(?:!doctype html|html|head|body|div|p|span|a|article|h[1-6]|table|br)\b[^>]*>", re.I)
_MD = re.compile(r"^(?:#{1,6} \S|!?\[[^\]\n]*\]\([^)\n]*\)|```|\|.*\|$)", re.M)


def read(content: bytes | str, *, format: str, url: str | None, charset: str | None, limits: Limits) -> Document:
    text = content if isinstance(content, str) else content.decode(charset or "utf-8", "replace")
    if len(text) > limits.chars:
        raise TooLarge("too large", field="content")
    if format == "auto":
        format = "html" if len(_TAGS.findall(text[:100_000])) >= 3 else "markdown" if len(_MD.findall(text[:100_000])) >= 3 else "text"
    try:
        kind = Format(format)
    except ValueError:
        raise InvalidOption(f"format is {format!r}", field="format", mend="Use one of: auto, html, text, markdown.") from None
    tree = None
    if kind is Format.HTML:
        from selectolax.lexbor import LexborHTMLParser
        tree = LexborHTMLParser(text)
    return Document(text, kind, url, None if isinstance(content, str) else charset or "utf-8", tree=tree)
