"""Consent and privacy banners.

## What it removes
Lines that ask for consent to cookies or tracking, and the buttons of such a banner.

## Why
The banner stands in the page's markup like any paragraph, so scrapers take it for text.

## Example
We use cookies to improve your experience on this site.
Accept all
Wir verwenden Cookies, um Inhalte zu personalisieren.

## What it must keep
Reporting about cookies: "The regulator fined the company because its cookies tracked readers without consent."
"""

from __future__ import annotations

from collections.abc import Sequence

from app.filters.block._common import by_phrase
from app.model import Block, Cue, Finding

CATEGORY = "cookie_notice"


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    return by_phrase(block, cues, patience=20)
