"""What a removed line of a text is called, and why, in words: there are no tags to tell."""

from __future__ import annotations

from collections.abc import Mapping

from app.model import Block

__all__ = ["name_line"]

SPEAKS = 8  # blocks back to one that a rule has named and that may still speak for this one
# Categories that open a section: what follows belongs to it.
_OPENING = frozenset(
    "related_stories newsletter_signup paywall cookie_notice advertisement promotion share_buttons comments author_bio "
    "disclaimer contact tags data_widget navigation legal_footer stock_ticker".split()
)


def name_line(block: Block, named: Mapping[int, str]) -> tuple[str, str]:
    """Category and reason.

    Args:
        named: what the rules and this function have called the blocks before.
    """
    looks = _shape(block)
    for back in range(1, SPEAKS):
        category = named.get(block.index - back)
        if category is None:
            break  # the article has resumed
        if category in _OPENING and not (category == "share_buttons" and block.features.words > 4):
            return category, f"goes on after {category.replace('_', ' ')}; {looks}"
    words = block.features.words
    if words <= 4 and not block.features.ends:
        return "navigation", looks
    if 5 <= words <= 25 and not block.features.ends:
        return "related_stories", looks
    return "boilerplate", looks


def _shape(block: Block) -> str:
    f = block.features
    said = f"{f.words} words" if f.words != 1 else "a single word"
    return f"{said}, {'no sentence' if not f.ends and not f.sentences else 'not like the sentences of the article'}"
