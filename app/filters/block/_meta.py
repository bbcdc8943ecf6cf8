"""The line of facts under a headline: author, date, reading time and counters, in one line with marks between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.filters.block._dates import dated

__all__ = ["COUNTER", "READING_TIME", "facts", "segments"]

_SEPARATOR = re.compile(r"\s*[|│┃·•∙●]\s*|\s+[/–—-]\s+")
_NUMBER = r"(?:\d[\d.,]{0,9}\s?(?:k|m|mio|tys|тыс|mil|万|萬|千)?\.?|no|one|a|un|une|ein|keine?|aucun|0)"
# "12 comments", "1.2K shares", "3 Kommentare", "просмотров: 12": a number and what is counted, nothing else.
_COUNTED = (
    r"(?:shares?|likes?|dislikes?|views?|reads?|retweets?|tweets?|pins?|claps?|upvotes?|reactions?"
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
    r"|人阅读|点赞|转发|いいね|回閲覧|閲覧|シェア)"
)
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

_MINUTES = re.compile(r"\d{1,2}\s?mins?\.?", re.I)


def segments(text: str) -> list[str]:
    """The parts of a line between its marks."""
    return [part for part in (part.strip() for part in _SEPARATOR.split(text)) if part]


def facts(parts: list[str]) -> Iterator[tuple[str, str]]:
    """For each part what fact it is: ``date``, ``reading_time``, ``counter``, or ``other``."""
    for part in parts:
        if READING_TIME.fullmatch(part) or _MINUTES.fullmatch(part):
            yield "reading_time", part
        elif COUNTER.fullmatch(part) or _COMMENTS.fullmatch(part):
            yield "counter", part
        elif (date := dated(part)) is not None and (date.full or date.labelled) and len(date.others) <= 2:
            yield "date", date.raw  # empty for "6 days ago"
        else:
            yield "other", part
