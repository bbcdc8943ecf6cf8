"""Length or effort labels.

## What it removes
"2 min read", "Reading time: 8 minutes", "< 1 minute read", "Word count: 812", in many languages, also beside share
counters.

## Why
Sites print the time that a story takes under its headline.

## Example
·2 min read
Reading Time: 8 minutes
Lesezeit: 3 Minuten
約3分で読めます

## What it must keep
"The bill was read in two minutes." · "5 Minutes" as a run-in head without a label · "a 2-minute read of the meter"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, shorten
from app.filters.block._meta import READING_TIME, only, segments
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "reading_time"
WORDS = 16
SHAPE = Shape(
    has=(
        "read",
        "Read",
        "READ",
        "ord",
        "ORD",
        "ese",
        "ESE",
        "ect",
        "ECT",
        "eit",
        "ett",
        "czyt",
        "Czyt",
        "okuma",
        "Okuma",
        "mots",
        "alab",
        "min",
        "MIN",
        "Min",
        "чтен",
        "Чтен",
        "слов",
        "Слов",
        "Время",
        "νάγνωσ",
        "قراءة",
        "阅读",
        "閱讀",
        "读",
        "読",
        "字数",
        "全文",
    ),
    chars=60,
)

_LABEL = re.compile(
    r"(?:(?:estimated |approx\.? |average )?(?:reading|read) ?time|time to read|word ?count|words"
    r"|lesezeit|lesedauer|wörter|temps de lecture|durée de lecture|lecture|tiempo de lectura|lectura"
    r"|tempo de leitura|leitura|tempo di lettura|lettura|leestijd|czas czytania|czyta się"
    r"|время (?:чтения|на чтение)|время прочтения|χρόνος ανάγνωσης|okuma süresi|وقت القراءة"
    r"|مدة القراءة"
    r"|阅读时间|阅读时长|預計閱讀時間|预计阅读时间|阅读约|全文约|字数|本文字数|読了時間|この記事は約?)"
    r"\s?(?:[:：\-–]|is|ca\.?)?\s?(?:(?:[<~≈]|about|ca\.?|约"
    r"|約)?\s?\d[\d.,]{0,6}(?:\s?[-–]\s?\d{1,3})?\s?(?:[^\W\d]{1,12}\.?){0,1}(?: \d{1,2} \w{3,8})?(?:\s?\w{1,8})?)?",
    re.I,
)
_COUNT = re.compile(r"\(?\d[\d.,]{0,6} (?:words|wörter|mots|palabras|palavras|parole|woorden|słów|слов)\)?", re.I)
_BARE = re.compile(r"[<~≈]\s?\d{1,2}\s?min(?:ute)?s?\.?|\d{1,2}\s?mins?\.?", re.I)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text.strip(" ·•|–—-()[]⏱🕒⌛📖️").rstrip(".")
    if READING_TIME.fullmatch(text) or _LABEL.fullmatch(text):
        return Finding(block.index, 0.96, f"says how long the text takes to read: {shorten(text)}")
    if _COUNT.fullmatch(text):
        return Finding(block.index, 0.75, f"counts the words: {shorten(text)}")
    if _BARE.fullmatch(text):
        return Finding(block.index, 0.7, f"only a number of minutes: {shorten(text)}")
    if "reading_time" in only(segments(block.text)[:6], "reading_time", "counter"):
        return Finding(block.index, 0.93, "a reading time beside counters")
    return by_phrase(block, cues, patience=4)
