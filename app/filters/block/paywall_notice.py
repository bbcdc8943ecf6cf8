"""Asks the reader to pay, register or log in to go on reading.

## What it removes
Subscription walls: their offers, log-in questions and notes on how many articles or characters are left.

## Why
Scrapers see the article and the wall that stands over it.

## Example
Already a subscriber? Log in
Cet article est réservé aux abonnés.
この記事は有料記事です。残り351文字

## What it must keep
Business news: "The publisher gained 40,000 subscribers in the quarter."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, opens_quote
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "paywall"
SHAPE = Shape(
    r"(?:only|just|from|nur|ab|dès|seulement|desde|solo|por|da|vanaf|od)?\s?(?:[$€£]\s?\d"
    r"|\d[\d.,]{0,6}\s?(?:[$€£]|EUR))",
    has=("残り", "全文", "left this month", "s left", "remaining"),
)

_LEFT = re.compile(
    r"(?:残り\s?[:：]?\s?[\d,]{1,7}\s?文字|[\d,]{1,7}\s?文字\s?/\s?全文[\d,]{1,7}\s?文字"
    r"|(?:you have |you've )?(?:read )?\d{1,2} (?:free |of \d{1,2} )?(?:free )?articles? (?:left"
    r"|remaining)(?: this month)?)",
    re.I,
)
# "£1 a week for 12 weeks", "€ 9,99 / Monat", "Only $4 per month": a price and the time it buys, little else.
_OFFER = re.compile(
    r"(?:only|just|from|nur|ab|dès|seulement|desde|solo|por|da|vanaf|od)?\s?(?:[$€£]\s?\d[\d.,]{0,6}"
    r"|\d[\d.,]{0,6}\s?[$€£]|\d[\d.,]{0,6} EUR)"
    r"\s?(?:/|a|per|every|pro|im|par|al|por|ao|alla|al|per|na|miesięcznie)?\s?"
    r"(?:week|month|year|4 weeks|woche|monat|jahr|semaine|mois|an|mes|año|semana|mês|ano|settimana"
    r"|mese|anno|maand|jaar|miesiąc|rok)"
    r"(?:ly|lich)?(?:[ ,.–-]{1,3}(?:for|für|pendant|durante|por|per|cancel|kündbar|sans engagement"
    r"|then|danach|puis|luego|billed)\b.{0,60})?[.!]?",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if finding := by_phrase(block, cues, patience=16):
        return finding
    if opens_quote(block):
        return None
    if left := _LEFT.search(block.text):
        if block.features.words <= 25:
            return Finding(block.index, 0.95, f"says how much is left to read: “{left.group()}”")
    elif block.features.words <= 16 and _OFFER.fullmatch(block.text):
        return Finding(block.index, 0.65, "is only a price and the time that it buys")
    return None
