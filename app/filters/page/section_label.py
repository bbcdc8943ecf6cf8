"""A lone section, series or kicker label around the headline.

## What it removes
One to three words without a sentence that stand directly above the headline, or between it and the article when the
word list knows them as a label ("World", "Opinion").

## Why
Sites print the desk or the series above the headline; in a text it is left as a stray word.

## Example
World

## What it must keep
A subheading inside the article, a first line that is part of a list, a headline of three words.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Finding, Kind

CATEGORY = "section_label"
MOST_WORDS = 3
NEAR = 3  # blocks above the headline
# These head the article's first part.
PARTS = frozenset(
    "introduction intro overview summary background abstract preface prologue foreword einleitung vorwort einführung "
    "introducción introdução introduzione inleiding wstęp введение вступление εισαγωγή giriş مقدمة "
    "前言 引言 序言 はじめに".split()
)


def judge(company: Company) -> Iterable[Finding]:
    if company.headline is None:
        return
    at = company.headline.block
    known = {cue.block for cue in company.page.cues.get(CATEGORY, ()) if cue.form in ("line", "heading")}
    for block in company.blocks[max(0, at - NEAR) : max(at, company.core[0])]:
        f = block.features
        if block.index == at or not company.free(block.index) or f.ends or f.words > MOST_WORDS:
            continue
        if block.kind is Kind.LIST_ITEM and f.links > 0.8:
            continue  # an entry of the menu
        if block.index in known:
            yield Finding(block.index, 0.9, f"“{block.text}” is a section's name and stands by the headline")
        elif (
            block.index == at - 1
            and block.kind is not Kind.LIST_ITEM
            and f.digits == 0
            and f.key.strip(" :") not in PARTS
            and (_alone(company, at - 1) if not company.alone else at == 1)
        ):
            yield Finding(block.index, 0.75, f"“{block.text}”, {f.words} words directly above the headline")


def _alone(company: Company, index: int) -> bool:
    """No menu: the line above it is gone already, or is none of its kind."""
    return index == 0 or not company.free(index - 1) or company.blocks[index - 1].features.words > MOST_WORDS
