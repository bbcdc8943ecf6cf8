"""Disclosures and disclaimers.

## What it removes
Notes that the views are the author's, that the text is no advice, that links earn a commission, and the labels of them.

## Why
They close opinion pieces, market reports and reviews, and say nothing about the story.

## Example
The views expressed are those of the author.
Disclosure: the author holds shares of the company.
Este artículo no constituye asesoramiento financiero.

## What it must keep
"The views expressed in the letter drew criticism from both parties." · "The rule on disclosure was passed in May."
"""

from __future__ import annotations

from collections.abc import Sequence

from app.filters.block._common import by_phrase
from app.model import Block, Cue, Finding

CATEGORY = "disclaimer"


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    return by_phrase(block, cues, patience=14)
