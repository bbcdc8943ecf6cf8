"""HTML → Blocks: one walk over the parsed tree.

Block tags end a block, inline children merge into it, ``<br>`` is a space and two of them end a block, a table's cells
stand in one row. ``<noscript>`` is walked into: forums and lazy images keep their content there. An element becomes an
``Element`` only when a block is found in it, so a million empty ones cost nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from app.blocks.measure import fold, measure
from app.errors import TooDeep, TooManyBlocks
from app.model import Block, Blocks, Document, Element, Kind, Limits

__all__ = ["split"]

_INLINE, _LINK, _BLOCK, _LIST, _SKIPPED = range(5)
# What an element does to the text around it, by its tag; tags that stand in no list are inline.
_ROLES = {
    tag: role
    for role, tags in (
        (
            _BLOCK,
            """html body address article aside blockquote button center dd details dialog div dl dt fieldset figcaption
            figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li main nav noscript optgroup p pre
            search section summary table tbody tfoot thead tr caption video audio""",
        ),
        (_LIST, "ul ol menu dir"),
        (_LINK, "a"),
        (
            _SKIPPED,
            """head script style template svg math iframe object embed canvas select datalist option textarea input
            img picture source track param map area colgroup col meta link base title noembed noframes rp rt""",
        ),
    )
    for tag in tags.split()
}
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_KINDS = {
    "li": Kind.LIST_ITEM,
    "dt": Kind.LIST_ITEM,
    "dd": Kind.LIST_ITEM,
    "tr": Kind.TABLE,
    "pre": Kind.CODE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "blockquote": Kind.QUOTE,
} | dict.fromkeys(_HEADINGS, Kind.HEADING)
# What a block inherits its kind from when its own tag says nothing: <li><p>, <blockquote><p>.
_INHERITED = {"li", "blockquote", "figcaption", "pre", *_HEADINGS}
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_NAMING = frozenset(("class", "id", "role", "itemprop", "data-testid", "data-component"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = str.maketrans("-_:./\\[]()0123456789", " " * 20)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_CELL = None  # stands among a row's texts where one cell ends and the next begins
_DATA_CELL = 200  # characters: a table whose cells are longer lays a page out
_OPENERS = 8  # inline elements remembered of a block's beginning


def split(document: Document, limits: Limits) -> Blocks:
    """Split a parsed page. Linear in its nodes.

    Raises:
        TooManyBlocks, TooDeep: the page is over a limit.
    """
    walk = _Walk(limits)
    root = document.tree.root if document.tree is not None else None
    if root is not None:
        walk.run(root)
    ranges = tuple((start, end) for start, end in walk.ranges)
    return Blocks("\n".join(walk.texts), tuple(walk.blocks), tuple(walk.elements), ranges)


class _Walk:
    """The state of one walk: the elements around, the text gathered since the last block ended."""

    __slots__ = (
        "blocks", "breaks", "elements", "left_link", "limits", "linked", "links", "lists", "made", "open", "openers",
        "parts", "position", "ranges", "seam", "texts",
    )  # fmt: skip

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.blocks: list[Block] = []
        self.texts: list[str] = []
        self.elements: list[Element] = []
        self.ranges: list[list[int]] = []
        self.position = 0
        self.open: list[tuple[str, Any]] = []  # the block elements around: tag and node
        self.made: list[Element] = []  # those of them that hold a block already, outermost first
        self.parts: list[str | None] = []
        self.openers: list[tuple[str, Any]] = []  # inline elements that stand before the block's first word
        self.links = 0  # open <a>
        self.linked = 0  # characters inside them
        self.breaks = 0  # <br> since the last words
        self.lists = 0  # open <ul>/<ol>
        self.seam = 0  # what was crossed since the last words: 1 the end of an inline element, 2 then a start
        self.left_link = False  # … of a link

    def run(self, root: Any) -> None:
        """Walk without recursion: a page may nest deeper than Python's stack."""
        stack: list[tuple[Any, int]] = []  # (node to resume at, its role)
        depth = self.limits.depth
        roles = _ROLES
        node = root
        while True:
            tag = node.tag
            if tag == "-text":
                self.text(node.text_content)
            else:
                role = roles.get(tag)
                if role is None:
                    role = _unlisted(tag)
                    if tag == "br":
                        self.line_break()
                if role != _SKIPPED:
                    child = node.first_child
                    if role >= _BLOCK:
                        if self.parts:
                            self.flush()
                        else:
                            self.openers.clear()
                    if child is not None:
                        if len(stack) >= depth:
                            raise _too_deep(depth)
                        self.enter(tag, role, node)
                        stack.append((node, role))
                        node = child
                        continue
            while (following := node.next) is None:
                if not stack:
                    return self.flush()
                node, role = stack.pop()
                self.leave(role)
            if not stack:  # siblings of the root
                return self.flush()
            node = following

    def enter(self, tag: str, role: int, node: Any) -> None:
        if role >= _BLOCK:
            self.open.append((tag, node))
            self.lists += role == _LIST
            return
        if role == _LINK:
            self.links += 1
        if self.seam:
            self.seam = 2
        if self.parts:
            if tag in ("td", "th") and self.open and self.open[-1][0] == "tr":
                self.parts.append(_CELL)
        elif len(self.openers) < _OPENERS:
            self.openers.append((tag, node))

    def leave(self, role: int) -> None:
        if role < _BLOCK:
            self.seam = 1
            if role == _LINK:
                self.links -= 1
                self.left_link = True
            return
        if self.parts:
            self.flush()
        else:
            self.openers.clear()
        self.lists -= role == _LIST
        self.open.pop()
        if len(self.made) > len(self.open):
            self.ranges[self.made.pop().index][1] = len(self.blocks)

    def line_break(self) -> None:
        self.breaks += 1
        if self.breaks == 2:
            self.flush()
        elif self.parts:
            self.parts.append("\n")

    def text(self, text: str) -> None:
        parts = self.parts
        if not text or text.isspace() or (len(text) <= 3 and not text.strip(_INVISIBLE)):
            if parts:
                parts.append(text)
            return
        if self.seam == 2 and parts and (last := parts[-1]):
            if _parted(last[-1], text[0], self.left_link and self.links > 0):
                parts.append(" ")
        self.breaks = self.seam = 0
        self.left_link = False
        parts.append(text)
        if self.links:
            self.linked += len(text.strip())

    def flush(self) -> None:
        """End the block that is being gathered, if it has words."""
        parts = self.parts
        if parts:
            self.parts = []
            if len(self.made) < len(self.open):
                self.materialise()
            kind, level = self.kind()
            if _CELL in parts or kind is Kind.TABLE:
                self.row(_cells(parts))
            else:
                raw = "".join(parts)  # type: ignore[arg-type]
                words = raw.strip("\r\n").rstrip() if kind is Kind.CODE else fold(raw)
                self.append(words, kind, level, self.linked / (len(words) or 1))
        self.openers.clear()
        self.linked = self.breaks = self.seam = 0

    def row(self, cells: list[str]) -> None:
        """A row of data is one block; the cells of a table that lays out the page are blocks of their own."""
        length = sum(map(len, cells)) or 1
        if cells and max(map(len, cells)) > _DATA_CELL:
            for cell in cells:
                self.append(cell, Kind.PARAGRAPH, 0, self.linked / length)
        else:
            self.append(" | ".join(cells), Kind.TABLE, 0, self.linked / length)

    def append(self, words: str, kind: Kind, level: int, links: float) -> None:
        if not words.strip(_INVISIBLE):
            return
        index = len(self.blocks)
        if index >= self.limits.blocks:
            raise TooManyBlocks(
                f"the page falls into more than {self.limits.blocks:,} blocks",
                field="content",
                mend="Send it in parts, or raise the limit on blocks.",
            )
        start = self.position
        end = start + len(words)
        element = self.made[-1] if self.made else None
        features = measure(words, min(1.0, links))
        inline = self.inline() if self.openers else ()
        self.blocks.append(Block(index, start, end, words, kind, features, "", level, element, inline))
        self.texts.append(words)
        self.position = end + 1

    def inline(self) -> tuple[str, ...]:
        """Tags and names of the inline elements that open the block."""
        out: list[str] = []
        for tag, node in self.openers:
            out.append(tag)
            out.extend(_names(node.attributes))
        return tuple(out)

    def materialise(self) -> None:
        """Make elements of the open tags that hold their first block now."""
        made = self.made
        first = len(self.blocks)
        parent = made[-1] if made else None
        hidden = parent is not None and parent.hidden
        for tag, node in self.open[len(made) :]:
            attributes = node.attributes
            names: tuple[str, ...] = ()
            if attributes:
                names = _names(attributes)
                hidden = hidden or _hides(attributes)
            parent = Element(len(self.elements), tag, names, parent, hidden)
            self.elements.append(parent)
            self.ranges.append([first, first])
            made.append(parent)

    def kind(self) -> tuple[Kind, int]:
        element = self.made[-1] if self.made else None
        if element is None:
            return Kind.PARAGRAPH, 0
        if (kind := _KINDS.get(element.tag)) is None:
            # <li><p>, <li><div><p>: the nearest of the few tags that colour what stands in them
            for _ in range(3):
                element = element.parent
                if element is None:
                    return Kind.PARAGRAPH, 0
                if element.tag in _INHERITED:
                    kind = _KINDS[element.tag]
                    break
            else:
                return Kind.PARAGRAPH, 0
        if kind is Kind.HEADING:
            return kind, _HEADINGS[element.tag]
        return kind, max(1, self.lists) if kind is Kind.LIST_ITEM else 0


def _unlisted(tag: str | None) -> int:
    """The role of a tag that no list names: custom elements are blocks, comments and the like are skipped."""
    if not tag or tag[0] in "-!_":
        return _BLOCK if tag == "-document" else _SKIPPED
    return _BLOCK if "-" in tag else _INLINE


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


def _names(attributes: dict[str, str | None]) -> tuple[str, ...]:
    """The names an element goes by: whole tokens first, then their parts (``post-footer`` → post, footer)."""
    raw = [value for key, value in attributes.items() if value and key in _NAMING]
    return _tokens(" ".join(raw)[:2_000]) if raw else ()


@lru_cache(maxsize=4_096)  # the pages of a site share their names
def _tokens(raw: str) -> tuple[str, ...]:
    lower = raw if raw.islower() else _CAMEL.sub("-", raw).lower()
    return tuple(dict.fromkeys(lower.split() + lower.translate(_SEPARATORS).split()))


def _hides(attributes: dict[str, str | None]) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or ("style" in attributes and _HIDDEN_STYLE.search(attributes["style"] or "") is not None)
    )


def _too_deep(depth: int) -> TooDeep:
    return TooDeep(
        f"elements are nested deeper than {depth:,}",
        field="content",
        mend="Flatten the markup, or raise the limit on depth.",
    )
