"""What the parts of a page are: what each element and each heading says of the removed blocks inside.

A part is told by the names of an element, by a heading that opens it, by the shape of its links, or by what the rules
call most of its blocks. An element that holds a good share of the article tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.filters.content._layout import Layout
from app.filters.content._parts import CARDS, MENU_NAMES, NAMES, OPENS, PIECES, RANKS, SOLID, VOTING, WITHIN, Part
from app.model import Block, Blocks, Cue, Element, Kind, Verdict

__all__ = ["parts"]

WRAPS = 0.25  # share of an element's words that is kept: above, it tells nothing of the rest
LINKED = 0.9
HEADLINE = 4  # words of the shortest link that may be a headline
LONGEST = 30  # words of the longest
MEAN = 5  # words that the headlines of a list have on average; the long entries of a menu have fewer
STORIES = 0.5  # share of a list's words that its headlines have
MENU = 3  # links of the shortest menu
ENTRY = 2.5  # words that the entries of a menu have on average where the part's name says otherwise
ALIKE = 3  # verdicts of one category that speak for the element around them
POST = 60  # words of prose that make what stands below the article a post of its own and no card
FAR = 60  # blocks that a heading speaks for where nothing bounds it

_VOTED = {code: category for category, code in VOTING.items()}
_Mask = NDArray[np.bool_]


def parts(
    blocks: Blocks, layout: Layout, gone: _Mask, ruled: Mapping[int, Verdict], cues: Mapping[str, Sequence[Cue]]
) -> list[Part | None]:
    """For each block the part of the page that it stands in, None where nothing tells.

    Args:
        gone: for each block whether it is removed.
        ruled: for each block the surest verdict of the rules.
        cues: as in ``Page``.
    """
    shapes = _Shapes(layout, gone, ruled)
    around = _elements(blocks, layout, shapes)
    of = [around[i] for i in layout.element.tolist()]
    out = [part for part, _ in of]
    open_: list[tuple[int, int, Part]] = []  # headings whose sections are not over: the heading, their end, the part
    headings = iter([*_headings(blocks, shapes, gone, cues, of), (len(blocks), 0, None)])
    head, end, part = next(headings)
    for i, (own, since) in enumerate(of):
        if i == head:
            assert part is not None
            open_.append((head, end, part))
            head, end, part = next(headings)
        while open_ and open_[-1][1] <= i:
            open_.pop()
        if open_:
            inner = since > open_[-1][0]
            if not (inner and own is not None and own.name and own.category in SOLID):
                out[i] = open_[-1][2]
    return out


class _Shapes:
    """What is counted in each element, all at once."""

    __slots__ = (
        "end",
        "inner",
        "linked",
        "links",
        "lone",
        "long",
        "mean",
        "menu",
        "mostly",
        "posts",
        "shares",
        "speaks",
        "start",
        "stories",
        "voted",
        "wraps",
    )

    def __init__(self, layout: Layout, gone: _Mask, ruled: Mapping[int, Verdict]) -> None:
        words, ends = layout.block["words"], layout.block["ends"] > 0
        linked = (layout.block["links"] >= LINKED) & gone
        story = linked & (words >= HEADLINE) & (words <= LONGEST)
        called = np.zeros(len(gone), np.int64)
        for i, verdict in ruled.items():
            called[i] = VOTING.get(verdict.category, 0)
        asked = [code for code in VOTING.values() if np.count_nonzero(called == code) >= ALIKE]
        sums = np.zeros((10 + len(asked), len(gone) + 1))
        np.cumsum(
            [
                linked,
                story,
                words * linked,
                words * story,
                words * (gone & ~ends & (words <= LONGEST)),
                words * ~gone,
                words,
                words * (gone & ends & ~linked & (words >= 8)),
                called == VOTING["share_buttons"],
                words > HEADLINE,
                *(called == code for code in asked),
            ],
            axis=1,
            dtype=np.float64,
            out=sums[:, 1:],
        )
        start, end = layout.start, layout.end
        held = end - start
        links, stories, in_links, in_stories, unended, kept, said, posts, shares, _, *votes = (
            sums[:, end] - sums[:, start]
        )
        told = (stories >= 2) & (in_stories >= STORIES * unended) & (in_stories >= MEAN * stories)
        card = (stories == 1) & (in_stories >= STORIES * in_links)
        menu = (links >= MENU) & (links >= 0.6 * held) & ~told & ~card
        article = np.flatnonzero(~gone)
        below = start > (article[-1] if len(article) else len(gone))
        wraps = kept > WRAPS * np.maximum(said, 1)
        posts = np.where(below, posts, 0)
        # The innermost elements of a shape hold its list; those around them may hold others as well.
        outer = np.zeros(len(start), np.bool_)
        nested = np.flatnonzero((told | menu) & (layout.parent != np.arange(len(start))))
        outer[layout.parent[nested]] = True
        self.start, self.end = start.tolist(), end.tolist()
        self.wraps = wraps.tolist()
        self.stories = np.where(told, stories, 0).astype(np.int64).tolist()
        self.mostly = (told & (stories * 3 >= held)).tolist()
        self.lone = ((stories == 1) & (held == 1)).tolist()
        self.menu = np.where(menu, links, 0).astype(np.int64).tolist()
        self.inner = (~outer).tolist()
        self.mean = (in_links / np.maximum(links, 1)).tolist()
        self.posts = posts.tolist()
        self.shares = shares.tolist()
        self.links, self.linked, self.long = sums[0].tolist(), sums[2].tolist(), sums[9].tolist()
        self.speaks = told | menu | wraps | (posts > 0)
        self.voted: dict[int, tuple[str, int]] = {}
        for code, found in zip(asked, votes, strict=True):
            for i in np.flatnonzero((found >= ALIKE) & (found * 2 > held)).tolist():
                self.voted.setdefault(i, (_VOTED[code], int(found[i])))
        self.speaks[list(self.voted)] = True


def _elements(blocks: Blocks, layout: Layout, shapes: _Shapes) -> list[tuple[Part | None, int]]:
    """For each element the part that it or an element around it tells, and the first block of the one that does."""
    elements = blocks.elements
    # signatures are numbered from 0 as they come
    firsts = np.flatnonzero(np.diff(np.maximum.accumulate(layout.signature), prepend=-1))
    names = [_told(elements[i].tag, elements[i].names) for i in firsts.tolist()]
    named = np.array([told is not None for told in names])[layout.signature]
    out: list[tuple[Part | None, int]] = [(None, 0)] * len(elements)
    speaks = (named | shapes.speaks).tolist()
    for i, (parent, signature) in enumerate(zip(layout.parent.tolist(), layout.signature.tolist(), strict=True)):
        if parent < i:
            out[i] = out[parent]
        if not speaks[i]:
            continue
        if shapes.wraps[i]:
            out[i] = None, shapes.start[i]
            continue
        above = out[i][0]
        own = _part(shapes, i, above, names[signature])
        if own is None and shapes.posts[i] and (above is None or not above.closed) and _is_post(elements[i]):
            own = _post(blocks, shapes, i)
        if own is not None:
            out[i] = own, shapes.start[i]
    return out


def _part(shapes: _Shapes, i: int, above: Part | None, names: Part | None) -> Part | None:
    """What one element tells; None where what stands around it goes for it as well."""
    closed = above is not None and above.closed
    if names is not None and not _lies(shapes, i, names):
        listed = names.category == "navigation" and shapes.mostly[i] and names.name not in MENU_NAMES
        menu = names.category == "related_stories" and shapes.menu[i] and shapes.mean[i] < ENTRY
        if listed and not closed:
            return _stories(shapes, i)
        if menu:
            return _menu(shapes, i)
        if above is None or (not listed and _stands_out(names.category, above)):
            return names
    if closed:
        return None
    if i in shapes.voted:
        category, count = shapes.voted[i]
        return Part(category, f"stands among {count} lines that rules call {category.replace('_', ' ')}")
    if shapes.stories[i] and (above is None or above.category != "comments"):
        return _stories(shapes, i)
    if shapes.menu[i] and (above is None or above.category in ("legal_footer", "navigation", "related_stories")):
        if above is not None and above.category == "related_stories" and not shapes.inner[i]:
            return None
        return _menu(shapes, i)
    return None


def _stories(shapes: _Shapes, i: int) -> Part:
    return Part("related_stories", f"stands in a list of {shapes.stories[i]} linked headlines", shapes.inner[i])


def _menu(shapes: _Shapes, i: int) -> Part:
    return Part("navigation", f"stands in a list of {shapes.menu[i]} short links")


def _lies(shapes: _Shapes, i: int, names: Part) -> bool:
    """Whether what the element holds speaks against its names."""
    if names.category == "navigation":
        return bool(shapes.lone[i])  # a menu has more than one entry, and shorter ones
    if names.category == "section_label":
        return bool(shapes.end[i] - shapes.start[i] > 2)
    return names.category == "share_buttons" and bool(shapes.menu[i]) and not shapes.shares[i]


def _stands_out(category: str, above: Part) -> bool:
    """Whether a part stands for itself inside of another."""
    if category in PIECES and (above.closed or above.category == "related_stories"):
        return False
    return not above.closed or category in SOLID or category in WITHIN.get(above.category, ())


@lru_cache(maxsize=8_192)
def _told(tag: str, names: tuple[str, ...]) -> Part | None:
    """What an element's tag and names say."""
    if (tag not in RANKS and RANKS.keys().isdisjoint(names)) or not CARDS.isdisjoint(names):
        return None
    found = [RANKS[name] for name in (tag, *names) if name in RANKS]
    for rank, name in sorted(found):
        category, closed = NAMES[rank][:2]
        if not name == tag == "caption":  # the title of a table is no picture's
            return Part(category, f"stands in <{tag}>" + (f" named “{name}”" if name != tag else ""), closed, name)
    return None


def _is_post(element: Element) -> bool:
    return element.tag == "article" or not CARDS.isdisjoint(element.names)


def _post(blocks: Blocks, shapes: _Shapes, i: int) -> Part | None:
    """A post or its card below the article, if it begins with a headline."""
    begins = blocks.items[shapes.start[i] : shapes.end[i]][:3]
    if not any(b.kind is Kind.HEADING and b.features.words >= HEADLINE for b in begins):
        return None
    if shapes.posts[i] >= POST:
        return Part("trailing_story", f"one more post of {shapes.posts[i]:.0f} words below the article")
    return Part("related_stories", "the card of another story below the article", True)


def _headings(
    blocks: Blocks,
    shapes: _Shapes,
    gone: _Mask,
    cues: Mapping[str, Sequence[Cue]],
    of: Sequence[tuple[Part | None, int]],
) -> Iterable[tuple[int, int, Part]]:
    """The headings of the word lists: each with the block where its section ends and the part that it opens."""
    opening: dict[int, str] = {}
    for category in OPENS:
        for cue in cues.get(category, ()):
            if gone[cue.block] and _heads(blocks.items[cue.block], cue, category, of[cue.block][0]):
                opening.setdefault(cue.block, category)
    for h, category in sorted(opening.items()):
        end = _end_of_container(blocks, shapes, h) if OPENS[category] is None else None
        if end is None:
            end = _end_of_run(blocks, shapes, gone, h, opening, of)
        links = shapes.links[end] - shapes.links[h + 1]
        short = shapes.long[end] == shapes.long[h + 1] and shapes.linked[end] - shapes.linked[h + 1] < 3 * links
        if category == "related_stories" and links >= MENU and short:
            category = "navigation"  # what it opens has no headline in it
        yield h, end, Part(category, f"stands under “{blocks.items[h].text[:60]}”", True)


def _heads(block: Block, cue: Cue, category: str, part: Part | None) -> bool:
    """Whether the cue's block is a heading: none of a menu's entries is, none inside a part told by its name."""
    if cue.form not in ("heading", "line"):
        return False
    if part is not None and part.closed and part.name and category not in WITHIN.get(part.category, ()):
        return False
    if block.kind is Kind.HEADING:
        return True
    entry = block.features.links >= LINKED and block.kind is Kind.LIST_ITEM
    return cue.form == "heading" and not entry and (part is None or part.category != "navigation")


def _end_of_container(blocks: Blocks, shapes: _Shapes, h: int) -> int | None:
    """Where the largest element ends that the heading opens; None if it opens none."""
    found = None
    element = blocks.items[h].element
    while element is not None and not shapes.wraps[element.index] and shapes.start[element.index] >= h - 1:
        if shapes.end[element.index] > h + 1:
            found = shapes.end[element.index]
        element = element.parent
    return found


def _end_of_run(
    blocks: Blocks,
    shapes: _Shapes,
    gone: _Mask,
    h: int,
    opening: Mapping[int, str],
    of: Sequence[tuple[Part | None, int]],
) -> int:
    """Where the next heading as high comes, another part, or the article, in the element around the heading."""
    head = blocks.items[h]
    element = head.element
    while element is not None and shapes.end[element.index] == h + 1:
        element = element.parent
    most = OPENS[opening[h]]
    end = min(shapes.end[element.index] if element is not None else len(blocks), h + 1 + (most or FAR))
    for i in range(h + 1, end):
        block = blocks.items[i]
        if not gone[i] or i in opening:
            return i
        if block.kind is Kind.HEADING and (head.kind is not Kind.HEADING or block.level <= head.level):
            return i
        if most is not None and block.features.links >= LINKED and block.features.words > HEADLINE:
            return i  # of these sections no headline is a part
        part, since = of[i]
        if part is not None and part.name and since > h and part.category != opening[h]:
            return i
    return end
