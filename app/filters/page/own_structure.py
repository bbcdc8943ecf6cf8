"""Labels and dates that recur inside the article are its own structure.

## What it removes
Nothing: it keeps. Three or more lines amid the prose that begin with the same label, or four or more dates with text
between them, are kept although each by itself looks like a footer, a menu entry or a date line.

## Why
Reviews print "Theme: …" under every game, chronicles a date above every paragraph. One such line is noise, a series
is form.

## Example
Theme: Exploration, resource management

## What it must keep
It must not protect what recurs as noise: credits, widgets, share buttons, related links.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Action, Block, Finding

CATEGORY = "body"
LEAST_LABELS = 3
LEAST_DATES = 4  # one less where nothing shows a page around the article
# Categories whose lines an article may have by the series.
FORMS = frozenset({"legal_footer", "navigation", "data_widget", "reading_time", "tags", "author_bio", "contact"})


_PART_OF_DATE = re.compile(r"(?:[^\W\d_]{3,10}\.? )?(?:19|20)\d\d")  # "March 2013", "2017"


def judge(company: Company) -> Iterable[Finding]:
    first, end = company.core
    alone = not company.marked_outside
    if alone:
        first, end = 0, len(company.blocks)
    series: dict[str, list[int]] = {}
    for block in company.blocks[first:end]:
        category = company.taken.get(block.index)
        if category == "date" or (category is None and block.features.digits and _PART_OF_DATE.fullmatch(block.text)):
            series.setdefault("a date", []).append(block.index)
        elif category in FORMS and (label := _label(block)):
            series.setdefault(f"“{label}”", []).append(block.index)
    for label, indices in series.items():
        least = LEAST_DATES - alone if label == "a date" else LEAST_LABELS
        if len(indices) >= least and _apart(indices):
            for index in indices:
                yield Finding(
                    index,
                    0.98,
                    f"one of {len(indices)} lines amid the article that are {label}: its own form",
                    action=Action.KEEP,
                )


def _label(block: Block) -> str:
    """What stands before the colon, or the whole of a line of at most two words."""
    label, colon, _ = block.text.partition(":")
    if colon and label.count(" ") < 3:
        return label.casefold()
    return block.features.key if block.features.words <= 2 else ""


def _apart(indices: list[int]) -> bool:
    """Whether other blocks stand between most of them: a strip of dates in a row is a widget."""
    gaps = sum(b - a > 1 for a, b in itertools.pairwise(indices))
    return gaps * 2 >= len(indices) - 1
