"""JSON-LD of a page: the one item that describes the article."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["article", "authors", "is_page", "parse", "types", "words"]

_ARTICLES = frozenset(
    """article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle
    backgroundnewsarticle askpublicnewsarticle reviewnewsarticle advertisercontentarticle satiricalarticle
    scholarlyarticle medicalscholarlyarticle techarticle liveblogposting socialmediaposting discussionforumposting
    report review recipe howto""".split()
)
_PAGES = frozenset(
    "webpage medicalwebpage itempage aboutpage faqpage collectionpage videoobject podcastepisode".split()
)
# Only through these is an item the page's own; under any other key it is something that the page mentions.
_WAYS_IN = ("@graph", "mainEntity", "mainEntityOfPage")
_ITEMS = 2_000  # items of one page that are looked at
_SIZE = 1_000_000  # characters of one script


def parse(scripts: Iterable[str]) -> list[Mapping[str, Any]]:
    """The items of all scripts, those in ``@graph`` and ``mainEntity`` among them; a broken script is left out."""
    items: list[Mapping[str, Any]] = []
    for script in scripts:
        queue = [_loads(script)]
        for node in queue:  # grows while it is read
            if len(queue) > _ITEMS:
                break
            if isinstance(node, list):
                queue.extend(node)
            elif isinstance(node, dict):
                items.append(node)
                queue.extend(node[key] for key in _WAYS_IN if isinstance(node.get(key), (dict, list)))
    return items


def _loads(script: str) -> Any:
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>")
    if len(text) > _SIZE:
        return None
    try:
        return json.loads(text, strict=False)  # raw line ends inside strings are the commonest fault
    except (ValueError, RecursionError):
        return None


def article(items: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The item that describes the article best: an article type before a page type, one with a headline before one
    without; empty if there is none."""
    best: Mapping[str, Any] = {}
    score = 0
    for item in items:
        kinds = types(item)
        value = 4 if kinds & _ARTICLES else 1 if kinds & _PAGES else 0
        if value:
            value += bool(item.get("headline")) + bool(item.get("datePublished")) + bool(item.get("author"))
        if value > score:
            best, score = item, value
    return best


def is_page(item: Mapping[str, Any]) -> bool:
    """Whether the item only says what the page is, not what the article is."""
    return not types(item) & _ARTICLES


def types(item: Mapping[str, Any]) -> set[str]:
    """The item's types, lower-cased, without a vocabulary's address."""
    kinds = item.get("@type")
    return {
        kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    }


def authors(item: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of the item's authors, in order."""
    named: list[str] = []
    by_id: dict[str, Mapping[str, Any]] | None = None
    queue = [item.get("author") or item.get("creator")]
    for node in queue:
        if len(queue) > 50:
            break
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, str):
            named.append(words(node))
        elif isinstance(node, dict):
            if not node.get("name") and isinstance(node.get("@id"), str):
                if by_id is None:
                    by_id = {i["@id"]: i for i in items if isinstance(i.get("@id"), str) and i.get("name")}
                node = by_id.get(node["@id"], {})
            name = node.get("name")
            queue.append(name if isinstance(name, (str, list)) else None)
    return list(dict.fromkeys(name for name in named if name))


def words(value: Any) -> str:
    """A string value as plain words: entities resolved, white space folded; empty if it is none."""
    if isinstance(value, list) and value:
        value = value[0]
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""
