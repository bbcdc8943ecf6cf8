"""Menus, breadcrumbs, skip links, search, pagination, account links, language pickers.

## What it removes
Single lines that are marked as a way through the site: skip links, breadcrumbs, page numbers, "Next »", lists of
languages.

## Why
The way through the site is printed on every page; none of it is about this one.

## Example
Skip to content
Home › News › Europe
1 2 3 … 10 Next
English Français Deutsch

## What it must keep
"Home prices fell." · "Next, the council will vote." · "The menu was in English and French."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, opens_quote, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "navigation"
SHAPE = Shape(
    r"\d{1,9} \d|[×☰≡✕✖]$|(?:page|seite|skip|jump|zu[mr] |aller|saltar|ir |pular|vai |passa|ga naar|spring"
    r"|przejdź|перейти|μετάβαση|içeriğe|انتقل|تخط|تجاوز|跳|you are|sie sind|vous êtes|está|você|sei qui"
    r"|вы здесь)",
    has=(
        "›",
        "»",
        ">",
        "→",
        "/",
        "|",
        "‹",
        "«",
        "←",
        "⟶",
        "Deutsch",
        "Français",
        "English",
        "Español",
        "Русский",
        "中文",
        "العربية",
        "Italiano",
    ),
    chars=170,
)

_HOME = re.compile(
    r"(?:you are here|sie sind hier|vous êtes ici|estás? (?:aquí|en)|você está aqui|sei qui"
    r"|jesteś tutaj|вы здесь|βρίσκεστε εδώ|当前位置|您的位置|現在位置)\s?[:：]?\s?|"
    r"(?:home(?:page)?|start(?:seite)?|accueil|inicio|portada|início|página inicial|strona główna"
    r"|główna|главная|αρχική|anasayfa|ana sayfa|الرئيسية|首页|首頁|ホーム|トップ|news)\s?[›»>→/|]",
    re.I,
)
_CRUMB_MARK = re.compile("[›»>→/|]")  # there are no crumbs without one
_CRUMB = re.compile(r"\s?[›»>→]\s?|\s[/|]\s|\s/\s")
_SKIP = re.compile(
    r"(?:skip|jump) (?:directly )?(?:to|over) [\w .-]{2,40}|skip (?:nav\w*|menu|links?|header|intro"
    r"|ads?|advertisement)|(?:zum|zur) (?:inhalt"
    r"|hauptinhalt|navigation|suche|seitenanfang)\b.{0,20}|aller (?:au|à la) \w.{0,25}|(?:saltar"
    r"|ir) al? (?:la )?(?:contenido|navegación)\b.{0,20}"
    r"|(?:ir|pular|saltar) para o (?:conteúdo|menu).{0,20}|(?:vai|passa) al (?:contenuto|menu).{0,20}"
    r"|(?:ga|spring) naar (?:de )?(?:inhoud|hoofdinhoud|content).{0,10}|przejdź do (?:treści|menu"
    r"|głównej).{0,20}"
    r"|перейти к (?:содержимому|основному|содержанию|контенту).{0,20}|μετάβαση στο περιεχόμενο"
    r"|içeriğe (?:geç|atla)|(?:انتقل|تخط\w?|تجاوز) إلى المحتوى.{0,10}|跳[至到转轉]\w{0,8}",
    re.I,
)
_PAGES = re.compile(
    r"(?:(?:page|pages|seite|página|pagina|strona|страница"
    r"|страницы)\s?[:]?\s?)?[«‹<←\s]{0,3}\d{1,4}(?:[\s|,·]{1,3}(?:\d{1,4}|…"
    r"|\.\.\.)){2,14}(?:[\s|]{1,3}[^\W\d]{2,12})?[»›>→\s]{0,3}",
    re.I,
)
_TURN = re.compile(r"[«‹<←⟵]{1,2}\s?\S.{0,30}|[^.!?]{1,30}\s?[»›→⟶]{1,2}|[«»‹›←→<>×✕✖☰≡]{1,3}", re.I)
_ENCLOSED = re.compile(r"«[^»]{0,100}»|‹[^›]{0,100}›|<[^>]{0,100}>")
_TURN_WORD = re.compile(
    r"\b(?:next|prev\w*|older|newer|back|weiter|zurück|suivant\w?|précédent\w?|siguiente|anterior"
    r"|próxim\w|avanti|indietro|volgende|vorige|następn\w|poprzedni\w|далее|назад|επόμεν\w|sonraki"
    r"|önceki)\b",
    re.I,
)
_LANGUAGES = frozenset(
    """
    english deutsch français francais español espanol português portugues italiano nederlands polski русский
    українська ελληνικά türkçe العربية 中文 日本語 한국어 svenska dansk norsk suomi čeština magyar română български
    hrvatski srpski српски slovenčina slovenščina עברית فارسی हिन्दी বাংলা தமிழ் తెలుగు ไทย indonesia melayu tiếng
    việt 简体中文 繁體中文 简体 繁體 en de fr es pt it nl pl ru bahasa català euskara galego eesti latviešu lietuvių
    shqip македонски беларуская қазақ o'zbek hausa kiswahili urdu اردو پښتو mandarin bosanski հայերեն ქართული
    azərbaycan marathi malayalam kannada brasil
    """.split()
)
_APART = re.compile(r"[\s|/·•,()]+")


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text, features = block.text, block.features
    if features.words > 40 or opens_quote(block):
        return by_phrase(block, cues, patience=5)
    if features.words <= 8 and not features.ends and _SKIP.fullmatch(text):
        return Finding(block.index, 0.95, f"a skip link: {shorten(text)}")
    if _PAGES.fullmatch(text):
        return Finding(block.index, 0.93, f"page numbers: {shorten(text)}")
    if trail := _trail(block):
        return trail
    if features.words <= 4 and not features.ends and _TURN.fullmatch(text) and not _ENCLOSED.search(text):
        known = any(cue.form == "line" for cue in cues) or _TURN_WORD.search(text)
        return Finding(block.index, 0.93 if known else 0.8, f"an arrow to another page: {shorten(text)}")
    if next(filter(None, _APART.split(features.key, 2)), "") in _LANGUAGES:
        words = [word for word in _APART.split(features.key) if word]
        if len(words) >= 2 and _LANGUAGES.issuperset(words) and any(len(word) > 2 for word in words):
            return Finding(block.index, 0.93, f"only names of languages: {shorten(text)}")
    return by_phrase(block, cues, patience=5)


def _trail(block: Block) -> Finding | None:
    """Breadcrumbs: short names parted by the same mark, mostly from the home page on."""
    text, features = block.text, block.features
    if not _CRUMB_MARK.search(text):
        return None
    home = _HOME.match(text)
    if features.ends or "//" in text or (features.words > 24 and not home):
        return None
    parts = [part for part in _CRUMB.split(text) if part]
    if len(parts) < 2 or len(parts) > 9:
        return None
    if home and (len(parts) > 2 or any(mark in text for mark in "›»>→")):
        return Finding(block.index, 0.95, f"breadcrumbs from the home page: {shorten(text)}")
    brief = all(len(part.split()) <= 5 for part in parts)
    if not brief or "<" in text:
        return None
    if sum(text.count(mark) for mark in "›»") >= 2:
        return Finding(block.index, 0.85, f"breadcrumbs: {shorten(text)}")
    if features.links > 0.5 and len(parts) >= 3:
        return Finding(block.index, 0.85, f"a menu in one line, most of it links: {shorten(text)}")
    if text.count(">") >= 2:  # or the way through a program's menus that the text describes
        return Finding(block.index, 0.45, f"looks like breadcrumbs: {shorten(text)}")
    return None
