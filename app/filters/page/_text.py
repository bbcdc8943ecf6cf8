"""What two texts have in common: their letters, their topic-bearing words."""

from __future__ import annotations

import re

__all__ = ["letters", "terms"]

_WORD = re.compile(r"[^\W\d_]{4,}")
_NOT_LETTERS = re.compile(r"[\W_]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]+")
STEM = 6  # letters: what inflection leaves alone in most European languages


def terms(text: str) -> set[str]:
    """The words that carry a topic, crudely stemmed; pairs of characters in scripts without spaces."""
    found = {word[:STEM] for word in _WORD.findall(text.casefold())}
    if not text.isascii():
        for run in _UNSPACED.findall(text):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


def letters(text: str) -> str:
    """The letters and digits alone, casefolded: two blocks with the same are copies."""
    return _NOT_LETTERS.sub("", text.casefold())
