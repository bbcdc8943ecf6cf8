"""Kept blocks → Markdown: headings, quotes and lists in one another, tables, code.

What a block stands in is read from the elements around it; text, which has none, has its markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.model import Block, Element, Kind, Mark
from app.results._inline import inline, longest_run

__all__ = ["markdown"]

_CELLS = " | "
_BAR = "\\|"  # in a cell a bar ends it, in code as well
_ITEMS = frozenset(("li", "dt", "dd"))
_LISTS = frozenset(("ul", "ol", "menu", "dir", "dl"))
_DEEPEST = 12  # quotes and lists in one another: deeper ones are written at this depth
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush)-([a-z][\w+#.-]{0,30})$")
_STRONG = frozenset(("strong",))


@dataclass(frozen=True, slots=True)
class _Container:
    """A quote or a list's item.

    Attributes:
        key: what it is told from its neighbours by.
        list: for an item what its list is told by; None for a quote.
        mark: what stands before its first line; the lines that follow are set in by as much.
    """

    key: object
    list: object | None
    mark: str

    @property
    def further(self) -> str:
        return " " * len(self.mark) if self.list is not None else self.mark


def markdown(kept: Sequence[Block]) -> str:
    """The blocks as Markdown."""
    places = _Places(kept)
    out: list[str] = []
    before: tuple[_Container, ...] = ()
    for around, lines in _pieces(kept, places):
        shared = 0
        while shared < min(len(before), len(around)) and before[shared].key == around[shared].key:
            shared += 1
        common = "".join([container.further for container in around[:shared]])
        if out:
            out.append("\n" if _tight(before, around, shared) else f"\n{common.rstrip()}\n")
        further = "".join([container.further for container in around])
        out.append(common + "".join([container.mark for container in around[shared:]]) + lines[0])
        out += [f"\n{further}{line}" if line else f"\n{further}".rstrip(" ") for line in lines[1:]]
        before = around
    return "".join(out)


def _tight(before: tuple[_Container, ...], around: tuple[_Container, ...], shared: int) -> bool:
    """Whether a piece follows without an empty line: the next item of a list, or the first of one in an item."""
    if shared == len(around) or around[shared].list is None:
        return False
    if shared < len(before):
        return before[shared].list == around[shared].list
    # a number other than 1 cannot follow a paragraph's line
    return (
        shared > 0
        and before[-1].list is not None
        and (around[shared].mark[0] in "-*" or around[shared].mark[:2] in ("1.", "1)"))
    )


def _pieces(kept: Sequence[Block], places: _Places) -> Iterator[tuple[tuple[_Container, ...], list[str]]]:
    """What is written together, the lines of each and what stands around it: a table's rows, a listing's pieces."""
    for (kind, _, around), run in groupby(kept, key=lambda b: (b.kind, _whole(b), places.around(b))):
        blocks = list(run)
        if kind is Kind.CODE:
            yield around, _listing(blocks)
        elif kind is Kind.TABLE:
            yield from ((around, lines) for lines in _table(blocks))
        else:
            yield from ((around, _lines(block)) for block in blocks)


def _whole(block: Block) -> object:
    """The table or listing that a block is a part of."""
    tag = {Kind.TABLE: "table", Kind.CODE: "pre"}.get(block.kind)
    if tag is None:
        return block.index
    element = block.element
    while element is not None and element.tag != tag:
        element = element.parent
    return block.index if element is None and block.kind is Kind.CODE else element


def _lines(block: Block) -> list[str]:
    if block.kind is Kind.HEADING:
        words = inline(block.text, block.marks, breaks=False, drop=_STRONG)
        return ["#" * block.level + " " + (words[:-1] + "\\#" if words.endswith("#") else words)]
    if block.kind is Kind.SEPARATOR:
        return ["---"]
    return inline(block.text, block.marks).split("\n")


def _listing(blocks: Sequence[Block]) -> list[str]:
    text = "\n".join([block.text for block in blocks]).replace("\r\n", "\n").replace("\r", "\n")
    fence = "`" * max(3, longest_run(text) + 1)
    return [fence + _language(blocks[0]), *text.split("\n"), fence]


def _language(block: Block) -> str:
    names = (
        [*block.inline, *(name for element in block.element.chain(3) for name in element.names)]
        if block.element
        else []
    )
    return next((found[1] for name in names if (found := _LANGUAGE.match(name))), "")


def _table(rows: Sequence[Block]) -> Iterator[list[str]]:
    """Markdown knows no table without a head: the first row is it. A single column is no table."""
    cells = [_cells(row) for row in rows]
    columns = max(map(len, cells))
    if columns == 1:
        yield from ([row[0]] for row in cells)
        return
    head = cells[0] + [""] * (columns - len(cells[0]))
    yield [_row(head), "|" + " --- |" * columns, *map(_row, cells[1:])]


def _row(cells: Sequence[str]) -> str:
    return f"| {_CELLS.join([cell.replace('|', _BAR) for cell in cells])} |"


def _cells(row: Block) -> list[str]:
    spans = [(mark.start, mark.end) for mark in row.marks if mark.kind == "cell"]
    if not spans:
        at = 0
        for cell in row.text.split(_CELLS):
            spans.append((at, at + len(cell)))
            at += len(cell) + len(_CELLS)
    waiting = [mark for mark in reversed(row.marks) if mark.kind != "cell"]
    inside: list[Mark] = []
    out = []
    for start, end in spans:
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        out.append(inline(row.text, inside, start, end, breaks=False))
        inside = [mark for mark in inside if mark.end > end]
    return out


class _Places:
    """What each block stands in, outermost first."""

    def __init__(self, kept: Sequence[Block]) -> None:
        self.layout: set[int] = set()  # items that hold a heading: a list of such lays out the page
        self.known: dict[int, tuple[_Container, ...]] = {}
        self.next: dict[object, int] = {}  # by list: the number of its next item
        self.flipped: dict[object, bool] = {}
        self.last: tuple[_Container, ...] = ()
        for block in kept:
            if block.kind is Kind.HEADING:
                element = block.element
                while element is not None and element.index not in self.layout:
                    self.layout.add(element.index)
                    element = element.parent

    def around(self, block: Block) -> tuple[_Container, ...]:
        if block.element is None:
            return _by_marker(block)
        new: list[Element] = []
        element: Element | None = block.element
        while element is not None and element.index not in self.known:
            new.append(element)
            element = element.parent
        around = self.known[element.index] if element is not None else ()
        for inner in reversed(new):
            if len(around) < _DEEPEST:
                if inner.tag == "blockquote":
                    around = (*around, _Container(inner.index, None, "> "))
                elif inner.tag in _ITEMS and inner.index not in self.layout:
                    around = (*around, self.item(inner, around))
            self.known[inner.index] = around
        self.last = around
        return around

    def item(self, element: Element, around: tuple[_Container, ...]) -> _Container:
        parent = element.parent
        while parent is not None and parent.tag not in _LISTS:
            parent = parent.parent
        key = parent.index if parent is not None else -1
        numbered = parent is not None and parent.tag == "ol"
        if key not in self.flipped:
            self.flipped[key] = self.follows_its_like(around, numbered)
        if not numbered:
            return _Container(element.index, key, "* " if self.flipped[key] else "- ")
        number = self.next.get(key, parent.number if parent is not None and parent.number is not None else 1)
        if element.number is not None:
            number = element.number
        self.next[key] = number + 1
        return _Container(element.index, key, f"{number % 1_000_000_000}{')' if self.flipped[key] else '.'} ")

    def follows_its_like(self, around: tuple[_Container, ...], numbered: bool) -> bool:
        """Whether a new list stands right after one that looks like it: without other marks the two were one."""
        depth = len(around)
        if len(self.last) <= depth or self.last[:depth] != around or self.last[depth].list is None:
            return False
        before = self.last[depth].mark
        return before[0].isdigit() == numbered and before[-2] in "-."


def _by_marker(block: Block) -> tuple[_Container, ...]:
    if block.kind is Kind.QUOTE:
        return (_Container("quote", None, "> "),)
    if block.kind is not Kind.LIST_ITEM:
        return ()
    outer = tuple(_Container(("level", level), "text", "  ") for level in range(1, min(block.level, _DEEPEST)))
    mark = f"{block.marker.strip()} " if block.marker[:1].isdigit() else "- "
    return (*outer, _Container(block.index, ("text", len(outer)), mark))
