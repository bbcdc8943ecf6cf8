"""What is counted of blocks, all of them together.

Their characters become an array of classes, and what is counted of a block is how many places of the array lie between
its start and its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.blocks.measure import CLOSERS, SENTENCE_END
from app.model import Features

__all__ = ["count"]

_QUOTES = tuple(zip("‘’‚‛“”„«»", '\'\'\'\'"""""', strict=True))
# Scripts that write no spaces between words: kana, Han, Hangul has spaces and is left out; Thai, Lao, Khmer, Burmese.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# The classes of characters, as bits.
_SPACE, _UPPER, _DIGIT, _WORD, _NO_SPACES, _MAY_END, _ENDS = (1 << bit for bit in range(7))
_PLANE = 0x10000  # characters that the table of classes holds: beyond are hardly any but pictures
_UNFINISHED = 35  # words: a text so long that does not end like a sentence is cut
_SAMPLE = 40  # words that the share of capitals is taken from: enough for a headline, bounded for an essay

_Ints = NDArray[np.int64]


def count(texts: Sequence[str], links: Any) -> list[Features]:
    """The features of texts that have words, with the share of link text of each."""
    joined = "\n".join(texts)
    classes = _classes(joined)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(lengths + 1) - 1
    starts = ends - lengths

    spaces = classes == _SPACE
    upper = classes & _UPPER > 0
    capital = upper[:-1] | (upper[1:] & ~spaces[:-1])  # where a word begins: its first or second character is one
    between = _places(spaces)
    first, last = between.searchsorted(starts), between.searchsorted(ends)
    words = last - first + 1
    sampled = np.minimum(last, first + _SAMPLE - 1)  # the spaces before the words of the sample but the first
    capitals = capital[starts] + _count(_places(capital[between + 1]), first, sampled)
    share = capitals / np.minimum(words, _SAMPLE)
    digits = _count(_places(classes & _DIGIT), starts, ends) / np.maximum(lengths, 1)
    passed = _places((classes[:-1] & _MAY_END > 0) & spaces[1:] | (classes[:-1] & _ENDS > 0))
    sentences = _count(passed, starts, ends)
    words += _count(_places(classes & _NO_SPACES), starts, ends) // 2

    tails = classes[ends - 1]
    ended, cut = [False] * len(texts), (words >= _UNFINISHED).tolist()
    for i in _places(tails & _WORD == 0).tolist():
        ended[i], broken, point = _end(texts[i])
        cut[i] = broken or (cut[i] and not ended[i])
        sentences[i] += point
    return list(
        map(
            Features,
            _keys(texts),
            words.tolist(),
            links,
            share.tolist(),
            digits.tolist(),
            ended,
            cut,
            sentences.tolist(),
        )
    )


def _count(places: _Ints, starts: _Ints, ends: _Ints) -> _Ints:
    """How many of the places, which ascend, lie in each half-open range."""
    return places.searchsorted(ends) - places.searchsorted(starts)


def _places(marked: NDArray[Any]) -> _Ints:
    return marked.nonzero()[0]


def _end(text: str) -> tuple[bool, bool, bool]:
    """How a text ends: as a sentence, in an ellipsis, and whether in a point that no space has to follow."""
    tail = text[-12:].rstrip(CLOSERS)
    last = tail[-1:]
    cut = last == "…" or (last in ".;。" and tail.endswith(("...", "[&hellip;", "。。。")))
    ends = not cut and last in SENTENCE_END and last != ""
    return ends, cut, ends and last in ".!?"


def _keys(texts: Sequence[str]) -> list[str]:
    """Each text casefolded, its quotes straight: what is not ASCII all at once."""
    wide = [text for text in texts if not text.isascii()]
    keys = _straight("\n".join(wide).casefold()).split("\n")
    if len(keys) != len(wide):  # there is none, or one has several lines
        keys = [_straight(text.casefold()) for text in wide]
    next_wide = iter(keys).__next__
    return [text.lower() if text.isascii() else next_wide() for text in texts]


def _straight(key: str) -> str:
    for curly, straight in _QUOTES:
        key = key.replace(curly, straight)
    return key


def _classes(text: str) -> NDArray[np.uint8]:
    """The class of each character, and two more places that are none."""
    table = _table()
    if text.isascii():
        return np.append(table[np.frombuffer(text.encode("ascii"), np.uint8)], (0, 0)).astype(np.uint8)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    classes = np.zeros(len(codes) + 2, np.uint8)
    np.take(table, codes, out=classes[:-2], mode="clip")
    for at in _places(codes >= _PLANE).tolist() if codes.max() >= _PLANE else ():
        classes[at] = _class(text[at])
    return classes


@cache
def _table() -> NDArray[np.uint8]:
    return np.fromiter(map(_class, map(chr, range(_PLANE))), np.uint8, _PLANE)


def _class(char: str) -> int:
    if char == " ":
        return _SPACE
    return (
        _UPPER * char.isupper()
        | _DIGIT * char.isdecimal()
        | _WORD * char.isalnum()
        | _NO_SPACES * (_UNSPACED.match(char) is not None)
        | _MAY_END * (char in ".!?؟")
        | _ENDS * (char in "。！？")
    )
