"""Other stories glued to the end with nothing that announces them.

## What it removes
The last paragraphs of a text, from the one best cut to the end, that are the beginnings of other stories: they share
few words with the article, weighed by how rare the words are, and often stop in the middle of a sentence. Each
paragraph is asked how foreign it is to all before it; the cut that parts foreign ones best from the others is made
where its score says so. Lines between them go too, and so does the headline right above the first. The weights are
learned from articles with the beginnings of others behind them; how well they do stands in the weights file.

## Why
Scrapes take along what stands below an article; without tags the leads of other stories read as further paragraphs.

## Example
UNREST: Police arrested 13 people in the capital on Sunday, officials said. The protests, which began over the price of

## What it must keep
An article whose own last paragraph was cut off by the scraper, a paragraph that turns to a new aspect, an interview, a
list of unlike things, a document of two paragraphs. Pages with tags are left to the scorer of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.filters.page._company import Company
from app.filters.page._text import terms
from app.filters.page._trailing import LEAST_BEFORE, Compared, Passage, passages, score
from app.filters.page._trailing_weights import load
from app.model import Block, Finding, Kind

CATEGORY = "trailing_story"
LEAST, MOST = 0.75, 0.94  # confidence: of a cut that is just made, and of the surest
SURER = 0.03  # for each point of a cut's score
HEADLINE_WORDS = 25  # of a line above the first story that may be its headline
FOREIGN = 0.35  # share of a headline's words that the article may hold


def judge(company: Company) -> Iterable[Finding]:
    if company.is_html:
        return
    found = passages(company.page.blocks, company.taken)
    if len(found) <= LEAST_BEFORE:
        return
    scores, compared = score(found, load())
    cut = int(scores.argmax())
    if scores[cut] <= 0:
        return
    sure = min(MOST, LEAST + SURER * float(scores[cut]))
    tail = found[compared.first + cut :]
    yield from _stories(tail, compared, cut, sure)
    stories = {passage.block.index for passage in tail}
    first, last = tail[0].block.index, tail[-1].block.index
    for block in company.blocks[first : last + 1]:  # what stands between two other stories belongs to them
        if block.index not in stories and company.free(block.index):
            yield Finding(block.index, sure - 0.1, "stands between paragraphs of other stories")
    if _is_headline(company, found[: compared.first + cut], first - 1):
        yield Finding(first - 1, sure - 0.1, "the headline of the other story below it")


def _stories(tail: Sequence[Passage], compared: Compared, cut: int, sure: float) -> Iterable[Finding]:
    ended_badly = sum(passage.cut for passage in tail)
    last = f"the last {len(tail)} paragraphs" if len(tail) > 1 else "the last paragraph"
    if ended_badly:
        signal = f"{ended_badly} of {last} end in mid-sentence" if len(tail) > 1 else f"{last} ends in mid-sentence"
    else:
        nearest = compared.by_cut["nearest"][cut:, cut].max()
        signal = f"{last} {'are' if len(tail) > 1 else 'is'} no more than {nearest:.0%} like any before"
    for passage, shares in zip(tail, compared.by_cut["shared"][cut:, cut], strict=True):
        yield Finding(
            passage.block.index,
            sure,
            f"another story: shares {shares:.0%} of its words, rare ones counting most, with the article; {signal}",
        )


def _is_headline(company: Company, article: Sequence[Passage], index: int) -> bool:
    """Whether a line right above other stories is the first one's headline and not the article's last line."""
    block: Block = company.blocks[index]
    f = block.features
    if f.ends or f.words > HEADLINE_WORDS or block.kind not in (Kind.PARAGRAPH, Kind.HEADING):
        return False
    if index <= article[-1].block.index or not company.free(index):
        return False
    own = terms(block.text)
    held = own & set().union(*(terms(passage.text) for passage in article))
    return bool(own) and len(held) <= FOREIGN * len(own)
