"""Names the source, photographer or agency of a picture, and does little else.

## What it removes
Lines that begin with a label such as "Photo:", names joined to an agency by a slash, and lines that are only an agency,
a photographer's note or a copyright sign with one of these. A label before a whole sentence makes it a caption.

## Why
The credit stands under the picture in small print; the text has no picture.

## Example
Image source: Interfax
Photograph: J. Doe/PA
JOHN DOE AFP
Foto: picture alliance/dpa | J. Doe
新华社记者 张三摄

## What it must keep
"The photo, taken by Reuters in May, became famous." · "Getty Images sued the company." · "Photo ID is required to
vote."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import AGENCY, MARKS, by_phrase, names, opens_quote, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "image_credit"
SHAPE = Shape(
    r"[(\[©]|\W{0,2}(?:photo|foto|fot\.|image|imagen|imagem|immagin|bild|zdj|фото|снимок|φωτ|görsel"
    r"|صور|图|圖|照片|写真|画像|picture|pics?\b|credit|crédit|courtesy|cover|featured|lead|main|video|file"
    r"|stock"
    r"|quelle|source|fuente|fonte|bron|źródło|источник|πηγή|kaynak|illustration|graphic|afbeelding|beeld|الصورة"
    r"|مصدر|[AE][FP][PA]\b|getty|reuters|copyright)",
    ends=(
        "AFP",
        "AP",
        "EPA",
        "dpa",
        "DPA",
        "EFE",
        "ANSA",
        "UPI",
        "PTI",
        "ANI",
        "PA",
        "TASS",
        "Getty",
        "GETTY",
        "Reuters",
        "REUTERS",
        "Images",
        "IMAGES",
        "hutterstock",
        "HUTTERSTOCK",
        "Stock",
        "stock",
        "Alamy",
        "ALAMY",
        "Unsplash",
        "Pexels",
        "Pixabay",
        "Flickr",
        "mago",
        "IMAGO",
        "Xinhua",
        "Keystone",
        "Bloomberg",
        "Redux",
        "NurPhoto",
        "ТАСС",
        "Новости",
        "Press",
        "alliance",
        "NASA",
        "摄",
        "攝",
        "影",
        "供",
        "図",
        "图",
        "圖",
        "照片",
        "写真",
        "事",
        "同",
    ),
    has=("/",),
    chars=110,
)

_LABEL = (
    r"(?:(?:photo|image|picture|video|illustration|graphic|cover|featured|lead|main|header|hero|main|file|stock) ?)?"
    r"(?:photos?|photographs?|photograph(?:er|y|ed)(?=\s?(?:by\b|[:：]))|images?|pictures?|pics?|credits?"
    r"|courtesy|fotos?|fotografía"
    r"|fotografia|fotografie|bild(?:er)?|bildquelle"
    r"|bildnachweis|fot|zdjęci[ea]|imagen|imágenes|imagem|imagens|immagine|immagini|afbeelding|beeld"
    r"|crédits?|créditos?|фото|снимок|φωτογραφία"
    r"|φωτό|φωτο|fotoğraf|görsel|kaynak foto|الصورة|صورة|صدر الصورة|مصدر الصورة"
    r"|图片来源|图片|图|圖片|圖|照片|写真|画像)"
)
_NAMED = re.compile(
    rf"{_LABEL}(?: (?:credits?|courtesy|source|by|from|via|cortesía|cortesia|quelle"
    rf"|tirée de))?(?: (?:of|de|di|von|van|door|par|por|da|do|by|to))?"
    r"(?P<mark>\s?[:：/|©–—-]|(?<![^\W_])| )\s?(?P<who>\S.{0,78})",
    re.I,
)
_GALLERY = re.compile(
    r"^(?:gallery|galler|galer|strecke|essay|story|stories|show|album|op|opportunit|shoot|id\b|finish"
    r"|call|album|of the|archive|caption)",
    re.I,
)
_HAN = re.compile(
    r"[（(]?.{0,30}?(?:摄|攝|撮影|提供|供图|供圖|資料圖|资料图|资料图片|資料圖片|资料照片|資料照片|截图|截圖"
    r"|＝(?:AP|AFP|ロイター|共同|時事)|=(?:AP"
    r"|AFP|ロイター|共同|時事))[)）。]?"
)
_WIRE = re.compile(r"[A-Z]{2,4}|[A-Z][a-z]{4,6}|dpa|ТАСС|РИА Новости")  # alone it is the source of the text
_SIGNED = re.compile(r"(?:©|\(c\)|copyright)\s?(?P<who>[^.!?©]{2,70})", re.I)
_SOURCED = re.compile(
    r"(?:quelle|source|fuente|fonte|bron|źródło|источник|πηγή|kaynak)\s?[:：]\s?(?P<who>\S.{2,60})", re.I
)
_SLASHED = re.compile(r"(?P<who>[^/.!?]{3,50})/(?P<agency>[^.!?]{2,50})")
_LAST = re.compile(
    r"(?P<who>.{2,50}?)(?:\s?[|,–—-]\s?|\s)(?:via )?(?P<agency>\S+(?: (?:Images|Photo|alliance|Press"
    r"|Stock|Новости))?)"
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    features = block.features
    text = block.text
    if opens_quote(block) or features.words > 45:
        return None
    if finding := by_phrase(block, cues, patience=9):
        return _caption_if_sentence(block, finding, cues)
    if features.words > 14 or (features.ends and not text.endswith((".", ")"))):
        return None
    inner = text.strip(MARKS)
    if AGENCY.fullmatch(inner) and not _WIRE.fullmatch(inner):
        return Finding(block.index, 0.75, f"is only {shorten(inner)}, a picture agency or library")
    if features.words <= 12 and _HAN.fullmatch(text):
        return Finding(block.index, 0.9, "a short line that ends in the word for who took or gave the picture")
    signed = None if _YEAR.search(inner) else _SIGNED.fullmatch(inner)
    if signed and (_who(signed["who"]) or features.words <= 4):
        return Finding(block.index, 0.85, f"a copyright sign and {shorten(signed['who'])}")
    if (sourced := _SOURCED.fullmatch(inner)) and _agency(block, sourced["who"]) and "/" in sourced["who"]:
        return Finding(block.index, 0.93, f"the word for a source, names and an agency: {shorten(sourced['who'])}")
    if (
        (named := _NAMED.fullmatch(inner))
        and not _GALLERY.match(named["who"])
        and _who(named["who"])
        and (named["mark"].strip() or " " in named["who"] or AGENCY.search(named["who"]))
    ):
        return Finding(block.index, 0.75, f"the word for a picture and {shorten(named['who'])}")
    return _agency(block, inner)


_YEAR = re.compile(r"(?:19|20)\d\d")
# Small words of credits: they join names and say by whom, by whose leave, from where.
NO_TALE = frozenset(
    "by of via for from and the a an / courtesy credit photo image photos images file stock handout per de da"
    " do du des di"
    " del della von van vom und et y e i foto fotos bild bilder mit für aus par avec por para con door voor met"
    " dpa imago"
    " picture alliance images provided through screenshot under license cc-by cc commons wikimedia with"
    " permission".split()
)


def _caption_if_sentence(block: Block, finding: Finding, cues: Sequence[Cue]) -> Finding | None:
    """A label before a description is a caption; before a name it is a credit."""
    features = block.features
    if features.words < 7 or finding.confidence < 0.5:
        return finding
    small = _small_words(block.text) >= 4
    inside = [cue for cue in cues if cue.form == "inside"]
    described = min((_words_before(features.key, cue.phrase) for cue in cues), default=0) >= 4
    if inside and (small or described):
        sure = 0.9 if features.words <= 40 and features.sentences <= 2 else 0.6
        return Finding(block.index, sure, f"describes a picture and {finding.reason}", category="image_caption")
    if small and not (features.words <= 9 and finding.confidence > 0.9 and features.sentences == 0):
        return Finding(
            block.index,
            min(finding.confidence, 0.8),
            f"{finding.reason} and describes a picture",
            category="image_caption",
        )
    return finding


def _words_before(key: str, phrase: str) -> int:
    return key[: max(0, key.find(phrase))].count(" ")


def _small_words(text: str) -> int:
    """Words that begin small and are no part of names: what describes."""
    return sum(word[:1].islower() and word.strip(".,:;()") not in NO_TALE for word in text.split())


def _who(text: str) -> bool:
    """Whether the words are names, an agency or a site, nothing that tells anything."""
    return names(text) or bool(AGENCY.search(text) and text.count(" ") < 6) or bool(_SITE.fullmatch(text.strip()))


_SITE = re.compile(r"(?:https?://)?(?:www\.)?[\w-]{1,40}(?:\.[\w-]{1,20}){1,3}(?:/\S{0,80})?")


def _agency(block: Block, inner: str) -> Finding | None:
    """``X/Getty Images``, ``JOHN DOE AFP``: names and, behind a slash or last, an agency."""
    if slashed := _SLASHED.fullmatch(inner):
        who, agency = slashed["who"].strip(), slashed["agency"].strip()
        if AGENCY.search(agency) and names(who.replace(",", " ")):
            return Finding(block.index, 0.93, f"names joined by a slash to {shorten(agency)}")
        if AGENCY.fullmatch(who) and names(agency.replace("/", " ")):
            return Finding(block.index, 0.9, f"the agency {shorten(who)} joined by a slash to names")
        return None
    if (
        (last := _LAST.fullmatch(inner))
        and AGENCY.fullmatch(last["agency"])
        and last["agency"] not in ("PA", "CP", "HO", "TT")  # as often a state, a party, a race
        and names(last["who"])
        and block.features.words <= 7
    ):
        shouted = last["who"].isupper() or "|" in inner or "via" in inner
        return Finding(block.index, 0.85 if shouted else 0.6, f"a name and the agency {shorten(last['agency'])}")
    return None
