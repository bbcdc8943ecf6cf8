"""Dates as they stand in articles → ISO 8601.

A date counts only if it says its year: "yesterday" and "two hours ago" would make the answer depend on when it is
asked. The names of the months are the dateparser library's; its search is not used, because it completes what is
missing from today's date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module

__all__ = ["iso"]

LONGEST = 200  # characters that are looked at: no date line is longer

_MONTHS = ("january february march april may june july august september october november december").split()
# What to try when the document's own language does not know a month: more common on the web first.
_LANGUAGES = (
    "en de fr es pt it nl pl ru el tr ar zh ja uk cs sv da nb fi hu ro bg sk sl ca id vi ko he fa hr sr hi"
).split()
_FILLERS = frozenset(
    "st nd rd th er de del of do da den der le el il a ª º г г. год года року р рік the dne di ngày tháng năm".split()
)
_NUMERIC = re.compile(
    r"(?<![\da-zA-Z.])(?:(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>\d\d?)(?:(?P=s)(?P<d>\d\d?))?"
    r"|(?P<a>\d\d?)(?P<t>[-/.])[ ]?(?P<b>\d\d?)(?P=t)[ ]?(?P<c>(?:19|20)?\d\d))(?![\d/])"
)
_EASTERN = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)|(?P<era>令和|平成|昭和)\s?(?P<n>\d\d?|元))\s?[年년]\s?(?P<m>\d\d?)\s?[月월](?:\s?(?P<d>\d\d?)\s?[日일号號])?"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
# The months of the Levant and Iraq, which the library does not have; names of two words are joined before reading.
_LEVANTINE = {
    "كانون الثاني": 1,
    "شباط": 2,
    "آذار": 3,
    "نيسان": 4,
    "أيار": 5,
    "حزيران": 6,
    "تموز": 7,
    "آب": 8,
    "أيلول": 9,
    "تشرين الأول": 10,
    "تشرين الثاني": 11,
    "كانون الأول": 12,
}
_SECOND_NAME = re.compile(r"(?<=[^\W\d_])/[^\W\d_]+")  # Arabic gives months in two traditions
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d.,;:/()|\[\]،–—-]*")


def iso(text: str, language: str | None) -> str | None:
    """The first date in ``text`` as ``YYYY-MM-DD``, or ``YYYY-MM`` if it names no day; None if there is none.

    Args:
        text: a date line; its first 200 characters are looked at.
        language: ISO 639-1 of the document. It decides what ``03/04/2021`` means (the month first in English, the day
            first elsewhere) and which names of months are tried first.
    """
    code = (language or "en")[:2].lower()
    plain = _ascii_digits(text[:LONGEST])
    if match := _EASTERN.search(plain):
        number = 1 if match["n"] == "元" else int(match["n"] or 0)
        year = int(match["y"]) if match["y"] else _ERAS[match["era"]] + number
        return _written(year, int(match["m"]), match["d"] and int(match["d"]))
    for match in _NUMERIC.finditer(plain):
        if found := _numeric(match, code):
            return found
    return _in_words(plain, code)


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFKC", text))


def _numeric(match: re.Match[str], language: str) -> str | None:
    if match["y"]:
        if match["d"] is None and match["s"] != "-":  # 2021/22 is a season, 2020.5 a number
            return None
        return _written(int(match["y"]), int(match["m"]), match["d"] and int(match["d"]))
    first, second, year = int(match["a"]), int(match["b"]), int(match["c"])
    if year < 100:
        if match["t"] == "-":
            return None  # a score, a phone number
        year += 2000 if year < 70 else 1900
    month_first = language == "en" and match["t"] != "."
    month, day = (first, second) if month_first else (second, first)
    return _written(year, month, day) or _written(year, day, month)


def _written(year: int, month: int, day: int | str | None) -> str | None:
    try:
        moment = date(year, month, int(day) if day else 1)
    except ValueError:
        return None
    return moment.isoformat() if day else moment.isoformat()[:7]


def _in_words(text: str, language: str) -> str | None:
    """Day, month by name and year, in any of the orders that languages write them."""
    text = _SECOND_NAME.sub("", text)
    for name in _LEVANTINE:
        if " " in name:
            text = text.replace(name, name.replace(" ", ""))
    words = [word for word in _TOKEN.findall(text.casefold()) if word not in _FILLERS]
    if not any(len(word) == 4 and word.isdecimal() for word in words):
        return None
    for months in _tables(language):
        found = _match([months.get(word, 0) for word in words], words)
        if found:
            return found
    return None


def _tables(language: str) -> Iterator[Mapping[str, int]]:
    yield from (_months(code) for code in dict.fromkeys((language, *_LANGUAGES)))


def _match(months: list[int], words: list[str]) -> str | None:
    """The date that ``words`` hold, given for each the month it names (0 for none)."""
    month_only = None
    for i, month in enumerate(months):
        if not month:
            continue
        before = _number(words, i - 1)
        following = (_number(words, i + 1), _number(words, i + 2))
        for year, day in ((following[0], before), (following[1], following[0]), (before, following[0])):
            if _is_year(year) and 1 <= day <= 31 and (found := _written(year, month, day)):
                return found
        if _is_year(following[0]) and not 1 <= before <= 31:
            month_only = month_only or _written(following[0], month, None)
    return month_only


def _number(words: list[str], index: int) -> int:
    word = words[index] if 0 <= index < len(words) else ""
    return int(word) if len(word) <= 4 and word.isdecimal() else 0


def _is_year(number: int) -> bool:
    return 1900 <= number < 2100


@cache
def _months(language: str) -> Mapping[str, int]:
    """The language's names of the months, casefolded; empty for a language that the library does not know."""
    if not (len(language) == 2 and language.isascii() and language.isalpha()):
        return {}
    try:
        info = import_module(f"dateparser.data.date_translation_data.{language}").info
    except ImportError:
        return {}
    names = {name.replace(" ", ""): month for name, month in _LEVANTINE.items()} if language == "ar" else {}
    for number, month in enumerate(_MONTHS, 1):
        for name in info.get(month, ()):
            names.setdefault(name.casefold().rstrip("."), number)
    return names
