"""Somebody else's advertisement or its label, sponsored items, partner offers.

## What it removes
Lines such as "Advertisement", "Sponsored", "Story continues below", in any of the languages we have lists for.

## Why
The slot's label is text, even where the advertisement itself was never loaded.

## Example
Advertisement
Story continues below advertisement
Anzeige
Новости партнеров

## What it must keep
"Advertisement revenue fell by a tenth." · "The advertisement, shown during the final, drew complaints."
"""

from __future__ import annotations

from collections.abc import Sequence

from app.filters.block._common import by_phrase
from app.model import Block, Cue, Finding

CATEGORY = "advertisement"


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    return by_phrase(block, cues, patience=8)
