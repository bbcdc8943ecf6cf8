"""Bullets, pull quotes and leads that repeat the article's own words.

## What it removes
A bullet, quote or short paragraph of at least six words every sentence of which stands again in another block; a lead
cut off with "…" whose words open a paragraph; a bullet above the text that is the beginning of one of its sentences;
a long paragraph that stands a second time.

## Why
Sites repeat the strongest sentence above the text or in its midst; without its typography it reads as a stutter.

## Example
• The ministry said it would close the port on Monday.

## What it must keep
A refrain or short answer that recurs, the paragraph itself that the teaser repeats, a list that shares only words
with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, islice

from app.filters.page._company import Company
from app.filters.page._text import letters_of
from app.model import Block, Finding, Kind

CATEGORY = "teaser"
LEAST_WORDS = 6
LEAST_WORDS_UNENDED = 12  # of a line that is no sentence: shorter ones are entries of a table of contents
WHOLE_AGAIN = 8  # repeated paragraphs that show that the whole article stands twice
LEAST_WORDS_AGAIN = 20  # of a paragraph that stands twice in the running text
SENTENCE = 20  # letters: shorter sentences recur by chance
PREFIX = 40  # letters that a cut-off lead has to share

# Where a sentence ends. It begins with the mark itself, which is no letter, so that the search finds it fast.
_SENTENCE = re.compile(r"[.!?。！？](?:[\"”»’')\]]*\s+|(?<=[。！？]))")


def judge(company: Company) -> Iterable[Finding]:
    sentences = _sentences(company)
    home = _homes(sentences)
    again = {sentence for sentence, blocks in home.items() if len(blocks) > 1}
    first = _first_paragraph(company)
    above = any(index < first and _is_one_long(own) for index, own in sentences.items())
    openings = _openings(company, sentences) if above else {}
    alone = company.alone
    repeated: list[Finding] = []
    opening = {"".join(own)[:PREFIX]: index for index, own in reversed(sentences.items()) if company.prose[index]}
    for index, own in sentences.items():
        block = company.blocks[index]
        f = block.features
        if f.links > 0.5:
            continue
        where = _stands_again(index, own, home) if again.issuperset(own) else None
        if where is not None and _could_tease(block) and _is_the_copy(company, block, company.blocks[where]):
            found = Finding(index, 0.96, f"its words stand again in the article: “{_begin(company.blocks[where])}”")
            if alone and index > first and not _lifted_out(block, company.blocks[where]):
                repeated.append(found)
            else:
                yield found
        elif block.index < first and (whole := _shortened(own, openings)) is not None:
            yield Finding(block.index, 0.93, f"opens a sentence of the article: “{_begin(company.blocks[whole])}”")
        elif f.cut and f.words <= 60:
            begin = "".join(own)
            whole = opening.get(begin[:PREFIX])
            if (
                len(begin) >= PREFIX
                and whole is not None
                and whole != index
                and company.letters(company.blocks[whole]).startswith(begin)
            ):
                yield Finding(block.index, 0.93, "a paragraph's opening words once more, cut off")
    if len(repeated) >= WHOLE_AGAIN:  # of fewer whoever wrote it meant to say them twice
        yield from repeated


def _openings(company: Company, sentences: dict[int, list[str]]) -> dict[str, list[tuple[str, int]]]:
    """For the first letters of every sentence of a paragraph up to three that begin so, with their blocks."""
    openings: dict[str, list[tuple[str, int]]] = {}
    for index, own in sentences.items():
        if company.prose[index] and company.blocks[index].kind is Kind.PARAGRAPH:
            for sentence in own:
                known = openings.setdefault(sentence[:PREFIX], [])
                if len(known) < 3:
                    known.append((sentence, index))
    return openings


def _is_one_long(own: list[str]) -> bool:
    return len(own) == 1 and len(own[0]) >= PREFIX


def _shortened(own: list[str], openings: dict[str, list[tuple[str, int]]]) -> int | None:
    """The block of the article with a longer sentence that begins with this one sentence."""
    if not _is_one_long(own):
        return None
    return next((index for other, index in openings.get(own[0][:PREFIX], ()) if other.startswith(own[0])), None)


def _first_paragraph(company: Company) -> int:
    """Where the article's first paragraph stands; bullets above it sum it up."""
    return next((b.index for b in company.blocks if company.prose[b.index] and b.kind is Kind.PARAGRAPH), 0)


def _could_tease(block: Block) -> bool:
    numbered = block.marker[:1].isdigit() or block.text[:1].isdigit()
    return (block.features.ends or block.features.words >= LEAST_WORDS_UNENDED) and not numbered


def _sentences(company: Company) -> dict[int, list[str]]:
    """The letters of every block's sentences."""
    blocks = [b for b in company.blocks if b.features.words >= LEAST_WORDS and company.free(b.index)]
    split = [_SENTENCE.split(block.text) for block in blocks]
    own = iter(letters_of(list(chain.from_iterable(split))))
    return {
        block.index: [sentence for sentence in islice(own, len(parts)) if sentence]
        for block, parts in zip(blocks, split, strict=True)
    }


def _homes(sentences: dict[int, list[str]]) -> dict[str, list[int]]:
    """For each sentence of the page the blocks that hold it, at most three."""
    home: dict[str, list[int]] = {}
    for index, own in sentences.items():
        for sentence in own:
            known = home.setdefault(sentence, [])
            if len(known) < 3 and index not in known and len(sentence) >= SENTENCE:
                known.append(index)
    return home


def _stands_again(own: int, sentences: list[str], home: dict[str, list[int]]) -> int | None:
    """The block, other than this, that holds all of its sentences."""
    common: set[int] | None = None
    for sentence in sentences:
        if home[sentence] == [own]:
            return None
        blocks = {index for index in home[sentence] if index != own}
        common = blocks if common is None else common & blocks
        if not common:
            return None
    return max(common) if common else None


def _is_the_copy(company: Company, block: Block, other: Block) -> bool:
    """Of two blocks with the same words one is the article: the paragraph before the bullet, the longer, the first."""
    mine, theirs = company.letters(block), company.letters(other)
    if len(theirs) > len(mine):  # a sentence lifted out of a paragraph
        return company.prose[other.index] and (
            block.kind in (Kind.LIST_ITEM, Kind.QUOTE, Kind.HEADING) or block.features.words >= 8
        )
    if len(theirs) < len(mine):
        return False
    special = (Kind.LIST_ITEM, Kind.QUOTE)
    if (block.kind in special) != (other.kind in special):
        return block.kind in special
    outside = not company.core[0] <= block.index < company.core[1]
    if outside and company.core[0] <= other.index < company.core[1]:
        return True
    return block.index > other.index and block.features.words >= LEAST_WORDS_AGAIN


def _lifted_out(block: Block, other: Block) -> bool:
    """Whether it is a bullet, a quotation, or the one sentence of a longer paragraph: summary or pull quote."""
    alike = block.features.words * 2 > other.features.words or block.features.sentences > 1
    return block.kind in (Kind.LIST_ITEM, Kind.QUOTE) or not alike


def _begin(block: Block) -> str:
    return " ".join(block.text.split()[:6]) + "…"
