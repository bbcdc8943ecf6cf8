"""Markdown → Blocks, as crawlers emit it.

Every line opens a block or goes on with the one before it, as CommonMark has it, with three differences that real
pages ask for: a picture alone on a line is a block of its own, a fence that nothing closes opens nothing, and a line
far too long to have been wrapped is a paragraph. A block's span covers its marks, its text is the words alone.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field

from app.blocks.markdown_inline import label, plain
from app.blocks.measure import SENTENCE_END, fold, measure
from app.errors import TooManyBlocks
from app.model import Block, Blocks, Document, Kind, Limits

__all__ = ["split"]

_LINE = re.compile(r"[^\r\n]+")
_QUOTE = re.compile(r"[ \t]{0,3}>(?:[ \t]{0,3}>)*[ \t]?")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_HEADING_END = re.compile(r"(?:^|[ \t])#+[ \t]*$")
_ITEM = re.compile(r"(?:[-*+•◦▪‣·●○]|\d{1,9}[.)])[ \t]+(?=\S)")
_RULE = re.compile(r"([-*_])[ \t]*(?:\1[ \t]*){2,}")
_UNDERLINE = re.compile(r"=+[ \t]*|-{2,}[ \t]*")
_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)$")
_DELIMITER_ROW = re.compile(r"\|?+(?:[ \t]*+:?+-++:?+[ \t]*+\|)++(?:[ \t]*+:?+-++:?+)?+[ \t]*+")
_CELL_END = re.compile(r"(?<!\\)\|")
_DEFINITION = re.compile(r"\[([^\[\]]{1,200})\]:[ \t]*\S")
_IMAGE = (
    r"!\[[^\[\]]{0,1000}\]\([^()\s]{0,4000}(?:\([^()\s]{0,200}\)[^()\s]{0,4000})?(?:[ \t]+\"[^\"]{0,500}\")?[ \t]*\)"
)
_IMAGES = re.compile(rf"(?:(?:\[[ \t]*{_IMAGE}[ \t]*\]\([^()\s]{{0,4000}}\)|{_IMAGE})[ \t]*)+")
_WRAPPED = 120  # characters: a longer line was not broken to fit a width
_INDENTED = 4  # columns that make a line code


@dataclass(slots=True)
class _Line:
    start: int  # of the visible characters
    end: int
    indent: int
    blank_before: bool
    hard_break: bool = False  # ends in two spaces or a backslash


@dataclass(slots=True)
class _Open:
    """A block that may still grow."""

    kind: Kind
    start: int
    end: int
    marker: str = ""
    level: int = 0
    pieces: list[str] = field(default_factory=list)  # its lines without what marks them


def split(document: Document, limits: Limits) -> Blocks:
    """Split Markdown. Linear in its length.

    Raises:
        TooManyBlocks: more than ``limits.blocks``.
    """
    text = document.text
    reader = _Reader(text, _lines(text), limits)
    opened = reader.run()
    references = reader.references
    words = [_words(text, block, references) for block in opened]
    features = measure([own for own, _ in words], [min(1.0, links) for _, links in words])
    return Blocks(
        text,
        tuple(
            Block(index, block.start, block.end, own, block.kind, measured, block.marker, block.level)
            for index, (block, (own, _), measured) in enumerate(zip(opened, words, features, strict=True))
        ),
    )


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    last = 0
    for match in _LINE.finditer(text):
        raw = match.group()
        body = raw.strip()
        if not body:
            continue
        lead = len(raw) - len(raw.lstrip())
        start = match.start() + lead
        indent = len(raw[:lead].expandtabs(4))
        breaks = text.count("\n", last, start) + text.count("\r", last, start) - text.count("\r\n", last, start)
        hard = raw.endswith("  ") or (body.endswith("\\") and not body.endswith("\\\\"))
        out.append(_Line(start, start + len(body), indent, breaks > 1 or not out, hard))
        last = start + len(body)
    return out


class _Reader:
    """Reads the lines one by one; ``index`` is the next one."""

    def __init__(self, text: str, lines: list[_Line], limits: Limits) -> None:
        self.text = text
        self.lines = lines
        self.limits = limits
        self.index = 0
        self.done: list[_Open] = []
        self.current: _Open | None = None  # the paragraph, item or quote that lines may still join
        self.items: list[int] = []  # indents of the list items that are open
        self.table = False
        self.unclosed: dict[str, int] = {}  # shortest fence by character that nothing closes
        self.comment_open = False  # a comment that nothing closes was seen: no later one is closed either
        self.references: set[str] = set()

    def run(self) -> list[_Open]:
        while self.index < len(self.lines):
            line = self.lines[self.index]
            if line.blank_before:
                self.current = None
                self.table = False
                if not line.indent:
                    self.items = []
            self.read(line)
            self.index += 1
        return self.done

    def read(self, line: _Line) -> None:
        text = self.text
        body, start = text[line.start : line.end], line.start
        quote = _QUOTE.match(body)
        if quote:
            body, start = body[quote.end() :], start + quote.end()
            if not body:
                self.quote_gap(line)
                return
        prefix = "> " if quote else ""
        if not quote and self.indented_code(line):
            return
        if self.fence(line, body, bool(quote)):
            return
        if not quote and body.startswith("<!--") and self.comment(line):
            return
        if self.underline(line, body):
            return
        if _RULE.fullmatch(body):
            self.add(Kind.SEPARATOR, line, "", body)
        elif (heading := _HEADING.match(body)) and (words := _HEADING_END.sub("", body[heading.end() :]).strip()):
            marks = heading.group(1)
            self.add(Kind.HEADING, line, f"{prefix}{marks} ", words, level=len(marks))
        elif self.row(line, body):
            pass
        elif item := _ITEM.match(body):
            self.items = [indent for indent in self.items if indent < line.indent]
            self.items.append(line.indent)
            marker = prefix + fold(item.group()) + " "
            self.current = self.add(Kind.LIST_ITEM, line, marker, body[item.end() :], level=len(self.items))
        elif not quote and (definition := _DEFINITION.match(body)):
            self.references.add(label(definition.group(1)))
            self.add(Kind.PARAGRAPH, line, "", body)
        elif _IMAGES.fullmatch(body):
            self.add(Kind.CAPTION, line, prefix, body)
        else:
            self.prose(line, body, bool(quote))

    def prose(self, line: _Line, body: str, quote: bool) -> None:
        """A line of words: it goes on with what is open, or opens a paragraph or quote."""
        if line.hard_break:
            body = body.removesuffix("\\")
        current = self.current
        fits = current is not None and (current.kind is not Kind.QUOTE or quote or not line.blank_before)
        if current is not None and fits and (not quote or current.marker.startswith(">")):
            before = self.lines[self.index - 1]
            long = before.end - before.start > _WRAPPED and self.text[before.end - 1] in SENTENCE_END
            if not before.hard_break and not long:
                current.pieces.append(body)
                current.end = line.end
                return
        marker = "> " if quote else ""
        self.current = self.add(Kind.QUOTE if quote else Kind.PARAGRAPH, line, marker, body)

    def add(self, kind: Kind, line: _Line, marker: str, words: str, level: int = 0) -> _Open:
        """End what is open and begin a block."""
        if len(self.done) >= self.limits.blocks:
            raise TooManyBlocks(
                f"the text falls into more than {self.limits.blocks:,} blocks",
                field="content",
                mend="Send it in parts, or raise the limit on blocks.",
            )
        self.current = None
        self.table = kind is Kind.TABLE
        block = _Open(kind, line.start, line.end, marker, level, [words])
        self.done.append(block)
        return block

    def quote_gap(self, line: _Line) -> None:
        """An empty line of a quote parts its paragraphs and belongs to the one before."""
        if self.done and not line.blank_before and self.done[-1].marker.startswith(">"):
            self.done[-1].end = line.end
            self.current = None
        else:
            self.add(Kind.SEPARATOR, line, "> ", self.text[line.start : line.end])

    def underline(self, line: _Line, body: str) -> bool:
        """``===`` or ``---`` under a single line of words makes that a heading."""
        current = self.current
        if current is None or current.kind is not Kind.PARAGRAPH or len(current.pieces) != 1:
            return False
        if not _UNDERLINE.fullmatch(body):
            return False
        current.kind = Kind.HEADING
        current.level = 1 if body[0] == "=" else 2
        current.marker = "#" * current.level + " "
        current.end = line.end
        self.current = None
        return True

    def row(self, line: _Line, body: str) -> bool:
        """A row of a table: of one with a head, or one that pipes enclose."""
        if "|" not in body:
            return False
        if _DELIMITER_ROW.fullmatch(body):
            if self.table and not line.blank_before:  # it belongs to the row above
                self.done[-1].end = line.end
            else:
                self.add(Kind.SEPARATOR, line, "", body)
                self.table = True
            return True
        enclosed = body[0] == "|" and body[-1] == "|" and len(body) > 1
        if not enclosed and not (self.table and not line.blank_before) and not self.heads_table():
            return False
        self.add(Kind.TABLE, line, "", body)
        return True

    def heads_table(self) -> bool:
        if self.index + 1 >= len(self.lines):
            return False
        following = self.lines[self.index + 1]
        body = self.text[following.start : following.end]
        return not following.blank_before and body[0] in "|:- " and bool(_DELIMITER_ROW.fullmatch(body))

    def indented_code(self, line: _Line) -> bool:
        if line.indent < _INDENTED or self.items or self.current is not None or not line.blank_before:
            return False
        last = self.index
        while last + 1 < len(self.lines) and self.lines[last + 1].indent >= _INDENTED:
            last += 1
        self.code(line, self.lines[self.index : last + 1], line.indent)
        self.index = last
        return True

    def fence(self, line: _Line, body: str, quote: bool) -> bool:
        match = _FENCE.match(body)
        if not match or quote:
            return False
        run = match.group(1)
        if len(run) >= self.unclosed.get(run[0], 1 << 30):
            return False
        for last in range(self.index + 1, len(self.lines)):
            closing = self.lines[last]
            if self.text.startswith(run, closing.start):
                if not self.text[closing.start : closing.end].strip(run[0]):
                    inner = self.lines[self.index + 1 : last]
                    self.code(line, inner, line.indent)
                    self.done[-1].end = closing.end
                    self.index = last
                    return True
        self.unclosed[run[0]] = len(run)
        return False

    def code(self, first: _Line, inner: list[_Line], indent: int) -> None:
        """A block of code: its lines with their own indents, empty lines among them."""
        words: list[str] = []
        for i, line in enumerate(inner):
            if i and line.blank_before:
                words.append("")
            words.append(" " * max(0, line.indent - indent) + self.text[line.start : line.end])
        block = self.add(Kind.CODE, first, "", "\n".join(words))
        if inner:
            block.end = inner[-1].end

    def comment(self, line: _Line) -> bool:
        """``<!-- … -->`` is one block, however many lines it has; what follows it on its line goes along."""
        stop = self.text.find("-->", line.start) if not self.comment_open else -1
        if stop < 0:
            self.comment_open = True
            return False
        last = self.index
        while self.lines[last].end < stop + 3:
            last += 1
        block = self.add(Kind.PARAGRAPH, line, "", self.text[line.start : self.lines[last].end])
        block.end = self.lines[last].end
        self.index = last
        return True


def _words(text: str, block: _Open, references: Set[str]) -> tuple[str, float]:
    """A block's words, and the share of their characters that is link text."""
    source = text[block.start : block.end]
    links = 0.0
    if block.kind is Kind.CODE:
        words = block.pieces[0]
    elif block.kind is Kind.SEPARATOR or _verbatim(block):
        words = fold(source)
    elif block.kind is Kind.TABLE:
        cells = [plain(cell.strip(), references) for cell in _CELL_END.split(block.pieces[0].strip("|"))]
        words = " | ".join(cell.text for cell in cells if cell.text)
        links = sum(cell.links * len(cell.text) for cell in cells) / len(words) if words else 0.0
    else:
        found = plain("\n".join(block.pieces), references)
        words, links = found.text, found.links
    if not words.strip():
        words = fold(source)  # nothing vanishes: a picture without words stands for itself
    return words, links


def _verbatim(block: _Open) -> bool:
    """Comments and link definitions have no words of their own."""
    return block.kind is Kind.PARAGRAPH and bool(
        block.pieces[0].startswith("<!--") or _DEFINITION.match(block.pieces[0])
    )
