"""Where the text first appeared, who supplied it, or the link to read on there.

## What it removes
Lines that name the source of the whole text, a bare agency, or a "read the full story" link.

## Why
Syndicated and aggregated texts carry the trail of where they came from.

## Example
Originally published on example.org
SOURCE Example Corp
The post X appeared first on Y.
Quelle: dpa

## What it must keep
"Source: the ministry" inside a sentence · a cited work: "Published in 1911, the book sold out." · "Reuters reported
that …"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import AGENCY, by_phrase, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "source_note"
SHAPE = Shape(
    r"SOURCE |\(?this \w+ |\(?originally|\(?first |the post |[—–(-]|published in|(?:AP|AFP|Reuters|dpa"
    r"|EFE|ANSA|IANS|ANI|PTI|UPI|Xinhua|TASS|ТАСС|РИА Новости|Интерфакс|Kyodo|Jiji|PAP|Lusa|Belga|ANP"
    r"|APA|SDA|AAP|CP|Anadolu|AA|DHA|İHA)\W{0,2}$"
)

_RELEASE = re.compile(r"SOURCE [A-Z0-9].{1,80}")
_FEED = re.compile(r"The post .{1,200} (?:appeared first on|first appeared on|is from) .{1,100}")
_SIGNED = re.compile(r"(?:[—–-]{1,2}\s?|\()(?P<agency>[^()]{2,40})\)?\.?")
_FIRST = re.compile(
    r"\(?(?:this (?:article|story|post|piece|column|essay|interview|text) )?(?:was |is "
    r"|has been )?(?:originally|first) (?P<how>published|appeared|posted|ran|printed) (?:on|in|at"
    r"|by) [^,]{2,80}",
    re.I,
)
_PRINTED = re.compile(
    r"(?:(?:first |originally )?[Pp]ublished|This (?:story|article) (?:was )?published) in (?:the "
    r"|The )?[A-Z][^,]{1,50}, [^.!?]{4,24}(?:19|20)\d\d\.?"
)
_WIRE = re.compile(
    r"AP|AFP|Reuters|REUTERS|dpa|DPA|EFE|ANSA|IANS|ANI|PTI|UPI|Xinhua|TASS|ТАСС|РИА Новости|Интерфакс"
    r"|Kyodo|Jiji|PAP|Lusa|Belga|ANP|APA|SDA|AAP|CP|Anadolu|AA|DHA|İHA"
)
_SITE = re.compile(r"\w\.(?:com|org|net|de|fr|es|it|nl|pl|ru|gr|tr|br|co|uk|eu|info|news|io)\b")


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if _FEED.fullmatch(text):
        return Finding(block.index, 0.97, "is the feed's line “The post … appeared first on …”")
    if _RELEASE.fullmatch(text) and not block.features.ends:
        return Finding(block.index, 0.9, "is a press release's line “SOURCE” with a company")
    if (
        block.features.words <= 16
        and (first := _FIRST.fullmatch(text))
        and (not block.features.ends or _SITE.search(text))
    ):
        return Finding(block.index, 0.92, f"says where the text {first['how'].lower()} first")
    if _PRINTED.fullmatch(text):
        return Finding(block.index, 0.97, "says in which paper the text was published, and when")
    if _WIRE.fullmatch(text.strip(" —–-()[].")):
        return Finding(block.index, 0.85, f"is only the agency {shorten(text)}")
    if (signed := _SIGNED.fullmatch(text)) and AGENCY.fullmatch(signed["agency"].strip()):
        return Finding(block.index, 0.85, f"is only the agency “{signed['agency']}”")
    return by_phrase(block, cues, patience=14)
