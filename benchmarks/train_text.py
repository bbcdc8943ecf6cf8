"""Learn to find the article among the lines of a text that was a page once.

Each page becomes several texts: a line a block, a line a text node, the gold article as it is (nothing may go), and the
article with only what stood near it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.blocks import split
from app.filters.content._evidence import Evidence
from app.filters.content._ruled import Ruled
from app.filters.content._text import score, text_features
from app.filters.content._weights import Weights
from app.model import Blocks, Document, Format, Limits, Page
from benchmarks.boost import Matrix, fit
from benchmarks.corpus import f1, tokens
from benchmarks.flatten import by_node
from benchmarks.labels import label
from benchmarks.learning import FOLDS, Labelled, learn_evidence, rulings

__all__ = ["TextPage", "evaluate", "learn", "texts"]

LABELLED = 0.5
WORD_POWER = 0.6
WEIGHT = {"a line a block": 1.0, "blank lines": 0.5, "a line a text node": 0.7, "as it is": 0.7, "little noise": 0.7}
NEAR = 12  # lines before and after the article that may stay as noise


@dataclass(frozen=True, slots=True)
class TextPage:
    """One text made of a page."""

    way: str
    page: Labelled
    document: Document
    blocks: Blocks
    ruled: Ruled
    labels: NDArray[np.float64]
    sizes: NDArray[np.float64]

    @property
    def fold(self) -> int:
        return self.page.fold


def texts(page: Labelled) -> Iterator[TextPage]:
    """The texts that are made of a page."""
    lines = [block.text for block in page.blocks.items]
    gold = page.sample.text
    yield _text(page, "a line a block", "\n".join(lines), gold)
    yield _text(page, "a line a text node", by_node(page.sample.html), gold)
    if page.sample.group != "article":
        return
    yield _text(page, "blank lines", "\n\n".join(lines), gold)
    yield _text(page, "as it is", gold, gold)
    inside = np.flatnonzero(page.shares >= LABELLED)
    if len(inside):
        seed = hashlib.sha256(page.sample.id.encode()).digest()
        start = max(0, int(inside[0]) - seed[0] % NEAR)
        end = int(inside[-1]) + 1 + seed[1] % NEAR
        yield _text(page, "little noise", "\n".join(lines[start:end]), gold)


def _text(page: Labelled, way: str, text: str, gold: str) -> TextPage:
    document = Document(text, Format.TEXT)
    blocks = split(document, Limits())
    if way == "as it is":
        labels = np.ones(len(blocks))
    else:
        labels = (np.array(label([b.text for b in blocks.items], gold)) >= LABELLED).astype(float)
    sizes = np.array([len(tokens(b.text)) for b in blocks.items], float)
    return TextPage(way, page, document, blocks, rulings(document, blocks), labels, sizes)


def learn(made: Sequence[TextPage], pages: Sequence[Labelled], without: int | None) -> dict[str, Any]:
    """Everything a weights file holds, from the texts of all folds but one."""
    seen = [text for text in made if text.fold != without and len(text.blocks) > 1]
    known = [page for page in pages if page.fold != without]
    lines = {
        fold: _lines_only(learn_evidence([p for p in known if p.fold != fold]))
        for fold in range(FOLDS)
        if fold != without
    }
    found = [text_features(text.blocks, lines[text.fold], text.ruled) for text in seen]
    weights = []
    for text in seen:
        weight = (text.sizes + 1) ** WORD_POWER
        weights.append(weight / weight.sum() * 100 * WEIGHT[text.way])
    matrices = [np.stack(list(f.values())) for f in found]
    return {
        "features": list(found[0]),
        "trees": {"line": fit(matrices, [text.labels for text in seen], weights, trees=200)},
        "lines": dict(_lines_only(learn_evidence(known)).lines),
    }


def _lines_only(evidence: Evidence) -> Evidence:
    return Evidence({}, evidence.lines)


def evaluate(text: TextPage, weights: Weights) -> tuple[float, float, Matrix | None]:
    """Bag F1 of what the scorer alone keeps, the share of the article's words that it loses, and the text's outline."""
    scored = score(Page(text.document, text.blocks, {}), text.ruled, weights)
    if scored is None:
        return f1("\n".join(b.text for b in text.blocks.items), text.page.sample.text), 0.0, None
    gone = scored.probability < scored.least
    kept = "\n".join(b.text for b, goes in zip(text.blocks.items, gone, strict=True) if not goes)
    article = text.sizes * text.labels
    return f1(kept, text.page.sample.text), float(article @ gone / max(article.sum(), 1)), scored.outline
