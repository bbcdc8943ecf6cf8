"""Dates as machines write them in a page's head → ISO 8601. Nothing here asks for today's date."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

__all__ = ["machine_date"]

_ISO = re.compile(
    r"(?P<date>\d{4}-\d\d?-\d\d?)(?:[T ]+(?P<time>\d\d?:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.I,
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)[/.]?(?P<m>\d\d)[/.]?(?P<d>\d\d)(?:\D|T|$)")
_WRITTEN = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%b. %d, %Y", "%d-%b-%Y")
_LONGEST = 60  # characters
_YEARS = range(1990, 2100)


def machine_date(value: str) -> str | None:
    """``YYYY-MM-DD`` or ``YYYY-MM-DDThh:mm:ss±hh:mm``; None for anything that is not surely a date."""
    value = value.strip()[:_LONGEST]
    moment = _parse(value)
    if moment is None or moment[0].year not in _YEARS:
        return None
    return moment[0].isoformat(timespec="seconds") if moment[1] else moment[0].date().isoformat()


def _parse(value: str) -> tuple[datetime, bool] | None:
    """The moment, and whether it has a time of day."""
    try:
        if match := _ISO.match(value):
            year, month, day = map(int, match["date"].split("-"))
            if not match["time"]:
                return datetime(year, month, day), False
            hour, minute, second = map(int, (match["time"] + ":0").split(":")[:3])
            zone = (match["zone"] or "").upper().replace(":", "")
            if zone in ("Z", "UTC", "GMT"):
                zone = "+0000"
            zone = zone.ljust(5, "0") if zone else ""
            stamp = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
            return datetime.fromisoformat(stamp + (f"{zone[:3]}:{zone[3:]}" if zone else "")), True
        if match := _COMPACT.match(value):
            return datetime(int(match["y"]), int(match["m"]), int(match["d"])), False
        for form in _WRITTEN:
            try:
                return datetime.strptime(value, form), False
            except ValueError:
                continue
        return parsedate_to_datetime(value), True
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
