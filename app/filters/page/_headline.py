"""Find the headline among the lines above the prose."""

from __future__ import annotations

import itertools
import re
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
FIRST = 0.4  # the weight of being the document's first line where no noise stands above the prose
ABOVE_FACTS = 0.35  # the weight of an author or a date directly below
UNDER_TEXT = 0.5  # the weight of standing below a sentence: what is under the article's text is a part of it
LABELLED_SHARE = 0.4
# What a headline's label ("Watch: …", "Correction: …") may be mistaken for.
LABELLED = frozenset(
    {"media_player", "related_stories", "editorial_note", "newsletter_signup", "advertisement", "promotion", "comments"}
)
LEAD = 12  # blocks of prose whose words a headline is expected to share


# A time of day heads an entry of a live blog or a programme.
_TIMED = re.compile(r"\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]\.?m\b|uhr\b|[|:–—-])|\d{1,2}[:.]\d\d\b", re.I)


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
            if _same(company.letters(block), wanted):
                return Headline(block.index, "the words of the page's title")
    for block in candidates:
        if block.kind is Kind.HEADING and block.level == 1:
            return Headline(block.index, "the first-level heading above the article")
    return None if company.is_html else _in_text(company, candidates) or _labelled(company)


def _candidates(company: Company) -> Iterable[Block]:
    """Lines above the first prose that could be a headline, nearest to it first; with no prose, any."""
    found = 0
    above = company.before_core() if company.core[1] else iter(company.blocks[:LOOK_BACK])
    for block in above:
        if (
            company.free(block.index)
            and _could_be(block)
            and len(company.copies[company.letters(block)]) <= MOST_COPIES
        ):
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
        and not _TIMED.match(block.text)
    )


def _labelled(company: Company) -> Headline | None:
    """The first line, where a word list took its label for one of the page: "In pictures: the flood of 1953"."""
    if company.taken.get(0) not in LABELLED:  # nor if there is no line at all
        return None
    block = company.blocks[0]
    if not LEAST_WORDS <= block.features.words <= MOST_WORDS:
        return None
    lead = _lead(company)
    own = terms(block.text.partition(":")[2] or block.text)  # the label itself says nothing
    shared = len(own & lead) / len(own) if own else 0.0
    if shared < LABELLED_SHARE or block.features.ends:
        return None
    return Headline(0, f"the document's first line; {shared:.0%} of its words return in the text")


def _in_text(company: Company, candidates: list[Block]) -> Headline | None:
    """In a text nothing is marked: weigh what the line shares with the prose and how near to it the line stands."""
    if not candidates:
        return None
    lead = _lead(company)
    noisy = any(not company.free(i) for i in range(company.core[0]))
    # the first line, or what follows the bullets of a tabloid
    opening = next((b.index for b in company.blocks if b.kind is not Kind.LIST_ITEM), 0)
    told = next((b.index for b in company.blocks if company.free(b.index) and _sentence(b)), len(company.blocks))
    turns = Counter([_speaker(b.text) for b in company.blocks if ":" in b.text])
    scored = []
    for rank, block in enumerate(candidates):
        own = company.terms(block)
        shared = len(own & lead) / len(own) if own else 0.0
        first = block.index == opening and not noisy  # nothing of a page around it: an article begins with its headline
        if (not noisy and block.index > told) or (_speaker(block.text) and turns[_speaker(block.text)] > 1):
            continue  # the text has begun; a turn of a talk
        if _runs_on(company, block.index + 1):
            continue
        adjacent = rank == 0 and (first or any(company.prose))  # beside what is no prose it may be a line of a poem
        long_enough = block.features.words >= 4
        if not own or not (
            shared >= 0.3
            or (long_enough and ((adjacent and block.index <= 2) or first))
            or _above_facts(company, block.index)
        ):
            continue
        score = shared + 0.2 * adjacent + 0.2 * long_enough - 0.02 * rank
        score += FIRST * first + ABOVE_FACTS * _above_facts(company, block.index)
        scored.append((score - UNDER_TEXT * _under_text(company, block.index), -rank, block, shared))
    if not scored:
        return None
    _, _, block, shared = max(scored, key=lambda s: s[:2])
    return Headline(
        block.index, f"stands above the article, no sentence, and {shared:.0%} of its words return in the text"
    )


def _lead(company: Company) -> set[str]:
    """The words of the first paragraphs."""
    prose = itertools.islice(itertools.compress(company.blocks, company.prose), LEAD)
    return set().union(*map(company.terms, prose))


def _above_facts(company: Company, index: int) -> bool:
    """Whether the author or the date stands directly below."""
    return company.taken.get(index + 1) in ("byline", "date")


def _under_text(company: Company, index: int) -> bool:
    """Whether the free line directly above is a sentence: of a dialogue, a statute, a question's answer."""
    above = company.blocks[index - 1] if index else None
    return above is not None and company.free(above.index) and _sentence(above)


def _runs_on(company: Company, following: int) -> bool:
    """Whether the next line goes on in the middle of a sentence, as a verse does."""
    blocks = company.blocks
    return following < len(blocks) and company.free(following) and blocks[following].text[:1].islower()


def _speaker(text: str) -> str:
    """What stands before an early colon: who speaks, where it returns."""
    label, colon, _ = text[:40].partition(":")
    return label if colon else ""


def _sentence(block: Block) -> bool:
    return block.kind is not Kind.LIST_ITEM and block.features.ends and block.features.words > 4


def _same(own: str, wanted: str) -> bool:
    """Equal, or one within the other where little is added (a site's name, a kicker)."""
    if not own or not wanted:
        return False
    short, long = sorted((own, wanted), key=len)
    return short == long or (short in long and len(short) >= 0.6 * len(long) and len(short) >= 8)
