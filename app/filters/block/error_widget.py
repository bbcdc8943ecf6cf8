"""The text of a part of the page that failed, is blocked, is still loading, or wants consent for one embed.

## What it removes
Error messages of widgets, loading placeholders, "enable JavaScript", bot checks and consent texts of a single embed.

## Why
A crawler runs no scripts, so every widget of the page leaves its excuse in the text.

## Example
Oops! Something went wrong. Please try again later.
Please enable JavaScript
Загрузка...
Dieser Inhalt ist nicht mehr verfügbar

## What it must keep
Reports on failures: "Something went wrong in the second stage, the agency said." · "The page could not be loaded for
hours."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, opens_quote, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "error_widget"
SHAPE = Shape(
    r"oops|whoops|uh.?oh|ups|oups|hoppla|ops|loading|laden|wird geladen|lade|chargement|cargando"
    r"|carregando|caricamento|ładowanie|загрузка|ид[её]т загрузка|φόρτωση|yükleniyor|جار|加载中|載入中|正在加载"
    r"|読み込み中|sorry|we.re sorry|leider|désolé|lo sentimos|spiacenti"
    r"|(?:this|dieser?|cet(?:te)?|ce|est[ae]|quest[oa]|deze|dit|ten|ta|to|это|данн\w{2}|bu|此|该|この|видео"
    r"|failed to|unable to"
    r"|could not|couldn't|لا يمكن|المحتوى)\b",
    has=(
        "went wrong",
        "gone wrong",
        "rror occurred",
        "error has",
        "ehler aufgetreten",
        "schief gelaufen",
        "schiefgelaufen",
        "erreur est",
        "erreur s",
        "mal passé",
        "un error",
        "lgo salió",
        "lgo ha",
        "um erro",
        "lgo deu",
        "un errore",
        "un problema",
        "storto",
        "misgegaan",
        "fout opgetreden",
        "iets mis",
        "iets fout",
        "błąd",
        "poszło nie",
        "ошибка",
        "пошло не",
        "αρουσιάστηκε",
        "άτι πήγε",
        "hata oluştu",
        "şeyler",
        "حدث خطأ",
        "出错了",
        "发生错误",
        "發生錯誤",
        "エラーが",
        "問題が",
        "失败",
        "失敗",
        "avaScript",
        "avascript",
        "ava Script",
        "JAVASCRIPT",
        "browser",
        "Browser",
        "avegador",
        "avigateur",
    ),
    chars=300,
)

_LOADING = re.compile(
    r"(?:loading|laden|wird geladen|lade|chargement|cargando|carregando|caricamento|ładowanie|загрузка"
    r"|ид[её]т загрузка|φόρτωση|yükleniyor"
    r"|جار\w? التحميل|加载中|載入中|正在加载|読み込み中)(?:[ ,，、] ?[^.!?…]{1,30})?\s?(?:\.{2,6}|…|。。。)",
    re.I,
)
_OOPS = re.compile(r"(?:oops|whoops|uh.?oh|ups|oups|hoppla|ops)\b\s?[!.,…:-].{0,140}", re.I)
_BROWSERS = ("script", "browser", "navigateur", "navegador")  # no match of the next without one of these
_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|need|without|disabled|aktivier\w{1,3}|einschalten|activer"
    r"|activez|désactivé|activar|active|habilit\w{1,4}"
    r"|attiva\w{0,3}|schakel|włącz\w{0,3}|включите|отключ[её]н|ενεργοποι\w{1,5}|etkinleştir\w{0,3}"
    r"|تفعيل|启用|啟用|有効)\b.{0,60}\bjava ?script"
    r"|java ?script\b.{0,60}(?:enable|disabled|turned off|required|aktivier|deaktiviert|désactiv"
    r"|activé|desactiv|deshabilit|desabilit|disattiv"
    r"|abilit|uitgeschakeld|wyłącz|отключ|включ|απενεργ|devre dışı|معطل|禁用|启用|無効|有効)"
    r"|(?:your|ihr|votre|tu|su|seu|il tuo|je|uw) (?:web )?(?:browser|navigateur|navegador) (?:does not"
    r"|doesn't|is (?:out|not)|unterstützt|ne (?:supporte|prend)"
    r"|no (?:soporta|admite|es)|não suporta|non supporta|ondersteunt)",
    re.I,
)
# An error's words: alone they may be somebody's sentence, with an order to try again they are a message.
_FAILED = (
    r"(?:(?:sorry|we(?:'|’)re sorry|we are sorry|leider|désolé|lo sentimos|desculpe|spiacenti|siamo spiacenti"
    r"|przepraszamy"
    r"|извините)[,:.!]? (?:but )?)?"
    r"(?:something (?:has )?(?:went|gone) wrong|an? (?:unexpected |unknown )?error (?:has )?occurred"
    r"|(?:es|leider) ist (?:leider )?ein (?:unerwarteter )?fehler aufgetreten|(?:da|hier"
    r"|leider)? ?ist etwas schief ?gelaufen"
    r"|etwas ist schief ?gelaufen|une erreur (?:est survenue|s'est produite|inattendue est survenue)"
    r"|quelque chose s'est mal passé|(?:ha ocurrido|se ha producido|ocurrió|se produjo) un error(?: inesperado)?"
    r"|algo (?:salió|ha salido|ha ido) mal|ocorreu um erro(?: inesperado)?|algo deu errado|algo correu mal"
    r"|si è verificato un (?:errore|problema)|qualcosa è andato storto|er is (?:iets misgegaan|een fout opgetreden)"
    r"|er ging iets (?:mis|fout)|wystąpił (?:nieoczekiwany )?błąd|coś poszło nie tak"
    r"|произошла (?:неизвестная )?ошибка"
    r"|что-то пошло не так|παρουσιάστηκε (?:κάποιο )?(?:σφάλμα|πρόβλημα)|κάτι πήγε (?:στραβά|λάθος)|bir hata oluştu"
    r"|bir şeyler (?:ters|yanlış) gitti|حدث خطأ(?: ما| غير متوقع)?|出错了|发生错误|發生錯誤|(?:视频|图片|页面"
    r"|内容)?加载失败|載入失敗"
    r"|エラーが発生しました|問題が発生しました|(?:読み込み|再生)に失敗しました)"
)
_RETRY = (
    r"(?:again|erneut|noch einmal|nochmals?|réessay\w{1,3}|inténtelo|inténtalo|vuelva a|vuelve a|tente|riprova\w{0,2}"
    r"|opnieuw|spróbuj|попробуйте|повторите|позже|δοκιμάστε|προσπαθήστε|tekrar|المحاولة|重试|重試|稍后|稍後"
    r"|再試行|もう一度|later)"
)
_MESSAGE = re.compile(
    rf"{_FAILED}(?:[.!…。！]|[.!,;:–—。，、！-]{{0,2}}\s?(?=.{{0,60}}{_RETRY}).{{2,100}}"
    r"| (?:while|when|loading|retrieving|processing|beim|lors) .{2,60}[^.])",
    re.I,
)
# "This content could not be loaded.": it speaks of itself, says only that it is not there, and nothing more.
_ITSELF = (
    r"(?:this|dieser?s?|cet(?:te)?|ce|est[ae]|quest[oa]|deze|dit|t[aeo]n?|эт[оаи]|данн\w{2}|bu|هذا|هذه|此|该|本"
    r"|この)\s?"
    r"(?:(?:media |news |page |interactive |embedded |external )?(?:content|video|item|element|player|audio"
    r"|post|tweet|image"
    r"|feature|poll|map|widget|form|stream|page)"
    r"|(?:externen? )?(?:inhalt|beitrag|video|element|seite)|contenu|vidéo|contenido|vídeo|video|conteúdo"
    r"|contenuto|inhoud"
    r"|treść|wideo|film|контент|материал|видео|içerik|المحتوى|الفيديو|内容|視頻|视频|動画|コンテンツ|ページ)"
)
_ABSENT = (
    r"(?:could not be|cannot be|can(?:'|’)t be|couldn(?:'|’)t be|is (?:currently |no longer |not )?|has been"
    r"|kann|konnte|ist"
    r"|n'est|ne peut|est|no (?:está|se puede|pudo)|não (?:está|pôde|pode)|non (?:è|può)|is niet|kan niet"
    r"|nie (?:jest|może)"
    r"|недоступ\w{1,3}|не (?:может|удалось)|больше|mevcut|görüntülen|غير متاح|غير متوفر|不可用|无法|無法"
    r"|暂时无法|は|を)"
)
_UNAVAILABLE = re.compile(
    rf"(?:(?:we(?:'|’)re |we are )?sorry[,:.!]? (?:but )?)?{_ITSELF}\s?{_ABSENT}[^.!?,;。]{{0,60}}[.!。]?"
    r"|(?:failed|unable) to (?:load|fetch|display|play|render|connect)(?: [\w ]{1,30})?[.!]?"
    r"|(?:видео|контент|материал) недоступ\w{1,3}(?: для просмотра| в вашем регионе)?[.!]?",
    re.I,
)
_GONE = re.compile(
    r"load|display|shown|play|found|available|viewed|render|removed|deleted|fetch|connect|angezeigt|geladen|verfügbar"
    r"|abgespielt|disponib|affich|chargé|lu[.!]?$|mostrar|cargar|reproduc|exibi|carrega|mostrat|caricat"
    r"|visualizza|riprodott"
    r"|beschikbaar|geladen|weergegeven|getoond|afgespeeld|dostępn|wyświetl|załadow|odtworz|недоступ|доступ"
    r"|загруз|отобра"
    r"|воспроизв|mevcut|görüntülen|yüklen|متاح|متوفر|عرض|تحميل|不可用|播放|加载|載入|显示|表示|再生|ご覧"
    r"|利用できません",
    re.I,
)
# In a longer sentence only what is said to the reader is the page's own.
_YOU = re.compile(
    r"\b(?:please|your|you|bitte|ihre?n?|votre|vos|veuillez|su|tu|por favor|seu|il tuo|je|uw|prosimy"
    r"|twoj\w{1,4}|пожалуйста|ваш\w{0,3}|σας|lütfen|tarayıcı\w{0,5}|الرجاء|请|請|ください)\b|请|請|ください",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if opens_quote(block):
        return None
    if block.features.words <= 22 and _OOPS.fullmatch(text):
        return Finding(block.index, 0.96, f"an error message: {shorten(text)}")
    if block.features.words <= 20 and _MESSAGE.fullmatch(text):
        return Finding(block.index, 0.93, f"an error message: {shorten(text)}")
    if block.features.words <= 14 and _UNAVAILABLE.fullmatch(text) and (gone := _GONE.search(text)):
        return Finding(block.index, 0.9, f"a part of the page that says it is not there: “{gone.group()}”")
    if _LOADING.fullmatch(text):
        return Finding(block.index, 0.95, f"a placeholder: {shorten(text)}")
    named = any(map(block.features.key.__contains__, _BROWSERS))
    if named and block.features.words <= 40 and (script := _SCRIPT.search(text)):
        sure = 0.93 if block.features.words <= 12 or _YOU.search(text) else 0.45
        return Finding(block.index, sure, f"speaks of the reader's browser: {shorten(script.group())}")
    return by_phrase(block, cues, patience=12)
