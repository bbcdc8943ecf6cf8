"""What a block is called that the scorer removes, and why, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.filters.content._layout import Layout
from app.filters.content._parts import Part
from app.filters.content._sections import parts
from app.model import Action, Block, Blocks, Cue, Verdict

__all__ = ["INSIDE", "UNSURE", "names"]

SHORT = 8  # words of a link that nothing names and that is taken for a menu's
UNSURE = 0.7  # a verdict that any part overrules
LABEL = 4  # words of a label
# In a part of these categories what a rule reads in a line is a piece of the part: the date of another story, "Video"
# as an entry of a menu, "Email" as the field of a form. What a rule has proof of stays in any part.
INSIDE: Mapping[str, frozenset[str]] = {
    category: frozenset(pieces.split())
    for category, pieces in (
        (
            "navigation",
            "related_stories newsletter_signup media_player advertisement data_widget comments author_bio promotion "
            "paywall source_note tags teaser section_label subtitle cookie_notice disclaimer boilerplate contact "
            "image_credit image_caption error_widget editorial_note",
        ),
        (
            "related_stories",
            "date byline tags section_label image_credit image_caption media_player comments reading_time navigation "
            "source_note author_bio subtitle teaser share_buttons data_widget",
        ),
        (
            "comments",
            "date byline share_buttons navigation author_bio related_stories section_label paywall tags subtitle",
        ),
        ("trailing_story", "date byline tags section_label related_stories image_credit image_caption subtitle teaser"),
        ("share_buttons", "newsletter_signup navigation related_stories contact promotion"),
        ("newsletter_signup", "comments navigation related_stories paywall"),
        ("tags", "related_stories navigation section_label"),
        ("legal_footer", "related_stories cookie_notice navigation disclaimer"),
        ("advertisement", "related_stories navigation"),
        ("promotion", "related_stories"),
        ("contact", "comments newsletter_signup navigation share_buttons related_stories"),
        ("image_credit", "source_note"),
    )
}
# In a list of these an address or a telephone number is there to be reached by.
_LISTS = frozenset({"share_buttons", "navigation", "legal_footer"})


def names(
    blocks: Blocks,
    layout: Layout,
    gone: NDArray[np.bool_],
    ruled: Mapping[int, Verdict],
    cues: Mapping[str, Sequence[Cue]],
) -> dict[int, tuple[str, str]]:
    """Category and reason of removed blocks: of those that no rule names, and of those that their part names better.

    Args:
        gone: for each block whether it is removed.
        ruled: for each block the surest verdict of the rules, none that keeps.
        cues: as in ``Page``.
    """
    kept = np.flatnonzero(~gone).tolist() or [len(blocks)]
    out: dict[int, tuple[str, str]] = {}
    for block, part, removed in zip(blocks.items, parts(blocks, layout, gone, ruled, cues), gone.tolist(), strict=True):
        if not removed:
            continue
        rule = ruled.get(block.index)
        category = _category(block, part, rule)
        if rule is None or _is_piece(category, part, rule, block.index > kept[0]):
            out[block.index] = category, "; ".join((part.why if part else _place(block.index, kept), *_looks(block)))
    return out


def _category(block: Block, part: Part | None, rule: Verdict | None) -> str:
    f = block.features
    if part is None:
        return "navigation" if f.links >= 0.9 and f.words <= SHORT else "boilerplate"
    category = part.category
    if category in _LISTS and _is_address(block):
        return "contact"
    if category == "legal_footer" and (f.links >= 0.5 or (f.words <= LABEL and not f.ends and not f.digits)):
        return "navigation"  # a menu in the footer
    if category == "navigation" and not part.name and f.words > SHORT and f.links < 0.5:
        return "boilerplate"  # a text beside a menu
    if category == "image_caption" and rule is not None and rule.category == "source_note":
        return "image_credit"  # whose picture it is
    return category


def _is_piece(category: str, part: Part | None, rule: Verdict, below: bool) -> bool:
    """Whether the part names the block better than the rule does.

    Args:
        below: whether the article has begun: above it a date or a name may be its own.
    """
    if part is None or category == rule.category or (rule.action is Action.LIFT and not below):
        return False
    return rule.confidence < UNSURE or rule.rule == "announced-section" or rule.category in INSIDE.get(category, ())


def _is_address(block: Block) -> bool:
    """Whether it is only a mail address or the number of a telephone."""
    f = block.features
    if f.words > 6:
        return False
    return ("@" in f.key[1:] and f.words <= LABEL) or (f.digits >= 0.6 and sum(map(str.isdigit, f.key)) >= 7)


def _place(index: int, kept: Sequence[int]) -> str:
    if index < kept[0]:
        return "stands above the article"
    return "stands below the article" if index > kept[-1] else "stands amid the article and is none of it"


def _looks(block: Block) -> list[str]:
    """How it looks, in so far as that tells it from an article."""
    f = block.features
    out = []
    if f.links >= 0.9:
        out.append("all its words are links" if f.words > 1 else "its one word is a link")
    elif f.links >= 0.5:
        out.append(f"{f.links:.0%} of it is links")
    elif not f.sentences and not f.ends:
        out.append("no sentence" if f.words > 1 else "a single word")
    if block.element is not None and block.element.hidden:
        out.append("hidden from the reader")
    return out
