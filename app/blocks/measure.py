"""Measure a block once; every filter reads these numbers and none counts again."""

from __future__ import annotations

import re

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
_ASCII_DIGITS = b"0123456789"
_SAMPLE = 40  # words that the share of capitals is taken from: enough for a headline, bounded for an essay


def fold(text: str) -> str:
    """The text with every run of white space folded to one space, none at the ends."""
    return " ".join(text.split())


def measure(text: str, links: float = 0.0) -> Features:
    """Measure folded text.

    Args:
        text: the block's words, white space folded.
        links: share of its characters that are link text, 0…1.
    """
    spaces = text.count(" ")
    words = spaces + 1 if text else 0
    plain = text.isascii()
    if not plain:
        words += len(_UNSPACED.findall(text)) // 2
    sample = text.split(" ", _SAMPLE)[:_SAMPLE] if spaces else [text]
    capitals = sum([word[:1].isupper() or word[1:2].isupper() for word in sample]) / len(sample) if text else 0.0
    tail = text[-12:].rstrip(CLOSERS)
    last = tail[-1:]
    cut = last == "…" or tail.endswith(("...", "[…", "[&hellip;", "[...", "。。。"))
    ends = not cut and last in SENTENCE_END and last != ""
    # bytes.translate is several times faster than a search, and most text is plain
    digits = len(text) - len(text.encode().translate(None, _ASCII_DIGITS)) if plain else len(_DIGITS.findall(text))
    sentences = text.count(". ") + text.count("! ") + text.count("? ")
    if not plain:
        sentences += text.count("。") + text.count("！") + text.count("？") + text.count("؟ ")
    sentences += ends and last in ".!?"
    return Features(
        key=text.lower() if plain else _straight(text.casefold()),
        words=words,
        links=links,
        capitals=capitals,
        digits=digits / len(text) if text else 0.0,
        ends=ends,
        cut=cut or (not ends and words >= 35),
        sentences=sentences,
    )


def _straight(key: str) -> str:
    for curly, straight in _QUOTES:
        key = key.replace(curly, straight)
    return key
