"""HTML → Blocks: one walk over the parsed tree.

Block tags end a block, inline children merge into it, ``<br>`` is a space and two of them end a block, a table's cells
stand in one row. ``<noscript>`` is walked into: forums and lazy images keep their content there. An element becomes an
``Element`` only when a block is found in it, so a million empty ones cost nothing.
"""

from __future__ import annotations

from typing import Any

from app.blocks.html_marks import MARKED_ROLES, Marking, by_cell
from app.blocks.html_names import hides, names_of, number_of
from app.blocks.html_tags import BLOCK, CELL, HEADINGS, INHERITED, KINDS, LINK, LIST, ROLES, SKIPPED, unlisted
from app.blocks.measure import fold, measure
from app.errors import TooDeep, TooManyBlocks
from app.model import Block, Blocks, Document, Element, Kind, Limits, Mark

__all__ = ["split"]

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
    return Blocks("\n".join(walk.texts), tuple(walk.blocks), tuple(walk.elements), ranges)


class _Walk:
    """The blocks and elements found so far, and what has been gathered since the last block ended."""

    __slots__ = (
        "blocks", "elements", "ends", "limits", "linked", "lists", "made", "marking", "open", "openers", "parts",
        "position", "starts", "texts",
    )  # fmt: skip

    def __init__(self, limits: Limits, marking: Marking | None) -> None:
        self.limits = limits
        self.marking = marking
        self.blocks: list[Block] = []
        self.texts: list[str] = []
        self.elements: list[Element] = []
        self.starts: list[int] = []  # for each element its first block
        self.ends: list[int] = []  # … and the block after its last
        self.position = 0
        self.open: list[tuple[str, Any]] = []  # the block elements around: tag and node
        self.made: list[Element] = []  # those of them that hold a block already, outermost first
        self.parts: list[str | None] = []  # texts of the block, the first of them with words
        self.openers: list[tuple[str, Any]] = []  # inline elements that stand before the block's first word
        self.linked = 0  # characters of the block inside links
        self.lists = 0  # open <ul>/<ol>

    def run(self, root: Any) -> None:
        """Walk without recursion, for a page may nest deeper than Python's stack, and in one function, for calling
        another at every node takes longer than the node does."""
        depth, marking = self.limits.depth, self.marking
        roles = ROLES if marking is None else MARKED_ROLES
        parts, openers, open, made, ends = self.parts, self.openers, self.open, self.made, self.ends
        stack: list[tuple[Any, int]] = []  # (node to resume at, its role)
        links = 0  # open <a>
        breaks = 0  # <br> since the last words
        seam = 0  # what was crossed since the last words: 1 the end of an inline element, 2 then a start
        left_link = False  # … of a link
        node = root
        while True:
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if text.isspace() or (len(text) <= 3 and not text.strip(_INVISIBLE)):
                    if parts:
                        parts.append(text)
                else:
                    if (
                        seam == 2
                        and parts
                        and (last := parts[-1])
                        and _parted(last[-1], text[0], left_link and links > 0)
                    ):
                        parts.append(" ")
                    breaks = seam = 0
                    left_link = False
                    parts.append(text)
                    if links:
                        self.linked += len(text.strip())
            else:
                role = roles.get(tag)
                if role is None:
                    role = unlisted(tag)
                    if tag == "br":
                        breaks += 1
                        if breaks == 2:
                            self.flush()
                            breaks = seam = 0
                        elif parts:
                            if marking:
                                marking.line_break(parts)
                            parts.append("\n")
                if role < SKIPPED:
                    if role >= BLOCK:
                        if parts:
                            self.flush()
                            breaks = seam = 0
                        elif openers:
                            openers.clear()
                    child = node.first_child
                    if child is not None:
                        if len(stack) >= depth:
                            raise _too_deep(depth)
                        stack.append((node, role))
                        if role >= BLOCK:
                            open.append((tag, node))
                            if role == LIST:
                                self.lists += 1
                        else:
                            if seam:
                                seam = 2
                            if parts:
                                if role == CELL and open and open[-1][0] == "tr":
                                    parts.append(_CELL)
                            elif len(openers) < _OPENERS:
                                openers.append((tag, node))
                            if role:
                                if role == LINK:
                                    links += 1
                                if marking:
                                    marking.enter(tag, node, open, parts)
                        node = child
                        continue
                    if marking and role == CELL:  # an empty cell, too, has its column
                        marking.enter(tag, node, open, parts)
                        marking.leave(node, parts)
            while (following := node.next) is None:
                if not stack:
                    return self.flush()
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
                    self.flush()
                    breaks = seam = 0
                elif openers:
                    openers.clear()
                if role == LIST:
                    self.lists -= 1
                open.pop()
                if len(made) > len(open):
                    ends[made.pop().index] = len(self.blocks)
            if not stack:  # siblings of the root
                return self.flush()
            node = following

    def flush(self) -> None:
        """End the block that is being gathered, if it has words."""
        parts = self.parts
        if parts:
            if len(self.made) < len(self.open):
                self.materialise()
            kind, level = self.kind()
            marks = self.marking.take(parts) if self.marking else ()
            if _CELL in parts or kind is Kind.TABLE:
                self.row(_cells(parts), marks)
            elif kind is Kind.CODE:
                words = "".join(parts).strip("\r\n").rstrip()  # type: ignore[arg-type]
                self.append(words, words.split(" "), kind, level, len(words), ())
            else:
                split = "".join(parts).split()  # type: ignore[arg-type]
                words = " ".join(split)
                self.append(words, split, kind, level, len(words), marks)
            parts.clear()
        self.openers.clear()
        self.linked = 0

    def row(self, cells: list[str], marks: tuple[Mark, ...]) -> None:
        """A row of data is one block; the cells of a table that lays out the page are blocks of their own."""
        length = sum(map(len, cells))
        if cells and max(map(len, cells)) > _DATA_CELL:
            for cell, inside in zip(cells, by_cell(cells, marks), strict=True):
                self.append(cell, cell.split(" "), Kind.PARAGRAPH, 0, length, inside)
        else:
            words = _BETWEEN_CELLS.join(cells)
            self.append(words, words.split(" "), Kind.TABLE, 0, length, marks)

    def append(
        self, words: str, split: list[str], kind: Kind, level: int, length: int, marks: tuple[Mark, ...]
    ) -> None:
        """Add a block; ``length`` is that of the text which the characters inside links are a share of."""
        if not words.strip(_INVISIBLE):
            return
        blocks = self.blocks
        index = len(blocks)
        if index >= self.limits.blocks:
            raise _too_many(self.limits.blocks)
        start = self.position
        self.position = start + len(words) + 1
        features = measure(words, min(1.0, self.linked / (length or 1)), split)
        element = self.made[-1] if self.made else None
        inline = self.inline() if self.openers else ()
        blocks.append(Block(index, start, start + len(words), words, kind, features, "", level, element, inline, marks))
        self.texts.append(words)

    def inline(self) -> tuple[str, ...]:
        """Tags and names of the inline elements that open the block."""
        out: list[str] = []
        for tag, node in self.openers:
            out.append(tag)
            out += names_of(node.attributes)
        return tuple(out)

    def materialise(self) -> None:
        """Make elements of the open tags that hold their first block now."""
        made, elements, starts, ends = self.made, self.elements, self.starts, self.ends
        first = len(self.blocks)
        parent = made[-1] if made else None
        hidden = parent is not None and parent.hidden
        for tag, node in self.open[len(made) :]:
            attributes = node.attributes
            names: tuple[str, ...] = ()
            number = None
            if attributes:
                names = names_of(attributes)
                hidden = hidden or hides(attributes)
                if "start" in attributes or "value" in attributes:
                    number = number_of(attributes)
            parent = Element(len(elements), tag, names, parent, hidden, number)
            elements.append(parent)
            starts.append(first)
            ends.append(first)
            made.append(parent)

    def kind(self) -> tuple[Kind, int]:
        element = self.made[-1] if self.made else None
        if element is None:
            return Kind.PARAGRAPH, 0
        tag = element.tag
        if tag not in KINDS:
            # <li><p>, <li><div><p>: the nearest of the few tags that colour what stands in them
            for _ in range(3):
                element = element.parent
                if element is None:
                    return Kind.PARAGRAPH, 0
                tag = element.tag
                if tag in INHERITED:
                    break
            else:
                return Kind.PARAGRAPH, 0
        kind = KINDS[tag]
        if kind is Kind.HEADING:
            return kind, HEADINGS[tag]
        return kind, max(1, self.lists) if kind is Kind.LIST_ITEM else 0


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
