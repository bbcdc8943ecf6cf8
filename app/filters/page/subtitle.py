"""The standfirst or deck under the headline.

## What it removes
Lifts into ``subtitle`` the one line of 5 to 45 words that stands between the headline and the byline or date; on a
page also what is marked as a deck by its class, or is a second-level heading directly under the headline.

## Why
The deck sums the article up for the reader who decides whether to read on; it is no sentence of the article.

## Example
Five towns bring back the ferry
It will be slower than the bridge, and cheaper
By Ann Lee

## What it must keep
The article's first paragraph, also where byline and date stand below it or the line stands again in the body (then it
is a teaser), and the first subheading.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Block, Finding, Kind

CATEGORY = "subtitle"
LEAST_WORDS, MOST_WORDS = 5, 45
NEAR = 6  # blocks below the headline
ABOUT = ("byline", "date", "reading_time")
NAMES = frozenset("subtitle subheading subheadline subhead sub-title sub-heading deck dek standfirst tagline".split())


def judge(company: Company) -> Iterable[Finding]:
    if company.headline is None:
        return
    at = company.headline.block
    below = company.blocks[at + 1 : at + 1 + NEAR]
    for found in (_marked(company, below), _second_heading(company, below), _before_byline(company, below)):
        if found is not None:
            block, reason = found
            yield Finding(block.index, 0.95, reason, fields={"subtitle": block.text})
            return


def _fits(company: Company, block: Block) -> bool:
    f = block.features
    return (
        company.free(block.index)
        and LEAST_WORDS <= f.words <= MOST_WORDS
        and f.sentences <= 2
        and f.links < 0.5
        and block.kind in (Kind.PARAGRAPH, Kind.HEADING)
    )


def _marked(company: Company, below: Iterable[Block]) -> tuple[Block, str] | None:
    for block in below:
        if block.element is not None and _fits(company, block):
            names = {*block.element.names, *block.inline} & NAMES
            if names and not _stands_again(company, block):
                return block, f"marked “{min(names)}” under the headline"
    return None


def _second_heading(company: Company, below: Iterable[Block]) -> tuple[Block, str] | None:
    """A lower heading directly under the headline, with no paragraph of the article between it and a third."""
    headline = company.blocks[company.headline.block] if company.headline else None
    first = next(iter(below), None)
    if headline is None or first is None or first.kind is not Kind.HEADING or headline.level != 1 or first.level < 2:
        return None
    following = company.blocks[first.index + 1 : first.index + 2]
    if not following or company.taken.get(following[0].index) not in ABOUT:
        return None
    if _fits(company, first) and not _stands_again(company, first):
        return first, "a second heading between headline and byline"
    return None


def _before_byline(company: Company, below: Iterable[Block]) -> tuple[Block, str] | None:
    """The only line between the headline and what says who wrote the article and when."""
    between: list[Block] = []
    for block in below:
        category = company.taken.get(block.index)
        if category in ABOUT:
            if len(between) != 1 or not _fits(company, between[0]) or not _article_follows(company, block):
                return None
            if not _stands_again(company, between[0]):
                return between[0], f"the one line between the headline and the {category.replace('_', ' ')}"
            return None
        if category is None:
            between.append(block)
    return None


def _article_follows(company: Company, block: Block) -> bool:
    """Whether two paragraphs stand below: otherwise the line above may be the article."""
    return sum(company.prose[block.index + 1 :]) >= 2


def _stands_again(company: Company, block: Block) -> bool:
    own = company.letters(block)
    return any(own in company.letters(b) for b in company.blocks if company.prose[b.index] and b.index != block.index)
