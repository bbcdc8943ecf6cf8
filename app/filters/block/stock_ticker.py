"""Market quotes in a strip, list or widget.

## What it removes
Lines shaped *symbol, price, change*: a name in capitals or a pair of them, a number, then a signed change, a change in
percent, an arrow or the words for one.

## Why
Financial sites print a strip of quotes above every story; scrapers take it along as the first lines.

## Example
HBL 112.40 Decreased By ▼ -0.36 (-0.32%)
▲ S&P 500 5,277.51 +0.80%
EUR/USD 1.0842 -0.12%

## What it must keep
A quote inside a sentence: "Tesla (TSLA -1.06%) stock is up", "the Dow rose 24.88 points, or 0.2%".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.model import Block, Cue, Finding

CATEGORY = "stock_ticker"
WORDS = 14
SHAPE = re.compile(r"\d[\d.,]*\s?%|[▲▼△▽↑↓]")

_NUMBER = r"[-+−±]?[$€£¥₹]?\d[\d.,]*"
_CHANGE = rf"(?:[-+−±]\s?[$€£¥₹]?\d[\d.,]*%?|\(?[-+−±]?{_NUMBER}\s?%\)?|[▲▼△▽↑↓])"
_NAME = r"(?:[A-Z0-9][\w&.\-/^]*(?: [A-Z0-9&][\w&.\-/]*){0,4})"
_ROW = re.compile(
    rf"(?:[▲▼△▽↑↓•]\s*)?{_NAME}:?\s+(?:{_NUMBER}\s+)?(?:(?:increased by|decreased by|no change|unch(?:anged)?)\s+)?"
    rf"(?:[▲▼△▽↑↓]\s*)?{_NUMBER}?\s*(?:{_CHANGE}\s*){{1,3}}$",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if block.features.ends or not _ROW.match(block.text):
        return None
    if block.text[:1].islower():
        return None
    return Finding(block.index, 0.97, "line shaped SYMBOL price change (percent)")
