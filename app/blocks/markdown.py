"""Markdown → Blocks."""
from __future__ import annotations

from app.blocks import text
from app.model import Blocks, Document, Limits

__all__ = ["split"]

def split(document: Document, limits: Limits) -> Blocks:
    return text.split(document, limits)
