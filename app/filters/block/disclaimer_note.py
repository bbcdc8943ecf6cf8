"""Disclosures and disclaimers.

## What it removes
Notes that the views are the author's, that the text is no advice, that links earn a commission, and the labels of them.

## Why
They close opinion pieces, market reports and reviews, and say nothing about the story.

## Example
The views expressed are those of the author.
Disclosure: the author holds shares of the company.
Este artículo no constituye asesoramiento financiero.

## What it must keep
"The views expressed in the letter drew criticism from both parties." · "The rule on disclosure was passed in May."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "disclaimer"
WORDS = 160
SHAPE = Shape(
    r"\W{0,3}(?:(?:affiliate|advertis\w{2,4}|legal|medical|investment|financial|risk|full|editorial) )?"
    r"(?:discl|risk|haft|risiko|offen|transp|avert|clause|aviso|descargo|isen"
    r"|avver|discon|zastrz|отказ|дискл|αποπ|yasal|إخلاء|免)"
)

_LABEL = re.compile(
    r"\W{0,3}(?:(?:affiliate |advertis\w{2,4} |legal |medical |investment |financial |risk |full "
    r"|editorial )?(?:disclaimers?|disclosures?|risk warning)|haftungsausschluss|risikohinweis"
    r"|offenlegung|transparenzhinweis|avertissement|clause de non-responsabilité|aviso legal"
    r"|descargo de responsabilidad|aviso de responsabilidade|isenção de responsabilidade|avvertenza"
    r"|disconoscimento|zastrzeżenie|отказ от ответственности|дисклеймер|αποποίηση ευθύνης|yasal uyarı"
    r"|إخلاء (?:ال)?مسؤولية|免责声明|免責聲明|免責事項)"
    r"\s?(?:[:：]|\s[–—-])\s?\S",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if _LABEL.match(block.text):
        return Finding(
            block.index,
            0.97 if block.features.words <= 60 else 0.85,
            "begins with the label of a disclosure or disclaimer",
        )
    return by_phrase(block, cues, patience=14)
