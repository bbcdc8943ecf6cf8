"""Other stories glued to the end with nothing that announces them.

## What it removes
The last paragraphs of a document, from the one best cut to the end, when they share few words with the article *and*
look like leads of other stories: cut off in the middle of a sentence, or opened by a kicker in capitals or a
dateline. Both signals are needed, and both stand in the reason.

## Why
Scrapers take along what stands below an article; without tags the leads of other stories read as further paragraphs.

## Example
UNREST: Police arrested 13 people in the capital on Sunday, officials said. The protests, which began over the price of

## What it must keep
An article whose own last paragraph was cut off by the scraper, a paragraph that turns to a new aspect, a document of
two paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.filters.page._company import Company
from app.filters.page._text import terms
from app.model import Block, Finding, Kind

CATEGORY = "trailing_story"
LEAST_BEFORE = 3  # paragraphs that the article itself must have
LEAST_WORDS = 18  # of a paragraph that is judged
MOST_TAIL = 40  # paragraphs of other stories
# Weights of the sum that chooses the cut. Set by hand on articles of WCXB's development split with the cut-off leads of
# other articles behind them: a paragraph of the article shares .48 to .76 of its stems with the others (quartiles), one
# of another story .20 to .41.
EXPECTED_SHARE = 0.7  # of what the article's paragraphs share with one another, below which a paragraph is strange
EXPECTED_SHARE_ALONE = 0.55  # the same where one paragraph has no others of its kind beside it
CUT_OFF = 0.55
OPENS_ANEW = 0.3
WHOLE = -0.25
BIAS = 0.15

_KICKER = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω][A-ZÀ-ÖØ-ÞА-ЯΑ-Ω’' -]{3,40}: (?=\S)")
_DATELINE = re.compile(r"[A-ZÀ-Þ][\w.,’' -]{2,40}(?:\([A-Z][\w ]{1,20}\)\s*)?[—–-]{1,2}\s")


@dataclass(frozen=True, slots=True)
class _Strangeness:
    index: int
    share: float
    cut: bool
    opens: bool
    score: float


def judge(company: Company) -> Iterable[Finding]:
    leads = _cut_leads(company)
    paragraphs = [
        b for b in company.blocks if b.features.words >= LEAST_WORDS and (company.prose[b.index] or b.index in leads)
    ]
    if company.is_html or len(paragraphs) <= LEAST_BEFORE:
        return
    tail = _best_tail(paragraphs)
    if not tail:
        return
    cut = sum(p.cut for p in tail)
    opens = sum(p.opens for p in tail)
    sure = min(0.94, 0.7 + 0.1 * len(tail) + 0.05 * (cut == len(tail)))
    signal = (
        f"{cut} of {len(tail)} end in mid-sentence" if cut else f"{opens} of {len(tail)} open with a kicker or dateline"
    )
    for part in tail:
        yield Finding(
            part.index,
            sure,
            f"another story: shares {part.share:.0%} of its words with the article; of the last paragraphs {signal}",
        )
    first, last = tail[0].index, tail[-1].index
    strange = {part.index for part in tail}
    for block in company.blocks[first : last + 1]:  # what stands between two other stories belongs to them
        if block.index not in strange and company.free(block.index):
            yield Finding(block.index, sure - 0.1, "stands between paragraphs of other stories")


def _cut_leads(company: Company) -> set[int]:
    """The document's last paragraphs, if they are leads cut off before they were long enough to pass for prose.

    One of them at least has to open as a lead does: lists, code and captions go unended as well.
    """
    last: list[Block] = []
    for block in reversed(company.blocks):
        f = block.features
        if not (block.kind is Kind.PARAGRAPH and f.words >= LEAST_WORDS and not f.ends and f.capitals < 0.5):
            break
        last.append(block)
    opened = any(_KICKER.match(block.text) or _DATELINE.match(block.text) for block in last)
    return {block.index for block in last} if opened and len(last) > 1 else set()


def _best_tail(paragraphs: list[Block]) -> list[_Strangeness]:
    """The paragraphs after the cut with the greatest summed strangeness, if both signals are there; else none."""
    own = [terms(block.text) for block in paragraphs]
    counts: dict[str, int] = {}
    for found in own:
        for term in found:
            counts[term] = counts.get(term, 0) + 1
    shares = [_share(found, counts, 1) for found in own]
    half = sorted(shares[: max(LEAST_BEFORE, len(shares) // 2)])
    usual = half[len(half) // 2]
    # Walk from the end: a term counts as the article's only while a paragraph before the cut holds it.
    before = dict(counts)
    tail: list[_Strangeness] = []
    best: list[_Strangeness] = []
    total = best_total = 0.0
    for i in range(len(paragraphs) - 1, LEAST_BEFORE - 1, -1):
        if len(tail) >= MOST_TAIL:
            break
        for term in own[i]:
            before[term] -= 1
        share = _share(own[i], before, 0)
        part = _strangeness(paragraphs[i], share, usual)
        tail.append(part)
        total += part.score
        if total > best_total and part.score > 0:
            best_total, best = total, tail[::-1]
    while best and best[0].share >= usual * EXPECTED_SHARE:
        del best[0]  # the article's own last paragraph, cut off or not
    strange = sum(p.share < usual * EXPECTED_SHARE for p in best)
    signals = sum(p.cut or p.opens for p in best)
    if not best or strange * 2 < len(best) or signals * 2 < len(best):
        return []
    if len(best) == 1 and not (best[0].cut and best[0].share < usual * EXPECTED_SHARE_ALONE):
        return []
    return best


def _strangeness(block: Block, share: float, usual: float) -> _Strangeness:
    cut = (block.features.cut or not block.features.ends) and not block.text.endswith((":", "："))
    opens = bool(_KICKER.match(block.text) or _DATELINE.match(block.text))
    far = (usual * EXPECTED_SHARE - share) / max(usual, 0.05)
    score = max(-0.6, min(0.5, far)) + (CUT_OFF if cut else WHOLE) + OPENS_ANEW * opens - BIAS
    return _Strangeness(block.index, share, cut, opens, score)


def _share(own: set[str], counts: dict[str, int], at_least: int) -> float:
    """The share of a paragraph's stems that stand in others, too."""
    if not own:
        return 1.0
    return sum(counts.get(term, 0) > at_least for term in own) / len(own)
