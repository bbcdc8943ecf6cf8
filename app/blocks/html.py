"""HTML → Blocks: one walk over the parsed tree.

Block tags end a block, inline children merge into it, ``<br>`` is a space and two of them end a block, a table's cells
stand in one row. ``<noscript>`` is walked into: forums and lazy images keep their content there.
"""

from __future__ import annotations

import re
from typing import Any

from app.blocks.measure import fold, measure
from app.errors import TooDeep, TooManyBlocks
from app.model import Block, Blocks, Document, Element, Kind, Limits

__all__ = ["split"]

_BLOCK_TAGS = frozenset(
    """html body address article aside blockquote button center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav noscript ol optgroup p pre
    search section summary table tbody tfoot thead tr caption ul video audio""".split()
)
_SKIPPED_TAGS = frozenset(
    """head script style template svg math iframe object embed canvas select datalist option textarea input img picture
    source track param map area colgroup col meta link base title noembed noframes rp rt""".split()
)
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
_NAME = re.compile(r"[^\s/]+")
_PART = re.compile(r"[a-z]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def split(document: Document, limits: Limits) -> Blocks:
    """Split a parsed page. Linear in its nodes.

    Raises:
        TooManyBlocks, TooDeep: the page is over a limit.
    """
    walk = _Walk(limits)
    root = document.tree.root if document.tree is not None else None
    if root is not None:
        walk.run(root)
    return Blocks("\n".join(walk.texts), tuple(walk.blocks), tuple(walk.elements), tuple(map(tuple, walk.ranges)))  # type: ignore[arg-type]


class _Walk:
    """The state of one walk: the elements around, the text gathered since the last block ended."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.blocks: list[Block] = []
        self.texts: list[str] = []
        self.elements: list[Element] = []
        self.ranges: list[list[int]] = []
        self.position = 0
        self.current: Element | None = None
        self.parts: list[str] = []
        self.inline: list[str] = []
        self.links = 0  # open <a>
        self.linked = 0  # characters inside them
        self.breaks = 0  # <br> since the last words
        self.lists = 0  # open <ul>/<ol>
        self.names: dict[str, tuple[str, ...]] = {}

    def run(self, root: Any) -> None:
        """Walk without recursion: a page may nest deeper than Python's stack."""
        stack: list[tuple[Any, Any]] = []  # (node to resume at, what to undo on leaving)
        node = root
        while True:
            undo = None
            child = None
            tag = node.tag
            if tag == "-text":
                self.text(node.text_content or "")
            elif tag not in _SKIPPED_TAGS and tag[0] not in "-!_":
                undo = self.enter(node, tag)
                child = node.child
                if child is not None:
                    if len(stack) >= self.limits.depth:
                        raise TooDeep(
                            f"elements are nested deeper than {self.limits.depth:,}",
                            field="content",
                            mend="Flatten the markup, or raise the limit on depth.",
                        )
                    stack.append((node, undo))
                    node = child
                    continue
                self.leave(undo)
            while node.next is None:
                if not stack:
                    self.flush()
                    return
                node, undo = stack.pop()
                self.leave(undo)
            node = node.next
            if not stack:  # siblings of the root: comments, a second document
                self.flush()
                return

    def enter(self, node: Any, tag: str) -> Any:
        """Open an element; what ``leave`` needs to close it again is returned."""
        if tag in _BLOCK_TAGS:
            self.flush()
            if tag in ("ul", "ol"):
                self.lists += 1
            before = self.current
            self.current = self.element(node, tag, before)
            return (tag, before)
        if tag == "br":
            self.breaks += 1
            if self.breaks == 2:
                self.flush()
            else:
                self.parts.append(" ")
            return None
        if tag == "a":
            self.links += 1
        elif tag in ("td", "th"):
            if self.current is not None and self.current.tag == "tr" and self.parts:
                self.parts.append(" | ")
        if not self.parts:
            attributes = node.attributes
            self.inline.append(tag)
            if attributes:
                self.inline.extend(self.tokens(attributes))
        return (tag, None)

    def leave(self, undo: Any) -> None:
        if undo is None:
            return
        tag, before = undo
        if tag in _BLOCK_TAGS:
            self.flush()
            if tag in ("ul", "ol"):
                self.lists -= 1
            assert self.current is not None
            self.ranges[self.current.index][1] = len(self.blocks)
            self.current = before
        elif tag == "a":
            self.links -= 1

    def text(self, text: str) -> None:
        if not text or text.isspace():
            if self.parts:
                self.parts.append(" ")
            return
        self.breaks = 0
        self.parts.append(text)
        if self.links:
            self.linked += len(text.strip())

    def element(self, node: Any, tag: str, parent: Element | None) -> Element:
        attributes = node.attributes
        names: tuple[str, ...] = ()
        hidden = parent is not None and parent.hidden
        if attributes:
            names = self.tokens(attributes)
            hidden = (
                hidden
                or "hidden" in attributes
                or attributes.get("aria-hidden") == "true"
                or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
            )
        element = Element(len(self.elements), tag, names, parent, hidden)
        self.elements.append(element)
        self.ranges.append([len(self.blocks), len(self.blocks)])
        return element

    def tokens(self, attributes: dict[str, str | None]) -> tuple[str, ...]:
        """The names an element goes by: whole tokens first, then their parts (``post-footer`` → post, footer)."""
        raw = " ".join(filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("role"))))
        if not raw:
            return ()
        known = self.names.get(raw)
        if known is None:
            whole = [_CAMEL.sub("-", token).lower() for token in _NAME.findall(raw[:2_000])]
            parts = [part for token in whole for part in _PART.findall(token)]
            known = tuple(dict.fromkeys(whole + parts))
            self.names[raw] = known
        return known

    def flush(self) -> None:
        """End the block that is being gathered, if it has words."""
        self.breaks = 0
        if not self.parts:
            self.inline = []
            self.linked = 0
            return
        kind, level = self.kind()
        raw = "".join(self.parts)
        words = raw.strip("\n").rstrip() if kind is Kind.CODE else fold(raw)
        self.parts = []
        if words and not words.isspace():
            self.append(words, kind, level)
        self.inline = []
        self.linked = 0

    def append(self, words: str, kind: Kind, level: int) -> None:
        if len(self.blocks) >= self.limits.blocks:
            raise TooManyBlocks(
                f"the page falls into more than {self.limits.blocks:,} blocks",
                field="content",
                mend="Send it in parts, or raise the limit on blocks.",
            )
        start = self.position
        self.blocks.append(
            Block(
                index=len(self.blocks),
                start=start,
                end=start + len(words),
                text=words,
                kind=kind,
                features=measure(words, min(1.0, self.linked / len(words))),
                level=level,
                element=self.current,
                inline=tuple(self.inline),
            )
        )
        self.texts.append(words)
        self.position = start + len(words) + 1

    def kind(self) -> tuple[Kind, int]:
        element = self.current
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
        return kind, self.lists if kind is Kind.LIST_ITEM else 0
