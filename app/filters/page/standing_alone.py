"""A text with nothing of a page around it: what could be the article's own form is.

## What it removes
Nothing: it keeps. In a text in which at most one kind of thing shows that a page was around it, a line of one or two
words directly above a paragraph is a subheading ("Audio", "Next"); addresses and lines with an arrow that come several
times, and the source of a chart amid the text, are given on purpose.

## Why
A word is a button only on a page. An article that somebody posts clean has subheadings of one word, too.

## Example
Pinterest

## What it must keep
It must not protect what says by its own words that it is noise, nor anything in a text that holds other parts of a
page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Action, Finding

CATEGORY = "body"
MOST_WORDS = 2
# Of these a single word is no proof.
WORDS = frozenset("navigation media_player share_buttons related_stories tags promotion data_widget".split())
AMID = frozenset({"source_note", "contact"})  # of a chart; of an office that the text is about
ARROWS = "→➡👉☞➤⇒"
LEAST = 2


def judge(company: Company) -> Iterable[Finding]:
    if not company.alone:
        return
    kinds = {index: kind for index in company.taken if (kind := _kind(company, index))}
    counts = Counter(kinds.values())
    for index, category in company.taken.items():
        kind = kinds.get(index, "")
        if counts[kind] >= LEAST:
            yield Finding(index, 0.98, f"{kind}, one of {counts[kind]} in a text that stands alone", Action.KEEP)
        elif _amid(company, index) and (category in AMID or (category in WORDS and _heads(company, index))):
            yield Finding(index, 0.98, "amid a text with nothing of a page around it", Action.KEEP)


def _kind(company: Company, index: int) -> str:
    """What of the kind may be a list that the article gives; else nothing."""
    category, text = company.taken[index], company.blocks[index].text
    if category == "boilerplate" and text.startswith(("http", "www.")):
        return "an address"
    return "a line with an arrow" if category == "related_stories" and text[0] in ARROWS else ""


def _amid(company: Company, index: int) -> bool:
    return company.core[0] <= index < company.core[1] - 1


def _heads(company: Company, index: int) -> bool:
    """Whether it is a word or two above a paragraph, and stands nowhere else."""
    block = company.blocks[index]
    return (
        block.features.words <= MOST_WORDS
        and block.text.replace(" ", "").isalpha()
        and company.prose[index + 1]
        and company.copies[company.letters(block)] == [index]
    )
