"""What each HTML element does to the text around it, by its tag."""

from __future__ import annotations

from typing import Any

from app.model import Element, Kind

__all__ = [
    *("BLOCK", "BREAK", "CELL", "INLINE", "LINK", "LIST", "MARK", "SKIPPED", "TEXT"),
    *("kind_of", "known", "role_of"),
]

# In this order: what is less than a BLOCK is inline, what is less than SKIPPED is walked into and, if it is at least a
# BLOCK, ends the text before it. A MARK is inline and asked for by ``html_marks``.
INLINE, LINK, CELL, MARK, BLOCK, LIST, SKIPPED, BREAK, TEXT = range(9)
_ROLES = {
    tag: role
    for role, tags in (
        (INLINE, "span time label small font sup sub u s abbr cite mark q"),
        (MARK, "b i strong em code kbd samp tt"),
        (LINK, "a"),
        (BREAK, "br"),
        (TEXT, "-text"),
        (CELL, "td th"),
        (
            BLOCK,
            """html body address article aside blockquote button center dd details dialog div dl dt fieldset figcaption
            figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li main nav noscript optgroup p pre
            search section summary table tbody tfoot thead tr caption video audio""",
        ),
        (LIST, "ul ol menu dir"),
        (
            SKIPPED,
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

_PARAGRAPH = (Kind.PARAGRAPH, 0)
_NEAR = 3  # elements around a block's own that its kind may come from
# The parser numbers the tags that it knows alike in every page; those that a page invents get far larger numbers.
_OWN = 1_000
_known: dict[int, int] = {}


def known() -> dict[int, int]:
    """Roles by the parser's number of the tag, as far as pages have shown them; for one page to add its own to."""
    return _known.copy()


def role_of(node: Any) -> int:
    """The role of a node. Custom elements are blocks, comments and the like are skipped."""
    tag, number = node.tag, node.tag_id
    role = _ROLES.get(tag)
    if role is None:
        if not tag or tag[0] in "-!_":
            role = BLOCK if tag == "-document" else SKIPPED
        else:
            role = BLOCK if "-" in tag else INLINE
    if number < _OWN:
        _known[number] = role
    return role


def kind_of(element: Element, lists: int) -> tuple[Kind, int]:
    """The kind and level of a block in an element, inside so many lists."""
    tag = element.tag
    if tag not in _KINDS:
        # <li><p>, <li><div><p>: the nearest of the few tags that colour what stands in them
        around = element.parent
        for _ in range(_NEAR):
            if around is None:
                return _PARAGRAPH
            tag = around.tag
            if tag in _INHERITED:
                break
            around = around.parent
        else:
            return _PARAGRAPH
    kind = _KINDS[tag]
    if kind is Kind.HEADING:
        return kind, _HEADINGS[tag]
    return kind, max(1, lists) if kind is Kind.LIST_ITEM else 0
