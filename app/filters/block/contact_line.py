"""How to reach the newsroom or the press office, tips, "report an error".

## What it removes
Lines that give the newsroom's or an issuer's address, number or mail, or ask for tips and corrections.

## Why
They close press releases and stories, and head the footers of sites.

## Example
Got a tip? Email tips@example.org
Media contact:
Fehler melden
newsdesk@example.org

## What it must keep
A hotline that the reporter gives: "The Samaritans can be called on 116 123." · "Contact with the crew was lost."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "contact"
SHAPE = Shape(r"\(?[+0]\d|\(\d|tel|fax|phone|mail", has=("@",), digits=r"\+\d", chars=180)

_MAIL = r"[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20}){1,3}"
_PHONE = r"\(?\+?\d[\d\s().-]{6,20}"
_LABEL = r"[^\W\d_][^\d@.!?]{0,30}[:：]?\s?"
# A mail address or a telephone number, alone or behind a label of a few words.
_ADDRESS = re.compile(
    rf"(?:{_LABEL})?(?:{_MAIL}|\(?\+\d[\d\s().-]{{6,20}}\d\)?)(?:\s?[,;|/]\s?(?:{_MAIL}"
    rf"|{_PHONE}))?[.)]?",
    re.I,
)
_WRITE = re.compile(rf"[^.!?]{{3,120}}\b{_MAIL}\.?")


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if finding := by_phrase(block, cues, patience=14):
        return finding
    if block.features.words <= 8 and _ADDRESS.fullmatch(block.text):
        return Finding(block.index, 0.8, "is only an address to write to or a number to call")
    if block.features.words <= 20 and _WRITE.fullmatch(block.text):
        return Finding(block.index, 0.6, "one short sentence that ends in a mail address")
    return None
