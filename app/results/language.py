"""The language of a text, by a library."""

from __future__ import annotations

import re

__all__ = ["detect"]

SAMPLE = 2_000  # characters from the middle of the body: enough to tell, and bounded
LEAST = 40  # characters: below, a guess is worse than none
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]+")  # what the library refuses
_NAMES = {"iw": "he", "jw": "jv", "in": "id"}  # names that ISO 639-1 has given up


def detect(text: str) -> str | None:
    """ISO 639-1 of the text, or None where there is too little to tell."""
    middle = max(0, (len(text) - SAMPLE) // 2)
    sample = _UNREADABLE.sub(" ", text[middle : middle + SAMPLE])
    if len(sample.strip()) < LEAST:
        return None
    from pycld2 import detect as guess  # its tables take memory: not before they are needed

    _, _, guesses = guess(sample.encode(), isPlainText=True, bestEffort=True)
    code = str(guesses[0][1]).partition("-")[0]  # "zh-Hant" is Chinese
    return _NAMES.get(code, code) if len(code) == 2 and code != "un" else None
