"""A button that stands again and again.

## What it removes
In a text a line of at most six words that begins with what buttons ask for ("Get", "See", "Visit", "Book") or with a
price, and stands three times or more, apart from one another.

## Why
Under every entry of a list of products or places the page repeats the same button; an article does not order its
reader about in the same words three times.

## Example
Visit website

## What it must keep
Labels that recur in an article's parts ("Pros:", "Overview", "What you will learn:"), the refrain of a song, buttons
in a text with nothing else of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Block, Finding, Kind

CATEGORY = "promotion"
MOST_WORDS = 6
LEAST = 3

_ASKS = re.compile(
    r"(?:get|see|check|visit|view|shop|buy|book|browse|track|watch|explore|discover|learn|read|find|try|order"
    r"|sign[- ]up|start|download|compare|request|apply|add|go|call|website|directions|no credit card|jetzt|zum|zur|mehr"
    r"|ansehen|kaufen|voir|acheter|découvrir|réserver|en savoir|ver|comprar|descubr\w{1,3}|reservar|saiba|compre|scopri"
    r"|acquista|vedi|bekijk|koop|zobacz|kup|sprawdź|смотреть|купить|узнать|подробнее|δείτε|αγορά|incele"
    r"|satın|查看|购买|了解)\b.*"
    r"|(?P<price>(?:from )?[$€£]\s?\d[\d.,]*(?: (?:now )?[$€£]\s?\d[\d.,]*)? (?:from|at|on|bei|chez|en) \S.*)",
    re.I,
)


def judge(company: Company) -> Iterable[Finding]:
    if company.is_html or company.alone:
        return
    for indices in company.copies.values():
        if len(indices) < LEAST or indices[-1] - indices[0] < 2 * (len(indices) - 1):
            continue
        block = company.blocks[indices[0]]
        if not _could_be(block) or (asks := _ASKS.fullmatch(block.text)) is None:
            continue
        for index in indices:
            if company.free(index):
                yield Finding(
                    index,
                    0.85,
                    f"“{block.text}” stands {len(indices)} times, as buttons do",
                    category="advertisement" if asks["price"] else None,
                )


def _could_be(block: Block) -> bool:
    return (
        block.features.words <= MOST_WORDS
        and block.text[-1] not in ":：?？,;"
        and block.kind in (Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.HEADING)
    )
