"""Runs of menu entries that have lost their tags.

## What it removes
In a text six or more lines in a row (three, if they are links, or the document's first or last) of at most four words,
without a sentence, outside the stretch in which prose prevails.

## Why
A site's menus flatten into dozens of lines of one or two words before and after the article.

## Example
Home
World
Business
Sport
Weather
Contact us

## What it must keep
Ingredients, steps, scores and other lists inside the article; a table of one article; a document that is nothing but
a list.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Block, Finding, Kind

CATEGORY = "navigation"
LEAST_RUN = 6
LEAST_AT_EDGE = 3  # the same of the document's first or last lines
LEAST_LINKS = 3  # the same of lines that are nothing but links
MOST_WORDS = 4
LEAST_MARKED = 2  # blocks around the article that are surely noise: an article posted alone has none
LEAST_PROSE = 3  # paragraphs a document must have before what surrounds them is a menu
NEAR = 6  # blocks
# What a menu stands beside: the rest of the page's frame.
FRAME = frozenset(
    {
        "navigation",
        "legal_footer",
        "share_buttons",
        "cookie_notice",
        "newsletter_signup",
        "comments",
        "paywall",
        "stock_ticker",
    }
)
CAPITALS = 0.5  # share of the words that begin with a capital, over the run
DIGITS = 0.1


def judge(company: Company) -> Iterable[Finding]:
    if company.is_html or company.marked_outside < LEAST_MARKED:
        return
    least = LEAST_RUN if sum(company.prose) >= LEAST_PROSE else len(company.blocks)
    framing = {cue.block for category in FRAME for cue in company.page.cues.get(category, ())}
    framing |= {index for index, category in company.taken.items() if category in FRAME}
    first, end = company.core
    run: list[Block] = []
    for block in (*company.blocks[:first], None, *company.blocks[end:], None):
        if block is not None and _is_entry(block):
            run.append(block)
            continue
        linked = len(run) >= LEAST_LINKS and all(b.features.links > 0.9 for b in run)
        edge = least == LEAST_RUN and len(run) >= LEAST_AT_EDGE and _at_edge(company, run)
        if linked or ((len(run) >= least or edge) and _framed(company, run, framing)):
            yield from _menu(company, run)
        run = []


def _is_entry(block: Block) -> bool:
    f = block.features
    return (
        f.words <= MOST_WORDS
        and not f.ends
        and block.kind in (Kind.PARAGRAPH, Kind.LIST_ITEM)
        and len(block.text) <= 40
    )


def _at_edge(company: Company, run: list[Block]) -> bool:
    return run[0].index == 0 or run[-1].index == len(company.blocks) - 1


def _framed(company: Company, run: list[Block], framing: set[int]) -> bool:
    """Whether something of a page's frame stands in the run or near: packing lists have entries as short."""
    return any(i in framing for i in range(run[0].index - NEAR, run[-1].index + NEAR + 1))


def _menu(company: Company, run: list[Block]) -> Iterable[Finding]:
    capitals = sum(b.features.capitals for b in run) / len(run)
    digits = sum(b.features.digits for b in run) / len(run)
    cased = any(c.islower() or c.isupper() for b in run for c in b.text[:4])
    if digits > DIGITS or (cased and capitals < CAPITALS):
        return
    for block in run:
        linked = block.features.links > 0.9  # "Weather" as a link is an entry, not the widget
        if company.free(block.index) or linked:
            yield Finding(
                block.index,
                0.93 if linked else 0.75,
                f"one of {len(run)} lines in a row of at most {MOST_WORDS} words, outside the article",
            )
