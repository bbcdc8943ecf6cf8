"""How likely each block of a page is the article."""

from __future__ import annotations

import numpy as np

from app.filters.content._features import features
from app.filters.content._layout import Floats, Layout, lay_out
from app.filters.content._threshold import threshold
from app.filters.content._weights import Weights
from app.model import Page

__all__ = ["score"]

_OTHER = 0.85  # a page is taken for something other than an article only when as sure as this


def score(page: Page, weights: Weights) -> tuple[Floats, float, Layout]:
    """For each block the probability that it is the article, and from which on it is kept."""
    layout = lay_out(page.blocks, weights.evidence)
    found = features(page.blocks, layout, page.document.metadata.title)
    matrix = np.stack([found[name] for name in weights.trees["block"].features])
    return _decide(page, weights, matrix, layout)


def _decide(page: Page, weights: Weights, matrix: Floats, layout: Layout) -> tuple[Floats, float, Layout]:
    kind = "article" if _is_article(page, weights, matrix) else "block"
    probability = weights.trees[kind].probability(matrix)
    return probability, threshold(probability, layout.block["words"]), layout


def _is_article(page: Page, weights: Weights, matrix: Floats) -> bool:
    if page.focus != "auto":
        return page.focus == "article"
    return float(weights.trees["other"].probability(matrix[:, :1])[0]) < _OTHER
