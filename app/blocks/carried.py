"""Prose that a page carries without showing it: the article in its JSON-LD, in its application's data, in a template.

Asked only of pages that show hardly any prose themselves. Whatever is found is taken as text: tags in it part
paragraphs and are dropped, nothing is parsed as a page again.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.blocks.measure import fold
from app.model import Document

__all__ = ["Carried", "find"]

LEAST = 100  # words that make it worth taking
_SIZE = 4_000_000  # characters of all scripts and templates together that are read
_NODES = 100_000  # values of one script that are looked at
_QUERY = 'script[type*="json" i],template'
_PROSE = 20  # characters of a string that may be a paragraph
_LONG = 80  # words of a string that may be an article by itself
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]?(?:\s|<|$)|[。！？]")
_SEVERAL = 3  # sentences of an article
_TITLES = ("headline", "title", "name")
# Types of JSON-LD whose ``text`` is what the page is for.
_TEXTS = frozenset("article newsarticle blogposting".split())
_THREADS = frozenset("discussionforumposting socialmediaposting qapage".split())
# Words of the keys under which stands what announces an article, sells something or belongs to the page's furniture.
_BESIDE = frozenset(
    """alt bio caption comment comments consent cta description disclaimer excerpt faq faqs label legal meta modal
    policy product products related seo summary tab tabs teaser tooltip""".split()
)
_KEY_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_DEEP = 30  # keys that are remembered of a path
_NEAR = 5  # keys of a path that are looked at
_KEY = re.compile(r"\w+")
_TITLE = 400  # characters of a title that are compared
_UNREAD = re.compile(r"<(script|style|svg|iframe|figure|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_BREAK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|section|article|table|tr|pre|hr|dd|dt|figcaption)\b[^<>]*>", re.I
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
_ESCAPED_TAG = re.compile(r"&lt;/?[a-z]", re.I)
_ARTICLE = re.compile(r"<(?:article|main)\b|\barticlebody\b", re.I)
_LINES = re.compile(r"[\r\n\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Carried:
    """Paragraphs, and in words where they were found."""

    paragraphs: tuple[str, ...]
    source: str


def find(document: Document) -> Carried | None:
    """The longest prose that the page carries; None if there is none worth it. Linear, bounded, raises nothing."""
    best: Carried | None = None
    most = LEAST - 1
    for texts, source in _candidates(document):
        if best is not None and best.source == _LD != source:
            break  # what the page says is its article is not outdone by anything longer
        if not _reads(" ".join(texts)):
            continue
        paragraphs = _paragraphs(texts)
        words = sum(map(_words, paragraphs))
        if words > most:
            best, most = Carried(paragraphs, source), words
    return best


_LD = "JSON-LD"
_DATA = "embedded data"
_TEMPLATE = "template"


def _candidates(document: Document) -> Iterator[tuple[Sequence[str], str]]:
    ld: list[Any] = []
    data: list[Any] = []
    templates: list[str] = []
    left = _SIZE
    for node in document.tree.css(_QUERY):
        template = node.tag == "template"
        content = (node.html if template else node.text()) or ""
        if len(content) > left:
            continue
        left -= len(content)
        if template:
            if _ARTICLE.search(content):  # others wait for rows, dialogs, consent
                templates.append(content)
        elif (value := _loads(content)) is not None:
            (ld if "ld+json" in (node.attributes.get("type") or "").lower() else data).append(value)
    for texts in (found for value in ld for found in _bodies(value)):
        yield texts, _LD
    if title := _key(document.metadata.title):
        for texts in (found for value in data for found in _prose(value, title)):
            yield texts, _DATA
    yield from (((text,), _TEMPLATE) for text in templates)


def _loads(script: str) -> Any:
    try:
        return json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(value: Any, title: str = "") -> Iterator[tuple[tuple[str, ...], bool, str]]:
    """Every string in order: the keys that lead to it, whether it belongs to an object of that title, itself.

    An object without a title of its own belongs to what is around it.
    """
    stack: list[tuple[Any, tuple[str, ...], bool]] = [(value, (), False)]
    for _ in range(_NODES):
        if not stack:
            return
        node, path, titled = stack.pop()
        if isinstance(node, str):
            yield path, titled, node
        elif isinstance(node, list):
            stack.extend((item, path, titled) for item in reversed(node[:_NODES]))
        elif isinstance(node, dict):
            if title and (named := [_key(node[key]) for key in _TITLES if isinstance(node.get(key), str)]):
                titled = title in named
            stack.extend((item, (*path[-_DEEP:], key), titled) for key, item in reversed(node.items()))


def _bodies(value: Any) -> Iterator[list[str]]:
    """The texts of articles in JSON-LD: one ``articleBody`` each, or every ``text`` of a thread."""
    posts: list[str] = []
    replies: list[str] = []
    types: set[str] = set()
    for path, _, text in _walk(value):
        key = path[-1].lower() if path else ""
        if key == "articlebody":
            yield [text]
        elif key == "text":
            replies.append(text)
            if _BESIDE.isdisjoint(map(str.lower, path)):
                posts.append(text)
        elif key == "@type":
            types.add(text.lower())
    if types & _THREADS:
        yield replies
    elif types & _TEXTS:  # elsewhere it answers a question or praises goods
        yield posts


def _prose(value: Any, title: str) -> Iterator[list[str]]:
    """Texts in an application's data that belong to what has the page's title: the strings of one place together."""
    places: dict[tuple[str, ...], list[str]] = {}
    for path, titled, text in _walk(value, title):
        if titled and len(text) >= _PROSE and text[0] not in "{[":
            places.setdefault(path, []).append(text)
    for path, texts in places.items():
        if _BESIDE.isdisjoint(word.lower() for key in path[-_NEAR:] for word in _KEY_WORDS.findall(key)):
            yield texts


def _key(title: str | None) -> str:
    return " ".join(_KEY.findall((title or "")[:_TITLE].casefold()))


def _reads(text: str) -> bool:
    """Whether it is long and has sentences."""
    return _words(text) >= _LONG and len(list(islice(_SENTENCE.finditer(text), _SEVERAL))) == _SEVERAL


def _words(text: str) -> int:
    spaced = len(text.split())
    return spaced if text.isascii() else max(spaced, len(text.encode()) // 12)  # Chinese has no spaces


def _paragraphs(texts: Iterable[str]) -> tuple[str, ...]:
    """Plain paragraphs; an author may repeat one, but not at once."""
    out: list[str] = []
    for text in texts:
        if _ESCAPED_TAG.search(text):
            text = html.unescape(text)
        if _TAG.search(text):
            text = _UNREAD.sub(" ", text)
            if _BREAK.search(text):  # then its line ends mean nothing
                text = _BREAK.sub("\n", _LINES.sub(" ", text))
            text = _TAG.sub("", text)
        for line in _LINES.split(html.unescape(text).replace("\0", "")):
            if (words := fold(line)) and out[-1:] != [words]:
                out.append(words)
    return tuple(out)
