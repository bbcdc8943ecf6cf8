"""Controls and labels of video, audio, galleries and embeds.

## What it removes
"Now playing", elapsed times such as "0:00 / 1:32", picture counts such as "1 of 12", durations, file sizes, play
buttons.

## Why
A player that cannot play leaves its buttons and labels in the text.

## Example
0:00 / 1:32
1 of 12
Durée : 0:56
Listen to this article

## What it must keep
Transcript marks "[00:00:05]" · live-blog times "7:05 p.m." · "The video, watched a million times, was shot in May."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "media_player"
SHAPE = Shape(
    r"\W{0,3}\d|[▶►⏵⏯🎧🔊🎥📹📷【]",
    digits=r"\d (?:of|von|de|di|van|sur|z|из|από) \d|\d/\d|\d:\d\d|\d ?[MG]B\b",
    chars=70,
)

_CLOCKS = re.compile(r"-?\d{1,2}:\d\d(?::\d\d)?\s?[/|–-]\s?-?\d{1,2}:\d\d(?::\d\d)?|0{1,2}:00(?::00)?")
_COUNT = re.compile(
    r"(?:(?:photo|image|picture|slide|video|bild|foto|imagen|imagem|immagine|afbeelding|zdjęcie|фото"
    r"|φωτό)\s)?\(?(?P<at>\d{1,3})\s?(?:of|/|von|de|di|van|sur|z|из|από|από τα|中"
    r"|共)\s?(?P<all>\d{1,3})\)?"
    r"(?:\s(?:photos|images|pictures|slides|bilder|fotos|imágenes|imagens|immagini|zdjęć|фото))?",
    re.I,
)
_LENGTH = re.compile(
    r"(?:duration|length|dauer|länge|durée|duración|duração|durata|duur|czas trwania|длительность"
    r"|διάρκεια|süre|المدة|时长|再生時間)\s?[:：]?\s?\d{1,2}:\d\d(?::\d\d)?"
    r"|(?:mp3|mp4|audio|download|pdf)\b.{0,20}\d[\d.,]{0,5}\s?[MG]B\b.{0,10}|\d{1,3} (?:photos?|images"
    r"|pictures|videos?|fotos|bilder|imágenes|immagini|фото)",
    re.I,
)
_DURATION = re.compile(
    r"(?:duration|length|dauer|länge|durée|duración|duração|durata|duur|czas trwania|длительность"
    r"|διάρκεια|süre|المدة|时长|再生時間)\s?[:：]?"
)
_SIGN = re.compile(r"[▶►⏵⏯🎧🔊🎥📹📷]️?\s?.{0,80}|【(?:動画|视频|視頻|影片|写真|画像)】?.{0,80}")


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if block.features.words <= 8:
        if _CLOCKS.fullmatch(text):
            return Finding(block.index, 0.95, f"a player's clock: {shorten(text)}")
        if _LENGTH.fullmatch(text):
            return Finding(block.index, 0.93, f"the length or number of a player's items: {shorten(text)}")
        if (count := _COUNT.fullmatch(text)) and int(count["at"]) <= int(count["all"]):
            rating = "/" in text and count["all"] in ("5", "10", "100")
            return Finding(block.index, 0.45 if rating else 0.85, f"counts the pictures of a gallery: {shorten(text)}")
    if block.features.words <= 14 and not block.features.ends and _SIGN.fullmatch(text):
        return Finding(block.index, 0.8, "begins with a player's sign")
    cues = [cue for cue in cues if not _DURATION.fullmatch(cue.phrase)]  # of a course as often as of a video
    if block.features.digits > 0.15 and not any(cue.form in ("line", "heading") for cue in cues):
        return None  # "Video: 4K/30p" is a line of a data sheet
    return by_phrase(block, cues, patience=10)
