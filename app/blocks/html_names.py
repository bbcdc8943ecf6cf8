"""What is read of an HTML element's attributes: the names it goes by, whether it is hidden, where it counts from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

__all__ = ["TELLING", "hides", "names_of", "number_of"]

_NAMING = frozenset(("class", "id", "role", "itemprop", "data-testid", "data-component"))
TELLING = frozenset(("hidden", "aria-hidden", "style", "start", "value"))  # what else is read; few elements have any
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATORS = bytes.maketrans(b"-_:./\\[]()0123456789", b" " * 20)
_LONGEST = 2_000  # characters of an element's names that are looked at
_USUAL = 200  # characters: longer ones are not remembered, so that no page can make what is remembered large


def names_of(attributes: Mapping[str, str | None]) -> tuple[str, ...]:
    """Whole tokens first, then their parts (``post-footer`` → post, footer)."""
    raw = ""
    for key, value in attributes.items():
        if value and key in _NAMING:
            raw = f"{raw} {value}" if raw else value
    if len(raw) > _USUAL:
        return _tokens(raw[:_LONGEST])
    return _usual_tokens(raw) if raw else ()


def _tokens(raw: str) -> tuple[str, ...]:
    lower = raw if raw.islower() else _CAMEL.sub("-", raw).lower()
    # every separator is ASCII, so the bytes of other characters stay as they are; bytes translate faster than text
    parts = lower.encode("utf-8", "surrogatepass").translate(_SEPARATORS).decode("utf-8", "surrogatepass")
    if parts == lower:
        return tuple(dict.fromkeys(lower.split()))
    return tuple(dict.fromkeys(lower.split() + parts.split()))


_usual_tokens = lru_cache(maxsize=16_384)(_tokens)  # the pages of a site share their names, and all sites some


def hides(attributes: Mapping[str, str | None]) -> bool:
    """Whether the reader does not see the element."""
    return (
        "hidden" in attributes
        or ("aria-hidden" in attributes and attributes["aria-hidden"] == "true")
        or ("style" in attributes and _HIDDEN_STYLE.search(attributes["style"] or "") is not None)
    )


def number_of(attributes: Mapping[str, str | None]) -> int | None:
    """The number that a list starts with, or an item has."""
    given = attributes.get("start") or attributes.get("value") or ""
    return int(given) if len(given) <= 9 and given.isascii() and given.isdigit() else None
