"""The words of passages as numbers: which passage holds which, how rare it is, whether it is a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.filters._characters import DIGIT, LEAST_LETTERS, LETTER, PLANE, PRIME, SPACE, STEM, UNSPACED
from app.filters._characters import kinds as kinds_of

__all__ = ["Ints", "Words", "hashed", "read"]

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of some texts.

    Attributes:
        hashes: the different words, ascending, each a hash of its first letters.
        rows, columns: for each place where a word stands the number of its text and of its hash.
        at: where in its text it stands, in characters.
        topical: for each hash whether it is about something: long, or a name, or a number.
        names: for each place whether a capital amid a sentence begins it.
        numbers: for each place whether it is one.
    """

    hashes: Hashes
    rows: Ints
    columns: Ints
    at: Ints
    topical: NDArray[np.bool_]
    names: NDArray[np.bool_]
    numbers: NDArray[np.bool_]


def read(texts: Sequence[str]) -> Words:
    """The words of texts, casefolded; pairs of characters in scripts without spaces."""
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    kinds = np.take(kinds_of(), codes, mode="clip")
    lower = np.where(codes < PLANE, np.take(_lower(), codes, mode="clip"), codes)
    ends = np.cumsum([len(text) + 1 for text in texts])
    inside = (kinds == LETTER) | (kinds == DIGIT)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    edges = np.concatenate(([0], edges)) if inside[0] else edges  # the last character is none
    starts, length = edges[::2], edges[1::2] - edges[::2]
    hashes = _hash(lower, starts, length)
    numbers = kinds[starts] == DIGIT
    capital = lower[starts] != codes[starts]
    amid = (inside[starts - 2] & (kinds[starts - 1] == SPACE) | (codes[starts - 2] == ord(","))) & (starts > 1)
    names = capital & amid & (length > 1)
    topical = np.where(numbers, length > 1, names | (length >= LEAST_LETTERS))
    if not joined.isascii():
        pairs = np.flatnonzero((kinds[:-1] == UNSPACED) & (kinds[1:] == UNSPACED))
        starts = np.concatenate((starts, pairs))
        hashes = np.concatenate(
            (hashes, codes[pairs].astype(np.uint64) << np.uint64(32) | codes[pairs + 1].astype(np.uint64))
        )
        none = np.zeros(len(pairs), bool)
        numbers, names, topical = (np.concatenate((of, none)) for of in (numbers, names, topical))
        topical[len(topical) - len(pairs) :] = True
    unique, columns = np.unique(hashes, return_inverse=True)
    rows = np.searchsorted(ends, starts, "right")
    about = np.bincount(columns, topical, len(unique)) > 0
    at = starts - (ends - np.diff(ends, prepend=0))[rows]
    return Words(unique, rows, columns, at, about, names, numbers)


def hashed(words: Sequence[str]) -> Hashes:
    """The hashes of single words, each as it would be in a text."""
    codes = np.zeros((len(words), STEM), np.int64)
    for number, word in enumerate(words):
        letters = word[:STEM]
        codes[number, : len(letters)] = [ord(letter) for letter in letters]
    starts = np.arange(len(words)) * STEM
    return _hash(codes.ravel(), starts, (codes > 0).sum(1))


def _hash(codes: Ints, starts: Ints, length: Ints) -> Hashes:
    last = len(codes) - 1
    out = np.zeros(len(starts), np.int64)
    for place in range(STEM):
        out *= PRIME
        out += np.where(place < length, codes[np.minimum(starts + place, last)], 0)
    return out.view(np.uint64)


@cache
def _lower() -> Ints:
    """Of each character of the basic plane the small one."""
    return np.array([ord(small) if len(small := chr(code).lower()) == 1 else code for code in range(PLANE)])
