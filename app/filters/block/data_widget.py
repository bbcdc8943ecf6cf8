"""Weather, scores, polls, quizzes, currency tables, programme guides.

## What it removes
Lines that are a temperature, a rate of exchange, or the label of such a box.

## Why
Sites fill their heads and margins with small tables that change by the hour.

## Example
London 14°C
1 EUR = 1.0842 USD
USD 41,20 EUR 44,85

## What it must keep
"In London 14°C were measured." · "The dollar rose to 41.20 lira." · results that the report itself lists
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "data_widget"
_SIGNS = ("°", "℃", "º", "$", "€", "£", "¥", "₽", "₺", "=")
_NAMED = ("USD", "EUR", "GBP", "CHF", "JPY", "RUB", "TRY", "CNY", "PLN")
_SPELT = ("ollar", "uro", "оллар", "вро")
SHAPE = Shape(
    given=(
        (
            (*_SIGNS, *_NAMED, *_SPELT),
            r"(?-i:(?=.{0,110}$).*?(?:\d\s?[°℃º]|(?:USD|EUR|GBP|CHF|JPY|RUB|TRY|CNY|PLN|[Dd]ollar|[Ee]uro|[Дд]оллар|[Ее]вро"
            r"|[$€£¥₽₺])\s?[:=•|–-]?\s?\d|=\s?\d))",
        ),
    ),
)

_PLACE = r"(?:[^\W\d_][^\d°,;!?]{0,30}[,:]?\s)?"
_DEGREES = r"[-+−]?(?:\d{1,2}|1[01]\d)(?:[.,]\d)?\s?(?:°|º|℃)\s?[CF]?"
_WEATHER = re.compile(
    rf"{_PLACE}{_DEGREES}(?:\s?[/|–-]?\s?{_DEGREES})?(?:(?<=[CF℃]),? [^\W\d_][^\d.!?]{{0,30}})?", re.I
)
_MONEY = (
    r"(?:USD|EUR|GBP|CHF|JPY|CNY|RUB|UAH|TRY|PLN|CZK|HUF|SEK|NOK|DKK|INR|PKR|BRL|ARS|MXN|CAD|AUD"
    r"|[$€£¥₽₴₺]|dollar|euro|dólar|доллар|евро|dolar)"
)
_RATE = re.compile(
    rf"(?:1 )?{_MONEY}(?:\s?/\s?{_MONEY})?\s?[:=•|–-]?\s?\d{{1,6}}[.,]\d{{1,4}}(?:\s?{_MONEY})?"
    rf"(?:[\s,;|•]{{1,3}}{_MONEY}\s?[:=•|]?\s?\d{{1,6}}[.,]\d{{1,4}}){{0,5}}",
    re.I,
)
_EQUALS = re.compile(rf"1 {_MONEY}\s?=\s?\d[\d.,]{{0,8}}\s?{_MONEY}", re.I)
_SINGLE = re.compile(rf"{_MONEY}\s?\d{{1,6}}[.,]\d{{1,4}}", re.I)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text, features = block.text, block.features
    if features.words <= 8 and not features.ends:
        if _WEATHER.fullmatch(text):
            sure = 0.85 if features.words <= 4 else 0.6
            return Finding(block.index, sure, f"a place and a temperature: {shorten(text)}")
        if _EQUALS.fullmatch(text):
            return Finding(block.index, 0.8, f"a rate of exchange: {shorten(text)}")
    if features.words <= 16 and not features.ends and _RATE.fullmatch(text):
        # One currency alone is a price, or a row of prices, that the text gives.
        kinds = set(re.findall(r"[A-Z]{3}|[$€£¥₽₴₺]|[^\W\d]{4,}", text))
        if len(kinds) > 1 or not _SINGLE.match(text):
            return Finding(block.index, 0.8, f"rates of exchange: {shorten(text)}")
    return by_phrase(block, cues, patience=8)
