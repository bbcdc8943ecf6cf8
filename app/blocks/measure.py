"""Measure the blocks once; every filter reads these numbers and none counts again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from app.model import Features

__all__ = ["CLOSERS", "SENTENCE_END", "fold", "measure"]

CLOSERS = "\"'”’»›)]}*_」』）】"
SENTENCE_END = ".!?。！？؟։।;︒｡"
_AT_ONCE = 4_096  # blocks: bounds the memory of one pass


def fold(text: str) -> str:
    """The text with every run of white space folded to one space, none at the ends."""
    return " ".join(text.split())


def measure(texts: Sequence[str], links: Sequence[float] = ()) -> list[Features]:
    """Measure texts that have words, their white space folded. Linear in their length.

    Args:
        links: for each of them the share of its characters that are link text, 0…1; nothing where none has any.
    """
    from app.blocks.counts import count  # needs numpy, which takes too long to load for --help

    out: list[Features] = []
    for start in range(0, len(texts), _AT_ONCE):
        end = start + _AT_ONCE
        out += count(texts[start:end], links[start:end] or repeat(0.0))
    return out
