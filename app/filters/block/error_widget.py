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
    r"|読み込み中",
    has=("avaScript", "avascript", "ava Script", "JAVASCRIPT", "browser", "Browser", "avegador", "avigateur"),
    chars=300,
)

_LOADING = re.compile(
    r"(?:loading|laden|wird geladen|lade|chargement|cargando|carregando|caricamento|ładowanie|загрузка"
    r"|ид[её]т загрузка|φόρτωση|yükleniyor"
    r"|جار\w? التحميل|加载中|載入中|正在加载|読み込み中)(?: [^.!?…]{1,30})?\s?(?:\.{2,6}|…|。。。)",
    re.I,
)
_OOPS = re.compile(r"(?:oops|whoops|uh.?oh|ups|oups|hoppla|ops)\b\s?[!.,…:-].{0,140}", re.I)
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
    if _OOPS.fullmatch(text) and block.features.words <= 22:
        return Finding(block.index, 0.96, f"an error message: {shorten(text)}")
    if _LOADING.fullmatch(text):
        return Finding(block.index, 0.95, f"a placeholder: {shorten(text)}")
    if block.features.words <= 40 and (script := _SCRIPT.search(text)):
        sure = 0.93 if block.features.words <= 12 or _YOU.search(text) else 0.45
        return Finding(block.index, sure, f"speaks of the reader's browser: {shorten(script.group())}")
    return by_phrase(block, cues, patience=12)
