"""Which blocks of a page are the article, by its gold text.

A block is labelled with the share of its words that stand in the gold text in the same order: runs of four words for
long blocks, the whole line with a word of its surroundings for short ones, which occur anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.corpus import tokens

__all__ = ["label"]

RUN = 4


def label(blocks: Sequence[str], gold: str) -> list[float]:
    """For each block the share of its words that are the gold's, 0…1."""
    words = [tokens(block) for block in blocks]
    theirs = tokens(gold)
    runs = {n: {tuple(theirs[i : i + n]) for i in range(len(theirs) - n + 1)} for n in (1, 2, 3, 4, 5, 6)}
    lines = {tuple(tokens(line)) for line in gold.split("\n")}
    out = [_coverage(own, runs[RUN]) if len(own) >= RUN else -1.0 for own in words]
    for i, own in enumerate(words):
        if out[i] >= 0 or not own:
            continue
        out[i] = _short(i, own, words, out, runs, lines)
    return [max(0.0, share) for share in out]


def _coverage(own: list[str], runs: set[tuple[str, ...]]) -> float:
    covered = [False] * len(own)
    for i in range(len(own) - RUN + 1):
        if tuple(own[i : i + RUN]) in runs:
            covered[i : i + RUN] = [True] * RUN
    return sum(covered) / len(own)


def _short(
    i: int,
    own: list[str],
    words: list[list[str]],
    shares: list[float],
    runs: dict[int, set[tuple[str, ...]]],
    lines: set[tuple[str, ...]],
) -> float:
    run = tuple(own)
    if run not in runs[len(own)]:
        return 0.0
    before = next((w for w in reversed(words[max(0, i - 3) : i]) if w), [])
    after = next((w for w in words[i + 1 : i + 4] if w), [])
    # With the words that stand beside it on the page, it stands in the gold.
    if (before and (*before[-2:], *run) in runs[len(own) + len(before[-2:])]) or (
        after and (*run, *after[:2]) in runs[len(own) + len(after[:2])]
    ):
        return 1.0
    near = max(shares[max(0, i - 3) : i] + shares[i + 1 : i + 4], default=0.0)
    return 1.0 if run in lines and near >= 0.8 else 0.0
