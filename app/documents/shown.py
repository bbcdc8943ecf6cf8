"""Author and date as the page shows them to its reader, where its head says nothing."""

from __future__ import annotations

import re
from typing import Any

from app.documents.brief import brief, following
from app.documents.machine_dates import machine_date

__all__ = ["shown_author", "shown_date"]

_LOOKED_AT = 12  # elements of one sort
_LONGEST = 160  # characters of an element that holds a date or a name and little else
_MARKED = ('[itemprop="author"]', 'a[rel~="author"]')  # as an author's name
_AUTHOR_PLACES = (
    'a[href*="/author/"],a[href*="/authors/"],a[href*="/auteur/"],a[href*="/autor/"]',
    '[class*="author-name" i],[class*="author_name" i],[class*="authorname" i],[class*="byline" i]',
    '[class*="author" i]',
)
_DATE_PLACES = (
    '[itemprop="datePublished"]',
    "time[pubdate]",
    "time",
    '[class*="publish" i],[class*="date" i],[class*="posted" i],[class*="meta" i],[class*="byline" i],[id*="date" i]',
)
_FOLLOWING = 150  # nodes after the headline
_BY = re.compile(
    r"^(?:written by|posted by|published by|words by|story by|reviewed by|by|von|par|por|di|door|autor|author)\b[:\s]*",
    re.I,
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_ENDS_NAME = re.compile(
    rf"\s*(?:[|•·,;/(]|\s[-–—]\s|\b(?:on|is|in|at|last|published|updated|posted|{_MONTHS})\b|\d).*", re.I | re.S
)
_NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*|de|da|di|van|von|der|den|del|la|le|el|bin|al)")
_NO_NAMES = frozenset(
    """about author authors our team staff all posts by share follow meet the more articles written view profile home
    blog contact read editorial guest contributor login search news""".split()
)
_WRITTEN = re.compile(
    rf"\b(?P<m>{_MONTHS})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b|"
    rf"\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTHS})\.?,?\s+(?P<y2>(?:19|20)\d\d)\b|"
    r"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b",
    re.I,
)


def shown_author(tree: Any) -> str | None:
    """The first name that stands where pages put their author's."""
    for selector in _MARKED:
        for node in tree.css(selector)[:_LOOKED_AT]:
            node = node.css_first('[itemprop="name"]') or node
            words = _ENDS_NAME.sub("", _BY.sub("", brief(node, _LONGEST, " ")))
            if 2 < len(words) <= _LONGEST // 4 and words.lower() not in _NO_NAMES:
                return words
    for selector in _AUTHOR_PLACES:
        for node in tree.css(selector)[:_LOOKED_AT]:
            words = brief(node, _LONGEST, " ")
            if 2 < len(words) <= _LONGEST and (name := _name(words)):
                return name
    return None


def _name(words: str) -> str | None:
    words = _ENDS_NAME.sub("", _BY.sub("", words)).strip(" .:–—-")
    parts = words.split()
    if not 2 <= len(parts) <= 4 or any(part.lower() in _NO_NAMES for part in parts):
        return None
    return words if all(_NAME.fullmatch(part) for part in parts) else None


def shown_date(tree: Any) -> str | None:
    """The first date that stands where pages put the day of publication; a day in full, never "two hours ago"."""
    for selector in _DATE_PLACES:
        for node in tree.css(selector)[:_LOOKED_AT]:
            attributes = node.attributes
            for value in (attributes.get("datetime"), attributes.get("content")):
                if value and (date := machine_date(value)):
                    return date
            words = brief(node, _LONGEST, " ")
            if 6 <= len(words) <= _LONGEST and (date := written_date(words)):
                return date
    return _under_heading(tree)


def _under_heading(tree: Any) -> str | None:
    """A date in one of the short texts that follow the headline."""
    node = tree.css_first("h1")
    for _ in range(_FOLLOWING):
        node = following(node) if node is not None else None
        if node is None:
            return None
        if node.tag == "-text" and 6 <= len(words := " ".join((node.text_content or "").split())) <= _LONGEST // 2:
            if date := written_date(words):
                return date
    return None


def written_date(words: str) -> str | None:
    """An English or ISO date anywhere in a short text."""
    match = _WRITTEN.search(words)
    if match is None:
        return None
    if match["iso"]:
        return machine_date(match["iso"])
    month = (match["m"] or match["m2"])[:3].title()
    return machine_date(f"{month} {match['d'] or match['d2']}, {match['y'] or match['y2']}")
