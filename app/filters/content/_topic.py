"""What a text is about, and which of its lines are about it too, told by the words that they share in any language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters._characters import LEAST_LETTERS, LETTER, PRIME, STEM, UNSPACED
from app.filters._characters import kinds as kinds_of
from app.filters.content._layout import FAR, Floats, Ints, cumulate, within

__all__ = ["topic_features"]

LEAST_WORDS = 4  # a shorter line is about nothing
LEAD = 3  # paragraphs of the core that say what it is about
CAP = 60  # words that a paragraph counts for at most: a long disclaimer is no article
SHORT_LINE = 6  # words of prose that a line which is none is worth against them
_NEAR = (2, 6)
_PADDING = "\n" * STEM  # behind the last line, so that no stem ends after the text


def _core(words: Floats, prose: Floats) -> tuple[int, int]:
    """The half-open range of lines in which prose prevails: the greatest sum of its words less what is none."""
    sums = cumulate(np.where(prose > 0, np.minimum(words, CAP), -SHORT_LINE))
    end = int(np.argmax(sums[1:] - np.minimum.accumulate(sums[:-1]))) + 1
    return int(np.argmin(sums[:end])), end


def topic_features(keys: Sequence[str], words: Floats, prose: Floats) -> dict[str, Floats]:
    """For each line what it shares with the core of the text.

    Args:
        keys: each line casefolded.
        words: of each line how many.
        prose: the same where the line reads like prose, else 0.
    """
    n = len(keys)
    at = np.arange(n)
    line, term = _terms(keys, words)
    start, end = _core(words, prose)
    inside = (at >= start) & (at < end) & (prose > 0)
    lead = inside & (np.cumsum(inside) <= LEAD)
    size = np.maximum(np.bincount(line, minlength=n), 1)
    frequency = np.bincount(term)
    weight = np.log((n + 1) / np.maximum(frequency, 1))[term]
    whole = np.maximum(np.bincount(line, weight, n), 0.1)
    out: dict[str, NDArray[np.float64]] = {}
    for name, those in (("core", inside), ("lead", lead), ("prose", prose > 0)):
        among = those[line]
        elsewhere = np.bincount(term[among], minlength=len(frequency))[term] > among
        sharing = line[elsewhere]
        out[f"shares {name}"] = np.bincount(sharing, minlength=n) / size
        out[f"shares {name}, weighed"] = np.bincount(sharing, weight[elsewhere], n) / whole
    shared = out["shares core"]
    usual = float(np.median(shared[inside])) if inside.any() else 0.0
    sums = np.stack((cumulate(shared * size), cumulate(size)))
    for reach in _NEAR:
        near, of = within(sums, reach)
        out[f"shares core ±{reach}"] = near / of
    out["shares core, beyond the usual"] = shared - usual
    out["own terms"] = np.bincount(line, frequency[term] == 1, n) / size
    out["terms"] = np.log1p(size)
    out["in core"] = inside.astype(np.float64)
    out["from core"] = np.clip(np.where(at < start, at - start, np.maximum(at - end + 1, 0)), -FAR, FAR)
    out["page core"] = np.full(n, np.log1p(inside.sum()))
    out["page shares core"] = np.full(n, usual)
    return {name: row.astype(np.float32) for name, row in out.items()}


def _terms(keys: Sequence[str], words: Floats) -> tuple[Ints, Ints]:
    """Every term of every line once: the line's index and the term's number."""
    long = (words >= LEAST_WORDS).tolist()
    # code has lines of its own
    lines = [key.replace("\n", " ") if counts else "" for key, counts in zip(keys, long, strict=True)]
    joined = "\n".join(lines) + _PADDING
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = np.take(kinds_of(), codes, mode="clip")
    at, term = _stems(codes, kinds == LETTER)
    if not joined.isascii() and (unspaced := kinds == UNSPACED).any():
        starts = np.flatnonzero(unspaced[:-1] & unspaced[1:])
        at = np.concatenate((at, starts))
        term = np.concatenate((term, codes[starts].astype(np.uint64) << np.uint64(32) | codes[starts + 1]))
    line = np.flatnonzero(codes == ord("\n")).searchsorted(at)
    order = np.argsort(term)
    number = np.empty(len(term), np.int64)
    number[order] = np.cumsum(_differ(term[order]))
    count = len(number) + 1
    both = np.sort(line * count + number)
    line, number = np.divmod(both[_differ(both)], count)
    return line, number


def _differ(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of sorted values are not the same as the one before."""
    out = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=out[1:])
    return out


def _stems(codes: NDArray[np.uint32], letter: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.uint64]]:
    """Where the words of at least four letters begin, and a number for the stem of each: a hash of its letters."""
    edges = np.flatnonzero(letter[1:] != letter[:-1]) + 1
    edges = np.concatenate(([0], edges)) if letter[0] else edges  # the last character is none
    starts, length = edges[::2], edges[1::2] - edges[::2]
    long = length >= LEAST_LETTERS
    starts, length = starts[long], length[long]
    letters = codes * letter
    stem = letters[starts].astype(np.uint64)
    for place in range(1, STEM):
        stem *= np.uint64(PRIME)
        code = letters[starts + place]  # right behind a word it is 0, further on the next may have begun
        stem += code if place <= LEAST_LETTERS else code * (length > place)
    return starts, stem
