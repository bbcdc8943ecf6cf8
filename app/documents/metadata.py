"""The page's head → Metadata: JSON-LD first, then ``<meta>``, then what the page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.documents import jsonld
from app.documents.machine_dates import machine_date
from app.documents.shown import shown_author, shown_date
from app.documents.titles import headline
from app.model import Metadata

__all__ = ["metadata"]

_SIZE = 4_000_000  # characters; of a larger page the head is not read
_HEAD = 'meta,script[type*="ld+json" i],h1,title'
_ELEMENTS = 500  # of one sort that are looked at
_BYLINE = 120  # characters; longer ones are no names

_TITLES = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
)
_SUBTITLES = ("og:description", "twitter:description", "description", "dc.description")
_SITES = ("og:site_name", "application-name", "publisher", "dc.publisher")
_AUTHORS = (
    "author", "article:author", "citation_author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "dc.contributor", "byl", "bc:authors", "article:author_name", "og:author", "book:author",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published",
    "datepublished", "article:first_published_time", "parsely-pub-date", "sailthru.date",
    "citation_publication_date", "citation_date", "date", "dc.date", "dc.date.issued", "dc.date.created",
    "dcterms.date", "dcterms.created", "dcterms.issued", "pubdate", "publish-date", "publishdate", "published-date",
    "publisheddate", "published-time", "publish_time", "publication_date", "datecreated", "gsa_date",
    "cxenseparse:recs:publishtime", "rnews:datepublished", "bt:pubdate", "date_published", "article.published",
    "published_time", "datepublished datemodified", "datecreated datepublished",
)  # fmt: skip
_NO_NAME = re.compile(
    r"https?:|//|@|^\d+$|^(?:admin|administrator|editor|staff|author|user|webmaster|unknown|undefined|guest|null|none|by)$"
    r"|^\w+(?:\.\w+){3,}$",
    re.I,
)
_BY = re.compile(r"^(?:by|von|par|por|di|door|autor|author|written by|posted by|published by)\b[:\s]+", re.I)
_FRONT = re.compile(r"https?://[^/?#]+/?(?:(?:index|home)(?:\.\w+)?)?/?(?:[?#].*)?", re.I)
_LANGUAGE = re.compile(r"([a-zA-Z]{2})(?:[-_]|$)")


def metadata(tree: Any, text: str, url: str | None) -> Metadata:
    """Read a page's metadata. Linear and bounded; whatever the page says, nothing is raised.

    Args:
        tree: the parsed page; None for text and Markdown, which have no head.
        text: its markup.
        url: where it came from.
    """
    if tree is None or len(text) > _SIZE or tree.root is None:
        return Metadata()
    head = _head(tree)
    meta = head.meta
    items = jsonld.parse(head.scripts)
    item = jsonld.article(items)
    site = _first(meta, _SITES[:1]) or jsonld.words(_name(item.get("publisher"))) or _first(meta, _SITES)
    kind = _kind(meta, item)
    # Who wrote a shop's page or the front of a site, and when, is not what a name or a date on it tells.
    bare = (kind or "").startswith("product") or _is_front(url)
    page = jsonld.is_page(item)
    return Metadata(
        title=headline(head.title, head.headings, jsonld.words(item.get("headline")), _first(meta, _TITLES), site)
        or None,
        subtitle=jsonld.words(item.get("alternativeHeadline")) or _first(meta, _SUBTITLES) or None,
        byline=_byline(None if bare else tree, meta, item, items, site),
        published=_published(None if bare else tree, meta, {} if bare and page else item),
        language=_language(tree, meta, item),
        site=site or None,
        kind=kind,
    )


@dataclass(slots=True)
class _Head:
    """What is gathered of a page in one go; it may hold it in its body, too.

    Attributes:
        meta: the contents of all ``<meta>`` by lower-case name.
        scripts: the JSON-LD.
        headings: the ``<h1>``.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    title: Any = None
    headings: list[Any] = field(default_factory=list)


def _head(tree: Any) -> _Head:
    head = _Head()
    seen = 0
    for node in tree.css(_HEAD):
        match node.tag:
            case "meta":
                seen += 1
                if seen <= _ELEMENTS:
                    _add_meta(head.meta, node.attributes)
            case "script":
                if len(head.scripts) < _ELEMENTS:
                    head.scripts.append(node.text() or "")
            case "h1":
                if len(head.headings) < _ELEMENTS:
                    head.headings.append(node)
            case _:
                head.title = head.title or node
    return head


def _add_meta(meta: dict[str, list[str]], attributes: Mapping[str, str | None]) -> None:
    content = attributes.get("content")
    name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    if name and content and (content := " ".join(content.split())):
        meta.setdefault(name.strip().lower(), []).append(content)


def _first(meta: Mapping[str, list[str]], names: tuple[str, ...]) -> str:
    for name in names:
        if name in meta and (value := jsonld.words(meta[name][0])):
            return value
    return ""


def _name(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def _byline(tree: Any, meta: Mapping[str, list[str]], item: Mapping[str, Any], items: Any, site: str) -> str | None:
    company = None  # a site that names itself as the author may still show who wrote
    for names in (jsonld.authors(item, items), *(meta[name] for name in _AUTHORS if name in meta)):
        people = [_BY.sub("", jsonld.words(name)).strip(" ,;|-–") for name in names]
        people = [p for p in dict.fromkeys(people) if p and not _NO_NAME.search(p)]
        joined = ", ".join(people)
        if joined and len(joined) <= _BYLINE:
            if site and (joined.casefold() in site.casefold() or site.casefold() in joined.casefold()):
                company = company or joined
            else:
                return joined
    return (shown_author(tree) if tree is not None else None) or company


def _published(tree: Any, meta: Mapping[str, list[str]], item: Mapping[str, Any]) -> str | None:
    for value in (item.get("datePublished"), *(meta[name][0] for name in _DATES if name in meta)):
        if isinstance(value, str) and (date := machine_date(value)):
            return date
    if tree is not None and (date := shown_date(tree)):
        return date
    for value in (item.get("uploadDate"), item.get("dateCreated")):
        if isinstance(value, str) and (date := machine_date(value)):
            return date
    return None


def _is_front(url: str | None) -> bool:
    """Whether the address is that of a whole site."""
    return url is not None and _FRONT.fullmatch(url) is not None


def _language(tree: Any, meta: Mapping[str, list[str]], item: Mapping[str, Any]) -> str | None:
    root = tree.css_first("html")
    attributes = root.attributes if root is not None else {}
    spoken = item.get("inLanguage")
    for value in (
        attributes.get("lang"),
        attributes.get("xml:lang"),
        spoken if isinstance(spoken, str) else None,
        _first(meta, ("og:locale", "content-language", "dc.language", "language")),
    ):
        if value and (match := _LANGUAGE.match(value.strip())):
            return match.group(1).lower()
    return None


def _kind(meta: Mapping[str, list[str]], item: Mapping[str, Any]) -> str | None:
    return _first(meta, ("og:type",)).lower() or min(jsonld.types(item), default=None)
