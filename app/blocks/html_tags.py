"""What each HTML element does to the text around it, by its tag."""

from __future__ import annotations

from app.model import Kind

__all__ = [
    *("BLOCK", "CELL", "HEADINGS", "INHERITED", "INLINE", "KINDS", "LINK", "LIST", "MARK", "ROLES", "SKIPPED"),
    "unlisted",
]

# In this order: what is at least a BLOCK ends the text before it. A MARK is inline and asked for (``html_marks``).
INLINE, LINK, CELL, MARK, BLOCK, LIST, SKIPPED = range(7)
ROLES = {
    tag: role
    for role, tags in (
        (INLINE, "span b i strong em time label small font sup sub u s code abbr cite mark q kbd"),
        (LINK, "a"),
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
HEADINGS = {f"h{n}": n for n in range(1, 7)}
KINDS = {
    "li": Kind.LIST_ITEM,
    "dt": Kind.LIST_ITEM,
    "dd": Kind.LIST_ITEM,
    "tr": Kind.TABLE,
    "pre": Kind.CODE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "blockquote": Kind.QUOTE,
} | dict.fromkeys(HEADINGS, Kind.HEADING)
# What a block inherits its kind from when its own tag says nothing: <li><p>, <blockquote><p>.
INHERITED = {"li", "blockquote", "figcaption", "pre", *HEADINGS}


def unlisted(tag: str | None) -> int:
    """The role of a tag that ``ROLES`` does not name: custom elements are blocks, comments and the like are skipped."""
    if not tag or tag[0] in "-!_":
        return BLOCK if tag == "-document" else SKIPPED
    return BLOCK if "-" in tag else INLINE
