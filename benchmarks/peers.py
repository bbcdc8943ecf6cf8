"""Other extractors, each called as its own documentation tells for the main text.

They are imported when called: tests of the benchmarks run without them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

__all__ = ["PEERS", "Answer", "Peer", "ask", "stoplist", "warm"]

# What the news corpus calls a language, as newspaper4k does. Elsewhere it goes by what the page says of itself.
_CODES = {"Chinese": "zh", "English": "en", "Greek": "el", "Polish": "pl", "Russian": "ru"}
_BLOCKS = (
    "address article aside blockquote br dd div dl dt figcaption h1 h2 h3 h4 h5 h6 hr li ol p pre section table td th "
    "tr ul"
)


@dataclass(frozen=True, slots=True)
class Peer:
    """Another extractor.

    Attributes:
        package: its name on PyPI.
        extract: the main text of a decoded page in a language (an English name, None where nobody knows).
    """

    package: str
    extract: Callable[[str, str | None], str]

    @property
    def version(self) -> str:
        return version(self.package)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor made of a page: its text, processor seconds, and whether it raised, which leaves no text."""

    text: str
    seconds: float
    failed: bool


@cache
def warm(peer: str, language: str | None) -> None:
    """Let it load what it needs, so that no page's time includes that."""
    logging.getLogger("jieba").setLevel(logging.WARNING)  # newspaper4k's splitter of Chinese reports its dictionary
    ask(peer, "<article>" + "<p>The harbour opened again, and the ships left.</p>" * 9 + "</article>", language)


def ask(peer: str, html: str, language: str | None) -> Answer:
    """One extractor's answer for one page. Never raises."""
    start = time.process_time()
    try:
        text, failed = PEERS[peer].extract(html, language), False
    except Exception:  # each raises what it likes; a page without an answer is a page without text
        text, failed = "", True
    return Answer(text, time.process_time() - start, failed)


def _trafilatura(html: str, language: str | None) -> str:
    import trafilatura

    return trafilatura.extract(html, include_comments=False, include_tables=True) or ""


def _resiliparse(html: str, language: str | None) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False))


def _justext(html: str, language: str | None) -> str:
    import justext

    words = stoplist(language or "English")
    # Without a list of stop words its command line sets both densities to 0.
    density = {} if words else {"stopwords_low": 0.0, "stopwords_high": 0.0}
    paragraphs = justext.justext(html.encode("utf-8", "replace"), words, encoding="utf-8", **density)
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


@cache
def stoplist(language: str) -> frozenset[str]:
    """jusText's list of the language; empty where it has none, as it advises."""
    import justext

    return frozenset(justext.get_stoplist(language)) if language in justext.get_stoplists() else frozenset()


def _readability(html: str, language: str | None) -> str:
    from readability import Document

    return _lines(Document(html).summary(html_partial=True))


def _lines(html: str) -> str:
    """The text of a piece of HTML, a line a block."""
    from lxml.html import fragment_fromstring

    tree = fragment_fromstring(html, create_parent=True)
    for element in tree.iter(*_BLOCKS.split()):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(tree.text_content())


def _newspaper(html: str, language: str | None) -> str:
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False  # nothing is fetched
    config.max_text = len(html)  # and nothing cut off
    if language:
        config.language = _CODES[language]
    return str(Article("http://localhost/", config=config).download(input_html=html).parse().text)


PEERS: Mapping[str, Peer] = {
    "trafilatura": Peer("trafilatura", _trafilatura),
    "resiliparse": Peer("resiliparse", _resiliparse),
    "jusText": Peer("justext", _justext),
    "readability": Peer("readability-lxml", _readability),
    "newspaper4k": Peer("newspaper4k", _newspaper),
}
