"""Learn to find the article among the blocks of an HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import Evidence
from app.filters.content._features import features
from app.filters.content._html import score
from app.filters.content._layout import lay_out
from app.filters.content._weights import Weights
from app.model import Page
from benchmarks.boost import Matrix, fit
from benchmarks.corpus import f1
from benchmarks.learning import FOLDS, Labelled, learn_evidence

__all__ = ["evaluate", "learn"]

LABELLED = 0.5  # share of a block's words that have to be the gold's
WORD_POWER = 0.6  # how much more a longer block weighs
ARTICLES_AMONG_PAGES = 0.5  # what an article weighs in the trees for everything else: some are taken for it


def learn(pages: Sequence[Labelled], without: int | None) -> dict[str, Any]:
    """Everything a weights file holds, from the pages of all folds but one.

    What names and lines say is learned out of fold, too: a page is shown the evidence of other folds, as it will be
    when it is a page that nobody has seen.
    """
    seen = [page for page in pages if page.fold != without]
    evidence = {fold: learn_evidence([p for p in seen if p.fold != fold]) for fold in range(FOLDS) if fold != without}
    found = [_features(page, evidence[page.fold]) for page in seen]
    names = list(found[0])
    matrices = [np.stack(list(f.values())) for f in found]
    whole = [i for i, name in enumerate(names) if name.startswith(("page ", "hint "))]
    blocks = [i for i, name in enumerate(names) if not name.startswith("hint ")]
    articles = [i for i, page in enumerate(seen) if page.sample.group == "article"]
    labels, weights = [_labels(p) for p in seen], [_weights(p) for p in seen]
    of_pages = [
        weight * (ARTICLES_AMONG_PAGES if page.sample.group == "article" else 1.0)
        for page, weight in zip(seen, weights, strict=True)
    ]
    trees = {
        "article": fit(
            _at(matrices, articles), _at(labels, articles), _at(weights, articles), trees=300, rate=0.08, rows=blocks
        ),
        "page": fit(matrices, labels, of_pages, trees=500, rate=0.07, rows=blocks),
        "other": _learn_type(seen, [matrix[:, :1] for matrix in matrices], names, whole),
    }
    learned = learn_evidence(seen)
    return {
        "features": names,
        "trees": trees,
        "names": dict(learned.names),
        "lines": dict(learned.lines),
    }


def _learn_type(pages: Sequence[Labelled], firsts: list[Matrix], names: list[str], whole: list[int]) -> dict[str, Any]:
    """Trees that tell a page from an article. Each page is shown twice, once without what it says of itself."""
    silent = [first.copy() for first in firsts]
    for first in silent:
        first[[i for i, name in enumerate(names) if name.startswith("hint ")]] = 0
    is_other = [np.array([page.sample.group != "article"], float) for page in pages]
    ones = [np.ones(1)] * len(pages) * 2
    return fit(firsts + silent, is_other * 2, ones, trees=150, depth=4, rate=0.06, share=0.5, rows=whole)


def _features(page: Labelled, evidence: Evidence) -> dict[str, Matrix]:
    return features(page.blocks, lay_out(page.blocks, evidence), page.document.metadata, page.ruled)


def _labels(page: Labelled) -> NDArray[np.float64]:
    out: NDArray[np.float64] = (page.shares >= LABELLED).astype(float)
    return out


def _weights(page: Labelled) -> NDArray[np.float64]:
    """A page weighs the same however long it is; a block by its words."""
    weight = (page.sizes + 1) ** WORD_POWER
    out: NDArray[np.float64] = weight / weight.sum() * 100
    return out


def _at(items: Sequence[Any], places: Sequence[int]) -> list[Any]:
    return [items[i] for i in places]


def evaluate(page: Labelled, weights: Weights) -> tuple[float, Matrix]:
    """Bag F1 of what the scorer alone keeps of a page, and the page's outline."""
    scored = score(Page(page.document, page.blocks, {}), page.ruled, weights)
    kept = "\n".join(b.text for b, stays in zip(page.blocks.items, scored.kept, strict=True) if stays)
    return f1(kept, page.sample.text), scored.outline
