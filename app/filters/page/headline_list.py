"""Lists of other headlines below the article, with no heading of their own.

## What it removes
In a text three or more lines after the last paragraph that read as headlines: four to twenty words, no sentence's
end; with the dates, ages and labels between them.

## Why
"More stories" blocks lose their heading as often as their tags.

## Example
Minister resigns over harbour contract
Two hours ago
Ferry line to reopen in spring

## What it must keep
A list that closes the article (its items share the article's words or end as sentences), a poem, a document without
prose.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.filters.page._company import Company
from app.filters.page._text import terms
from app.model import Block, Finding, Kind

CATEGORY = "related_stories"
LEAST_HEADLINES = 3
LEAST_WORDS, MOST_WORDS = 4, 20
LEAST_MARKED = 1  # blocks around the article that are surely noise: an article posted alone has none
LEAST_PROSE = 3
SHARED = 0.5  # mean share of the lines' words that the article holds: above it the list may be its own


def judge(company: Company) -> Iterable[Finding]:
    end = company.core[1]
    if company.is_html or company.marked_outside < LEAST_MARKED or sum(company.prose[:end]) < LEAST_PROSE:
        return
    tail = [block for block in company.blocks[end:] if company.free(block.index)]
    headlines = [block for block in tail if _is_headline(block)]
    if len(headlines) < LEAST_HEADLINES or any(company.prose[block.index] for block in tail):
        return
    article = terms(" ".join(block.text for block in company.blocks[:end] if company.prose[block.index]))
    shares = [len(own & article) / len(own) for block in headlines if (own := terms(block.text))]
    if not shares or sum(shares) / len(shares) > SHARED:
        return
    last = headlines[-1].index
    among = [block for block in tail if headlines[0].index <= block.index <= last]
    if sum(block.features.ends for block in among) * 3 > len(among):
        return  # a list that is told in sentences
    for block in tail:
        if headlines[0].index <= block.index <= last and block.features.words <= MOST_WORDS:
            yield Finding(block.index, 0.75, f"one of {len(headlines)} headlines in a row below the article")


def _is_headline(block: Block) -> bool:
    f = block.features
    return (
        LEAST_WORDS <= f.words <= MOST_WORDS
        and not f.ends
        and f.sentences == 0
        and block.kind in (Kind.PARAGRAPH, Kind.HEADING)
        and not block.text[:1].islower()
        and not block.text.endswith((":", ",", ";"))
    )
