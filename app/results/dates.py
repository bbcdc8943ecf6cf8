"""Dates as they stand in articles → ISO 8601."""

from __future__ import annotations

import re

__all__ = ["iso"]

_ISO = re.compile(r"\b(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?")
LONGEST = 80  # characters: no date line is longer, and the parser's work grows with it


def iso(text: str, language: str | None) -> str | None:
    """The date in ``text`` (which holds little else) as ``YYYY-MM-DD`` or ``YYYY-MM``; None if there is none.

    Args:
        language: ISO 639-1 of the document, which decides what ``03/04/2021`` means; English is tried as well.
    """
    if match := _ISO.search(text):
        return "-".join(part for part in match.groups()[:3] if part)
    from dateparser.search import search_dates  # heavy to import, and few documents need it

    languages = list(dict.fromkeys([language or "en", "en"]))
    try:
        found = search_dates(text[:LONGEST], languages=languages, settings={"REQUIRE_PARTS": ["year", "month", "day"]})
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None  # the library raises on some strings that look like dates and are none
    return found[0][1].date().isoformat() if found else None
