"""Numbers left alone beside share buttons and counters.

## What it removes
A line that is nothing but a count ("12", "1.2K"), for players also a time ("3:42") or a speed ("1x"), directly
beside a line that is share buttons, a comment count or a player.

## Why
A counter's number and its label stand in two elements; the label is told by its words, the number only by its
neighbour.

## Example
1.2K
Shares

## What it must keep
Numbers of a list, a table or a headline; a year that stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Finding

CATEGORY = "share_buttons"
BESIDE = ("share_buttons", "comments", "media_player")
LONGEST = 10  # characters

_COUNT = re.compile(r"\(?\+?\d{1,3}(?:[.,\s]?\d{1,3}){0,2}\s?[KMkm]?\+?\)?")


_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?|\d(?:[.,]\d{1,2})?[x×]")


def _by_player(company: Company, index: int) -> bool:
    return "media_player" in (company.taken.get(index - 1), company.taken.get(index + 1))


def judge(company: Company) -> Iterable[Finding]:
    for block in [block for block in company.blocks if block.features.digits and len(block.text) <= LONGEST]:
        text = block.text
        if not company.free(block.index):
            continue
        if _COUNT.fullmatch(text):
            for index in (block.index + 1, block.index - 1):
                category = company.taken.get(index)
                if category in BESIDE:
                    yield Finding(block.index, 0.85, f"a count beside {category.replace('_', ' ')}", category=category)
                    break
        elif _CLOCK.fullmatch(text) and _by_player(company, block.index):
            yield Finding(block.index, 0.85, "a time or a speed beside a player", category="media_player")
