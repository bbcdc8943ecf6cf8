"""A table of contents that has lost its links.

## What it removes
In a text four or more lines in a row, none a sentence, each of which stands again as the heading of a part, in the same
order and apart from one another; three under a label ("Table of contents", "In this article"), which goes with them.

## Why
Long pages list their headings at the top or in the margin. Without the links the list says the headings twice.

## Example
Table of contents
How we tested
What it costs
Who should buy it

## What it must keep
The headings themselves, a list in the article whose entries no part is headed by, a text with nothing else of a page.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from app.filters.page._company import Company
from app.filters.page._text import letters
from app.model import Block, Finding, Kind

CATEGORY = "navigation"
LEAST = 4  # under a label one less
MOST_WORDS = 18
MOST_COPIES = 4  # of a line that stands more often the parts cannot be told
APART = 2.0  # mean distance of the parts' headings, in blocks: those of a second list stand in a row

_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[IVX]{1,5}[.):]|[a-zA-Z][.)])\s*(?=\S)|[–—•·-]\s+")
_LABEL = re.compile(
    r"(?:(?:table of )?contents|in this (?:article|guide|post|story|review)|on this page|jump to|quick links|inhalt"
    r"|inhaltsverzeichnis|in diesem artikel|sommaire|au sommaire|dans cet article|table des matières|índice|contenido"
    r"|tabla de contenidos?|en este artículo|conteúdo|sumário|neste artigo|indice|in questo articolo|inhoud"
    r"|inhoudsopgave|spis treści|w tym artykule|содержание|оглавление|περιεχόμενα|içindekiler"
    r"|目录|目錄|目次|المحتويات)\W{0,3}"
    r"(?:toggle|show|hide|\[?hide\]?)?\W{0,3}",
    re.I,
)


def judge(company: Company) -> Iterable[Finding]:
    if company.is_html or company.alone:
        return
    entries = [block for block in company.blocks if block.features.words <= MOST_WORDS and _could_be(block)]
    known = {block.index: _letters(company, block) for block in entries}
    homes: dict[str, list[int]] = {}
    for index, own in known.items():
        homes.setdefault(own, []).append(index)
    again = [block for block in entries if 1 < len(homes[known[block.index]]) <= MOST_COPIES]
    for run in _runs(again):
        elsewhere = [[i for i in homes[known[block.index]] if i != block.index] for block in run]
        with_label = _with_label(company, run)
        if len(with_label) < LEAST or not any(
            _heads_parts(company, parts) for parts in ([e[0] for e in elsewhere], [e[-1] for e in elsewhere])
        ):
            continue
        for block in with_label:
            yield Finding(
                block.index, 0.92, f"one of {len(run)} lines in a row that head the parts of the text, in their order"
            )


def _could_be(block: Block) -> bool:
    f = block.features
    return (
        f.words > 0
        and (not f.ends or block.text[-1] in "?？!")
        and (block.kind is Kind.PARAGRAPH or block.kind is Kind.LIST_ITEM)
        and (block.text[0].isalpha() or any(map(str.isalpha, block.text)))
    )


def _letters(company: Company, block: Block) -> str:
    """The letters of the heading without its number."""
    number = _NUMBER.match(block.text)
    return letters(block.text[number.end() :]) if number else company.letters(block)


def _runs(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    """Stretches of them without another block between."""
    run: list[Block] = []
    for block in blocks:
        if run and block.index != run[-1].index + 1:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _heads_parts(company: Company, parts: Sequence[int]) -> bool:
    """Whether the lines follow one another with text between, and most of them stand above a paragraph."""
    steps = [after - before for before, after in itertools.pairwise(parts)]
    above = sum(any(company.prose[i + 1 : i + 4]) for i in parts)
    return bool(steps) and min(steps) > 0 and sum(steps) >= APART * len(steps) and above * 2 > len(parts)


def _with_label(company: Company, run: list[Block]) -> list[Block]:
    above: list[Block] = []
    for block in reversed(company.blocks[max(0, run[0].index - 2) : run[0].index]):
        if _LABEL.fullmatch(block.text) or (
            not above and block.features.key.strip("[] ") in ("toggle", "show", "hide")
        ):
            above.append(block)
    return [*above, *run]
