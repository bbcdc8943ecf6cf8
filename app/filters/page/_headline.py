"""Find the headline among the lines above the prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.filters.page._text import letters, terms
from app.model import Block, Kind

if TYPE_CHECKING:
    from app.filters.page._company import Company

__all__ = ["MOST_WORDS", "Headline", "find_headline"]

LOOK_BACK = 30  # free lines above the prose among which the headline is sought
LEAST_WORDS = 3
MOST_WORDS = 30
MOST_COPIES = 3  # a line that recurs more often is a label
LEAD = 12  # blocks of prose whose words a headline is expected to share


@dataclass(frozen=True, slots=True)
class Headline:
    """The block that is the headline, and why."""

    block: int
    reason: str


def find_headline(company: Company) -> Headline | None:
    """The headline's block: as the page's head says, its first-level heading, or the likeliest line of a text."""
    head = company.page.document.metadata.title
    candidates = list(_candidates(company))
    if head:
        wanted = letters(head)
        for block in sorted(candidates, key=lambda b: b.kind is not Kind.HEADING):
            if _same(letters(block.text), wanted):
                return Headline(block.index, "the words of the page's title")
    for block in candidates:
        if block.kind is Kind.HEADING and block.level == 1:
            return Headline(block.index, "the first-level heading above the article")
    return _in_text(company, candidates) if not company.is_html else None


def _candidates(company: Company) -> Iterable[Block]:
    """Lines above the first prose that could be a headline, nearest to it first; with no prose, any."""
    found = 0
    copies = Counter(letters(block.text) for block in company.blocks if block.features.words <= MOST_WORDS)
    above = company.before_core() if company.core[1] else iter(company.blocks[:LOOK_BACK])
    for block in above:
        if company.free(block.index) and _could_be(block) and copies[letters(block.text)] <= MOST_COPIES:
            found += 1
            yield block
        if found >= LOOK_BACK:
            return


def _could_be(block: Block) -> bool:
    f = block.features
    return (
        f.words <= MOST_WORDS
        and (f.words >= LEAST_WORDS or block.kind is Kind.HEADING)
        and block.kind in (Kind.HEADING, Kind.PARAGRAPH)
        and (not f.ends or block.text[-1:] in '?!？！"”»' or block.kind is Kind.HEADING)
        and f.sentences <= 2
        and not f.cut
        and not block.text.endswith((":", ",", ";"))
    )


def _in_text(company: Company, candidates: list[Block]) -> Headline | None:
    """In a text nothing is marked: weigh what the line shares with the prose and how near to it the line stands."""
    if not candidates:
        return None
    prose = [block for block in company.blocks if company.prose[block.index]]
    lead = terms(" ".join(block.text for block in prose[:LEAD]))
    scored = []
    for rank, block in enumerate(candidates):
        own = terms(block.text)
        shared = len(own & lead) / len(own) if own else 0.0
        adjacent = rank == 0
        long_enough = block.features.words >= 4
        if not own or not (shared >= 0.3 or (adjacent and long_enough and block.index <= 2)):
            continue
        scored.append((shared + 0.3 * adjacent + 0.2 * long_enough - 0.02 * rank, -rank, block, shared))
    if not scored:
        return None
    _, _, block, shared = max(scored, key=lambda s: s[:2])
    return Headline(
        block.index, f"stands above the article, no sentence, and {shared:.0%} of its words return in the text"
    )


def _same(own: str, wanted: str) -> bool:
    """Equal, or one within the other where little is added (a site's name, a kicker)."""
    if not own or not wanted:
        return False
    short, long = sorted((own, wanted), key=len)
    return short == long or (short in long and len(short) >= 0.6 * len(long) and len(short) >= 8)
