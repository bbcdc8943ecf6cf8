"""Says what a picture shows (it may end in a credit), and is marked as doing so.

## What it removes
Lines with a mark that only captions have: "FILE -", "(file photo)", "(left)", "(Symbolbild)", a credit at the end or
a label
such as "Pictured:". Captions without a mark are told by their neighbours elsewhere.

## Why
Under the picture the caption is fine; in the text it interrupts the story and repeats it.

## Example
FILE - The minister speaks to reporters in Oslo, May 3, 2021.
The two leaders, pictured in 2019 (file photo)
Illustration d'une salle de classe.
The new bridge at dawn. Photo: J. Doe/Reuters

## What it must keep
"The photo shows a man who, the police say, was never there." · "She filed the papers (left over from the first case)
in May."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import AGENCY, by_phrase, opens_quote, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "image_caption"
SHAPE = Shape(
    r"\(?(?:FILE|ARCHIV|ARQUIVO|АРХИВ|Illustration|Image d|Photo d|Pictured|△|▲)",
    ends=("AFP", "AP", "EPA", "Reuters", "REUTERS", "Getty Images", "Getty", "dpa"),
    has=("(", "（"),
    given=((tuple(":：/|–—"), r"(?=.{0,330}$).*[:：/|–—][^:/]{2,60}$"),),
    chars=330,
)

_FILE = re.compile(
    r"(?:\(?FILE(?: PHOTO| PICTURE| IMAGE)?\)?\s?[-–—:]{1,2}|(?:ARCHIVO|ARCHIV|ARCHIVE|ARQUIVO|АРХИВ"
    r"|Archivbild|Archivfoto)\s?[-–—.:])\s?\S"
)
_OPENS = re.compile(
    r"(?:Illustration d['’e]|Image d['’]illustration|Photo d['’]illustration|Pictured(?: (?:above"
    r"|below|left|right|here))?:|△|▲ ?[\u3040-\u9fff])"
)
# Which of the persons is meant, or that the picture is an old or a symbolic one: nobody but a caption writer says so.
_MARK = re.compile(
    r"[(（](?:file(?: (?:photo|picture|pic|image))?|file|archive(?: (?:photo|picture|image))?"
    r"|stock (?:photo|image)|left|right|centre|center|l\.|r\."
    r"|l to r|l-r|from left|from right|second (?:from )?(?:left|right)|pictured(?: (?:left|right))?"
    r"|links|rechts|mitte|m\.|li\.|re\.|symbolbild|symbolfoto|archivbild|archivfoto|archiv|gauche"
    r"|à gauche|à droite|droite|au centre|image d['’]illustration"
    r"|photo d['’]illustration|d['’]archives?|photo d['’]archives?|izquierda|izq\.|derecha|der\."
    r"|centro|archivo|foto de archivo|imagen de archivo|esquerda"
    r"|à esquerda|direita|à direita|ao centro|arquivo|foto de arquivo|sinistra|a sinistra|destra"
    r"|a destra|al centro|foto d['’]archivio|archivio"
    r"|archieffoto|archief|midden|po lewej|po prawej|z lewej|z prawej|zdjęcie ilustracyjne"
    r"|zdjęcie poglądowe|фото из архива|архивное фото|архив|слева|справа"
    r"|в центре|на фото|αριστερά|δεξιά|φωτογραφία αρχείου|φωτό αρχείου|solda|sağda|ortada|arşiv"
    r"|temsili|يسار|يمين|أرشيف|أرشيفية|صورة أرشيفية|左|右|中|左起|右起"
    r"|资料图|資料圖|资料照片|資料照片|资料图片|資料写真|イメージ)[)）]",
    re.I,
)
_PICTURES = ("photo", "fot", "bild", "imag", "credit", "picture", "фото", "zdj")  # no match of the next without one
_TAIL = re.compile(
    r"(?:[.!?…)\]\"”|—–-]\s?|\s[|(\[]\s?|[(\[])(?:AP |file |stock )?(?:photos?|fotos?|bild(?:er)?"
    r"|image|credit|picture|фото|fotoğraf|zdj\.?|fot\.|imagen|imagem|crédit photo|foto de|photo)"
    r"(?: credit| credits| by| courtesy(?: of)?)?\s?[:：/]\s?[^!?]{2,60}[)\]]?\.?$|[（(](?:photo|foto"
    r"|bild|image|picture) by [^()]{2,60}[)）]$",
    re.I,
)
_AGENCY_TAIL = re.compile(r"[/–—|]\s?(?P<agency>[A-Za-z][\w .-]{1,30}?)[)\].]{0,2}$")
# What the next two end in.
_AGENCIES = (
    "Getty", "Images", "AFP", "AP", "Photo", "Reuters", "REUTERS", "EPA", "dpa", "alliance", "Shutterstock", "Alamy",
    "iStock", "Unsplash", "EFE", "ANSA", "Keystone", "images",
)  # fmt: skip
_SIGNED = re.compile(
    r"[.)]\s(?:©\s?)?(?P<agency>(?:[A-ZÀ-Þ][\w.-]{1,20} ){0,3}(?:/ ?)?(?:Getty Images|Getty|AFP|AP|AP Photo"
    r"|Reuters|REUTERS|EPA|dpa"
    r"|picture alliance|Shutterstock|Alamy|iStock|Unsplash|EFE|ANSA|Keystone|imago images))$"
)
_GLUED = re.compile(r"[a-zа-я.)](?:AFP|AP|EPA|Reuters|REUTERS|Getty Images|Getty|dpa)$")


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    features = block.features
    text = block.text
    if opens_quote(block) or features.words > 50 or features.sentences > 3:
        return None
    if _FILE.match(text) or _OPENS.match(text):
        return Finding(block.index, 0.93, f"begins as captions do: {shorten(text, 20)}")
    if features.words <= 40 and features.sentences <= 2 and (mark := _MARK.search(text)):
        sure = 0.97 if mark.end() == len(text) and features.words > 4 else 0.8
        if "pictured" in mark.group().lower():
            sure = 0.6  # reporters use it as well
        return Finding(block.index, sure, f"has the mark “{mark.group()}” of a caption")
    if features.words > 4:
        if any(map(features.key.__contains__, _PICTURES)) and (tail := _TAIL.search(text)):
            return Finding(block.index, 0.9, f"ends in a credit: {shorten(tail.group().strip())}")
        if (
            features.words > 7
            and features.capitals < 0.9
            and (tail := _AGENCY_TAIL.search(text))
            and AGENCY.search(tail["agency"])
        ):
            return Finding(block.index, 0.85, f"ends in a credit to {shorten(tail['agency'])}")
        if not text.endswith(_AGENCIES):
            return by_phrase(block, cues, patience=25)
        if features.words > 6 and (signed := _SIGNED.search(text)):
            return Finding(block.index, 0.85, f"a sentence and behind it only {shorten(signed['agency'])}")
        if glued := _GLUED.search(text):
            return Finding(block.index, 0.8, f"ends in an agency without a space: {shorten(glued.group()[1:])}")
    return by_phrase(block, cues, patience=25)
