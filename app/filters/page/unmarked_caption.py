"""Captions without any marker: a noun phrase with a place or date, amid the article's paragraphs.

## What it removes
In English, one paragraph of 8 to 45 words between two others that has no finite verb, names a date or "left", "right",
"pictured" or the like, and takes most of its words from the article; directly above the first paragraph and below the
headline, author or date also one of 5 words that is no sentence.

## Why
A caption says again who, where and when, and nothing happens in it; without its picture it stands in the way.

## Example
The Harbour Council, a gathering of five mayors, in Ostend, the capital of the region, on May 19, 2021.

## What it must keep
Any paragraph with a verb, headings, list items, lines of verse, a fragment for effect ("A long night. A cold one.").
Languages other than English: telling a verb from a noun takes more than a word list there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.filters.page._company import Company
from app.filters.page._text import terms
from app.model import Block, Finding, Kind

CATEGORY = "image_caption"
SHARED = 0.6  # share of its stems, but for the date, that the article holds
FACTS = ("byline", "date", "image_credit", "reading_time", "share_buttons")

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}\.?"
_POSITIONS = ("left", "right", "centre", "center", "pictured", "(L)", "(R)")
# The date has a digit, all else is one of these.
_DATED = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|{_MONTH} \d{{4}})\b"
    r"|\((?:left|right|centre|center|L|R)\)|, (?:left|right|pictured)[,.]"
)
# Forms that are verbs and little else, and auxiliaries. A caption's participles ("seen", "waving") are not here.
_VERBS = frozenset(
    """is are was were am be been being has have had having do does did will would shall should can could may"
    " might must
    said says say told tells asked asks added adds noted notes warned warns called calls made makes make took takes take
    got gets get went goes go came comes come saw sees knew knows know thought thinks think gave gives give found finds
    became becomes become began begins begin left kept keeps keep held holds brought brings met meets sought seeks led
    leads won wins lost loses fell falls rose rises grew grows sent sends paid pays spoke speaks wrote writes stood
    stands ran runs put puts let lets set sets cut cuts hit hits isn't aren't wasn't weren't don't doesn't didn't won't
    can't couldn't it's he's she's that's there's we're they're i'm you're need needs want wants seem seems remain
    remains appear appears include includes expect expects continue continues show shows mean means use uses work works
    help helps i we you let's why how what who because although if whether""".split()
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_ENGLISH = frozenset("the of in and a to on at for with".split())


def judge(company: Company) -> Iterable[Finding]:
    first, end = company.core
    candidates = [b for b in company.blocks[first:end] if b.features.ends and _phrase(b) and company.free(b.index)]
    if first and _above_lead(company, company.blocks[first - 1]):
        candidates.append(company.blocks[first - 1])
    if not candidates or end - first < 4:
        return
    rest = {b.index for b in candidates}
    article = terms(
        " ".join(b.text for b in company.blocks[first:end] if company.prose[b.index] and b.index not in rest)
    )
    for block in candidates:
        own = terms(_DATED.sub(" ", block.text))
        shared = len(own & article) / len(own) if own else 0.0
        beside = block.index < first or (
            first < block.index < end - 1 and company.prose[block.index - 1] and company.prose[block.index + 1]
        )
        if shared >= SHARED and beside:
            yield Finding(
                block.index,
                0.9,
                f"a caption: {block.features.words} words without a verb, a date or position, "
                f"{shared:.0%} of them from the article",
            )


def _above_lead(company: Company, block: Block) -> bool:
    """Whether it is an unended phrase between what is said about the article and its first paragraph."""
    above = block.index - 1
    facts = company.taken.get(above) in FACTS or (company.headline is not None and company.headline.block == above)
    return facts and not block.features.ends and company.free(block.index) and _phrase(block, 5)


def _phrase(block: Block, least: int = 8) -> bool:
    """A single English noun phrase with a date or a position in the picture."""
    f = block.features
    if block.kind not in (Kind.PARAGRAPH, Kind.CAPTION) or not least <= f.words <= 45 or f.links > 0.3:
        return False
    if (
        block.text[:1] in "\"“‘'"
        or ". " in block.text.rstrip(". ").replace("U.S. ", "")
        or not (f.digits or any(map(block.text.__contains__, _POSITIONS)))
        or not _DATED.search(block.text)
    ):
        return False
    words = _WORD.findall(_DATED.sub(" ", block.text).casefold())  # the month of May is no verb
    if not _ENGLISH & set(words):
        return False
    return not any(
        word in _VERBS or (word.endswith("ed") and len(word) > 4 and word not in ("united",)) for word in words
    )
