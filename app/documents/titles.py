"""The headline of a page, without the name of the site that ``<title>`` and ``og:title`` carry."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from app.documents.brief import brief

__all__ = ["headline"]

_HEADINGS = 20  # <h1> that are looked at
_LONGEST = 400  # characters
_SEPARATOR = re.compile(r" [-–—|·•»:›/~]{1,2} | ?\| ?| ?[»«] ?|: ")
_SITE_MARKS = "|-–—"
_EDGES = " |•·»«–—-"
_SITE_WORDS = 5  # a site's name has no more
_TELLING = 12  # characters: a shorter heading may stand in a title by chance
_SENTENCE = 3  # spaces: a lone heading with more words is no label
_WORD = re.compile(r"\w+")


def headline(titled: Any, headings: Sequence[Any], stated: str, shared: str, site: str) -> str:
    """Choose the headline.

    Args:
        titled: the ``<title>``; None if the page has none.
        headings: the ``<h1>``.
        stated: the JSON-LD ``headline``.
        shared: ``og:title`` or one of its kind.
        site: the site's name.
    """
    title = brief(titled, _LONGEST)[:_LONGEST] if titled is not None else ""
    shared = shared[:_LONGEST]
    shown = [words for node in headings[:_HEADINGS] if 0 < len(words := brief(node, _LONGEST)) <= _LONGEST]
    name = _key(site)
    shown = [heading for heading in shown if (key := _key(heading)) and key != name]
    bare = [_key(t) for t in (stated, shared, title) if t]
    # An <h1> that the head confirms is what the reader sees; it wins over shortened and decorated forms of it.
    for heading in shown:
        key = _key(heading)
        if any(key == other or (len(key) > _TELLING and _opens(key, other)) for other in bare):
            return heading
    if len(shown) == 1 and shown[0].count(" ") >= _SENTENCE:
        return shown[0]
    for candidate in (stated, shared, title):
        if candidate := " ".join(html.unescape(candidate).split()).strip(_EDGES):
            return _without_site(candidate, site)
    return shown[0] if len(shown) == 1 else ""


def _opens(key: str, other: str) -> bool:
    """Whether a heading is the larger part of a title, or its beginning."""
    return other.startswith(key + " ") or (key in other and len(key) * 2 > len(other))


def _without_site(title: str, site: str) -> str:
    """Cut the part that names the site."""
    cuts = list(_SEPARATOR.finditer(title))[-6:]
    if not cuts:
        return title
    name = _key(site)
    last = cuts[-1]
    head, tail = title[: last.start()], title[last.end() :]
    first_head, rest = title[: cuts[0].start()], title[cuts[0].end() :]
    if name and _key(tail) == name:
        return head
    if name and _key(first_head) == name:
        return rest
    if last.group().strip() in _SITE_MARKS and len(tail.split()) <= _SITE_WORDS and len(head) > len(tail):
        return head
    return title


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
