"""Readers' comments told by who says them, and when.

## What it removes
In a text, below three paragraphs at least, everything from the first line such as "Karl D. says:" or a name above a
date, if dates, "Reply" or a count of comments stand with two such lines or more; down to the last "Reply", or to where
another part of the page begins.

## Why
A comment reads like prose, often on the article's own subject. Only the lines between give it away.

## Example
Karl D. says:
May 4, 2022 at 7:12 am
About time! I have been waiting for this since they closed it.
Reply

## What it must keep
An interview ("Holm says:" and no dates), a live blog (times and no names), a chronicle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Block, Finding, Kind

CATEGORY = "comments"
LEAST_BEFORE = 3  # paragraphs
LEAST_TURNS = 2
MOST_EACH = 9  # blocks to a comment on average
LAST = 4  # blocks that the last comment may have where no "Reply" ends it
CONFIDENCE = 0.93
CONFIDENCE_DATE = 0.99  # above what protects the dates of a chronicle
OWN = frozenset({"comments", "date", "byline", "share_buttons", "image_credit", "contact"})

_SAYS = re.compile(
    r".{2,40}?\s(?:says?|said|wrote|writes|replied|commented|schreibt|schrieb|sagt|sagte|meint|a dit|dit|écrit|dice"
    r"|dijo|escribió|comentó|disse|diz|escreveu|scrive|ha scritto|ha detto|zegt|schreef|pisze|napisał\w?|пишет"
    r"|написал\w?|комментирует|γράφει|έγραψε|είπε|diyor ki|dedi ki|yazdı)\s?:?(?:\s.{0,40}\d.{0,30})?"
)
_CLOCK = re.compile(
    r"\d[:.h]\d\d|\d ?[ap]\.?m\b|\bago\b|\bvor \d|il y a|\bhace\b|\bhá\b|fa$|geleden|temu|назад|πριν|önce|前", re.I
)
_NAME = re.compile(r"@?[^\W\d_][\w.’'-]{0,24}(?: [^\W\d_][\w.’'-]{0,24}){0,3}")


def judge(company: Company) -> Iterable[Finding]:
    around = list(company.taken.values())
    if company.is_html or not (CATEGORY in around or around.count("date") >= LEAST_TURNS):
        return
    paragraphs = [b.index for b in company.blocks if company.prose[b.index]]
    if len(paragraphs) < LEAST_BEFORE:
        return
    below = company.blocks[paragraphs[LEAST_BEFORE - 1] + 1 :]
    turns = [b.index for b in below if _opens_turn(company, b)]
    if len(turns) < LEAST_TURNS:
        return
    first = turns[0]
    replies = [b.index for b in below if b.index > first and company.taken.get(b.index) == CATEGORY]
    counted = CATEGORY in (company.taken.get(first - 1), company.taken.get(first - 2))
    dated = sum(company.taken.get(i + 1) == "date" for i in turns)
    if not (replies or counted) and dated < LEAST_TURNS:
        return
    end = _end(company, turns, replies)
    if end - first > MOST_EACH * len(turns):
        return
    for block in company.blocks[first:end]:
        sure = CONFIDENCE_DATE if company.taken.get(block.index) == "date" else CONFIDENCE
        yield Finding(block.index, sure, f"one of {len(turns)} comments, each under its reader's name")


def _opens_turn(company: Company, block: Block) -> bool:
    """Whether it says that somebody says something, or is a name above a date."""
    if block.features.words > 14 or block.kind is not Kind.PARAGRAPH:
        return False
    if not block.features.ends and _SAYS.fullmatch(block.text):
        return True
    return (
        company.taken.get(block.index + 1) == "date"
        and _CLOCK.search(company.blocks[block.index + 1].text) is not None
        and _NAME.fullmatch(block.text) is not None
    )


def _end(company: Company, turns: list[int], replies: list[int]) -> int:
    """Where the thread is over: at the last "Reply" where there are as many, or at another part of the page."""
    last = max(turns[-1], *replies) if replies else turns[-1]
    regular = len(replies) + 1 >= len(turns) and replies and replies[-1] > turns[-1]
    stop = last + 1 if regular else min(len(company.blocks), last + 2 + LAST)
    for block in company.blocks[turns[-1] : stop]:
        opener = company.openers.get(block.index)
        if company.taken.get(block.index, CATEGORY) not in OWN or (opener and opener.category != CATEGORY):
            return block.index
    return stop
