"""What is measured of one text against its gold. Every score is a numerator and a denominator.

Over many pages both are summed: an average over pages is the sum of ``(score, 1)``, and a share or an F1 over snippets
counts every snippet alike, however many a page has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.corpus import tokens

__all__ = ["Ratio", "shingle_f1", "snippets"]

Ratio = tuple[float, float]
SHINGLE = 4


def shingle_f1(got: str, gold: str) -> float:
    """F1 over the multisets of runs of four words, which asks for order, too; two empty texts agree.

    A text of fewer words is one run.
    """
    ours, theirs = _shingles(got), _shingles(gold)
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = tokens(text)
    size = min(SHINGLE, len(words))
    return Counter(zip(*(words[i:] for i in range(size)), strict=False))


def snippets(got: str, must: Sequence[str], mustnot: Sequence[str]) -> dict[str, Ratio]:
    """Which of the snippets stand in the text, as they are written but for white space.

    Returns:
        ``musts found`` of all musts, ``must-nots left out`` of all must-nots, and ``snippets``: the F1 of precision
        (musts among the snippets found) and recall (found among the musts), 2 TP / (2 TP + FP + FN).
    """
    text = _folded(got)
    found = sum(_folded(snippet) in text for snippet in must)
    wrong = sum(_folded(snippet) in text for snippet in mustnot)
    return {
        "musts found": (found, len(must)),
        "must-nots left out": (len(mustnot) - wrong, len(mustnot)),
        "snippets": (2 * found, found + wrong + len(must)),
    }


def _folded(text: str) -> str:
    return " ".join(text.split())
