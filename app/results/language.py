"""The language of a text, by a library."""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["detect"]

SAMPLE = 2_000  # characters from the middle of the body: enough to tell, and bounded
LEAST = 40  # characters: below, a guess is worse than none


def detect(text: str) -> str | None:
    """ISO 639-1 of the text, or None where there is too little to tell."""
    middle = max(0, (len(text) - SAMPLE) // 2)
    sample = text[middle : middle + SAMPLE]
    if len(sample) < LEAST:
        return None
    code = str(_identifier().classify(sample)[0])
    return code if len(code) == 2 else None  # "zxx" is no language


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads its model: not before it is needed

    return LanguageIdentifier.from_model_file(MODEL_FILE)
