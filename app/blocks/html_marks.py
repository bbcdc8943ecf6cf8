"""What is set apart inside a block's text: emphasis, code, links, line breaks, the cells of a row.

Only Markdown asks for it, so it is kept out of the walk: the walk tells where such an element begins and ends, counted
in the parts of the text that it gathers, and when the block ends the parts become positions in the folded text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from app.model import Document, Mark

__all__ = ["Marking", "by_cell"]

_KINDS = {
    "a": "link",
    **dict.fromkeys(("em", "i"), "emphasis"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
}
_WEB = ("http://", "https://")
_SCHEMES = (*_WEB, "mailto:")
_LONGEST = 4_000  # characters of an address
_WIDEST = 12  # columns that one cell may span
_SEPARATOR = 3  # characters between two cells

Parts = Sequence[str | None]
Span = tuple[int, int, int, str, str]  # first part, part after the last, order of opening, kind, href


class Marking:
    """The marks of the block that is being gathered."""

    def __init__(self, document: Document) -> None:
        head = document.tree.head if document.tree is not None else None
        base = head.css_first("base[href]") if head is not None else None
        self.base = _join(document.url or "", base.attributes["href"] or "" if base is not None else "")
        self.root = _join(self.base, "/")[:-1]
        self.depth = dict.fromkeys(_KINDS.values(), 0)  # open elements of a kind: the outermost is the mark
        self.open: dict[str, tuple[int, int, str]] = {}  # by kind: its first part, order of opening, href
        self.spans: list[Span] = []
        self.breaks: list[int] = []
        self.row: Any = None
        self.cells: list[int] = []  # the part with which each cell of the row begins
        self.opened = 0

    def enter(self, node: Any, around: Sequence[Any], parts: Parts) -> None:
        """An inline element with a role begins."""
        kind = _KINDS.get(node.tag)
        if kind is None:
            if around and around[-1].tag == "tr":
                if around[-1] is not self.row:
                    self.row, self.cells = around[-1], []
                self.cells.append(len(parts))
            return
        self.depth[kind] += 1
        if self.depth[kind] == 1:
            self.opened += 1
            self.open[kind] = (len(parts), self.opened, self.address(node) if kind == "link" else "")

    def leave(self, node: Any, parts: Parts) -> None:
        """… and ends."""
        kind = _KINDS.get(node.tag)
        if kind is None:
            if self.cells:
                self.cells += [len(parts)] * (_columns(node.attributes.get("colspan")) - 1)
            return
        self.depth[kind] -= 1
        if not self.depth[kind]:
            start, order, href = self.open.pop(kind)
            if start < len(parts):
                self.spans.append((start, len(parts), order, kind, href))

    def line_break(self, parts: Parts) -> None:
        self.breaks.append(len(parts))

    def address(self, link: Any) -> str:
        """Where a link goes, absolute; empty where that is nowhere to go."""
        href = "".join((link.attributes.get("href") or "").split())
        if not href or len(href) > _LONGEST:
            return ""
        if href.startswith(_WEB):
            return href
        # most links of a site begin at its root, and to join them by the book takes longer than all else here
        plain = href[0] == "/" and href[1:2] != "/" and "/." not in href
        address = self.root + href if plain else _join(self.base, href)
        return address if address.lower().startswith(_SCHEMES) else ""

    def take(self, parts: Parts) -> tuple[Mark, ...]:
        """The marks of a block that ends here. What is still open goes on in the next."""
        spans, breaks, cells = self.spans, self.breaks, self.cells
        for kind, (start, order, href) in self.open.items():
            spans.append((start, len(parts), order, kind, href))
            self.open[kind] = (0, order, href)
        self.spans, self.breaks, self.cells = [], [], []
        if not (spans or breaks or cells):
            return ()
        starts, ends = _positions(parts)
        if cells and cells[0]:
            cells = [0, *cells]  # the rest of a cell that a block has divided
        found = [
            (starts[first], -ends[last], order, kind, href)
            for first, last, order, kind, href in spans
            if starts[first] < ends[last] and (href or kind != "link")
        ]
        found += [(ends[at], -ends[at], 0, "break", "") for at in breaks if ends[at] < ends[-1]]
        return (
            *[
                Mark(min(starts[first], ends[last]), ends[last], "cell")
                for first, last in zip(cells, [*cells[1:], len(parts)], strict=False)
            ],
            *[Mark(start, -end, kind, href) for start, end, _, kind, href in sorted(found)],
        )


def by_cell(cells: Sequence[str], marks: Sequence[Mark]) -> list[tuple[Mark, ...]]:
    """The marks of a row given to its cells, each of which is a text of its own."""
    waiting = [mark for mark in reversed(marks) if mark.kind != "cell"]
    inside: list[Mark] = []
    out: list[tuple[Mark, ...]] = []
    start = 0
    for cell in cells:
        end = start + len(cell)
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        out.append(tuple([Mark(max(m.start, start) - start, min(m.end, end) - start, m.kind, m.href) for m in inside]))
        inside = [mark for mark in inside if mark.end > end]
        start = end + _SEPARATOR
    return out


def _positions(parts: Parts) -> tuple[list[int], list[int]]:
    """Where the first word from each part on begins in the folded text, and where the last word before it ends."""
    starts: list[int] = []
    ends = [0]
    length = gap = wordless = 0  # wordless: parts since the last words
    for part in parts:
        if part is None:
            gap = _SEPARATOR
        elif words := part.split():
            if not gap and part[0].isspace():
                gap = 1
            length += gap if length else 0
            starts += [length] * (wordless + 1)
            length += sum(map(len, words)) + len(words) - 1
            ends.append(length)
            gap, wordless = int(part[-1].isspace()), 0
            continue
        elif part and not gap:
            gap = 1
        wordless += 1
        ends.append(length)
    return starts + [length] * (wordless + 1), ends


def _columns(given: str | None) -> int:
    given = given or ""
    return max(1, min(int(given), _WIDEST)) if given.isascii() and given.isdigit() and len(given) < 9 else 1


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:  # "http://[" and the like
        return ""
