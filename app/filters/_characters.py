"""What words are made of in any script, as an array: the stems that tell what a text is about are found with it."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["DIGIT", "LEAST_LETTERS", "LETTER", "PLANE", "PRIME", "SPACE", "STEM", "UNSPACED", "kinds"]

STEM = 6  # letters: what inflection leaves alone in most European languages
LEAST_LETTERS = 4  # of a word that is about something
LETTER, DIGIT, UNSPACED, SPACE = 1, 2, 3, 4
PLANE = 0x10000  # characters that the tables hold: those beyond are in no words
PRIME = 1_000_003  # of the hash of a stem
_NO_SPACES = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0x0E00, 0x0EFF))  # kana, Han, Thai and Lao: pairs of characters


@cache
def kinds() -> NDArray[np.uint8]:
    """Of each character of the basic plane what it is; the last is what all others count as."""
    out = np.zeros(PLANE, np.uint8)
    for code in range(PLANE):
        letter = chr(code)
        if letter.isalpha():
            out[code] = LETTER
        elif letter.isdecimal():
            out[code] = DIGIT
        elif letter.isspace() and letter != "\n":
            out[code] = SPACE
    for first, last in _NO_SPACES:
        out[first : last + 1] = UNSPACED
    return out
