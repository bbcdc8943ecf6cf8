"""Where a date stands in a line, in the ways that pages write dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from unicodedata import normalize

from app.filters import phrases

__all__ = ["DATE", "Dated", "dated"]

_MONTHS = frozenset(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember jänner feber mär okt dez janvier
    février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre janv févr fevr
    avr juil déc enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
    ene abr ago set dic janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev out gennaio
    febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ott januari februari maart mei
    augustus oktober mrt styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad
    grudzień stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia sty
    lut kwi cze lip sie wrz paź lis gru январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь
    декабрь января февраля марта апреля мая июня июля августа сентября октября ноября декабря янв фев мар апр июн
    июл авг сен сент окт ноя дек січня лютого березня квітня травня червня липня серпня вересня жовтня листопада
    грудня ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου
    δεκεμβρίου ιανουάριοσ φεβρουάριοσ μάρτιοσ απρίλιοσ μάιοσ ιούνιοσ ιούλιοσ αύγουστοσ σεπτέμβριοσ οκτώβριοσ
    νοέμβριοσ δεκέμβριοσ γενάρη φλεβάρη μάρτη απρίλη μάη ιούνη ιούλη αύγουστο σεπτέμβρη οκτώβρη νοέμβρη δεκέμβρη ιαν
    φεβ μαρ απρ μαϊ ιουν ιουλ αυγ σεπ οκτ νοε δεκ ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim
    kasım aralık يناير فبراير مارس أبريل ابريل إبريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر
    كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين januari februari juni juli augusti oktober januarie
    desember agustus januari ledna února března dubna května června července srpna září října listopadu prosince
    """.split()
)
_WEEKDAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun montag
    dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so lundi mardi mercredi jeudi
    vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo segunda terça quarta quinta sexta
    feira lunedì martedì mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag
    zaterdag zondag poniedziałek wtorek środa czwartek piątek sobota niedziela понедельник вторник среда четверг
    пятница суббота воскресенье пн вт ср чт пт сб вс δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή
    pazartesi salı çarşamba perşembe cuma cumartesi pazar الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة
    السبت الأحد الاحد 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 月 火 水 木 金 土 日
    """.split()
)
_SMALL = frozenset(
    """
    on at of the de del do la le à a am pm um uhr h el den der vom il alle ore os às as om o о в г года год гг στισ
    στη w dnia godz saat tarihli gmt utc bst est edt et cst cdt ct mst mdt mt pst pdt pt cet cest ist aest aedt pkt
    msk мск jst kst hkt sgt wib time local noon midnight th st nd rd t z p m and et och kl i y e и the its eat wat
    sast date
    """.split()
)
_AGO = frozenset("ago vor hace há fa geleden temu назад πριν önce منذ قبل 前 前の il sedan siden atrás".split())
_ACCENTS = re.compile("[\u0300-\u036f]")


def _plain(word: str) -> str:
    """Without accents: capitals often go without them (ΠΕΜΠΤΗ, Πέμπτη)."""
    return word if word.isascii() else _ACCENTS.sub("", normalize("NFD", word))


_PLAIN_MONTHS = frozenset(map(_plain, _MONTHS))
_PLAIN_WEEKDAYS = frozenset(map(_plain, _WEEKDAYS))
_UPDATED = re.compile(
    r"updat|modif|revis|aktuali|ändert|mis[e]? à jour|actuali|atualiz|aggiorn|bijgewerkt|gewijzigd"
    r"|zaktual|обновл|ενημερ"
    r"|güncel|تحديث|更新"
)
_HAN = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]")
_HAN_CLOCK = re.compile(r"(?<!\d)(\d{1,2}) ?[時时点點] ?(\d\d) ?分?")
_HAN_MARK = re.compile("[年時时點点]")  # neither without one
_TOKEN = re.compile(r"\d+(?:[.:/-]\d+){0,6}|[^\W\d_]+|[^\w\s]|_")
_FULL = re.compile(r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d\d)(?:[:.]\d\d)*")
_TIME = re.compile(r"[012]?\d[:.][0-5]\d(?:[:.]\d\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"[0-3]?\d")
# Dates over the classes of the tokens: F all in digits, D day, M month, Y year, W weekday, s small word, p mark.
_WHERE = re.compile(
    r"(?:W[ps]{0,2})?(?:F|D[ps]{0,2}M(?:[ps]{0,2}Y)?|M[ps]{0,2}D[ps]{0,3}Y|M[ps]{0,2}D"
    r"|Y[ps]{0,2}[MD][ps]{0,2}[DM])"
)
_DATES_NEED = frozenset("FMY")
_CLOCK = re.compile(r"[psW]{0,4}T(?:[ps]{0,4})")
_CLOCK_BEFORE = re.compile(r"T[psW]{0,6}$")
_MOST_TOKENS = 60  # no line that is about its date has more
DATE = re.compile(r"\d")  # a cheap test: no date without a digit


@dataclass(frozen=True, slots=True)
class Dated:
    """A line that a date stands in.

    Attributes:
        raw: the (published) date as it stands, with its time; empty for "6 days ago", which tells no date.
        start, end: where the date with its label stands in the line.
        full: it has a day, a month and a year.
        labelled: it is called the date of publication or update.
        clock: it has a time of day.
        others: words of the line that are neither date nor label.
        trailing: words after the date that are neither.
    """

    raw: str
    start: int
    end: int
    full: bool
    labelled: bool
    clock: bool
    others: tuple[str, ...]
    trailing: bool


@cache
def _labels() -> frozenset[str]:
    words: set[str] = set()
    for phrase, category, form, _ in phrases.lists():
        if category == "date" and form in ("line", "start"):
            words.update(match.group() for match in _TOKEN.finditer(phrase) if match.group()[0].isalpha())
    return frozenset(words) - _SMALL - _MONTHS


def dated(text: str) -> Dated | None:
    """Find the date in a short line; None if there is none. Linear in its length."""
    if not DATE.search(text):
        return None
    han = not text.isascii() and _HAN_MARK.search(text) is not None
    plain = _HAN_CLOCK.sub(_pad_clock, _HAN.sub(_pad, text)) if han else text
    words = _TOKEN.findall(plain)[:_MOST_TOKENS]
    classes = "".join(map(_class, words))
    spots = list(_WHERE.finditer(classes)) if not _DATES_NEED.isdisjoint(classes) else []
    ago = _relative(words) if not spots else None
    if ago is None and not spots:
        return None
    tokens = list(islice(_TOKEN.finditer(plain), _MOST_TOKENS))
    if ago is not None:
        first, last, full = *ago, True
    else:
        spot = _published(text, tokens, spots)
        first, last = spot.span()
        full = bool(set(spot.group()) & {"F", "Y"})
    clock = False
    if after := _CLOCK.match(classes, last):
        last, clock = after.end(), True
        while classes[last - 1] == "p":
            last -= 1
    elif before := _CLOCK_BEFORE.search(classes[:first]):
        first, clock = before.start(), True
    covered = {n for spot in spots for n in range(*spot.span())} | set(range(first, last))
    others = tuple(word for n, word in enumerate(words) if n not in covered and classes[n] in "oDMFY")
    opening = first
    while opening and classes[opening - 1] in "Lps":
        opening -= 1
    while opening < first and classes[opening] == "p":
        opening += 1
    end = tokens[last - 1].end()
    for written in (*_HAN.finditer(text), *_HAN_CLOCK.finditer(text)) if han else ():
        if written.start() < end < written.end():
            end = written.end()  # the digits that stand for it end sooner
    return Dated(
        raw="" if ago is not None else text[tokens[first].start() : end].strip(),
        start=tokens[opening].start(),
        end=end,
        full=full,
        labelled="L" in classes,
        clock=clock or "T" in classes,
        others=others,
        trailing=any(c in "oDM" for c in classes[last:]),
    )


def _pad(match: re.Match[str]) -> str:
    """2021年5月20日 as digits, without a change of length."""
    return "-".join(match.groups()).ljust(len(match.group()))


def _pad_clock(match: re.Match[str]) -> str:
    """14時30分 as a time of day, without a change of length."""
    return ":".join(match.groups()).ljust(len(match.group()))


@lru_cache(10_000)  # months, small words, days and hours come again on every page
def _class(token: str) -> str:
    if token[0].isdigit():
        for pattern, name in ((_FULL, "F"), (_TIME, "T"), (_YEAR, "Y"), (_DAY, "D")):
            if pattern.fullmatch(token):
                return name
        return "o"
    if not token[0].isalpha():
        return "p"
    word = token.casefold()
    plain = _plain(word)
    if plain in _PLAIN_MONTHS:
        return "M"
    if word in _SMALL:
        return "s"
    if word in _labels():
        return "L"
    return "W" if plain in _PLAIN_WEEKDAYS else "o"


def _relative(tokens: list[str]) -> tuple[int, int] | None:
    """``6 days ago``: a number, a unit and the word for *ago*, in whatever order the language has them."""
    if _AGO.isdisjoint(map(str.casefold, tokens)) and not any("前" in token for token in tokens):
        return None
    for n, token in enumerate(tokens):
        if len(token) > 2 or not token.isdigit():
            continue
        words = [word.casefold() for word in tokens[max(0, n - 3) : n + 4]]
        if not _AGO.isdisjoint(words) or "前" in [word[-1] for word in words]:
            first, last = max(0, n - 1), min(len(tokens), n + 3)
            if tokens[first].casefold() not in _AGO:
                first = n
            return first, last
    return None


def _published(text: str, tokens: list[re.Match[str]], spots: list[re.Match[str]]) -> re.Match[str]:
    """Of two dates the one that is not called the update."""
    end = 0
    for spot in spots:
        start = tokens[spot.start()].start()
        if not _UPDATED.search(text[end:start].casefold()) and (set(spot.group()) & {"F", "Y"}):
            return spot
        end = tokens[spot.end() - 1].end()
    return spots[0]
