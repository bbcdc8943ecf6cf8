"""Template text that no other category names: leaked markup and placeholders.

## What it removes
Short codes of blog software, comments and tags of HTML, tracking ids, a bare address, placeholders, names of picture
files.

## Why
What a template or a script should have swallowed reaches the text as a line of its own.

## Example
[ad_1]
[thb_gap height="20"]
<!-- wp:paragraph -->
UA-12345678-1
https://www.example.org/2021/05/story

## What it must keep
Transcript marks "[Applause]", "[00:00:05]", "[sic]" · code that the article shows · an address inside a sentence
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding, Kind

CATEGORY = "boilerplate"
SHAPE = Shape(
    r"\[/?[a-z]|</?[a-z!]|https?://|www\.|(?:UA|G|GTM|AW)-|\{\{|\{%|%[a-z]|\$\{|!\[|(?:lorem|undefined"
    r"|null|nan|\[object)\b|&[a-z]{2,6};",
    ends=(".jpg", ".jpeg", ".JPG", ".png", ".PNG", ".gif", ".webp", ".svg", ".tif", ".tiff", ".JPEG"),
    has=(
        "adsbygoogle",
        "googletag.",
        "dataLayer",
        "gtag(",
        "fbq(",
        "_gaq",
        "window._",
        "OneSignal.",
        "ga('",
        "__tcfapi",
        "_taboola",
        "OBR.",
    ),
    chars=600,
)

_SHORT = re.compile(
    r"\[/?(?:[a-z0-9]+[_-][a-z0-9_-]{1,40}(?:\s[^\]]{0,300})?"
    r"|[a-z]{2,20}\s[a-z_-]{2,30}\s?=\s?[^\]]{0,300}|/[a-z]{2,20}|(?:caption|gallery|embed|audio|video"
    r"|playlist|toc|adsense|advert|spoiler|quote|url|img)(?:\s[^\]]{0,300})?)\]",
    re.I,
)
_COMMENT = re.compile(r"<!--.{0,400}-->|<!\[CDATA\[.{0,200}")
# Only what pages are full of: a tutorial shows any other tag on purpose.
_TAG = re.compile(r"</?(?:br|hr|p|div|span|img|a|iframe|script|noscript|style|center|font)(?:\s[^<>]{0,400})?/?>", re.I)
_ID = re.compile(r"(?:UA-\d{4,12}-\d{1,4}|G-[A-Z0-9]{6,12}|GTM-[A-Z0-9]{4,10}|AW-\d{6,12})")
_URL = re.compile(r"(?:https?://|www\.)[^\s]{4,400}", re.I)
_FILE = re.compile(r"[^\s/\\]{1,80}(?: [^\s/\\]{1,60}){0,6}\.(?:jpe?g|png|gif|webp|svg|tiff?)", re.I)
_PLACEHOLDER = re.compile(
    r"(?:\{\{.{0,80}\}\}|\{%.{0,80}%\}|\$\{.{0,60}\}|%[a-z_]{2,30}%|lorem ipsum\b.{0,400}|undefined"
    r"|null|nan|\[object object\]|(?:&(?:nbsp|amp|hellip|quot|raquo|laquo);\s?){1,5})",
    re.I,
)
_SCRIPT = re.compile(
    r"adsbygoogle|googletag\.|dataLayer\.push|\bgtag\(|\bfbq\(|_gaq\.push|window\._\w{2,20}"
    r"|OneSignal\.|\bga\('|__tcfapi|_taboola|OBR\.",
    re.I,
)
_IMAGE = re.compile(r"!\[[^\]]{0,200}\]\([^)]{0,400}\)")


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if block.kind is Kind.CODE:
        return None
    if _SHORT.fullmatch(text):
        return Finding(block.index, 0.95, f"a short code of blog software: {shorten(text)}")
    if _COMMENT.fullmatch(text) or _IMAGE.fullmatch(text):
        return Finding(block.index, 0.93, f"leaked markup: {shorten(text)}")
    if _TAG.fullmatch(text):
        return Finding(block.index, 0.7, f"leaked markup: {shorten(text)}")
    if _ID.fullmatch(text):
        return Finding(block.index, 0.97, f"a tracking id: {text}")
    if _PLACEHOLDER.fullmatch(text):
        return Finding(block.index, 0.93, f"a placeholder: {shorten(text)}")
    if _URL.fullmatch(text):
        return Finding(block.index, 0.7, f"only an address: {shorten(text)}")
    if _FILE.fullmatch(text):
        return Finding(block.index, 0.9, f"the name of a picture file: {shorten(text)}", category="image_caption")
    if script := _SCRIPT.search(text):
        return Finding(block.index, 0.9, f"a script of advertising or counting: {shorten(script.group())}")
    return by_phrase(block, cues, patience=8)
