"""Market quotes in a strip, list or widget.

## What it removes
Lines shaped *symbol, price, change*: a name in capitals or a pair of them, a number, then a signed change, a change in
percent, an arrow or the words for one. Several quotes may stand in one line, and a date or a bullet before the first.

## Why
Financial sites print a strip of quotes above every story; scrapers take it along as the first lines.

## Example
ABC 72.40 Decreased By ▼ -0.36 (-0.49%)
▲ S&P 500 5,277.51 +0.80%
EUR/USD 1.0842 -0.12%

## What it must keep
A quote inside a sentence: "Tesla (TSLA -1.06%) stock is up", "the Dow rose 24.88 points, or 0.2%". Rows of a company's
results or of a poll: "Revenue 1,234 +5%".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding, Kind

CATEGORY = "stock_ticker"
WORDS = 40
SHAPE = Shape(
    has=tuple("▲▼△▽↑↓"),
    given=((("%", " -", " +", " −", " –"), r"(?=.{0,400}$).*?(?:\d\s?%|\d [-+−–]\d)"),),
    chars=400,
)

_ARROWS = frozenset("▲▼△▽↑↓⬆⬇🔺🔻🟢🔴►◄=")
_NUMBER = re.compile(r"[$€£¥₹₽₺₩]?\d[\d.,']{0,14}(?:[kKMB]|[$€£¥₹₽₺₩]|pts?\.?|p)?")
_CHANGE = re.compile(
    r"[(\[]?[▲▼△▽↑↓]?(?:[-+−–±][$€£¥₹]?\d[\d.,]{0,12}%?|[$€£]?\d[\d.,]{0,8}%)[)\],]{0,2}"
    r"|\([-+−]?\d[\d.,]{0,12}%?\)"
)
_WORDING = frozenset(
    "increased decreased by no change unch unchanged unch. up down gained lost plus minus steigt "
    "fällt hausse baisse sube"
    " baja alta queda rialzo ribasso рост падение points pts pkt % usd eur pts. punkte пунктов".split()
)
_DATE = re.compile(r"(?:date )?\d{4}(?:-\d\d){1,2}\s|\d{1,2}[./]\d{1,2}[./]\d{2,4}\s|[•·▪*|]\s*")
_ROW = re.compile(r"A?(?:W{1,6}[NSAw]{1,7})+")
_GROUP = re.compile(r"(W{1,6})([NSAw]{1,7})")
# What stands before the figures in results, polls and statistics instead of a security.
_FIGURES = re.compile(
    r"\b(?:revenues?|sales|profits?|income|earnings|ebit\w*|eps|margins?|cash|debt|orders|turnover"
    r"|costs?|total|assets|dividend"
    r"|population|unemployment|inflation|gdp|turnout|cases|deaths|votes?|growth|volume|umsatz\w*"
    r"|gewinn|ergebnis|marge|chiffre"
    r"|bénéfice|ventas|ingresos|beneficio|receita|lucro|vendas|ricavi|utile|omzet|winst|przychody|zysk|выручка"
    r"|прибыль"
    r"|spd|cdu|csu|fdp|afd|labour|tories|conservatives|democrats?|republicans?|turnover|price|average|year|q[1-4])\b",
    re.I,
)
_CURRENCY = re.compile(
    r"[▲▼↑↓]?\s?(?:us[- ])?(?:d[oó]lar(?:es)?|dollar|euro|pound sterling|sterlin|yen|doları?|доллар|евро|юань"
    r"|злотый|dolar"
    r" amerykański|frank szwajcarski|franc suisse|libra esterlina)(?: \w{2,12})?\s\D{0,4}\d",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    return _row(block) or by_phrase(block, cues, patience=6)


def _row(block: Block) -> Finding | None:
    text = block.text
    for _ in range(2):
        if opening := _DATE.match(text):
            text = text[opening.end() :]
    tokens = text.replace("|", " ").split()
    if not tokens or _FIGURES.search(text):
        return None
    classes = "".join(map(_class, tokens))
    if not _ROW.fullmatch(classes):
        return None
    quotes = _GROUP.findall(classes)
    if not all(set(figures) & {"S", "A"} and set(figures) & {"N", "S"} for _, figures in quotes):
        return None
    sure = _sure(tokens, quotes, classes, block)
    if sure is None:
        return None
    if len(quotes) == 1 and _CURRENCY.match(text):
        return Finding(block.index, sure, "a currency, its rate and a change", category="data_widget")
    count = "a quote" if len(quotes) == 1 else f"{len(quotes)} quotes"
    return Finding(block.index, sure, f"{count} shaped SYMBOL price change: {classes_in_words(classes)}")


def classes_in_words(classes: str) -> str:
    """What a row consists of, for the reason."""
    marks = [
        name
        for mark, name in (("N", "a price"), ("S", "a signed or percent change"), ("A", "an arrow"))
        if mark in classes
    ]
    return ", ".join(marks)


def _class(token: str) -> str:
    if token in _ARROWS:
        return "A"
    if _CHANGE.fullmatch(token):
        return "S"
    if _NUMBER.fullmatch(token):
        return "N"
    if token.casefold() in _WORDING:
        return "w"
    if token[0].isupper() or token[0] in "&^$#" or (token[0].isdigit() and any(map(str.isupper, token))):
        return "W"
    if token[0].isalpha() and not token[0].islower():
        return "W"
    return "x"


def _sure(tokens: Sequence[str], quotes: Sequence[tuple[str, str]], classes: str, block: Block) -> float | None:
    """How sure a row of the right shape is a quote: proof wants an arrow, a price beside the change, or a symbol."""
    figures = quotes[0][1]
    symbol = tokens[len(classes) - len(classes.lstrip("A"))].strip(":")
    symbolic = symbol.isupper() and 1 < len(symbol) <= 12
    priced = "N" in figures
    percent = any("%" in token for token in tokens)
    if "A" in classes or "w" in classes:
        return 0.97
    if (block.kind is Kind.TABLE or block.text.count("|") > 1) and (not symbolic or classes.count("W") > 1):
        return 0.45
    if not priced:  # a name and a percentage: a poll as likely as a share
        return 0.6 if symbolic and figures.count("S") > 1 else 0.4
    if symbolic or len(quotes) > 1:
        return 0.97 if percent else 0.85
    return 0.9 if percent and any(token[0] in "-+−(" for token in tokens if "%" in token) else 0.45
