"""Why a removed line of a text is called what it is, in words: what opens its run, what fills it, where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from app.model import Block, Cue

__all__ = ["reasons"]

MENU = 3  # lines of the shortest run that is told by its shape
ENTRY = 4  # words of the longest entry of a menu
HEADLINE = 30  # … and of the longest headline
TOLD = 2  # lines in the same run that rules name alike
QUOTED = 60  # characters
# What the lines of a category are together, and what one of them is.
_CALLED = {
    "related_stories": ("the list of other stories", "the headline of another story"),
    "newsletter_signup": ("the newsletter's form", "a line of a newsletter's form"),
    "paywall": ("the paywall", "a line of a paywall"),
    "cookie_notice": ("the cookie notice", "a line of a cookie notice"),
    "advertisement": ("the advertisements", "an advertisement"),
    "promotion": ("the site's own promotion", "the site's own promotion"),
    "share_buttons": ("the row of share buttons", "a share button"),
    "comments": ("the readers' comments", "a piece of a reader's comment"),
    "author_bio": ("the note on the author", "a note on the author"),
    "contact": ("the contact details", "a contact detail"),
    "tags": ("the list of tags", "a tag"),
    "navigation": ("the menu", "an entry of a menu"),
    "legal_footer": ("the small print", "small print"),
    "image_caption": ("the captions", "the caption of a picture"),
    "image_credit": ("the credits of pictures", "the credit of a picture"),
    "media_player": ("the player", "a label of a player"),
}


def reasons(
    blocks: Sequence[Block],
    named: Sequence[str],
    kept: NDArray[np.bool_],
    ruled: Mapping[int, str],
    known: Sequence[str],
    cues: Mapping[str, Sequence[Cue]],
) -> list[str]:
    """For each block the reason of its name.

    Args:
        named: for each block its category; empty where it is kept.
        ruled: for blocks that a rule names, and well, their category.
        known: for each block the category that its line has on other sites; empty where it is not known.
        cues: as in ``Page``.
    """
    stays = np.flatnonzero(kept).tolist() or [len(blocks)]
    opening = {(cue.category, cue.block) for found in cues.values() for cue in found if cue.form == "heading"}
    out: list[str] = []
    for category, group in groupby(named):
        run = blocks[len(out) : len(out) + len(list(group))]
        if not category:
            out += [""] * len(run)
            continue
        together = _run(category, run, _place(run[0].index, stays), ruled)
        head: Block | None = None
        for block in run:
            if category != "navigation" and (category, block.index) in opening:
                head = block
            out.append(_reason(category, block, head, known[block.index], together, _place(block.index, stays)))
    return out


def _reason(category: str, block: Block, head: Block | None, known: str, together: str, place: str) -> str:
    all_of_them, one = _CALLED.get(category, (_words(category), _words(category)))
    if head is not None:
        return (
            f"“{_quote(head)}” opens {all_of_them}"
            if head is block
            else (f"goes on {all_of_them} that “{_quote(head)}” opens")
        )
    if together:
        return together
    if known == category:
        return f"“{_quote(block)}” stands {place}, and on other sites it is {one}"
    return f"{_looks(block)}, {place}: reads and stands like {one}"


def _run(category: str, run: Sequence[Block], place: str, ruled: Mapping[int, str]) -> str:
    """What a run of lines says by its shape, or by what rules call some of it; empty if nothing."""
    count = len(run)
    short = sum(block.features.words <= ENTRY for block in run)
    if category == "navigation" and count >= MENU and short * 2 >= count:
        return f"menu: {count} lines in a row {place}, {_share(short, count)} of at most {ENTRY} words"
    headlines = sum(ENTRY < block.features.words <= HEADLINE for block in run)
    if category == "related_stories" and headlines >= MENU:
        sentences = sum(block.features.ends for block in run)
        ended = f"{sentences or 'none'} of them {'sentences' if sentences > 1 else 'a sentence'}"
        return f"{headlines} headlines in {count} lines {place}, {ended}"
    told = sum(ruled.get(block.index) == category for block in run)
    if told >= TOLD:
        return f"stands among {told} lines {place} that rules call {_words(category)}"
    return ""


def _place(index: int, stays: Sequence[int]) -> str:
    if stays[0] <= index <= stays[-1]:
        return "amid the article"
    return "above the article" if index < stays[0] else "below the article"


def _share(part: int, whole: int) -> str:
    return "all" if part == whole else f"{part} of them"


def _looks(block: Block) -> str:
    f = block.features
    said = f"{f.words} words" if f.words != 1 else "a single word"
    return f"{said}, {'no sentence' if not f.ends and not f.sentences else 'a sentence'}"


def _words(category: str) -> str:
    return category.replace("_", " ")


def _quote(block: Block) -> str:
    return block.text if len(block.text) <= QUOTED else block.text[:QUOTED].rstrip() + "…"
