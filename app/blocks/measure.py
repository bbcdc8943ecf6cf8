"""Measure a block once; every filter reads these numbers and none counts again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.model import Features

__all__ = ["CLOSERS", "SENTENCE_END", "fold", "measure"]

CLOSERS = "\"'”’»›)]}*_」』）】"
SENTENCE_END = ".!?。！？؟։।;︒｡"
_QUOTES = tuple(zip("‘’‚‛“”„«»", '\'\'\'\'"""""', strict=True))
# Scripts that write no spaces between words: kana, Han, Hangul has spaces and is left out; Thai, Lao, Khmer, Burmese.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_DIGITS = re.compile(r"\d")
# What plain text is made of, byte by byte: A for a capital, 0 for a digit, a space, x for anything else. Counting in
# its translation is several times faster than looking at each word.
_SHAPE = bytes(
    ord("A" if char.isupper() else "0" if char.isdigit() else " " if char == " " else "x")
    for char in map(chr, range(128))
).ljust(256, b"x")
_SAMPLE = 40  # words that the share of capitals is taken from: enough for a headline, bounded for an essay


def fold(text: str) -> str:
    """The text with every run of white space folded to one space, none at the ends."""
    return " ".join(text.split())


def measure(text: str, links: float = 0.0, split: Sequence[str] | None = None) -> Features:
    """Measure folded text.

    Args:
        text: the block's words, white space folded.
        links: share of its characters that are link text, 0…1.
        split: the text split at its spaces, where that is known already.
    """
    if not text:
        return Features("", 0, links, 0.0, 0.0, False, False, 0)
    if split is None:
        split = text.split(" ")
    words = len(split)
    sentences = text.count(". ") + text.count("! ") + text.count("? ")
    if text.isascii():
        key = text.lower()
        capitals, digits = _count_plain(text, split)
    else:
        key = _straight(text.casefold())
        capitals = sum([word[:1].isupper() or word[1:2].isupper() for word in split[:_SAMPLE]])
        digits = len(_DIGITS.findall(text))
        words += len(_UNSPACED.findall(text)) // 2
        sentences += text.count("。") + text.count("！") + text.count("？") + text.count("؟ ")
    tail = text[-12:].rstrip(CLOSERS)
    last = tail[-1:]
    cut = last == "…" or (last in ".;。" and tail.endswith(("...", "[&hellip;", "。。。")))
    ends = not cut and last in SENTENCE_END and last != ""
    if ends and last in ".!?":
        sentences += 1
    return Features(
        key,
        words,
        links,
        capitals / min(len(split), _SAMPLE),
        digits / len(text),
        ends,
        cut or (not ends and words >= 35),
        sentences,
    )


def _count_plain(text: str, split: Sequence[str]) -> tuple[int, int]:
    """How many of the first words have a capital as their first or second character, and how many digits there are."""
    shape = b" " + text.encode().translate(_SHAPE)
    digits = shape.count(b"0")
    if len(split) > _SAMPLE:
        shape = b" " + " ".join(split[:_SAMPLE]).encode().translate(_SHAPE)
    return shape.count(b" A") + shape.count(b" xA") + shape.count(b" 0A"), digits


def _straight(key: str) -> str:
    for curly, straight in _QUOTES:
        key = key.replace(curly, straight)
    return key
