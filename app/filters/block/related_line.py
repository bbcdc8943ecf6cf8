"""Other stories, announced by a label in the line or by a heading.

## What it removes
Lines such as "READ | …", "Read more: …", ">>> A LIRE – …", "Читайте также: …", and headings such as "Recommended
stories";
what stands under such a heading is judged with it elsewhere.

## Why
Sites link their other stories from between the paragraphs of this one.

## Example
READ MORE: Port reopens after storm
>>> A LIRE – Le port rouvre
Lesen Sie auch: Hafen wieder offen
You may also like...

## What it must keep
"Read more books, the teacher said." · "Related costs rose by a fifth." · kickers at the start of a report: "UNREST:
The authorities …"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, opens_quote, prose, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "related_stories"
SHAPE = Shape(
    r"[([]?(?:>>|»|→|➡|👉|☞|➤|⇒|read\b|see\b|also\b|watch|listen|must|related|more|explore|check out)"
    r"|(?-i:[A-ZÀ-Þ' ]{4,24}\s?[|│>»])"
)

_ARROW = re.compile(r"[([]?(?:>{2,4}|»{1,3}|→|➡️?|👉|☞|➤|⇒)\s?\S.{5,200}")
_LABEL = re.compile(r"(?P<label>[A-ZÀ-ÞÇĞİŞ][A-ZÀ-ÞÇĞİŞ'’ ]{3,24})\s?[|│]\s?[^\W\d][^|│]{8,200}")
# "Read more: …", "Also read - …", "See also > …", "[Read: …]": an order to read, a mark, a headline.
_ORDER = re.compile(
    r"[([]?(?:also |must |related |more )?(?:read|see|watch|listen|explore|check out)(?: (?:also|more"
    r"|next|this|now|here|our|the full story|related|on|it))*?"
    r"\s?(?:[:|>»│–—]|\s-\s)\s?(?P<rest>\S.{4,200})",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    words = block.features.words
    if finding := by_phrase(block, cues, patience=30):
        return finding
    if opens_quote(block) or words > 32:
        return None
    if (order := _ORDER.fullmatch(text)) and not prose(block, 24):
        return Finding(block.index, 0.88, f"sends the reader to {shorten(order['rest'])}")
    if not prose(block, 20):
        if _ARROW.fullmatch(text) and words <= 24:
            return Finding(block.index, 0.8, "begins with an arrow that points at another story")
        if (label := _LABEL.fullmatch(text)) and words > 4 and not text.isupper() and not block.features.ends:
            return Finding(block.index, 0.6, f"a label {shorten(label['label'].strip())}, a bar and a headline")
    return None
