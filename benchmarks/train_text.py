"""Learn to find the article among the lines of a text that was a page once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.filters.content._evidence import Evidence
from app.filters.content._ruled import Ruled, hear
from app.filters.content._text import score
from app.filters.content._text_features import gate_features, text_features
from app.filters.content._weights import Weights
from app.model import Page
from benchmarks.boost import Column, Matrix, fit
from benchmarks.corpus import f1
from benchmarks.learning import FOLDS, Labelled, learn_evidence
from benchmarks.texts import ALONE, WEIGHT, TextPage

__all__ = ["evaluate", "learn"]

WORD_POWER = 0.6
ROWS = 100  # lines of a text that are learned from: those of long ones stand for the rest
UNKNOWN = 4  # each so manieth text is learned from once more as if its language were unknown
PAGE_TREES, ARTICLE_TREES, GATE_TREES = 300, 200, 80


def learn(made: Sequence[TextPage], pages: Sequence[Labelled], without: int | None) -> dict[str, Any]:
    """Everything a weights file holds, from the texts of all folds but one."""
    seen = [text for text in made if text.fold != without and len(text.blocks) > 1]
    known = [page for page in pages if page.fold != without]
    evidence = {fold: _of_lines([p for p in known if p.fold != fold]) for fold in range(FOLDS) if fold != without}
    rows = [row for text in seen for row in _rows(text, evidence[text.fold])]
    names = list(text_features(seen[0].blocks, evidence[seen[0].fold], seen[0].ruled))
    shipped = _of_lines(known)
    return {
        "features": names,
        "trees": {
            "page": _fit([row for row in rows if row[0].way not in ALONE], PAGE_TREES),
            "article": _fit([row for row in rows if row[0].way in ALONE], ARTICLE_TREES),
            "gate": _gate(rows),
        },
        "lines": dict(shipped.lines),
        "sections": {line: list(pair) for line, pair in shipped.sections.items()},
    }


Row = tuple[TextPage, Matrix, Matrix, Column, Column]  # a text, its gate, and of some lines features, labels, weights


def _rows(text: TextPage, evidence: Evidence) -> list[Row]:
    """A text as it is; and as if nothing were known of its language, for there are more than the corpus has."""
    number = int.from_bytes(hashlib.sha256(text.page.sample.id.encode()).digest()[:4], "big")
    out = [_row(text, evidence, text.ruled, number)]
    if number % UNKNOWN == 0:
        out.append(_row(text, Evidence(), hear(len(text.blocks), (), {}), number))
    return out


def _row(text: TextPage, evidence: Evidence, ruled: Ruled, seed: int) -> Row:
    found = text_features(text.blocks, evidence, ruled)
    count = len(text.blocks)
    chosen = np.arange(count)
    if count > ROWS:
        chosen = np.sort(np.random.default_rng(seed).choice(count, ROWS, replace=False))
    weights = (text.sizes + 1) ** WORD_POWER
    weights *= 100 * WEIGHT[text.way] / weights.sum() * count / len(chosen)
    matrix = np.stack([row[chosen] for row in found.values()])
    return text, gate_features(found), matrix, text.labels[chosen], weights[chosen]


def _fit(rows: Sequence[Row], trees: int) -> dict[str, Any]:
    return fit([row[2] for row in rows], [row[3] for row in rows], [row[4] for row in rows], trees=trees)


def _gate(rows: Sequence[Row]) -> dict[str, Any]:
    """Trees that tell a whole page from an article with little around it."""
    labels = [np.array([float(text.way not in ALONE)]) for text, *_ in rows]
    matrices = [gate[:, None] for _, gate, *_ in rows]
    return fit(matrices, labels, [np.ones(1)] * len(rows), trees=GATE_TREES, depth=4)


def _of_lines(pages: Sequence[Labelled]) -> Evidence:
    evidence = learn_evidence(pages)
    return Evidence({}, evidence.lines, evidence.sections)


def evaluate(text: TextPage, weights: Weights) -> tuple[float, float, Matrix | None]:
    """Bag F1 of what the scorer alone keeps, the share of the article's words that it loses, and the text's outline."""
    scored = score(Page(text.document, text.blocks, {}), text.ruled, weights)
    if scored is None:
        return f1("\n".join(b.text for b in text.blocks.items), text.gold), 0.0, None
    gone = scored.probability < scored.least
    kept = "\n".join(b.text for b, goes in zip(text.blocks.items, gone, strict=True) if not goes)
    article = text.sizes * text.labels
    return f1(kept, text.gold), float(article @ gone / max(article.sum(), 1)), scored.outline
