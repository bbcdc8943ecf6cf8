"""How deep a page would nest, told before it is parsed.

The parser walks up the open elements at many a tag, and opens unclosed ``<b>`` and ``<font>`` again in every
paragraph, so hostile markup makes its time and memory grow with the square of the page. Two linear checks stand
before it: counts that prove nearly every page harmless, and for the rest a run through the tags by the HTML
standard's own rules for what opens and closes what, with nothing built.
"""

from __future__ import annotations

import re
from collections import Counter

from app.documents.tags import ATTRIBUTE, CLOSES_P, FORMATTING, RAW, SPECIAL, TOKEN, VOID, raw_end
from app.errors import TooDeep

__all__ = ["check"]

HARMLESS_TAGS = 10_000  # start tags: nested in one another they cost the parser a sixth of a second
HARMLESS_PRODUCT = 500_000  # formatting tags × start tags: at most as many elements opened again
ATTRIBUTES = 1_000  # of one element; the parser compares each with all before it
_SHORT = 32_000  # characters: no element in so short a page has attributes enough to matter
_START = re.compile(r"<([a-zA-Z]++)")
_COPIED = FORMATTING - {"a"}  # an <a> closes the one before it
# Every start tag that may be one of them, and few others: three times faster to find than to tell by their names.
_PERHAPS_COPIED = re.compile(r"<[bceifnstuBCEFINSTU](?:[^a-zA-Z]|[iI][gG]|[oO]|[mM]|[tT])")
# A formatting element that its own end tag follows with no other tag between is never opened again. No "<" in it: each
# match is one start tag.
_CLOSED = re.compile(
    rf"<({'|'.join(sorted(_COPIED))})(?:[\t\n\f\r ]+[^\t\n\f\r />=<\"']++(?:=\"[^\"<]*+\"|='[^'<]*+')?+)*+"
    r"[\t\n\f\r ]*+>[^<]*+</\1[\t\n\f\r ]*+>",
    re.I,
)
_TAG = re.compile(rf"<[a-zA-Z][^\t\n\f\r />]*+(?:{ATTRIBUTE}){{0,{ATTRIBUTES}}}+(?P<more>{ATTRIBUTE})?+")

_SCOPE = frozenset("applet caption marquee object select table td th template desc title foreignobject".split())
_MARKERS = frozenset("applet caption marquee object td th template".split())
_HEADINGS = frozenset(f"h{n}" for n in range(1, 7))
_ROWS = {"tr": "tbody thead tfoot", "td": "tr", "th": "tr", "tbody": "", "thead": "", "tfoot": "", "caption": ""}
_TABLE_CONTEXT = {name: frozenset(f"table template {inner}".split()) for name, inner in _ROWS.items()}
_TABLE_PARTS = frozenset({"table", *_ROWS})
_ITEMS = {"li": frozenset(("li",)), "dd": frozenset(("dd", "dt")), "dt": frozenset(("dd", "dt"))}
_FOREIGN = frozenset(("svg", "math"))
_INTEGRATION = frozenset("desc title foreignobject mi mo mn ms mtext annotation-xml".split())
_BREAKS_OUT = frozenset(
    """b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta
    nobr ol p pre ruby s small span strong strike sub sup table tt u ul var""".split()
)


def check(markup: str, depth: int) -> None:
    """Prove that a page can be parsed in linear time. Linear in its length.

    Args:
        depth: elements that may be nested in one another.

    Raises:
        TooDeep: it nests deeper, or it would make the parser open elements over and over.
    """
    if not _few(markup) or (len(markup) > _SHORT and _perhaps_many_attributes(markup)):
        _Run(markup, depth).run()


def _few(markup: str) -> bool:
    """Whether there are too few tags to hurt, counted first in a way that is quick and counts too many."""
    tags = markup.count("<")
    if tags <= HARMLESS_TAGS and tags * len(_PERHAPS_COPIED.findall(markup)) <= HARMLESS_PRODUCT:
        return True
    names = _START.findall(markup)
    return len(names) <= HARMLESS_TAGS and _copied(markup, names) * len(names) <= HARMLESS_PRODUCT


def _copied(markup: str, names: list[str]) -> int:
    """How many formatting elements may be opened again, at most."""
    opened = sum(count for name, count in Counter(names).items() if name.lower() in _COPIED)
    if opened * len(names) <= HARMLESS_PRODUCT:
        return opened
    return opened - sum(1 for _ in _CLOSED.finditer(markup))


def _perhaps_many_attributes(markup: str) -> bool:
    """Whether an element may have too many attributes.

    What looks like a tag may stand in the quotes of another, and which of the two is none only the run can tell. So
    every one is looked at, until more than the page's length has been read twice.
    """
    read = position = 0
    while (tag := _TAG.search(markup, position)) is not None:
        read += tag.end() - tag.start()
        if tag["more"] is not None or read > 2 * len(markup):
            return True
        position = tag.start() + 2
    return False


class _Element:
    __slots__ = ("foreign", "key", "name", "open")

    def __init__(self, name: str, key: str, foreign: bool) -> None:
        self.name = name
        self.key = key  # what makes two formatting elements the same: name and attributes
        self.foreign = foreign  # of SVG or MathML
        self.open = True


class _Run:
    """The stack of open elements and the list of formatting elements, as the standard has them."""

    def __init__(self, markup: str, depth: int) -> None:
        self.markup = markup
        self.depth = depth
        self.stack: list[_Element] = []
        self.formatting: list[_Element | None] = []  # None is a marker: what stands before it is out of reach
        self.count: dict[str, int] = {}  # open elements by name
        self.effort = 3_000_000  # elements that may be looked at or opened again, on top of some for each tag

    def run(self) -> None:
        markup, position = self.markup, 0
        while (token := TOKEN.search(markup, position)) is not None:
            start, after = token.span()
            self.effort += 20
            if start > position and self.formatting and not markup[position:start].isspace():
                self.reconstruct()
            position = after
            name = token["name"]
            if name is None:
                if markup.startswith("<![CDATA[", start) and self.in_foreign():
                    position = markup.find("]]>", start) + 3 or len(markup)
                    position = len(markup) if position < after - 3 else position
                continue
            if token["more"] is not None:
                raise self.error(f"an element has more than {ATTRIBUTES:,} attributes")
            name = name.lower()
            if name[0] == "/":
                self.close(name[1:])
            elif self.open(name, markup[start:after]) and name in RAW:
                position = raw_end(markup, name, after)

    def open(self, name: str, tag: str) -> bool:
        """Open an element. False if it is foreign or void, so that what follows is never raw text."""
        if self.in_foreign():
            if name not in _BREAKS_OUT:
                if not tag.endswith("/>"):
                    self.push(name, foreign=True)
                return False
            while self.in_foreign():
                self.pop()
        if name in RAW:
            return True
        if name in ("html", "head", "body", "frame", "frameset") or (name == "form" and self.count.get("form")):
            return False
        if name not in SPECIAL or name in ("img", "br", "input", "button", "select", "applet", "object", "marquee"):
            self.reconstruct()
        if name in VOID:
            return False
        self.imply(name)
        if name in FORMATTING:
            self.format(name, tag)
        else:
            if name in _ROWS and not self.count.get("table"):
                return False
            self.push(name, foreign=name in _FOREIGN)
            if name in _MARKERS:
                self.formatting.append(None)
        return False

    def imply(self, name: str) -> None:
        """Close what a start tag closes by itself."""
        if name in CLOSES_P and self.count.get("p"):
            self.pop_to(self.find("p", frozenset({*_SCOPE, "button"})))
        if name in _ITEMS and any(self.count.get(item) for item in _ITEMS[name]):
            for index in range(len(self.stack) - 1, -1, -1):
                self.spend(1)
                other = self.stack[index].name
                if other in _ITEMS[name]:
                    self.pop_to(index)
                    break
                if other in SPECIAL and other not in ("address", "div", "p"):
                    break
        elif name in _TABLE_CONTEXT and self.count.get("table"):
            while self.stack[-1].name not in _TABLE_CONTEXT[name]:
                self.pop()
        elif name == "button" and self.count.get("button"):
            self.pop_to(self.find("button", _SCOPE))
        elif self.stack:
            top = self.stack[-1].name
            if top == name == "option" or (name in _HEADINGS and top in _HEADINGS):
                self.pop()
            elif name == "table" and top in ("table", "tbody", "thead", "tfoot", "tr"):
                self.pop_to(self.find("table", frozenset()))
            elif name in ("select", "nobr", "a") and self.count.get(name):
                self.close(name)

    def format(self, name: str, tag: str) -> None:
        """Open a formatting element; of more than three alike the first is forgotten."""
        alike = [i for i in range(self.reach(), len(self.formatting)) if (e := self.formatting[i]) and e.key == tag]
        self.spend(len(self.formatting) - self.reach())
        if len(alike) >= 3:
            del self.formatting[alike[0]]
        self.formatting.append(self.push(name, tag))

    def reach(self) -> int:
        """The index after the last marker."""
        for index in range(len(self.formatting) - 1, -1, -1):
            if self.formatting[index] is None:
                return index + 1
        return 0

    def reconstruct(self) -> None:
        """Open again what was closed only because something around it was."""
        index = len(self.formatting)
        while index and (element := self.formatting[index - 1]) is not None and not element.open:
            index -= 1
        self.spend((len(self.formatting) - index) * 10)  # building an element costs more than looking at one
        for i in range(index, len(self.formatting)):
            closed = self.formatting[i]
            assert closed is not None
            self.formatting[i] = self.push(closed.name, closed.key)

    def close(self, name: str) -> None:
        """Close an element, and what is open inside it, where the standard lets the end tag through."""
        if self.in_foreign() and self.close_foreign(name):
            return
        if name in FORMATTING and self.close_formatting(name):
            return
        if name in _HEADINGS:
            name = next((h for h in _HEADINGS if self.count.get(h)), name)
        if not self.count.get(name):
            return
        if name in _TABLE_PARTS:
            barrier = frozenset(("table", "template"))
        elif name == "li":
            barrier = frozenset({*_SCOPE, "ol", "ul"})
        elif name == "p":
            barrier = frozenset({*_SCOPE, "button"})
        else:
            barrier = _SCOPE if name in SPECIAL else SPECIAL
        index = self.find(name, barrier - {name})
        self.pop_to(index)
        if index >= 0 and name in _MARKERS:
            del self.formatting[max(0, self.reach() - 1) :]

    def close_foreign(self, name: str) -> bool:
        for index in range(len(self.stack) - 1, -1, -1):
            self.spend(1)
            if not self.stack[index].foreign:
                return False
            if self.stack[index].name == name:
                self.pop_to(index)
                return True
        return False

    def close_formatting(self, name: str) -> bool:
        """The end tag of a formatting element takes it out of the blocks that were opened inside it."""
        for i in range(len(self.formatting) - 1, -1, -1):
            self.spend(1)
            element = self.formatting[i]
            if element is None:
                return False
            if element.name != name:
                continue
            if not element.open:
                del self.formatting[i]
                return True
            for index in range(len(self.stack) - 1, -1, -1):
                self.spend(1)
                if self.stack[index] is element:
                    break
                if self.stack[index].name in _SCOPE:
                    return True
            del self.formatting[i]
            if any(inner.name in SPECIAL for inner in self.stack[index + 1 :]):
                self.drop(self.stack.pop(index))
            else:
                self.pop_to(index)
            return True
        return False

    def find(self, name: str, barrier: frozenset[str]) -> int:
        """Where the innermost open element of that name stands, -1 behind a barrier."""
        for index in range(len(self.stack) - 1, -1, -1):
            self.spend(1)
            other = self.stack[index].name
            if other == name:
                return index
            if other in barrier:
                return -1
        return -1

    def in_foreign(self) -> bool:
        """Whether the next tag is read by the rules of SVG and MathML."""
        return bool(self.stack) and self.stack[-1].foreign and self.stack[-1].name not in _INTEGRATION

    def push(self, name: str, key: str = "", foreign: bool = False) -> _Element:
        element = _Element(name, key, foreign)
        self.stack.append(element)
        self.count[name] = self.count.get(name, 0) + 1
        if len(self.stack) > self.depth:
            raise self.error(f"elements are nested deeper than {self.depth:,}")
        return element

    def pop(self) -> None:
        self.drop(self.stack.pop())

    def pop_to(self, index: int) -> None:
        """Close the element at ``index`` and all inside it; nothing for -1."""
        while 0 <= index < len(self.stack):
            self.pop()

    def drop(self, element: _Element) -> None:
        element.open = False
        self.count[element.name] -= 1

    def spend(self, steps: int) -> None:
        self.effort -= steps
        if self.effort < 0:
            raise self.error("unclosed elements are opened again too often")

    @staticmethod
    def error(message: str) -> TooDeep:
        return TooDeep(
            message, field="content", mend="Close the elements of the markup, or send its text as plain text."
        )
