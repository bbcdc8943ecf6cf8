"""A market quote spread over several lines.

## What it removes
A short name, under it a number alone, under that a signed change or a change in percent; with whatever further
numbers follow.

## Why
Scrapers that give every text node its own line break one quote of a ticker into three or four lines.

## Example
S&P 500
5,277.51
+0.80%

## What it must keep
Numbers in a table or list of the article, a figure under a heading that no signed change follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.filters.page._company import Company
from app.model import Block, Finding

CATEGORY = "stock_ticker"
NAME_WORDS = 5

_NUMBER = re.compile(r"[$€£¥₹]?\d[\d.,]{0,14}")
_CHANGE = re.compile(
    r"[▲▼△▽↑↓]?\s?\(?[-+−±]\s?[$€£¥₹]?\d[\d.,]{0,12}\s?%?\)?(?:\s?\(?[-+−±]?\d[\d.,]{0,8}\s?%\)?)?"
    r"|[▲▼△▽↑↓]\s?\d[\d.,]{0,12}\s?%?(?:\s?\([-+−]?\d[\d.,]{0,8}\s?%\))?"
)


def judge(company: Company) -> Iterable[Finding]:
    blocks = company.blocks
    over = 0  # where the last quote ended
    for at in [block.index - 1 for block in blocks[1:-1] if block.features.digits]:  # few lines have a digit
        if at >= over and (length := _quote(blocks[at : at + 5])):
            over = at + length
            for block in blocks[at:over]:
                yield Finding(block.index, 0.95, f"a quote over {length} lines: name, price, change")


def _quote(blocks: Sequence[Block]) -> int:
    """How many of the blocks, from the first, are one quote; 0 if they are none."""
    name, price, change, *more = (b.text for b in blocks)
    if not (
        _NUMBER.fullmatch(price)
        and _CHANGE.fullmatch(change)
        and blocks[0].features.words <= NAME_WORDS
        and name[:1].isalnum()
        and not name[:1].islower()
        and any(c.isalpha() for c in name)
        and not blocks[0].features.ends
    ):
        return 0
    extra = 0
    while extra < len(more) and _CHANGE.fullmatch(more[extra]):
        extra += 1
    return 3 + extra
