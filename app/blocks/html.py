"""HTML → Blocks: one walk over the parsed tree.

Block tags end a block, inline children merge into it, ``<br>`` is a space and two of them end a block, a table's cells
stand in one row. ``<noscript>`` is walked into: forums and lazy images keep their content there. An element becomes an
``Element`` only when a block is found in it, so a million empty ones cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.blocks.html_marks import Marking, by_cell
from app.blocks.html_names import TELLING, hides, names_of, number_of
from app.blocks.html_tags import BLOCK, BREAK, CELL, LINK, LIST, SKIPPED, TEXT, kind_of, known, role_of
from app.blocks.measure import fold, measure
from app.errors import TooDeep, TooManyBlocks
from app.model import Block, Blocks, Document, Element, Kind, Limits, Mark

__all__ = ["split"]

# A block that is not measured yet: start, end, kind, level, element, inline, marks.
_Found = tuple[int, int, Kind, int, Element | None, tuple[str, ...], tuple[Mark, ...]]

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_CELL = None  # stands among a row's texts where one cell ends and the next begins
_BETWEEN_CELLS = " | "
_DATA_CELL = 200  # characters: a table whose cells are longer lays a page out
_OPENERS = 8  # inline elements remembered of a block's beginning


def split(document: Document, limits: Limits, *, marks: bool = False) -> Blocks:
    """Split a parsed page. Linear in its nodes.

    Args:
        marks: whether blocks tell what is set apart inside their text (``Block.marks``).

    Raises:
        TooManyBlocks, TooDeep: the page is over a limit.
    """
    walk = _Walk(limits, Marking(document) if marks else None)
    root = document.tree.root if document.tree is not None else None
    if root is not None:
        walk.run(root)
    ranges = tuple(zip(walk.starts, walk.ends, strict=True))
    return Blocks("\n".join(walk.texts), tuple(walk.measured()), tuple(walk.elements), ranges)


class _Walk:
    """The blocks and elements found so far, and what has been gathered since the last block ended."""

    __slots__ = (
        "blocks", "elements", "ends", "limits", "links", "lists", "made", "marking", "open", "openers", "parts",
        "position", "starts", "texts",
    )  # fmt: skip

    def __init__(self, limits: Limits, marking: Marking | None) -> None:
        self.limits = limits
        self.marking = marking
        self.blocks: list[_Found] = []
        self.texts: list[str] = []  # of the blocks
        self.links: list[float] = []  # of each the share that stands inside links
        self.elements: list[Element] = []
        self.starts: list[int] = []  # for each element its first block
        self.ends: list[int] = []  # … and the block after its last
        self.position = 0
        self.open: list[Any] = []  # the block elements around
        self.made: list[Element] = []  # those of them that hold a block already, outermost first
        self.parts: list[str | None] = []  # texts of the block, the first of them with words
        self.openers: list[Any] = []  # inline elements that stand before the block's first word
        self.lists = 0  # open <ul>/<ol>

    def run(self, root: Any) -> None:
        """Walk without recursion, for a page may nest deeper than Python's stack, and in one function, for calling
        another at every node takes longer than the node does."""
        depth, marking = self.limits.depth, self.marking
        parts, openers, open, made, ends = self.parts, self.openers, self.open, self.made, self.ends
        flush = self.flush
        roles = known()  # by the parser's number of a tag, which is read in a third of the time of its name
        stack: list[tuple[Any, int]] = []  # (node to resume at, its role)
        links = 0  # open <a>
        linked = 0  # characters of the block inside links
        breaks = 0  # <br> since the last words
        seam = 0  # what was crossed since the last words: 1 the end of an inline element, 2 then a start
        left_link = False  # … of a link
        node = root
        while True:
            try:
                role = roles[node.tag_id]
            except KeyError:
                role = roles[node.tag_id] = role_of(node)
            if role == TEXT:
                text = node.text_content
                if text.isspace() or (len(text) <= 3 and not text.strip(_INVISIBLE)):
                    if parts:
                        parts.append(text)
                else:
                    if seam:
                        if (
                            seam == 2
                            and parts
                            and (last := parts[-1])
                            and _parted(last[-1], text[0], left_link and links > 0)
                        ):
                            parts.append(" ")
                        seam = 0
                    breaks = 0
                    left_link = False
                    parts.append(text)
                    if links:
                        linked += len(text.strip())
            elif role < SKIPPED:
                child = node.first_child
                if role >= BLOCK:
                    if parts:
                        flush(linked)
                        linked = breaks = seam = 0
                    elif openers:
                        openers.clear()
                    if child is not None:
                        if len(stack) >= depth:
                            raise _too_deep(depth)
                        stack.append((node, role))
                        open.append(node)
                        if role == LIST:
                            self.lists += 1
                        node = child
                        continue
                elif child is not None:
                    if len(stack) >= depth:
                        raise _too_deep(depth)
                    stack.append((node, role))
                    if seam:
                        seam = 2
                    if parts:
                        if role == CELL and open and open[-1].tag == "tr":
                            parts.append(_CELL)
                    elif len(openers) < _OPENERS:
                        openers.append(node)
                    if role:
                        if role == LINK:
                            links += 1
                        if marking:
                            marking.enter(node, open, parts)
                    node = child
                    continue
                elif marking and role == CELL:  # an empty cell, too, has its column
                    marking.enter(node, open, parts)
                    marking.leave(node, parts)
            elif role == BREAK:
                breaks += 1
                if breaks == 2:
                    flush(linked)
                    linked = breaks = seam = 0
                elif parts:
                    if marking:
                        marking.line_break(parts)
                    parts.append("\n")
            while (following := node.next) is None:
                if not stack:
                    return flush(linked)
                node, role = stack.pop()
                if role < BLOCK:
                    seam = 1
                    if role:
                        if role == LINK:
                            links -= 1
                            left_link = True
                        if marking:
                            marking.leave(node, parts)
                    continue
                if parts:
                    flush(linked)
                    linked = breaks = seam = 0
                elif openers:
                    openers.clear()
                if role == LIST:
                    self.lists -= 1
                open.pop()
                if len(made) > len(open):
                    ends[made.pop().index] = len(self.blocks)
            if not stack:  # siblings of the root
                return flush(linked)
            node = following

    def flush(self, linked: int) -> None:
        """End the block that is being gathered, if it has words; ``linked`` of its characters stand inside links."""
        parts = self.parts
        if parts:
            if len(self.made) < len(self.open):
                self.materialise()
            kind, level = kind_of(self.made[-1], self.lists) if self.made else (Kind.PARAGRAPH, 0)
            marks = self.marking.take(parts) if self.marking else ()
            if kind is Kind.TABLE:
                self.row(_cells(parts), linked, marks)
            elif kind is Kind.CODE:
                words = "".join(parts).strip("\r\n").rstrip()  # type: ignore[arg-type]
                self.append(words, kind, level, linked / (len(words) or 1), ())
            else:
                words = " ".join("".join(parts).split())  # type: ignore[arg-type]
                self.append(words, kind, level, linked / (len(words) or 1) if linked else 0.0, marks)
            parts.clear()
        self.openers.clear()

    def row(self, cells: list[str], linked: int, marks: tuple[Mark, ...]) -> None:
        """A row of data is one block; the cells of a table that lays out the page are blocks of their own."""
        links = linked / (sum(map(len, cells)) or 1)
        if cells and max(map(len, cells)) > _DATA_CELL:
            for cell, inside in zip(cells, by_cell(cells, marks), strict=True):
                self.append(cell, Kind.PARAGRAPH, 0, links, inside)
        else:
            words = _BETWEEN_CELLS.join(cells)
            self.append(words, Kind.TABLE, 0, links, marks)

    def append(self, words: str, kind: Kind, level: int, links: float, marks: tuple[Mark, ...]) -> None:
        """Add a block; ``links`` is the share of its text that stands inside links."""
        if not words or (words[0] in _INVISIBLE and not words.strip(_INVISIBLE)):
            return
        if len(self.blocks) >= self.limits.blocks:
            raise _too_many(self.limits.blocks)
        start = self.position
        end = start + len(words)
        self.position = end + 1
        element = self.made[-1] if self.made else None
        inline = self.inline() if self.openers else ()
        self.blocks.append((start, end, kind, level, element, inline, marks))
        self.texts.append(words)
        self.links.append(links if links < 1.0 else 1.0)

    def measured(self) -> Iterator[Block]:
        """The blocks, measured all at once."""
        rows = zip(self.blocks, self.texts, measure(self.texts, self.links), strict=True)
        for index, ((start, end, kind, level, element, inline, marks), words, features) in enumerate(rows):
            yield Block(index, start, end, words, kind, features, "", level, element, inline, marks)

    def inline(self) -> tuple[str, ...]:
        """Tags and names of the inline elements that open the block."""
        out: list[str] = []
        for node in self.openers:
            out.append(node.tag)
            out += names_of(node.attributes)
        return tuple(out)

    def materialise(self) -> None:
        """Make elements of the open tags that hold their first block now."""
        made, elements = self.made, self.elements
        waiting = self.open[len(made) :]
        self.starts += [len(self.blocks)] * len(waiting)
        self.ends += [len(self.blocks)] * len(waiting)
        parent = made[-1] if made else None
        hidden = parent is not None and parent.hidden
        for index, node in enumerate(waiting, len(elements)):
            attributes = node.attributes
            names: tuple[str, ...] = ()
            number = None
            if attributes:
                names = names_of(attributes)
                if not TELLING.isdisjoint(attributes):
                    hidden = hidden or hides(attributes)
                    number = number_of(attributes)
            parent = Element(index, node.tag, names, parent, hidden, number)
            elements.append(parent)
            made.append(parent)


def _parted(left: str, right: str, links: bool) -> bool:
    """Whether a space is lost between two inline elements that touch: links beside one another, ``moreShare``."""
    if links:
        return left.isalnum() and right.isalnum()
    return right.isupper() and (left.islower() or left.isdigit() or left in ".!?:")


def _cells(parts: list[str | None]) -> list[str]:
    """The texts of a row's cells that have any."""
    cells: list[list[str]] = [[]]
    for part in parts:
        if part is None:
            cells.append([])
        else:
            cells[-1].append(part)
    return [words for cell in cells if (words := fold("".join(cell)))]


def _too_deep(depth: int) -> TooDeep:
    return TooDeep(
        f"elements are nested deeper than {depth:,}",
        field="content",
        mend="Flatten the markup, or raise the limit on depth.",
    )


def _too_many(blocks: int) -> TooManyBlocks:
    return TooManyBlocks(
        f"the page falls into more than {blocks:,} blocks",
        field="content",
        mend="Send it in parts, or raise the limit on blocks.",
    )
