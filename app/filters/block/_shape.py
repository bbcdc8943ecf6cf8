"""Cheap tests of a line, so that the costly ones see few lines."""

from __future__ import annotations

import re

__all__ = ["Shape"]

_LONGEST = 2_000  # characters: the few words of a longer block are no line that anybody wrote
_CLOSERS = ' .)]）。”"'


class Shape:
    """A test with the ``search`` of a compiled pattern, for filters' ``SHAPE``.

    ``re.search`` would try a pattern that begins with ``^`` at every position of the line, and alternatives of words
    one by one at each. Here what a line opens with is tried once, and endings and words are compared as they stand.

    Args:
        opens: a pattern for the beginning, without regard to case.
        ends: endings, as they stand or before closing marks; case counts.
        has: words, one of which stands in the line; case counts.
        holds: a pattern for anywhere in the line, best one that begins with few characters; case counts.
        chars: the longest line that ``has`` and ``holds`` are asked of.
    """

    __slots__ = ("_chars", "_ends", "_has", "_holds", "_opens")

    def __init__(
        self,
        opens: str | None = None,
        *,
        ends: tuple[str, ...] = (),
        has: tuple[str, ...] = (),
        holds: str | None = None,
        chars: int = 200,
    ) -> None:
        self._opens = re.compile(opens, re.I).match if opens else None
        self._ends = ends
        self._has = has
        self._holds = re.compile(holds).search if holds else None
        self._chars = chars

    def search(self, text: str) -> bool:
        """Whether the line may be what the filter looks for."""
        if len(text) > _LONGEST:
            return False
        if self._opens is not None and self._opens(text):
            return True
        if self._ends and (text.endswith(self._ends) or text.rstrip(_CLOSERS).endswith(self._ends)):
            return True
        if len(text) > self._chars:
            return False
        if self._holds is not None and self._holds(text):
            return True
        return any(map(text.__contains__, self._has))
