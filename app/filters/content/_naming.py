"""What a block is called that the scorer removes, and why, in words."""

from __future__ import annotations

from functools import cache, lru_cache

from app.filters.content._evidence import FAMILIES, bits_of
from app.model import Block, Element

__all__ = ["name"]

_WIDE = 0.6  # an element around more of the page's words names nothing
_NEAR = 8  # elements outward in which a name still speaks of the block


def name(block: Block, shares: list[float]) -> tuple[str, str]:
    """Category and reason of a removed block of a page.

    Args:
        shares: for each element the share of the page's prose in it.
    """
    found = _nearest(block.element, shares)
    category, where = found if found else ("boilerplate", "")
    # a menu in the footer is navigation; a link that nothing names mostly is
    if category in ("boilerplate", "legal_footer") and block.features.links >= 0.9 and block.features.words <= 8:
        category = "navigation"
    said = [f"in {where}"] if where else []
    said += _shape(block)
    return category, "; ".join(said)


def _nearest(element: Element | None, shares: list[float]) -> tuple[str, str] | None:
    """The category of the nearest element whose names tell one."""
    vague: tuple[str, str] | None = None
    for _ in range(_NEAR):
        if element is None or shares[element.index] > _WIDE:
            break
        if told := _told(element.tag, element.names):
            if told[0] != "boilerplate":
                return told
            vague = vague or told
        element = element.parent
    return vague


@cache
def _categories() -> tuple[tuple[int, frozenset[str], str], ...]:
    return tuple((f.bit, f.names, f.category) for f in FAMILIES.values() if f.category)


@lru_cache(maxsize=4_096)
def _told(tag: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    bits = bits_of(tag, names)
    if not bits:
        return None
    for bit, members, category in _categories():
        if bits & bit:
            if tag in members:
                return category, f"<{tag}>"
            return category, f"<{tag}> named “{next(n for n in names if n in members)}”"
    return None


def _shape(block: Block) -> list[str]:
    f = block.features
    out = []
    if f.links >= 0.9:
        out.append("all words are links" if f.words > 1 else "the word is a link")
    elif f.links >= 0.5:
        out.append(f"{f.links:.0%} of it is links")
    if block.element is not None and block.element.hidden:
        out.append("hidden from the reader")
    if not f.sentences and not f.ends:
        out.append("no sentence" if f.words > 1 else "a single word")
    return out or [f"{f.words} words that stand apart from the article"]
