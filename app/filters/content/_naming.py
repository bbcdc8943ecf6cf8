"""What a block is called that the scorer removes, and why, in words."""

from __future__ import annotations

from functools import cache

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


def _told(tag: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    bits = bits_of(tag, names)
    if not bits:
        return None
    for bit, members, category in _categories():
        if bits & bit:
            if tag in members:
                return category, f"<{tag}>"
            return category, f'<{tag} class="{next(n for n in names if n in members)}">'
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


_SPEAKS = 6  # blocks back that a phrase of a category still speaks for what follows it


def name_lines(removed: Sequence[Block], blocks: Sequence[Block], cues: Mapping[str, Sequence[Cue]]) -> list[tuple[str, str]]:
    """Categories and reasons of the removed blocks of a text: by their own phrases, else by those just before, else by shape."""
    own: dict[int, Cue] = {}
    for category in CATEGORIES:  # the specific before the general
        for cue in cues.get(category, ()):
            own.setdefault(cue.block, cue)
    gone = {block.index for block in removed}
    out = []
    speaker: tuple[int, Cue] | None = None
    for block in removed:
        if speaker is not None and not all(i in gone for i in range(speaker[0], block.index)):
            speaker = None
        if (cue := own.get(block.index)) is not None and cue.category in _OPENING | _SINGLE:
            out.append((cue.category, f"holds “{cue.phrase}” and stands apart from the article"))
            speaker = (block.index, cue) if cue.category in _OPENING else speaker
        elif speaker is not None and block.index - speaker[0] <= _SPEAKS:
            out.append((speaker[1].category, f"follows “{speaker[1].phrase}”; {_line(block)}"))
        else:
            out.append((_by_shape(block), f"{_line(block)}; stands apart from the article"))
    return out
