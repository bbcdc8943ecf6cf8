"""The headline above the article, and further copies of it.

## What it removes
Lifts the headline into the field ``title``: on a page what its head, its ``h1`` or its first large heading says; in a
text the line above the prose that is no sentence, of at least three words, and shares words with what follows.
Further copies of the same words go with it.

## Why
A headline is about the article and belongs in a field; scrapers leave it as a first line, often twice.

## Example
US, Russia seek to ease tensions in first meeting

## What it must keep
Subheadings inside the article, a first paragraph that is a full sentence, a lone label such as "World".
"""

from __future__ import annotations

from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Finding

CATEGORY = "title"


def judge(company: Company) -> Iterable[Finding]:
    if company.headline is None:
        return
    headline = company.blocks[company.headline.block]
    fields = {"title": headline.text}
    sure = 0.95 if company.free(headline.index) else 0.98  # above the label that it was taken for
    yield Finding(headline.index, sure, company.headline.reason, fields=fields)
    for index in company.copies.get(company.letters(headline), ()):
        if index != headline.index:
            yield Finding(index, 0.95, "the headline once more", fields=fields)
