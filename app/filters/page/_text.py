"""What two texts have in common: their letters, their topic-bearing words."""

from __future__ import annotations

import re

__all__ = ["letters", "terms"]

STEM = 6  # letters: what inflection leaves alone in most European languages
_WORD = re.compile(rf"([^\W\d_]{{4,{STEM}}})[^\W\d_]*")  # of a word of at least four letters the stem
_LETTERS = re.compile(r"[^\W_]+")
_ASCII_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())  # translate is many times faster
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]+")


def terms(text: str) -> set[str]:
    """The words that carry a topic, crudely stemmed; pairs of characters in scripts without spaces."""
    found = set(_WORD.findall(text.casefold()))
    if not text.isascii():
        for run in _UNSPACED.findall(text):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return found


def letters(text: str) -> str:
    """The letters and digits alone, casefolded: two blocks with the same are copies."""
    if text.isascii():
        return text.lower().encode().translate(None, _ASCII_NO_LETTERS).decode()
    return "".join(_LETTERS.findall(text.casefold()))
