"""How likely every block of an HTML page is the article.

## What it removes
Blocks that by their text, place, neighbours, tags, class names and containers are less likely the article than the
page's own threshold asks for: the one that best balances words lost and words wrongly kept.

## Why
Most of a page is template: menus, lists of other stories, forms, footers. No list of phrases names them all, but their
shape and the names of the elements around them give them away. The weights are learned from labelled pages; which, and
how well they do on pages that they had not seen, stands in the weights file.

## Example
<nav><a>World</a> <a>Sport</a></nav>

## What it must keep
The article, also where a theme wraps it in elements with misleading names: a container that holds most of the page's
prose says nothing by its name. It is never as sure as a rule that has proof, so what a rule proves to be noise goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from app.filters.content import _weights
from app.filters.content._html import score
from app.filters.content._layout import Layout
from app.filters.content._naming import name
from app.model import Action, Finding, Format, Page, Verdict

__all__ = ["CATEGORY", "judge"]

CATEGORY = "boilerplate"
SUREST = 0.94  # a rule with proof is surer


def judge(page: Page, verdicts: Sequence[Verdict]) -> Iterable[Finding]:
    if page.document.format is not Format.HTML or not page.blocks.elements:
        return
    probability, threshold, layout = score(page, _weights.load("html"))
    shares = _shares(layout)
    for block, p in zip(page.blocks.items, probability.tolist(), strict=True):
        if p >= threshold:
            sure = 0.5 + 0.5 * (p - threshold) / (1 - threshold)
            yield Finding(block.index, min(sure, SUREST), "reads and stands like the article", Action.KEEP, "body")
        else:
            sure = 0.5 + 0.5 * (threshold - p) / threshold
            category, reason = name(block, shares)
            yield Finding(block.index, min(sure, SUREST), reason, Action.REMOVE, category)


def _shares(layout: Layout) -> list[float]:
    """For each element the share of the page's words in it."""
    words = np.concatenate(([0.0], np.cumsum(layout.block["words"], dtype=np.float64)))
    shares: list[float] = ((words[layout.end] - words[layout.start]) / max(words[-1], 1.0)).tolist()
    return shares
