"""Pages flattened the way scrapers do it."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from app.blocks import split
from app.model import Document, Format, Limits

__all__ = ["by_block", "by_node"]


def by_block(html: bytes) -> str:
    """One line a block, no markup."""
    tree = LexborHTMLParser(html)
    return split(Document("", Format.HTML, tree=tree), Limits()).text


def by_node(html: bytes) -> str:
    """One line a text node: a link in a sentence breaks it in three."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "template", "svg", "noscript", "iframe", "select", "textarea"])
    return tree.body.text(separator="\n", strip=True) if tree.body else ""
