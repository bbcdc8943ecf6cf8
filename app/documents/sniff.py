"""What a document is written in. Text is the answer unless there is clear evidence of something else.

Text is cleaned well even if it holds a few tags or links, while text read as HTML loses its line breaks. So tags
count by the share of the words that stand inside them, and Markdown by marks that nobody types by chance.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

from app.model import Format

__all__ = ["sniff"]

_SAMPLE = 100_000  # characters that are looked at
_DOCUMENT = re.compile(
    r"\s*(?:<!--(?:[^-]|-(?!->)){0,20000}-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|\?xml\b|rss\b|feed\b)",
    re.I,
)
_BLOCKS = frozenset(
    """p div h1 h2 h3 h4 h5 h6 ul ol li table tr td th tbody thead section article main header footer nav aside
    blockquote figure figcaption form dl dt dd pre head body html""".split()
)
_MARKUP = re.compile(r"<(?:/?(?:p|div|h[1-6]|[uo]l|li|table|tr|td|section|article|blockquote|figure)\b|br\s*/?>)", re.I)
_ELEMENT = re.compile(r"\s*<(?:p|div|h[1-6]|[uo]l|table|section|article|blockquote|figure|main)(?:\s[^<>]*)?>", re.I)
_FENCE = re.compile(r" {0,3}(```|~~~)")
_CODE_SPAN = re.compile(r"`[^`\n]*`")
_INSIDE = 0.6  # share of the words inside block elements that makes a fragment HTML
_BREAKS = 60  # words for each <br>, at most: a text that is broken by tags

_HEADING = re.compile(r"^#{1,6} +\S", re.M)
_TITLE = re.compile(r"\s*#{1,6} [^\n]+\n\s*\n")
_LINK = re.compile(r"!?\[[^\]\n]{0,500}\]\((?:https?:|/|#|\.|mailto:)[^)\s]{0,2000}(?: \"[^\"\n]{0,300}\")?\)")
_IMAGE_LINE = re.compile(r"^\[?!\[[^\]\n]{0,500}\]\([^)\s]{1,2000}", re.M)
_UNDER_TABLE_HEAD = re.compile(r"[ \t]*+\|?+(?:[ \t]*+:?+-{3,}+:?+[ \t]*+\|)++(?:[ \t]*+:?+-{3,}+:?+)?+[ \t]*+")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,100}\]: +<?(?:https?:|/)\S", re.M)
_BOLD = re.compile(r"(?<![*\w])\*\*(?=\S)[^*\n]{1,200}(?<=\S)\*\*(?![*\w])")
_LINES_PER_MARK = 25  # a mark in so many lines, at least, is more than a leaked one


def sniff(text: str) -> Format:
    """Tell HTML and Markdown from plain text. Bounded: only the first 100,000 characters are looked at."""
    sample = text[:_SAMPLE]
    if _DOCUMENT.match(sample) or _is_fragment(sample):
        return Format.HTML
    return Format.MARKDOWN if _is_markdown(sample) else Format.TEXT


def _is_fragment(sample: str) -> bool:
    if len(_MARKUP.findall(sample)) < 2:
        return False
    prose = _CODE_SPAN.sub(" ", "\n".join(_unfenced(sample)[0]))
    reader = _Reader()
    try:
        reader.feed(prose)
    except (AssertionError, ValueError):  # the library's answer to some broken declarations
        return False
    words = reader.inside + reader.outside + reader.pending
    if reader.paragraphs >= 2 and reader.inside >= words * _INSIDE:
        return True
    if _ELEMENT.match(prose) and reader.paragraphs and not reader.outside:
        return True
    return reader.breaks >= 3 and reader.breaks * _BREAKS >= words


class _Reader(HTMLParser):
    """Counts words inside and outside of block elements, and the elements that were closed again."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.inside = self.outside = 0
        self.pending = 0  # words since the outermost block opened: inside once it is closed
        self.open: list[str] = []
        self.paragraphs = 0
        self.breaks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.breaks += 1
        elif tag in _BLOCKS:
            if tag in ("p", "li") and self.open and self.open[-1] == tag:  # the next one ends it
                self.handle_endtag(tag)
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag in self.open[-20:]:
            while self.open.pop() != tag:
                pass
            self.paragraphs += 1
            self.inside += self.pending
            self.pending = 0

    def handle_data(self, data: str) -> None:
        words = len(data.split())
        if self.open:
            self.pending += words
        else:
            self.outside += words


def _unfenced(sample: str) -> tuple[list[str], int]:
    """The lines outside of fenced code, and the number of fences that are opened and closed."""
    rows: list[str] = []
    held: list[str] = []  # inside a fence, which counts only once it is closed
    fence = ""
    closed = 0
    for row in sample.split("\n"):
        match = _FENCE.match(row)
        if not fence:
            (held if match else rows).append(row)
            fence = match.group(1) if match else ""
        elif match and match.group(1) == fence and not row.strip().strip(fence[0]):
            closed += 1
            fence = ""
            held = []
        else:
            held.append(row)
    return rows + held, closed


def _is_markdown(sample: str) -> bool:
    if "#" not in sample and "](" not in sample and "|" not in sample and "```" not in sample and "]: " not in sample:
        return False
    rows, fences = _unfenced(sample)
    prose = "\n".join(rows)
    lines = sum(1 for row in rows if row.strip())
    headings = len(_HEADING.findall(prose))
    links = len(_LINK.findall(prose)) + len(_REFERENCE.findall(prose))
    tables = sum("|" in above and bool(_UNDER_TABLE_HEAD.fullmatch(row)) for above, row in pairwise(rows))
    bold = len(_BOLD.findall(prose))
    titled = headings > 0 and _TITLE.match(prose) is not None
    marks = 2 * headings + links + 5 * tables + 2 * fences + bold + len(_IMAGE_LINE.findall(prose))
    kinds = sum(map(bool, (headings, links, tables, fences, bold)))
    if marks * _LINES_PER_MARK < lines:
        return False
    return (
        titled or tables > 0 or (kinds >= 2 and marks >= 3) or headings >= 2 or links >= 3 or (fences > 0 and bold > 0)
    )
