"""How likely each line of a text is the article: what is left to see when the tags are gone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import Evidence
from app.filters.content._features import SUMS, around, complete, place
from app.filters.content._layout import FAR, Floats, cumulate, distances, measure_blocks
from app.filters.content._ruled import Ruled, rule_features
from app.filters.content._sureness import outline
from app.filters.content._threshold import threshold
from app.filters.content._trees import logistic
from app.filters.content._weights import Weights
from app.model import Blocks, Page

__all__ = ["Scored", "score", "text_features"]

LEAST_BLOCKS = 15  # a shorter text is the work of rules
CLEAN = 0.93  # share of the words expected to be the article: above, a text looks clean
CLEAN_THRESHOLD = 0.06  # … and a block goes only when as unlikely as this
_MARKER = -1.2  # log-odds of a short line that stands where articles don't


class Scored(NamedTuple):
    """What the scorer thinks of a text.

    Attributes:
        probability: for each block how likely it is the article.
        least: the probability from which on blocks are kept.
        outline: what tells how hard the text was.
    """

    probability: Floats
    least: float
    outline: Floats


def score(page: Page, ruled: Ruled, weights: Weights) -> Scored | None:
    """Judge all blocks at once; None for a text that is too short to tell.

    Args:
        ruled: what the rules have said.
    """
    if len(page.blocks) < LEAST_BLOCKS:
        return None
    found = text_features(page.blocks, weights.evidence, ruled)
    matrix = np.stack([found[name] for name in weights.features])
    probability = logistic(weights.trees["line"].value(matrix))
    words = found["words"]
    expected = float((probability * words).sum() / max(float(words.sum()), 1.0))
    least = CLEAN_THRESHOLD if expected >= CLEAN else threshold(probability, words)
    kept = probability >= least
    return Scored(probability, least, outline(found, probability, kept, least, 0.0))


def text_features(blocks: Blocks, evidence: Evidence, ruled: Ruled) -> dict[str, Floats]:
    """Every feature by name, in an order that never changes."""
    measures, _ = measure_blocks(blocks, evidence)
    m = complete(measures)
    sums = {name: cumulate(m[name]) for name in SUMS}
    words: Floats = np.maximum(m["words"], np.float32(1))
    out: dict[str, Floats] = {
        "words": m["words"],
        "word length": m["chars"] / words,
        "capitals": m["capitals"],
        "digits": m["digits"],
        "ends": m["ends"],
        "cut": m["cut"],
        "sentences": m["sentences"],
        "sentence length": words / (m["sentences"] + np.float32(1)),
        "level": m["level"],
        "kind": m["kind"],
        "line": m["line"],
    }
    out |= around(m, sums)
    out |= place(blocks, m, sums, None)
    out |= _wider(m, sums)
    out |= _sections(m)
    out |= _runs(m)
    out |= _shapes(m)
    out |= rule_features(ruled, m["words"])
    out |= {name: np.full(len(words), value, np.float32) for name, value in _whole(m).items()}
    return out


def _wider(m: dict[str, Floats], sums: dict[str, NDArray[np.float64]]) -> dict[str, Floats]:
    n = len(m["words"])
    at = np.arange(n)
    lines = cumulate(m["line"])
    out: dict[str, Floats] = {}
    for reach in (2, 5, 10, 20):
        lo, hi = np.maximum(at - reach, 0), np.minimum(at + reach + 1, n)
        out[f"line ±{reach}"] = ((lines[hi] - lines[lo]) / (hi - lo)).astype(np.float32)
        words = np.maximum(sums["words"][hi] - sums["words"][lo], 1)
        out[f"prose share ±{reach}"] = ((sums["prose"][hi] - sums["prose"][lo]) / words).astype(np.float32)
        out[f"ended ±{reach}"] = ((sums["ended"][hi] - sums["ended"][lo]) / (hi - lo)).astype(np.float32)
    for reach in (10, 20):
        for side, lo, hi in (
            ("before", np.maximum(at - reach, 0), at),
            ("after", at + 1, np.minimum(at + 1 + reach, n)),
        ):
            hi = np.maximum(lo, hi)
            out[f"prose {reach} {side}"] = (sums["prose"][hi] - sums["prose"][lo]).astype(np.float32)
            out[f"line {reach} {side}"] = (lines[hi] - lines[lo]).astype(np.float32)
    return out


def _sections(m: dict[str, Floats]) -> dict[str, Floats]:
    """How far the nearest short lines are that announce what is not the article, and how many have passed."""
    marker = m["line"] <= _MARKER
    before, after = distances(marker)
    passed = np.cumsum(marker)
    total = max(int(passed[-1]), 1)
    good_before, good_after = distances(m["line"] >= -_MARKER)
    at = np.arange(len(marker))
    last = np.maximum.accumulate(np.where(marker, at, 0))
    return {
        "since marker": before,
        "until marker": after,
        "markers passed": (passed / total).astype(np.float32),
        "markers": np.full(len(marker), np.log1p(total), np.float32),
        "line of last marker": m["line"][last],
        "since good line": good_before,
        "until good line": good_after,
    }


def _runs(m: dict[str, Floats]) -> dict[str, Floats]:
    """The run of prose or of other lines that a block stands in."""
    prose = m["prose"] > 0
    starts = np.concatenate(([True], prose[1:] != prose[:-1]))
    run = np.cumsum(starts) - 1
    size = np.bincount(run)
    words = np.bincount(run, m["words"])
    line = np.bincount(run, m["line"]) / size
    first = np.flatnonzero(starts)
    largest = int(np.argmax(np.bincount(run, m["prose"])))
    return {
        "run": np.minimum(size[run], FAR).astype(np.float32),
        "words of run": np.log1p(words[run]).astype(np.float32),
        "line of run": line[run].astype(np.float32),
        "place in run": ((np.arange(len(run)) - first[run]) / size[run]).astype(np.float32),
        "words of run before": np.log1p(np.concatenate(([0.0], words))[run]).astype(np.float32),
        "words of run after": np.log1p(np.concatenate((words, [0.0]))[run + 1]).astype(np.float32),
        "runs from the largest": np.clip(run - largest, -FAR, FAR).astype(np.float32),
    }


def _shapes(m: dict[str, Floats]) -> dict[str, Floats]:
    """How many neighbours look the same: as long, as capitalised, ended alike."""
    size = np.minimum(np.log2(m["words"] + 1), 7).astype(np.int64)
    shape = size * 8 + (m["capitals"] > 0.6) * 4 + (m["ends"] > 0) * 2 + (m["digits"] > 0.2)
    n = len(shape)
    same = np.zeros(n, np.float32)
    for shift in range(1, 6):
        equal = (shape[shift:] == shape[:-shift]).astype(np.float32)
        same[shift:] += equal
        same[:-shift] += equal
    return {"same shape": same, "of this shape": (np.bincount(shape)[shape] / n).astype(np.float32)}


def _whole(m: dict[str, Floats]) -> dict[str, float]:
    words, prose = m["words"], m["prose"]
    total = max(float(words.sum()), 1.0)
    return {
        "page words": float(np.log1p(total)),
        "page blocks": float(np.log1p(len(words))),
        "page prose": float(prose.sum()) / total,
        "page prose words": float(np.log1p(prose.sum())),
        "page mean words": total / len(words),
        "page short": float(m["short"].mean()),
        "page ended": float(m["ends"].mean()),
        "page line": float(m["line"].mean()),
        "page longest": float(words.max()),
        "page cut": float(m["cut"].mean()),
    }
