"""The line of facts under a headline: author, date, reading time and counters, in one line with marks between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.filters.block._dates import DATE, dated

__all__ = ["READING_TIME", "counter", "facts", "only", "segments"]

_MARK = re.compile("[|│┃·•∙●/–—-]")  # no separator without one
_SEPARATOR = re.compile(r" ?[|│┃·•∙●] ?| [/–—-] ")
_NUMBER = r"(?:\d[\d.,]{0,9}+\s?(?:k|m|mio|tys|тыс|mil|万|萬|千)?\.?|no|one|a|un|une|ein|keine?|aucun|0)"
# "12 comments", "1.2K shares", "3 Kommentare", "просмотров: 12": a number and what is counted, nothing else.
_THINGS = (
    r"shares?|likes?|dislikes?|views?|reads?|retweets?|tweets?|pins?|claps?|upvotes?|reactions?"
    r"|followers?|interactions?"
    r"|saves?|bookmarks?|votes?|hits|plays|listens|downloads|teilen|geteilt|aufrufe|ansichten"
    r"|mal gelesen|klicks|gefällt mir"
    r"|partages?|vues|lectures|j'aime|compartidos?|compartidas|visitas|vistas|visualizaciones|lecturas|me gusta"
    r"|compartilhamentos|visualizações|curtidas|leituras|condivisioni|visualizzazioni|letture|mi piace"
    r"|keer gedeeld|weergaven"
    r"|udostępnień|udostępnienia|wyświetleń|odsłon|polubień|просмотров|просмотра|просмотр|просмотры"
    r"|прочтений|лайков|репостов"
    r"|κοινοποιήσεις|προβολές|görüntülenme|görüntüleme|okunma|beğeni|paylaşım|مشاهدة|مشاهدات|مشاركة"
    r"|إعجاب|阅读|浏览|點閱|瀏覽|次阅读|次浏览"
    r"|人阅读|点赞|转发|いいね|回閲覧|閲覧|シェア"
)
# The first letters, tried at once, spare trying all the words.
_COUNTED = rf"(?=[{''.join(sorted({thing[0] for thing in _THINGS.split('|')}))}])(?:{_THINGS})"
COUNTER = re.compile(
    rf"{_NUMBER}\s?(?:total |gesamt |mal |次|人|件の?|回)?{_COUNTED}"
    rf"|{_COUNTED}\s?[:：(]?\s?\d[\d.,]{{0,9}}\s?[km]?\)?",
    re.I,
)
_COMMENTS = re.compile(
    rf"{_NUMBER}\s?(?:comments?|replies|responses?|kommentare?|commentaires?|comentarios?|comentários?"
    rf"|commenti|commento"
    r"|reacties|komentarz[ey]?|komentarzy|комментари\w{1,3}|σχόλι\w{1,2}|yorum|تعليقات?|评论|評論|条评论"
    r"|コメント|件のコメント)"
    r"|(?:comments?|kommentare|commentaires|comentarios|comentários|commenti|reacties|komentarze"
    r"|комментарии|yorumlar|评论)"
    r"\s?[:：(]\s?\d{1,6}\)?",
    re.I,
)
_READ = (
    r"(?:min(?:ute)?s?\.?|mins?|minuten?|minutos?|minuti|minuty?|мин(?:ут[аы]?)?\.?|λεπτά|dk\.?|dakika"
    r"|دقائق|دقيقة|分钟|分鐘|分)"
)
READING_TIME = re.compile(
    rf"[<~≈≤]?\s?(?:about |ca\.? |circa |約|约)?(?:\d{{1,3}}|one|less than a"
    rf"|under a)(?:\s?[-–]\s?\d{{1,3}})?[\s-]?{_READ}\s?"
    r"(?:to read|reads?|reading(?: time)?|lesezeit|lesedauer|gelesen|zu lesen|de lecture|lecture"
    r"|de lectura|lectura|de leitura"
    r"|leitura|di lettura|lettura|leestijd|lezen|leestijd|czytania|чтения|на чтение|чтение|ανάγνωσης"
    r"|ανάγνωση|okuma(?: süresi)?"
    r"|للقراءة|قراءة|阅读|閱讀|读完|で読めます|で読める|で読了)",
    re.I,
)

_LONGEST = 80  # characters that a reading time or a counter cannot have
# What a reading time or a counter without a digit begins with: "One minute read", "no comments".
_NUMERAL = re.compile(r"\W{0,2}(?:a|ca|circa|約|约|one|less|under|no|un|ein|kein)", re.I)
_MINUTES = re.compile(r"\d{1,2}\s?mins?\.?", re.I)


def segments(text: str) -> list[str]:
    """The parts of a line between its marks."""
    if not _MARK.search(text):
        return [own] if (own := text.strip()) else []
    return [part for part in (part.strip() for part in _SEPARATOR.split(text)) if part]


def facts(parts: list[str]) -> Iterator[tuple[str, str]]:
    """For each part what fact it is: ``date``, ``reading_time``, ``counter``, or ``other``."""
    for part in parts:
        if counted := _counted(part):
            yield counted, part
        elif (date := dated(part)) is not None and (date.full or date.labelled) and len(date.others) <= 2:
            yield "date", date.raw  # empty for "6 days ago"
        else:
            yield "other", part


def only(parts: list[str], *kinds: str) -> set[str]:
    """Which of ``reading_time`` and ``counter`` the parts are, if each is one of these ``kinds``; else none."""
    found = set()
    for part in parts:
        kind = _counted(part)
        if kind not in kinds:
            return set()
        found.add(kind)
    return found


def counter(part: str) -> bool:
    """Whether it is a number and what is counted: "1.2K shares"."""
    return _may_count(part) and COUNTER.fullmatch(part) is not None


def _may_count(part: str) -> bool:
    """A cheap test: every reading time and counter is short and has a digit or begins with a numeral."""
    return len(part) <= _LONGEST and (DATE.search(part) is not None or _NUMERAL.match(part) is not None)


def _counted(part: str) -> str:
    """``reading_time``, ``counter``, or nothing."""
    if not _may_count(part):
        return ""
    if READING_TIME.fullmatch(part) or _MINUTES.fullmatch(part):
        return "reading_time"
    return "counter" if COUNTER.fullmatch(part) or _COMMENTS.fullmatch(part) else ""
