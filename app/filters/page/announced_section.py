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

from app.filters.page._company import Company
from app.model import Block, Cue, Finding, Kind

CATEGORY = "related_stories"
ITEM_WORDS = 25  # a headline, a name, a label: no paragraph
SENTENCE_WORDS = 9  # of a sentence that no item of a list is
MENU_WORDS = 3
CONFIDENCE = 0.9
CONFIDENCE_KNOWN = 0.85  # of what the block tier has another name for: that name stands
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
# The article is not over before these; they may stand anywhere.
NEVER_OPEN = frozenset(
    {"section_label", "byline", "date", "image_credit", "image_caption", "source_note", "stock_ticker", "error_widget"}
)


def judge(company: Company) -> Iterable[Finding]:
    taken_until = 0
    for index in sorted(company.openers):
        cue = company.openers[index]
        if cue.category in NEVER_OPEN or index < taken_until:
            continue
        members = _in_container(company, index) if company.is_html else None
        if members is None:
            members = _in_text(company, index, cue)
        if not members:
            continue
        taken_until = members[-1] + 1
        for member in members:
            yield Finding(
                member,
                _sure(company, member, cue),
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


def _in_container(company: Company, index: int) -> list[int] | None:
    """The rest of the largest element that the heading opens and that is no part of the article."""
    element = company.blocks[index].element
    found: tuple[int, int] | None = None
    ranges = company.page.blocks.ranges
    while element is not None:
        first, end = ranges[element.index]
        if first < index - 1 or _holds_article(company, index, end):
            break
        if end - index > 1:
            found = (index, end)
        element = element.parent
    return list(range(found[0] + 1, found[1])) if found else None


def _holds_article(company: Company, first: int, end: int) -> bool:
    """Whether most of the page's prose stands in the range."""
    prose = company.prose
    inside = sum(company.blocks[i].features.words for i in range(first, end) if prose[i])
    total = sum(block.features.words for block in company.blocks if prose[block.index])
    return inside * 3 > total


def _in_text(company: Company, index: int, cue: Cue) -> list[int]:
    blocks = company.blocks
    reach = min(len(blocks), index + 1 + REACH.get(cue.category, len(blocks)))
    resumes = _article_after(company, index)
    members: list[int] = []
    for block in blocks[index + 1 : reach]:
        if block.index in company.openers and company.openers[block.index].category not in (cue.category, *NEVER_OPEN):
            break
        if company.taken.get(block.index, cue.category) not in (cue.category, *WITHIN):
            break
        if cue.category == "related_stories" and _menu_begins(company, block.index):
            break
        if resumes and not _is_item(company, block, index):
            break
        if not resumes and _reads_on(company, block) and not _may_hold(company, block, index, cue):
            break
        members.append(block.index)
    while resumes and members and not company.free(members[-1]):
        members.pop()  # the article's own credit or date: it stands where the article goes on
    if resumes and members and len(members) == reach - index - 1 and reach < len(blocks):
        # never reached the end of it: hold only what is clearly an item
        members = [m for m in members if blocks[m].kind is Kind.LIST_ITEM or not company.prose[m]]
    return members


def _menu_begins(company: Company, index: int) -> bool:
    """Whether three lines in a row are too short for headlines: the list is over and a menu follows."""
    ahead = company.blocks[index : index + 3]
    return len(ahead) == 3 and all(b.features.words <= MENU_WORDS and b.features.digits == 0 for b in ahead)


def _article_after(company: Company, index: int) -> bool:
    """Whether the article goes on below: paragraphs that are no items' texts."""
    plain = [
        b
        for b in company.blocks[index + 1 :]
        if company.prose[b.index] and not _indented(company, b) and b.kind is not Kind.LIST_ITEM
    ]
    before = sum(company.prose[:index])
    return len(plain) >= 2 and (len(plain) * 3 >= before or len(plain) > 6) and not _alternates(company, index)


def _alternates(company: Company, index: int) -> bool:
    """Headline, text, headline, text: a list of stories down to the end, each paragraph under a line that is none."""
    rest = [b for b in company.blocks[index + 1 :] if company.free(b.index)]
    pairs = sum(company.prose[b.index] and not company.prose[a.index] for a, b in itertools.pairwise(rest))
    prose = sum(company.prose[b.index] for b in rest)
    return prose > 0 and pairs * 10 >= prose * 8 and len(rest) >= prose * 2 - 1


def _is_item(company: Company, block: Block, index: int) -> bool:
    if block.kind is Kind.LIST_ITEM or _indented(company, block):
        return True
    return not company.prose[block.index] and block.features.words <= ITEM_WORDS and not block.features.ends


def _may_hold(company: Company, block: Block, index: int, cue: Cue) -> bool:
    """Whether a paragraph below the last of the article is the section's own."""
    if block.kind is Kind.LIST_ITEM or _indented(company, block):
        return True
    if cue.category in WITH_PROSE:
        return cue.category not in ADDRESSED or _ADDRESS.search(block.text) is not None
    above = company.blocks[block.index - 1]
    if above.index <= index or _reads_on(company, above):
        return False
    # the text under a headline of the list: cut short, or one of several such pairs
    return block.features.cut or not block.features.ends or _pairs(company, index) >= 2


def _reads_on(company: Company, block: Block) -> bool:
    """Whether it is a paragraph, or a short one that an article may go on with."""
    f = block.features
    ended = f.words >= SENTENCE_WORDS and f.ends and block.text[-1] not in "?？" and company.free(block.index)
    return company.prose[block.index] or (ended and block.kind is Kind.PARAGRAPH and not _indented(company, block))


def _pairs(company: Company, index: int) -> int:
    """How often below ``index`` a paragraph stands under a line that is none."""
    rest = [b for b in company.blocks[index + 1 :] if company.free(b.index)]
    return sum(company.prose[b.index] and not _reads_on(company, a) for a, b in itertools.pairwise(rest))


def _indented(company: Company, block: Block) -> bool:
    """Whether the line is indented, as the text under a bullet is."""
    text = company.page.blocks.text
    return (
        block.start >= 2
        and text[block.start - 2 : block.start].isspace()
        and "\n" not in text[block.start - 2 : block.start]
    )
