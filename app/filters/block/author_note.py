"""About the author or the issuing company, not by them.

## What it removes
"About the author" and company headings, short notes that say who the author is and where to follow or reach them.

## Why
The note stands at the end of a piece, in the same type as its last paragraph.

## Example
About the author
Ann Lee covers energy for the Example Times. Follow her on X: @annlee
About Example Corp
La autora es periodista.

## What it must keep
A sentence about somebody in the story: "Ann Lee is a reporter who was arrested in May, and her paper has protested."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, in_page, names, opens_quote, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "author_bio"
WORDS = 80
# One of these, or a form that begins with one, stands in every note that says what a person does.
_WORKS = (
    "reporter correspondent writer columnist journalist editor blogger contributor author fellow professor lecturer "
    "producer strategist founder redakteur korrespondent periodista jornalista giornalista redactor dziennikar "
    "журналист δημοσιογράφος gazeteci covers writes reports blogs covering writing reporting"
).split()
SHAPE = Shape(
    r"about [A-Z]",
    given=(
        (
            tuple(form for work in _WORKS for form in (work, work.title(), work.upper())),
            # a name of two words with capitals, then a verb
            r"(?=(?-i:(?:Dr\.? |Prof\.? )?[A-ZÀ-ÞЀ-Я][\w’'.-]{0,20} "
            r"(?:(?:de|da|van|von|der|den|del|la|bin|al|el) )?[A-ZÀ-ÞЀ-Я]))"
            r"(?:Dr\.? |Prof\.? )?[^\W\d_][\w’'.-]{0,20} (?:[\w’'.-]{1,21},? ){1,4}(?:is|was"
            r"|covers|writes|reports|blogs|has|ist|est|es|é|è|to|jest|είναι)\b",
        ),
    ),
)

_NAME = (
    r"(?P<name>(?:Dr\.? |Prof\.? )?[A-ZÀ-ÞЀ-Я][\w’'.-]{0,20}(?: (?:de|da|van|von|der|den|del|la|bin|al|el))?"
    r"(?: [A-ZÀ-ÞЀ-Я][\w’'.-]{0,20}){1,3})"
)
_WORK = (
    r"(?:reporter|correspondent|writer|columnist|journalist|editor|blogger|contributor|author|fellow"
    r"|professor|lecturer|producer|strategist|founder|redakteur\w{0,3}|korrespondent\w{0,3}"
    r"|journaliste|periodista|jornalista|giornalista|redactor\w?|dziennikar\w{1,3}|журналист\w?|δημοσιογράφος"
    r"|gazeteci)"
)
_IS = r"(?:is|was|ist|est|es|é|è|to|jest|είναι)"
_COVERS = re.compile(
    rf"{_NAME},? (?:(?:is|has been) )?(?:covers|writes|reports|blogs|covering|writing"
    rf"|reporting)\b[^.!?]{{0,20}}\b(?:about|for|on|from|the|at|[a-z]+ (?:for|at|from))\b.{{0,400}}"
)
_PERSON = re.compile(
    rf"{_NAME},? {_IS} (?:an?|the|our|ein|eine|un|une|una|um|uma|unser\w?|[A-Z][\w’' ]{{1,25}}['’]s"
    rf"|\S{{1,25}})?\s?[^.!?;]{{0,70}}?\b(?i:{_WORK})\b.{{0,400}}"
)
_REACH = re.compile(
    r"@\w|\b(?:follow|twitter|e-?mail|reached? (?:him|her|them)|linkedin|bluesky|mastodon|instagram"
    r"|latest book|author of|based in|his work|her work|has written for)\b",
    re.I,
)
_PAST = re.compile(r"\b(?:who|said|told|was|were|had|arrested|killed|died)\b")
_COMPANY = re.compile(
    r"About (?![Tt]he\b|[Tt]o\b|[Oo]f\b|[Aa]n?\b|[Tt]his\b|[Uu]s\b|[Mm]e\b|[Oo]ur\b|[Mm]y\b|[Ii]t\b"
    r"|[Yy]our?\b|\d)(?P<who>[A-Z0-9][\w&.,’'®™-]*(?: [A-Z0-9&][\w&.,’'®™-]*| of| and| the"
    r"| for){0,6}):?"
)
_CLASSES = (
    "author-bio",
    "authorbio",
    "author-box",
    "authorbox",
    "author-info",
    "about-author",
    "author-description",
    "bio",
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text, features = block.text, block.features
    if finding := by_phrase(block, cues, patience=20):
        if finding.confidence >= 0.5:
            return finding
    if opens_quote(block):
        return None
    if not features.ends and features.words <= 8 and (company := _COMPANY.fullmatch(text)) and names(company["who"]):
        return Finding(block.index, 0.6, f"heads what is said about {shorten(company['who'])}")
    said = _COVERS.fullmatch(text) or _PERSON.fullmatch(text)
    if said is None or features.sentences > 6:
        return None
    if in_page(block, *_CLASSES):
        return Finding(block.index, 0.93, f"says who {shorten(said['name'])} is, in the page's box about the author")
    reach = _REACH.search(text)
    if reach and not _PAST.search(text):
        return Finding(block.index, 0.85, f"says who {shorten(said['name'])} is and where to follow: “{reach.group()}”")
    if features.words <= 30 and features.sentences <= 2 and not _PAST.search(text):
        return Finding(block.index, 0.6, f"says in a sentence what {shorten(said['name'])} writes")
    return Finding(block.index, 0.4, f"might say who the author, {shorten(said['name'])}, is")
