"""Inline Markdown → words: link texts and emphasised words stay, addresses and marks go. One pass, linear."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Set
from dataclasses import dataclass, field

__all__ = ["Words", "label", "plain"]

_MARK = re.compile(
    r"\\.|`+|!?\[|\]|\*+|_+|~~+|</?[a-zA-Z][^<>]{0,1000}>|<!--|<|&#?\w{1,30};|https?://[^\s<>()\[\]\"`|]+", re.S
)
_TICKS = re.compile("`+")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_TARGET = re.compile(  # of an inline link: the address, and its title if it has one
    r"""\(\s*+(?:<[^<>\n]{0,2000}>|[^\s()<>]*+(?:\([^\s()]*+\)[^\s()<>]*+)*+)"""
    r"""(?:\s++(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?+\s*+\)"""
)
_REFERENCE = re.compile(r"[ \n]?\[([^\[\]]{0,200})\]")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,30}:[^\s<>]{0,2000}|[^\s<>@]{1,100}@[^\s<>@]{1,100})>")
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|td)\b", re.I)
_PLAIN_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|div|em|font|i|img|ins|kbd|mark|p|q|s|small|span|strike|strong|sub|sup|u|wbr)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a piece of Markdown, white space folded, and the share of their characters that is link text."""

    text: str
    links: float


def label(text: str) -> str:
    """A reference's name as it is compared."""
    return " ".join(text.casefold().split())


def plain(source: str, references: Set[str] = frozenset()) -> Words:
    """Strip inline markup.

    Args:
        references: names of the document's link definitions, as ``label`` gives them.
    """
    if not _MARK.search(source):
        return Words(" ".join(source.split()), 0.0)
    return _Scan(source, references).run()


@dataclass(slots=True)
class _Scan:
    source: str
    references: Set[str]
    out: list[str] = field(default_factory=list)
    length: int = 0  # characters in ``out``
    brackets: list[tuple[int, int, int]] = field(default_factory=list)  # (piece, length before it, source after it)
    emphasis: list[list[int | str]] = field(default_factory=list)  # [character, piece, marks left]
    waiting: dict[str, int] = field(default_factory=dict)  # open runs of emphasis by character
    linked: list[tuple[int, int]] = field(default_factory=list)
    ticks: dict[int, deque[int]] = field(default_factory=dict)  # where runs of so many backticks begin, those ahead

    def run(self) -> Words:
        position = 0
        while match := _MARK.search(self.source, position):
            self.put(self.source[position : match.start()])
            position = self.mark(match.group(), match.start(), match.end())
        self.put(self.source[position:])
        text = "".join(self.out)
        words = " ".join(text.split())
        return Words(words, min(1.0, self.link_characters() / len(text)) if text else 0.0)

    def put(self, piece: str) -> None:
        if piece:
            self.out.append(piece)
            self.length += len(piece)

    def mark(self, found: str, start: int, end: int) -> int:
        """Handle one mark; where to go on is returned."""
        first = found[0]
        if first == "\\":
            self.put(found[1:] if found[1] in _ESCAPABLE or found[1] == "\n" else found)
        elif first == "`":
            return self.code(found, end)
        elif found in ("[", "!["):
            self.brackets.append((len(self.out), self.length, end))
            self.put(found)
        elif found == "]":
            return self.bracket(end)
        elif first in "*_~":
            self.delimiter(found, start, end)
        elif first == "<":
            return self.angle(found, start, end)
        elif first == "&":
            self.put(html.unescape(found))
        else:
            self.link(self.length, found)
        return end

    def link(self, start: int, words: str) -> None:
        self.put(words)
        self.linked.append((start, self.length))

    def code(self, run: str, end: int) -> int:
        if not self.ticks:
            for ahead in _TICKS.finditer(self.source):
                self.ticks.setdefault(len(ahead.group()), deque()).append(ahead.start())
        closing = self.ticks.get(len(run), deque())
        while closing and closing[0] < end:
            closing.popleft()
        if not closing:
            self.put(run)
            return end
        self.put(self.source[end : closing[0]])
        return closing[0] + len(run)

    def angle(self, found: str, start: int, end: int) -> int:
        if auto := _AUTOLINK.match(self.source, start):
            self.link(self.length, auto.group(1))
            return auto.end()
        if found.endswith(">") and _PLAIN_TAG.match(found):
            self.put(" " if _BREAK.match(found) else "")
        else:
            self.put(found)
        return end

    def bracket(self, end: int) -> int:
        """A closing bracket: a link or an image if a target follows, otherwise itself."""
        if self.brackets:
            piece, before, inside = self.brackets.pop()
            target = _TARGET.match(self.source, end)
            if target is None and self.references:
                name = self.source[inside : end - 1] if end - inside <= 200 else ""
                target = _REFERENCE.match(self.source, end)
                known = (target.group(1) or name) if target else name
                if label(known) not in self.references:
                    target = None
                elif target is None:
                    return self.unwrap(piece, before, end)
            if target:
                return self.unwrap(piece, before, target.end())
        self.put("]")
        return end

    def unwrap(self, piece: int, before: int, end: int) -> int:
        self.length -= len(self.out[piece])
        self.out[piece] = ""
        self.linked.append((before, self.length))
        return end

    def delimiter(self, run: str, start: int, end: int) -> None:
        """Emphasis: marks that open before a word and close after one vanish in pairs."""
        before = self.source[start - 1] if start else " "
        after = self.source[end] if end < len(self.source) else " "
        opens, closes = not after.isspace(), not before.isspace()
        if before.isalnum() and after.isalnum() and (run[0] == "_" or len(run) == 1):
            opens = closes = False  # snake_case, 2*3
        elif run[0] == "_" or (opens and closes and before.isalnum() != after.isalnum()):
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        piece = len(self.out)
        self.put(run)
        left = len(run)
        while closes and left and self.waiting.get(run[0]):
            while self.emphasis[-1][0] != run[0]:
                self.waiting[str(self.emphasis.pop()[0])] -= 1
            opener = self.emphasis[-1]
            index, held = int(opener[1]), int(opener[2])
            used = min(left, held)
            self.shorten(index, held - used, run[0])
            left -= used
            opener[2] = held - used
            if held == used:
                self.emphasis.pop()
                self.waiting[run[0]] -= 1
        self.shorten(piece, left, run[0])
        if opens and left:
            self.emphasis.append([run[0], piece, left])
            self.waiting[run[0]] = self.waiting.get(run[0], 0) + 1

    def shorten(self, piece: int, marks: int, mark: str) -> None:
        self.length -= len(self.out[piece]) - marks
        self.out[piece] = mark * marks

    def link_characters(self) -> int:
        total = reached = 0
        for start, end in sorted(self.linked):
            total += max(0, end - max(start, reached))
            reached = max(reached, end)
        return total
