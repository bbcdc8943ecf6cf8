"""Captions told by a near copy beside them: alternative text, then the caption.

## What it removes
Two adjacent lines of 6 to 45 words that begin alike and share nearly all their words, the second often with a credit.
Of two that are the same below the article's beginning only the second.

## Why
Scrapers print an image's alternative text and then its caption; nothing in an article says the same thing twice in a
row.

## Example
Farmers walk past a flooded field near the river
Farmers walk past a flooded field near the river. Photo: J. Doe/Agency

## What it must keep
Two short labels that are alike, rows of a table or a list, lines of code, a question repeated for effect, the
headline's second copy.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Block, Finding, Kind

CATEGORY = "image_caption"
LEAST_WORDS = 6
MOST_WORDS = 45
ALIKE = 0.8  # share of the shorter line's words that the other holds
BEGIN = 0.6  # share of the shorter line's letters that both begin with: steps and rows differ in their first words
MOST_DIGITS = 0.1
_OPENING = "\"“‘'«„>"  # a quotation, and behind it who said so
_CODE = ("{", "}", "()", "==", "+ ", "|", "$")  # lines of code and cells of a table are alike
PLAIN = (Kind.PARAGRAPH, Kind.CAPTION, Kind.QUOTE)


def judge(company: Company) -> Iterable[Finding]:
    headline = company.headline.block if company.headline else -1
    fitting = [b for b in company.blocks if LEAST_WORDS <= b.features.words <= MOST_WORDS]
    pairs = [
        (first, second, alike)
        for first, second in itertools.pairwise(fitting)
        if second.index == first.index + 1
        and headline not in (first.index, second.index)
        and (alike := _alike(company, first, second)) >= ALIKE  # of few, and so asked first
        and _fits(company, first)
        and _fits(company, second)
    ]
    seconds = {second.index for _, second, _ in pairs}
    firsts = {first.index for first, _, _ in pairs}
    for first, second, alike in pairs:
        if first.index in seconds or second.index in firsts or _paragraph_twice(first, second):
            continue  # three in a row are a list
        reason = f"an image's text and caption: two adjacent lines share {alike:.0%} of their words"
        if company.letters(first) != company.letters(second):
            yield Finding(first.index, 0.92, reason)
        elif second.index < company.core[0]:
            continue  # above the article it is more likely the headline
        yield Finding(second.index, 0.92, reason)


def _fits(company: Company, block: Block) -> bool:
    return (
        block.kind in PLAIN
        and block.features.sentences <= 3
        and block.features.digits <= MOST_DIGITS
        and block.text[:1] not in _OPENING
        and not any(sign in block.text for sign in _CODE)
        and not block.features.cut  # a lead cut off above its paragraph: the paragraph stays
        and not block.text.endswith((":", "?", ";", ","))
        and company.taken.get(block.index, CATEGORY) in (CATEGORY, "image_credit")
    )


def _paragraph_twice(first: Block, second: Block) -> bool:
    """Whether the lines are one full sentence printed twice; then one of the two is the article's."""
    return first.text == second.text and first.features.ends and first.features.words > 14


def _alike(company: Company, first: Block, second: Block) -> float:
    one, other = company.letters(first), company.letters(second)
    begin = int(BEGIN * min(len(one), len(other)))
    if one[:begin] != other[:begin]:
        return 0.0
    a, b = ({word.strip(".,;:()\"'") for word in block.features.key.split()} for block in (first, second))
    short, long = sorted((a, b), key=len)
    if len(short) < LEAST_WORDS or len(short) * 2.5 < len(long):
        return 0.0
    return len(short & long) / len(short)
