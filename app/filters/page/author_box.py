"""About the author, told by the name: the box below an article without its heading.

## What it removes
Near the end of a text a bare name and below it a paragraph that begins with the name and says who that is; and below
it, or below a note about the author that another rule found, the paragraphs that go on about "he", "she" or the name.

## Why
The box has its picture and its frame on the page; in a text it is one more paragraph, and only its first sentence says
what it is.

## Example
Ann Lee
Ann is the editor of the Example Times and has covered ports for ten years.
She lives in Ostend.

## What it must keep
A list of persons that the article presents (three or more such pairs), a portrait, an interview.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Block, Finding, Kind

CATEGORY = "author_bio"
LEAST_BEFORE = 4  # paragraphs of the article itself
MOST_AFTER = 3  # paragraphs that may stand below the box
MOST_PERSONS = 2  # whoever presents more is writing about them
MOST_GOING_ON = 4
MOST_WORDS = 150
HINT = 0.45
_NO_NAMES = frozenset("About The This A An Our My Author Written In As".split())

_NAME = re.compile(
    r"(?:by |written by |von |par |por |di )?(?P<first>[A-ZÀ-ÞЀ-Я][\w’'-]{1,20})"
    r"(?: [A-ZÀ-Þ]\.| [A-ZÀ-ÞЀ-Я][\w’'-]{1,20}){1,3}",
    re.I,
)
_SAYS = re.compile(
    r"\b(?:is|was|has|covers|writes|leads|works|holds|joined|brings|loves|enjoys|helps|serves|speciali[sz]es|spent|began"
    r"|started|graduated|founded|teaches|ist|schreibt|arbeitet|est|écrit|es|escribe|é|escreve|è|scrive|jest|pisze)\b|является"
)
_GOES_ON = re.compile(
    r"(?:He|She|They|His|Her|Their|When (?:he|she|they)|In (?:his|her|their)|As an?|Prior|Before|Outside)\b"
)


def judge(company: Company) -> Iterable[Finding]:
    if company.is_html:
        return
    paragraphs = [b.index for b in company.blocks if company.prose[b.index]]
    if len(paragraphs) <= LEAST_BEFORE:
        return
    start = paragraphs[max(LEAST_BEFORE, len(paragraphs) - MOST_AFTER - MOST_GOING_ON)]
    persons = [pair for pair in itertools.pairwise(company.blocks) if _introduces(company, *pair)]
    sure = HINT if company.alone else 0.85
    if len(persons) <= MOST_PERSONS:
        for name, note in persons:
            if note.index < start:
                continue
            yield Finding(name.index, sure, "the name above a note about its bearer")
            yield Finding(note.index, sure, f"says who {name.text} is, below the name alone")
            yield from _going_on(company, note, name.text.split()[0], sure)
    for index, category in company.taken.items():
        block = company.blocks[index]
        if category == CATEGORY and index >= start and block.features.ends and block.features.words > 6:
            first = block.text.split()[0]
            yield from _going_on(company, block, first if first not in _NO_NAMES else "\0", sure)


def _introduces(company: Company, name: Block, note: Block) -> bool:
    f = note.features
    return (
        name.features.words <= 6
        and not name.features.ends
        and f.ends
        and 6 <= f.words <= MOST_WORDS
        and name.kind is not Kind.LIST_ITEM
        and name.text.istitle()
        and (found := _NAME.fullmatch(name.text)) is not None
        and note.text.startswith(found["first"] + " ")
        and company.free(note.index)
        and _SAYS.search(note.text, 0, 120) is not None
    )


def _going_on(company: Company, note: Block, first: str, sure: float) -> Iterable[Finding]:
    for block in company.blocks[note.index + 1 : note.index + 1 + MOST_GOING_ON]:
        if not company.prose[block.index] or not (_GOES_ON.match(block.text) or block.text.startswith(first + " ")):
            return
        yield Finding(block.index, sure, "goes on about the author")
