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
# What text is made of, byte by byte of its UTF-8: A for a capital, 0 for a digit, a point for the end of a sentence, a
# space, ? for the first byte of a script with digits, sentence ends or words unlike those of Europe, x for all else.
# Counting in its translation is several times faster than looking at each word.
_SHAPE = bytes(
    ord("A" if char.isupper() else "0" if char.isdigit() else "." if char in ".!?" else " " if char == " " else "x")
    for char in map(chr, range(128))
) + bytes(ord("x" if byte < 0xD8 or byte == 0xE2 else "?") for byte in range(128, 256))
_PASSED = (". ", "! ", "? ", "。", "！", "？", "؟ ")  # sentence ends inside a text
_UNFINISHED = 35  # words: a text so long that does not end like a sentence is cut
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
    words = sample = len(split)
    if sample > _SAMPLE:
        sample = _SAMPLE
    shape = text.encode("utf-8", "surrogatepass").translate(_SHAPE)
    sentences = shape.count(b". ")
    digits = shape.count(b"0")
    if text.isascii():
        key = text.lower()
        capitals = _capitals(shape if words <= _SAMPLE else " ".join(split[:_SAMPLE]).encode().translate(_SHAPE))
    else:
        key = _straight(text.casefold())
        beginnings = [word[:2] for word in split[:_SAMPLE] if not word.islower()]
        capitals = sum([pair[:1].isupper() or pair[1:].isupper() for pair in beginnings])
        if b"?" in shape:
            words += len(_UNSPACED.findall(text)) // 2
            digits = len(_DIGITS.findall(text))
            sentences = sum(map(text.count, _PASSED))
    if text[-1].isalnum():
        ends = cut = False
    else:
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
        capitals / sample,
        digits / len(text),
        ends,
        cut or (not ends and words >= _UNFINISHED),
        sentences,
    )


def _capitals(shape: bytes) -> int:
    """How many words have a capital as their first or second character."""
    shape = b" " + shape
    return shape.count(b" A") + shape.count(b" xA") + shape.count(b" 0A") + shape.count(b" .A")


def _straight(key: str) -> str:
    for curly, straight in _QUOTES:
        key = key.replace(curly, straight)
    return key
