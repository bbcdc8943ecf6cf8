"""Copyright, terms, imprint, address, agency footer.

## What it removes
The © line, "all rights reserved", terms and imprint lines, notes that text must not be republished.

## Why
The page's legal footer ends up behind the last paragraph.

## Example
© 2021 Example Media. All rights reserved.
Alle Rechte vorbehalten.
Copyright 2022 The Associated Press. All rights reserved. This material may not be published or broadcast.

## What it must keep
"Copyright law protects the melody." · "The company reserved all rights to the film in 1999."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import AGENCY, by_phrase, opens_quote
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "legal_footer"
SHAPE = Shape(r"copyright|\(c\)", has=("©", "(c)", "(C)", "opyright", "COPYRIGHT", "版权", "版權", "著作権"), chars=500)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BY_SIGN = re.compile(r"(?:copyright\s?)?(?:©|\(c\) ?(?:19|20)\d\d|copyright (?:©|\(c\)|(?:19|20)\d\d))", re.I)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if not opens_quote(block) and (sign := _BY_SIGN.search(text)):
        year = _YEAR.search(text, sign.start(), sign.start() + 40)
        if sign.start() <= 60 and year:
            return Finding(block.index, 0.97 if sign.start() < 12 else 0.93, "a copyright sign and a year")
        if sign.start() == 0 and block.features.words <= 20 and not AGENCY.search(text):
            return Finding(block.index, 0.75, "begins with a copyright sign")
    return by_phrase(block, cues, patience=20)
