"""Plain text → Blocks, as scrapers deliver it.

A line is a block, unless the document as a whole shows that its lines are pieces of something larger: hard-wrapped at a
fixed width, or broken where a link stood. A bullet takes its indented continuation. A block never spans an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.blocks.measure import CLOSERS, SENTENCE_END, fold, measure
from app.errors import TooManyBlocks
from app.model import Block, Blocks, Document, Kind, Limits

__all__ = ["split"]

_BULLET = re.compile(r"(?:[•◦▪‣·●○■□►▶▸➤✓✔*–—-]|\d{1,3}[.)])\s+(?=\S)")
_RULE = re.compile(r"(?:[-*_=~•·.+#–—]\s*){3,}")
# The stamp that archive crawlers glue before the first words: " date 2021-05-19 Headline …"
_STAMP = re.compile(r"\s*date \d{4}(?:-\d\d){0,2}(?=\s|$)")
# A paragraph that ends and another that begins with no space between: "advirtió.Durante". Never "U.S." nor "3.5".
_GLUE = re.compile(r"[.!?](?<=[^\W\d_A-Z][^\W\d_A-Z].)[\"”»’]?(?=[\"“«‘]?[^\W\d_a-z][^\W\d_A-Z])")
_GLUED_LINE = 600  # characters: shorter lines hold no lost paragraphs
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_UNSPACED = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60\u0e00-\u0eff]")
# Lines of a head that begin small although they stand alone: "di Marco Neri", "donderdag 9 maart 2023 om 14.30".
_SMALL_HEAD = re.compile(
    r"(?:di|by|von|par|por|door|przez|av|af|a cura di)(?: (?:[A-ZÀ-Þ][\w.’'-]{0,20}|de|da|di|van|von|der|den|la"
    r"|le|e|y|et|und"
    r"|and|en|i)){1,7}"
    r"|[^\W\d_]{2,15},? \d{1,2}\.?(?: de)? [^\W\d_]{3,12}\.?(?: de)?,? (?:19|20)\d\d\b.{0,30}"
    r"|[^\W\d_]{2,14}:? \d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b.{0,30}"
)
_HEAD = 8  # lines
# Marks that a line begins with when it goes on in the middle of a sentence, and marks that end one.
_GOES_ON = frozenset(",;.:!?)]’”")
_TAIL = frozenset(",;.)’”»")
_PIECE = _GOES_ON | _TAIL
_STOPS = frozenset(",;:" + SENTENCE_END)
_ENDED = frozenset(":" + SENTENCE_END + CLOSERS)
# A line that ends in one of these is not over: the next words stood in a link.
_UNFINISHED = frozenset(
    "a an the of to in on at by for from with and or as that which his her their its our your this these "
    "de la le les du des et un une en el los las del y o por con der die das den dem des und von im mit auf "
    "da do dos das e com no na il lo gli di che per een het van op".split()
)


@dataclass(slots=True)
class _Line:
    start: int  # of the visible characters
    end: int
    indent: int
    after_blank: bool
    marker: str = ""

    @property
    def width(self) -> int:
        return self.indent + self.end - self.start


def split(document: Document, limits: Limits) -> Blocks:
    """Split plain text. Linear in its length.

    Raises:
        TooManyBlocks: more than ``limits.blocks``.
    """
    text = document.text
    lines = _lines(text)
    groups = _join(text, lines)
    spans: list[tuple[int, int, str]] = []
    for group in groups:
        _cut(text, group[0].start, group[-1].end, group[0].marker, spans)
        if len(spans) > limits.blocks:
            raise TooManyBlocks(
                f"the text falls into more than {limits.blocks:,} blocks",
                field="content",
                mend="Send it in parts, or raise the limit on blocks.",
            )
    return Blocks(text, tuple(_blocks(text, spans)))


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    last_end = 0
    following = 0
    for raw in text.splitlines(keepends=True):
        first = following
        following += len(raw)
        body = raw.strip()
        if not body:
            continue
        start = first if raw[0] == body[0] else first + len(raw) - len(raw.lstrip())
        end = start + len(body)
        if body[0] in _INVISIBLE and out and not body.strip(_INVISIBLE):
            out[-1].end = end  # nothing to see: it goes along with what stands before it
            last_end = end
            continue
        after_blank = not out or (start - last_end > 1 and _breaks(text, last_end, start) > 1)
        marker = ""
        if not body[0].isalpha() and (bullet := _BULLET.match(text, start, end)) and not _RULE.fullmatch(body):
            marker = bullet[0]
        out.append(_Line(start, end, start - first, after_blank, marker))
        last_end = end
    return out


def _breaks(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def _join(text: str, lines: list[_Line]) -> list[list[_Line]]:
    """Group the lines that are one block."""
    width = _wrap_width(text, lines)
    broken = _breaks_at_links(text, lines)
    groups: list[list[_Line]] = []
    group: list[_Line] = []
    for i, line in enumerate(lines):
        if (
            group
            and not line.after_blank
            and not line.marker
            and (
                (line.indent and group[0].marker and line.indent > group[0].indent)
                or (width and _forced(text, lines[i - 1], line, width))
                or (broken and _broken(text, lines, i, len(group) > 1) and not _small_head(text, lines, i))
            )
        ):
            group.append(line)
        else:
            group = [line]
            groups.append(group)
    return groups


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """The column at which the document is hard-wrapped, or 0.

    It is when lines keep under a width that is no accident (40 to 100) and at least two thirds of the breaks inside
    runs stand where the next word would have crossed it.
    """
    widest = max((line.width for line in lines), default=0)
    if not 40 <= widest <= 100:
        return 0
    breaks = [_forced(text, a, b, widest) for a, b in pairwise(lines) if not b.after_blank and not b.marker]
    inner = [a for a, b in pairwise(lines) if not b.after_blank and not b.marker]
    flowing = sum(text[a.end - 1] not in SENTENCE_END for a in inner)
    if len(breaks) < 3 or sum(breaks) < len(breaks) * 2 / 3 or flowing < len(breaks) / 2:
        return 0
    return widest


def _forced(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Whether the following line's first word would not have fitted on this one."""
    if _UNSPACED.match(text, following.start):  # such a script breaks between any two characters, but not before marks
        return line.width + 3 > width
    word = text.find(" ", following.start, following.end)
    length = (word if word >= 0 else following.end) - following.start
    return line.width + 1 + length > width


def _breaks_at_links(text: str, lines: list[_Line]) -> bool:
    """Whether the document shows sentences broken across lines: a line that opens in the middle of one."""
    pieces = [i for i, line in enumerate(lines) if (first := text[line.start]) in _PIECE or first.islower()]
    for i in {*pieces, *(i - 1 for i in pieces)}:  # it is one of them that goes on, or that the link stands before
        if i > 0 and not lines[i].after_blank and not lines[i].marker:
            goes_on = _continues(text, lines[i - 1], lines[i]) or _link_between(text, lines, i)
            if goes_on and not _small_head(text, lines, i):
                return True
    return False


def _small_head(text: str, lines: list[_Line], i: int) -> bool:
    """Whether line ``i`` is an author or a date of the document's head, written small, and no piece of a sentence."""
    if i >= _HEAD or _SMALL_HEAD.fullmatch(text, lines[i].start, lines[i].end) is None:
        return False
    return i + 1 >= len(lines) or not text[lines[i + 1].start].islower() or _small_head(text, lines, i + 1)


def _continues(text: str, line: _Line, following: _Line, joined: bool = False) -> bool:
    """Whether a line opens amid the sentence before it, a line of four words or one that is ``joined``."""
    first, last = text[following.start], text[line.end - 1]
    if first in _GOES_ON and last not in _STOPS:
        return not text.startswith("...", following.start)
    return first.islower() and last not in _ENDED and (joined or text.count(" ", line.start, line.end) >= 3)


def _broken(text: str, lines: list[_Line], i: int, joined: bool) -> bool:
    """Whether line ``i`` goes on with the sentence of the line before."""
    line, following = lines[i - 1], lines[i]
    if _continues(text, line, following, joined):
        return True
    if text[line.end - 1] in _ENDED:
        return False
    last_word = text[max(line.start, line.end - 12) : line.end].rsplit(" ", 1)[-1].casefold()
    if last_word in _UNFINISHED and text.count(" ", line.start, line.end) >= 2:
        return True
    return _link_between(text, lines, i)


def _link_between(text: str, lines: list[_Line], i: int) -> bool:
    """Whether line ``i`` is a short piece, a link's own words, between two pieces of one sentence."""
    if i + 1 >= len(lines):
        return False
    line, following, after = lines[i - 1], lines[i], lines[i + 1]
    first = text[after.start]
    return (
        (first.islower() or first in _TAIL)
        and not after.after_blank
        and not after.marker
        and text[line.end - 1] not in _ENDED
        and text[following.end - 1] not in SENTENCE_END
        and text.count(" ", following.start, following.end) < 8
        and text.count(" ", line.start, line.end) >= 3
        and not _small_head(text, lines, i + 1)
    )


def _cut(text: str, start: int, end: int, marker: str, spans: list[tuple[int, int, str]]) -> None:
    """Append the spans of one group, split finer where two things share a line."""
    if not spans and (stamp := _STAMP.match(text, 0, end)):
        first = stamp.start() + len(stamp.group()) - len(stamp.group().lstrip())
        spans.append((first, stamp.end(), ""))
        start = stamp.end()
        while start < end and text[start].isspace():
            start += 1
        if start >= end:
            return
    if end - start >= _GLUED_LINE and not marker:
        points = [match.end() for match in _GLUE.finditer(text, start, end)]
        if len(points) >= 3:
            for stop in points:
                spans.append((start, stop, ""))
                start = stop
    if start < end:
        spans.append((start, end, marker))


def _blocks(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Block]:
    words = [_folded(text[start + len(marker) : end]) for start, end, marker in spans]
    item, rule, plain = Kind.LIST_ITEM, Kind.SEPARATOR, Kind.PARAGRAPH
    rows = zip(spans, words, measure(words), strict=True)
    for index, ((start, end, marker), line, features) in enumerate(rows):
        if marker:
            yield Block(index, start, end, line, item, features, fold(marker) + " ", 1)
        else:
            kind = rule if not line[0].isalnum() and _RULE.fullmatch(line) else plain
            yield Block(index, start, end, line, kind, features)


def _folded(text: str) -> str:
    """As ``fold``; most lines are that already."""
    return text if text.isprintable() and "  " not in text and text[0] != " " != text[-1] else fold(text)
