"""Dates as machines write them in a page's head → ISO 8601. Nothing here asks for today's date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

__all__ = ["machine_date"]

_ISO = re.compile(
    r"(?P<date>\d{4}-\d\d?-\d\d?)"
    r"(?:[T ]+(?P<time>\d\d?:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.I,
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)[/.]?(?P<m>\d\d)[/.]?(?P<d>\d\d)(?:\D|T|$)")
_WRITTEN = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%b. %d, %Y", "%d-%b-%Y")
_LONGEST = 60  # characters
_YEARS = range(1990, 2100)


def machine_date(value: str) -> str | None:
    """``YYYY-MM-DD`` or ``YYYY-MM-DDThh:mm:ss±hh:mm``; None for anything that is not surely a date."""
    value = value.strip()[:_LONGEST]
    try:
        if match := _ISO.match(value):
            return _stamp(match)
        if match := _COMPACT.match(value):
            return _day(date(int(match["y"]), int(match["m"]), int(match["d"])))
        for form in _WRITTEN:
            try:
                return _day(datetime.strptime(value, form).replace(tzinfo=UTC).date())
            except ValueError:
                continue
        moment = parsedate_to_datetime(value)
        return moment.isoformat(timespec="seconds") if moment.year in _YEARS else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _day(day: date) -> str | None:
    return day.isoformat() if day.year in _YEARS else None


def _stamp(match: re.Match[str]) -> str | None:
    """An ISO date as it is meant: digits that are left out filled in, the zone as the page gives it."""
    day = _day(date(*map(int, match["date"].split("-"))))
    if day is None or not match["time"]:
        return day
    hour, minute, second = map(int, (match["time"] + ":0").split(":")[:3])
    zone = (match["zone"] or "").upper().replace(":", "")
    if zone in ("Z", "UTC", "GMT"):
        zone = "+0000"
    if zone:
        zone = f"{zone[:3]}:{zone[3:] or '00'}"
    return datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:{second:02}{zone}").isoformat(timespec="seconds")
