"""When it was published or updated.

## What it removes
Lifts lines that are a date, with or without a label ("Published May 20, 2021", "Updated: 3:45 PM EDT, May 3, 2022"),
the place or
the agency beside it, counters or a reading time behind it; also " date 2021-05-19", the stamp of archive crawlers.
The date goes
into `published` as it stands.

## Why
The date belongs into a field of its own, not into the text.

## Example
Published May 20, 2021
20.05.2021 14:30
2021年5月20日
12 мая 2021, 10:15

## What it must keep
Datelines that prose follows: "Roma, 8 apr. (LaPresse) – Il governo …" · live-blog times: "7:05 p.m." · "May 3 was a
Tuesday."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import AGENCY, in_page, opens_quote, shorten
from app.filters.block._dates import Dated, dated
from app.filters.block._meta import facts, segments
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding, Kind

CATEGORY = "date"
WORDS = 24
SHAPE = Shape(
    r"(?:published|updated|posted|last updated)?\W{0,3}(?:an?|one) \w{2,6} ago",
    has=("منذ", "قبل"),
    digits=r"\d(?:\d{3}|[./-]\d|\s?[:.h]\s?\d\d| [^\W\d]|時|分|日|小|个|個|天|周|週|ヶ|か)",
    chars=160,
)

_STAMP = re.compile(r"date (?P<date>\d{4}(?:-\d\d){0,2})")
_EVENT = re.compile(r"(?:date|data|datum|fecha|дата|tarih|日期|ημερομηνία)\s?[:：]", re.I)
_TAIL = re.compile(
    r"\s(?:来源|來源|稿源|作者|记者|記者|编辑|編輯|责编|责任编辑|出处|Quelle|Fuente|Fonte|Źródło|Источник"
    r"|Kaynak|Πηγή|المصدر)\s?[:：]\s?"
    r"\S.{0,60}$"
)
_AUTHOR = re.compile(r"(?:作者|记者|記者)\s?[:：]\s?(?P<who>[^\W\d_]{2,8})")
_RELEASE = re.compile(
    r"/(?:PRNewswire|PRNewswire-\w+|CNW|BUSINESS WIRE|GLOBE NEWSWIRE)/|\((?:BUSINESS WIRE"
    r"|GLOBE NEWSWIRE)\)",
    re.I,
)
_AGO = re.compile(
    r"(?:(?:published|updated|posted|last updated)\W{1,3})?(?:an?|one|\d{1,2}) (?:min(?:ute)?|hour|hr"
    r"|day|week|month|year)s? ago",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if stamp := _STAMP.fullmatch(text):
        return _found(block, 0.97, "the date stamp of an archive crawler", stamp["date"])
    if opens_quote(block) or block.kind is Kind.CODE:
        return None
    if _AGO.fullmatch(text):
        return Finding(block.index, 0.93, f"says how long ago it was published: {shorten(text)}")
    when = dated(text)
    if when is None:
        return _label_only(block, cues)
    if (tail := _TAIL.search(text)) and when.start < tail.start():
        return _with_source(block, tail, dated(text[: tail.start()]))
    if sure := _sure(block, when, bool(cues)):
        label = (
            "a label and a date"
            if when.labelled
            else "only a date"
            if not when.others
            else f"a date beside {shorten(' '.join(when.others))}"
        )
        return _found(block, sure, label, when.raw if when.full else None)
    parts = segments(text)
    if 2 <= len(parts) <= 6:
        kinds = list(facts(parts))
        others = sum(kind == "other" for kind, _ in kinds)
        raw = next((value for kind, value in kinds if kind == "date"), None)
        if raw is not None and others <= 1 and (others == 0 or len(parts) > 2) and not block.features.ends:
            return _found(block, 0.85, "a line of facts with a date", raw)
    return None


def _with_source(block: Block, tail: re.Match[str], when: Dated | None) -> Finding | None:
    """A date and behind it the paper and the author that it came from: ``2023-03-09 14:30 来源：新华社"
    " 作者：李明``."""
    if when is None or not when.full or when.others:
        return None
    fields = {"published": when.raw}
    if author := _AUTHOR.search(tail.group()):
        fields["byline"] = author["who"]
    return Finding(block.index, 0.93, f"a date with its source: {shorten(tail.group().strip())}", fields=fields)


def _found(block: Block, sure: float, reason: str, raw: str | None) -> Finding:
    return Finding(block.index, sure, reason, fields={"published": raw} if raw else {})


def _sure(block: Block, when: Dated, cued: bool) -> float | None:
    """How sure the line is a date line, by what else stands in it."""
    others = len(when.others)
    features = block.features
    labelled = when.labelled or cued
    if others == 0:
        if labelled and not when.clock and _EVENT.match(block.text):
            return 0.6  # "Date: 18 June 2026" tells the day of an event as often
        if labelled:
            return 0.96 if when.full or when.clock else 0.8
        if not when.full:
            return 0.75 if when.clock and not features.ends else None
        if features.ends and not block.text.endswith(("г.", "g.", "р.", "m.", "a.m.")):
            return 0.6
        if block.kind is Kind.HEADING and block.level > 1 and not when.clock:
            return 0.55  # the days of a chronicle are headed so as well
        return 0.95 if when.clock or in_page(block, "date", "published", "time", "posted", "meta") else 0.85
    if (features.ends and others > 2) or others > 8:
        return None
    if block.text[0] == "(" and not labelled:
        return None  # the date of an issue that the article cites: "(SN: 4/19/16)"
    if any(word[:1].isdigit() for word in when.others) and not labelled:
        return None  # a row of figures
    capital = all(
        word[:1].isupper() or word.isdigit() or not word[:1].isalpha() or len(word) == 1 for word in when.others
    )
    if _RELEASE.search(block.text) and others <= 6:
        return 0.85
    if not when.full:
        return None
    if cued and others <= 3 and not _EVENT.match(block.text):
        return 0.9
    if when.labelled and others <= 3 and (capital or others == 1):
        return 0.85
    if AGENCY.search(block.text) and capital and others <= 4:
        return 0.85
    if capital and when.clock and others <= 3 and not when.trailing:
        return 0.8
    return 0.6 if capital and others <= 2 and not features.ends and block.kind is not Kind.HEADING else None


def _label_only(block: Block, cues: Sequence[Cue]) -> Finding | None:
    """A label that lost its value (``Published``), or has only a time of day behind it."""
    for cue in cues:
        if cue.form in ("line", "heading"):
            long = " " in cue.phrase or len(cue.phrase) > 8
            return Finding(
                block.index,
                0.9 if long and block.kind is not Kind.HEADING else 0.6,
                f"the line is only {shorten(block.text)}",
            )
        if (
            cue.form == "start"
            and block.features.words <= 7
            and not _EVENT.match(block.text)
            and any(map(str.isdigit, block.text))
        ):
            return Finding(block.index, 0.8, f"begins with “{cue.phrase}”")
    return None
