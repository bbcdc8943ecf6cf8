"""How likely each block of an HTML page is the article."""

from __future__ import annotations

import numpy as np

from app.filters.content._features import features
from app.filters.content._layout import Floats, Layout, lay_out
from app.filters.content._threshold import threshold
from app.filters.content._weights import Weights
from app.model import Page

__all__ = ["score"]

# What users send is an article: a page is taken for something else only when the trees are as sure as this. The page's
# own word for its type is a hint, and no more: shops call their advice "product", blogs their posts "website".
OTHER = 0.9
OTHER_BY_ITS_WORD = {"website": 0.6, "webpage": 0.6}
OTHER_BY_ANY_OTHER_WORD = 0.4
_WORDS_FOR_ARTICLES = ("article", "news", "blog", "story")


def score(page: Page, weights: Weights) -> tuple[Floats, float, Layout]:
    """For each block the probability that it is the article, the least with which it is kept, and the page's layout."""
    layout = lay_out(page.blocks, weights.evidence)
    found = features(page.blocks, layout, page.document.metadata.title)
    matrix = np.stack([found[name] for name in weights.features])
    trees = weights.trees["article" if _is_article(page, weights, matrix) else "page"]
    probability = trees.probability(matrix)
    return probability, threshold(probability, layout.block["words"]), layout


def _is_article(page: Page, weights: Weights, matrix: Floats) -> bool:
    if page.focus != "auto":
        return page.focus == "article"
    # features of the whole page are the same for every block: the first will do
    return float(weights.trees["other"].probability(matrix[:, :1])[0]) < _least(page.document.metadata.kind)


def _least(kind: str | None) -> float:
    """How sure the trees have to be that a page of this type, by its own word, is no article."""
    if kind is None or any(word in kind for word in _WORDS_FOR_ARTICLES):
        return OTHER
    return OTHER_BY_ITS_WORD.get(kind, OTHER_BY_ANY_OTHER_WORD)
