"""An author's bare name beside the headline.

## What it removes
Lifts a line of two to four capitalised words between headline and article into ``byline`` when the next line that is
not noise is a date, a reading time or the article itself, and the name stands alone.

## Why
Templates print the author's name in a box of its own, and without the box no "By" announces it.

## Example
Storm closes the harbour
Ann Lee
3 min read

## What it must keep
A subheading in the article, a section's name, a place, a name that is the headline.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from app.filters.page._company import Company
from app.model import Block, Finding, Kind

CATEGORY = "byline"
BESIDE = ("date", "reading_time", "byline", "share_buttons")
NEAR = 4  # blocks below the headline that are not taken

_BY = re.compile(r"(?:by|von|par|por|di|door|przez|av|автор|από)\s?:?", re.I)
_NAME = re.compile(r"(?:[^\W\d_][\w’'.-]*\s+){1,3}[^\W\d_][\w’'.-]*")
_PARTICLES = frozenset(
    "de da do dos del della di van von der den bin al el la le y e und and ben ibn st. mc o'".split()
)


def judge(company: Company) -> Iterable[Finding]:
    if (named := _after_by(company)) is not None:
        yield Finding(named.index, 0.93, "a name under the word “by” alone", fields={"byline": named.text})
        return
    if company.headline is None or "byline" in company.taken.values():
        return
    known = {cue.block for cue in company.page.cues.get("section_label", ())}
    seen = 0
    for block in company.blocks[company.headline.block + 1 : max(company.core[0], company.headline.block + 1)]:
        if not company.free(block.index):
            continue
        seen += 1
        if seen > NEAR:
            return
        if block.index in known or not _is_name(block):
            continue
        beside = _beside(company, block)
        if beside:
            yield Finding(
                block.index, 0.88, f"a bare name under the headline, beside the {beside}", fields={"byline": block.text}
            )
            return


def _after_by(company: Company) -> Block | None:
    """The name that stands on the line below "By"."""
    above = company.blocks[: company.core[0] + 1]
    for block, following in itertools.pairwise(above):
        if company.taken.get(block.index) == "byline" and _BY.fullmatch(block.text):
            return following if company.free(following.index) and _is_name(following) else None
    return None


def _is_name(block: Block) -> bool:
    words = block.text.split()
    return (
        2 <= len(words) <= 5
        and block.kind is not Kind.LIST_ITEM
        and _NAME.fullmatch(block.text) is not None
        and all(word[:1].isupper() or word.casefold() in _PARTICLES for word in words)
        and not block.text.isupper()
    )


def _beside(company: Company, block: Block) -> str:
    """What the nearest line above or below says: its category in words, or nothing."""
    for index in (block.index + 1, block.index - 1):
        category = company.taken.get(index) if 0 <= index < len(company.blocks) else None
        if category in BESIDE:
            return category.replace("_", " ")
    return ""
