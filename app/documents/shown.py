"""Author and date as the page shows them to its reader, where its head says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from app.documents.brief import brief, following
from app.documents.machine_dates import machine_date

__all__ = ["shown_author", "shown_date"]

_AUTHOR_LINK = re.compile(r"/(?:authors?|auteur|autor)/")
_AUTHOR_NAME = re.compile(r"author[-_]?name|byline", re.I)
_DATE_NAME = re.compile(r"publish|date|posted|meta|byline", re.I)
_Test = Callable[[str, Mapping[str, str | None]], bool]
_LOOKED_AT = 12  # elements of one sort
_LONGEST = 160  # characters of an element that holds a date or a name and little else
# One query finds what may hold a name or a date: a walk over the page costs more than the tests that then tell the
# places apart. Marked places are asked for first, for there a query costs little and often suffices. Each list goes
# from the surest place to the least sure.
_MARKED_AS_AUTHORS = '[itemprop="author"],a[rel~="author"]'
_MARKED_AUTHORS: tuple[_Test, ...] = (
    lambda _, has: has.get("itemprop") == "author",
    lambda tag, has: tag == "a" and "author" in (has.get("rel") or "").split(),
)
_PERHAPS_AUTHORS = 'a[href*="/aut"],[class*="author" i],[class*="byline" i]'
_AUTHOR_PLACES: tuple[_Test, ...] = (
    lambda tag, has: tag == "a" and _AUTHOR_LINK.search(has.get("href") or "") is not None,
    lambda _, has: _AUTHOR_NAME.search(has.get("class") or "") is not None,
    lambda _, has: "author" in (has.get("class") or "").lower(),
)
_MARKED_AS_DATES = 'time,[itemprop="datePublished"]'
_MARKED_DATES: tuple[_Test, ...] = (
    lambda _, has: has.get("itemprop") == "datePublished",
    lambda tag, has: tag == "time" and "pubdate" in has,
    lambda tag, _: tag == "time",
)
_PERHAPS_DATES = (
    '[class*="publish" i],[class*="date" i],[class*="posted" i],[class*="meta" i],[class*="byline" i],[id*="date" i]'
)
_DATE_PLACES: tuple[_Test, ...] = (
    lambda _, has: _DATE_NAME.search(has.get("class") or "") is not None or "date" in (has.get("id") or "").lower(),
)
_AROUND = 6  # elements around a name or a date that are looked at
_ASIDE = re.compile(r"(?:^|\s)(?:comment|review|testimonial|related)s?(?:[-_\s]|$)", re.I)
_LOOKED_THROUGH = 2_000  # elements that a query finds
_FOLLOWING = 150  # nodes after the headline
_BY = re.compile(
    r"^(?:written by|posted by|published by|words by|story by|reviewed by|by|von|par|por|di|door|autor|author)\b[:\s]*",
    re.I,
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_ENDS_NAME = re.compile(rf"[|•·,;/(]|\s[-–—]\s|\b(?:on|is|in|at|last|published|updated|posted|{_MONTHS})\b|\d", re.I)
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
    for node in _places(tree.css(_MARKED_AS_AUTHORS), _MARKED_AUTHORS):
        node = node.css_first('[itemprop="name"]') or node
        words = _before_end(_BY.sub("", brief(node, _LONGEST, " ")))
        if 2 < len(words) <= _LONGEST // 4 and words.lower() not in _NO_NAMES:
            return words
    for node in _places(tree.css(_PERHAPS_AUTHORS), _AUTHOR_PLACES):
        words = brief(node, _LONGEST, " ")
        if 2 < len(words) <= _LONGEST and (name := _name(words)):
            return name
    return None


def _places(found: Sequence[Any], tests: Sequence[_Test]) -> Iterator[Any]:
    """What passes the first test, in reading order, then what passes the second …, at most some of each."""
    nodes = [(node, node.attributes) for node in found[:_LOOKED_THROUGH]]
    for test in tests:
        yield from islice((node for node, has in nodes if test(node.tag, has) and not _aside(node)), _LOOKED_AT)


def _aside(node: Any) -> bool:
    """Whether it stands in a comment, a review or a list of other pages."""
    for _ in range(_AROUND):
        if node is None:
            return False
        has = node.attributes
        if _ASIDE.search(has.get("class") or "") or has.get("itemprop") in ("review", "comment"):
            return True
        node = node.parent
    return False


def _before_end(words: str) -> str:
    """What stands before the first mark or word that no name goes on with."""
    end = _ENDS_NAME.search(words)
    return words[: end.start()].rstrip() if end else words


def _name(words: str) -> str | None:
    words = _before_end(_BY.sub("", words)).strip(" .:–—-")
    parts = words.split()
    if not 2 <= len(parts) <= 4 or any(part.lower() in _NO_NAMES for part in parts):
        return None
    if len(parts[-1]) == 1:  # "Laura B" praises something
        return None
    return words if all(_NAME.fullmatch(part) for part in parts) else None


def shown_date(tree: Any) -> str | None:
    """The first date that stands where pages put the day of publication; a day in full, never "two hours ago"."""
    for query, tests in ((_MARKED_AS_DATES, _MARKED_DATES), (_PERHAPS_DATES, _DATE_PLACES)):
        for node in _places(tree.css(query), tests):
            if date := _date_of(node):
                return date
    return _under_heading(tree)


def _date_of(node: Any) -> str | None:
    """The date that an element states for machines, or holds with little else."""
    attributes = node.attributes
    for value in (attributes.get("datetime"), attributes.get("content")):
        if value and (date := machine_date(value)):
            return date
    words = brief(node, _LONGEST, " ")
    return written_date(words) if 6 <= len(words) <= _LONGEST else None


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
