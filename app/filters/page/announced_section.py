"""A heading that opens a section of noise takes the section with it.

## What it removes
After a line such as "You may also like", "Leave a reply" or "About the author" the blocks that belong to it: on a
page the rest of the container that the heading opens; in a text the bullets, headlines, short lines and the
paragraphs under bullets, until the article resumes, another heading of the kind opens, or the document ends.

## Why
The heading alone says what follows; the items themselves look like any headline, name or paragraph.

## Example
Recommended Stories
• Talks open in Oslo
  Envoys of both sides met on Monday for a first round.

## What it must keep
The article's paragraphs after a box in its midst, a subheading of the article that only resembles a label, lists of
the article itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.filters.page._company import Company
from app.model import Block, Cue, Finding, Kind

CATEGORY = "related_stories"
MARKS = " .…:»>→›|[]()–—-"  # beside a button's words
ITEM_WORDS = 25  # a headline, a name, a label: no paragraph
SENTENCE_WORDS = 9  # of a sentence that no item of a list is
MENU_WORDS = 3
TURNS = frozenset({"comments", "date", "newsletter_signup"})
NEAR = 13  # blocks that the first comment and its date stand in
CONFIDENCE = 0.9
CONFIDENCE_KNOWN = 0.85  # of what the block tier has another name for: that name stands
HINT = 0.45  # of a summary where nothing shows a page around the article: whoever wrote it may have meant it so
CONFIDENCE_WITHIN = 0.97  # of the date or credit of an item: it is none of the article's
# How many blocks after the heading each kind of section may take when nothing in the layout bounds it. A box asks for
# one address, a bio has a paragraph or two; lists of stories and comments run to the end.
REACH = {
    "author_bio": 3,
    "newsletter_signup": 6,
    "disclaimer": 2,
    "tags": 12,
    "teaser": 8,
    "share_buttons": 10,
    "reading_time": 1,
    "data_widget": 20,
    "contact": 6,
    "promotion": 6,
    "advertisement": 6,
    "paywall": 6,
    "cookie_notice": 8,
    "media_player": 6,
}
# Of what these hold no line without a digit is longer, in words.
SMALL = {"data_widget": 4, "share_buttons": 5}
# In these a paragraph may be part of the section even where nothing marks it as an item.
WITH_PROSE = frozenset(
    {"author_bio", "disclaimer", "comments", "newsletter_signup", "cookie_notice", "paywall", "promotion", "contact"}
)
# Of these the paragraphs speak to the reader; one that does not is the article's.
ADDRESSED = frozenset({"newsletter_signup", "cookie_notice", "paywall", "promotion", "contact"})
_ADDRESS = re.compile(
    r"\b(?:you|your|we|our|us|sie|ihre?n?|wir|unser\w{0,2}|uns|du|dein\w{0,2}|vous|votre|vos|nous|notre|nos|te"
    r"|tu|tus|usted"
    r"|nuestr[oa]s?|você|seu|noss[oa]s?|voi|tuo|tua|tuoi|nostr[oaie]|vi|je|jouw|uw|ons|onze|twoj\w{1,4}"
    r"|nasz\w{0,4}|вы|вам"
    r"|вас|ваш\w{0,4}|наш\w{0,4}|мы|нам|нас|σας|μας|siz\w{0,4}|biz\w{0,4}|cookies?|get|receive|join|enter"
    r"|newsletter|subscri\w{1,8}|e-?mail)\b"
    r"|您|你|我们|我們|あなた|お客様|ください|メール|كم\b|لك\b|نا\b",
    re.I,
)
# What may stand between the items of a section without ending it.
WITHIN = frozenset(
    {
        "title",
        "byline",
        "date",
        "image_credit",
        "image_caption",
        "reading_time",
        "share_buttons",
        "section_label",
        "tags",
    }
)
ITEM_FACTS = frozenset({"title", "byline", "date", "image_credit", "reading_time"})
# Links below an entry of a list or at the end of it: they open nothing that an article goes on below.
BUTTONS = frozenset(
    (
        "read more", "see more", "view more", "show more", "load more", "learn more", "view all", "see all", "more",
        "show all", "next", "previous", "prev", "continue reading", "keep reading", "leave a comment", "post a comment",
        "mehr lesen", "weiterlesen", "mehr anzeigen", "alle anzeigen", "lire la suite", "voir plus", "voir tout",
        "leer más", "ver más", "ver todo", "ler mais", "ver mais", "leggi tutto", "vedi tutti", "lees meer",
        "czytaj więcej", "czytaj dalej", "zobacz więcej", "читать далее", "читать дальше", "показать ещё", "ещё",
        "περισσότερα", "διαβάστε περισσότερα", "devamını oku", "اقرأ المزيد", "阅读更多", "查看更多", "更多",
        "もっと見る",
    )
)  # fmt: skip
# The article is not over before these; they may stand anywhere.
NEVER_OPEN = frozenset(
    {"section_label", "byline", "date", "image_credit", "image_caption", "source_note", "stock_ticker", "error_widget"}
)


def judge(company: Company) -> Iterable[Finding]:
    opening = sorted(index for index, cue in company.openers.items() if cue.category not in NEVER_OPEN)
    if not opening:
        return
    sums = _add_up(company)
    alone = company.alone
    taken_until = 0
    for index in opening:
        cue = company.openers[index]
        if index < taken_until:
            continue
        members = _in_container(company, sums, index) if company.is_html else None
        if members is None:
            members, taken_until = _in_text(company, sums, index, cue)
        elif members:
            taken_until = members[-1] + 1
        if members and cue.category == "teaser":  # its heading is no other rule's
            members = [index, *members]
        hint = cue.category == "teaser" and alone
        for member in members:
            yield Finding(
                member,
                HINT if hint else _sure(company, member, cue),
                f"belongs to the section that “{company.blocks[index].text[:60]}” opens",
                category=cue.category,
            )


def _sure(company: Company, member: int, cue: Cue) -> float:
    if _of_an_item(company, member, cue):
        return CONFIDENCE_WITHIN
    return CONFIDENCE if company.taken.get(member, cue.category) == cue.category else CONFIDENCE_KNOWN


def _of_an_item(company: Company, member: int, cue: Cue) -> bool:
    """Whether the block is the date, author or picture of a story in the list or of a comment."""
    return cue.category in ("related_stories", "comments") and company.taken.get(member) in ITEM_FACTS


@dataclass(frozen=True, slots=True)
class _Sums:
    """What is counted of the page once, so that each heading costs no look at the whole of it.

    Attributes:
        words: words of prose before each block, and in all.
        prose: paragraphs of prose before each block, and in all.
        plain: the same of paragraphs that no list indents or marks.
        free: blocks that no block filter took, before each block, and in all.
        pairs: free paragraphs whose free predecessor, at or after each block, is no paragraph.
        tales: the same where the predecessor is none that an article may go on with, either.
    """

    words: list[int]
    prose: list[int]
    plain: list[int]
    free: list[int]
    pairs: list[int]
    tales: list[int]


def _add_up(company: Company) -> _Sums:
    blocks, prose = company.blocks, company.prose
    free = [company.free(b.index) for b in blocks]
    plain = [prose[b.index] and not _indented(company, b) and b.kind is not Kind.LIST_ITEM for b in blocks]
    pairs, tales = [0] * (len(blocks) + 1), [0] * (len(blocks) + 1)
    for above, below in itertools.pairwise(b for b in blocks if free[b.index]):
        pairs[above.index] = prose[below.index] and not prose[above.index]
        tales[above.index] = prose[below.index] and not _reads_on(company, above)
    return _Sums(
        words=_before(b.features.words if prose[b.index] else 0 for b in blocks),
        prose=_before(prose),
        plain=_before(plain),
        free=_before(free),
        pairs=_after(pairs),
        tales=_after(tales),
    )


def _before(counts: Iterable[int]) -> list[int]:
    return list(itertools.accumulate(counts, initial=0))


def _after(counts: list[int]) -> list[int]:
    return list(itertools.accumulate(reversed(counts)))[::-1]


def _in_container(company: Company, sums: _Sums, index: int) -> list[int] | None:
    """The rest of the largest element that the heading opens and that is no part of the article."""
    element = company.blocks[index].element
    found: tuple[int, int] | None = None
    ranges = company.page.blocks.ranges
    while element is not None:
        first, end = ranges[element.index]
        if first < index - 1 or _holds_article(sums, index, end):
            break
        if end - index > 1:
            found = (index, end)
        element = element.parent
    return list(range(found[0] + 1, found[1])) if found else None


def _holds_article(sums: _Sums, first: int, end: int) -> bool:
    """Whether most of the page's prose stands in the range."""
    return (sums.words[end] - sums.words[first]) * 3 > sums.words[-1]


def _in_text(company: Company, sums: _Sums, index: int, cue: Cue) -> tuple[list[int], int]:
    """The blocks of the section that the heading at ``index`` opens, and the block where looking for more ended."""
    blocks = company.blocks
    reach = min(len(blocks), index + 1 + REACH.get(cue.category, len(blocks)))
    resumes = _article_after(sums, index)
    longest = None if company.is_html else SMALL.get(cue.category)
    button = blocks[index].features.key.strip(MARKS) in BUTTONS
    if (
        not company.is_html
        and cue.category == "comments"
        and not (sums.words[index] and _holds_comments(company, index))
    ):
        return [], index + 1  # the number of comments: those themselves are elsewhere
    if resumes and not company.is_html and (button or cue.category == "comments"):
        return [], index + 1  # a link, or the number of comments above the article
    members: list[int] = []
    for at in range(index + 1, reach):
        block = blocks[at]
        if at in company.openers and company.openers[at].category not in (cue.category, *NEVER_OPEN):
            break
        if company.taken.get(at, cue.category) not in (cue.category, *WITHIN):
            break
        if cue.category == "related_stories" and _menu_begins(company, at):
            break
        if not company.is_html and cue.category in ADDRESSED and not _addresses(company, block):
            break
        if resumes and not _is_item(company, block, index):
            break
        if not resumes and _reads_on(company, block) and (button or not _may_hold(company, sums, block, index, cue)):
            break
        if longest is not None and block.features.words > longest and not block.features.digits:
            break
        if cue.category == "teaser" and block.text.endswith((":", "：")):
            break  # what it introduces is no point of the summary
        members.append(at)
    ended = index + 1 + len(members)
    while resumes and members and not company.free(members[-1]):
        members.pop()  # the article's own credit or date: it stands where the article goes on
    if resumes and members and len(members) == reach - index - 1 and reach < len(blocks):
        # never reached the end of it: hold only what is clearly an item
        members = [m for m in members if blocks[m].kind is Kind.LIST_ITEM or not company.prose[m]]
    # Where all of it was given back, no heading inside of it finds more.
    return members, members[-1] + 1 if members else ended


def _holds_comments(company: Company, index: int) -> bool:
    """Whether a line soon after the heading dates a comment or is of a form for one."""
    return any(company.taken.get(at) in TURNS for at in range(index + 1, index + NEAR))


def _addresses(company: Company, block: Block) -> bool:
    """Whether it may be a line of what speaks to the reader: it does, or a rule took it, or it is an item of a list."""
    return (
        not company.free(block.index)
        or block.kind is Kind.LIST_ITEM
        or _indented(company, block)
        or _ADDRESS.search(block.text) is not None
    )


def _menu_begins(company: Company, index: int) -> bool:
    """Whether three lines in a row are too short for headlines: the list is over and a menu follows."""
    ahead = company.blocks[index : index + 3]
    return len(ahead) == 3 and all(b.features.words <= MENU_WORDS and b.features.digits == 0 for b in ahead)


def _article_after(sums: _Sums, index: int) -> bool:
    """Whether the article goes on below: paragraphs that are no items' texts."""
    plain = sums.plain[-1] - sums.plain[index + 1]
    return plain >= 2 and (plain * 3 >= sums.prose[index] or plain > 6) and not _alternates(sums, index)


def _alternates(sums: _Sums, index: int) -> bool:
    """Headline, text, headline, text: a list of stories down to the end, each paragraph under a line that is none."""
    prose = sums.prose[-1] - sums.prose[index + 1]
    rest = sums.free[-1] - sums.free[index + 1]
    return prose > 0 and sums.pairs[index + 1] * 10 >= prose * 8 and rest >= prose * 2 - 1


def _is_item(company: Company, block: Block, index: int) -> bool:
    if block.kind is Kind.LIST_ITEM or _indented(company, block):
        return True
    return not company.prose[block.index] and block.features.words <= ITEM_WORDS and not block.features.ends


def _may_hold(company: Company, sums: _Sums, block: Block, index: int, cue: Cue) -> bool:
    """Whether a paragraph below the last of the article is the section's own."""
    if block.kind is Kind.LIST_ITEM or _indented(company, block):
        return True
    if cue.category in WITH_PROSE:
        return cue.category not in ADDRESSED or _ADDRESS.search(block.text) is not None
    above = company.blocks[block.index - 1]
    if above.index <= index or _reads_on(company, above):
        return False
    # the text under a headline of the list: cut short, or one of several such pairs
    return block.features.cut or not block.features.ends or sums.tales[index + 1] >= 2


def _reads_on(company: Company, block: Block) -> bool:
    """Whether it is a paragraph, or a short one that an article may go on with."""
    f = block.features
    ended = f.words >= SENTENCE_WORDS and f.ends and block.text[-1] not in "?？" and company.free(block.index)
    return company.prose[block.index] or (ended and block.kind is Kind.PARAGRAPH and not _indented(company, block))


def _indented(company: Company, block: Block) -> bool:
    """Whether the line is indented, as the text under a bullet is."""
    text = company.page.blocks.text
    return (
        block.start >= 2
        and text[block.start - 2 : block.start].isspace()
        and "\n" not in text[block.start - 2 : block.start]
    )
