"""The newsroom on its own text: correction, update, age, archive, translation or AI notice, "developing".

## What it removes
Lines in which the newsroom speaks about the article instead of the subject.

## Why
The notes are set like paragraphs of the story, at its head or its end.

## Example
This article is more than 3 years old.
Correction: an earlier version of this story misspelled a name.
Diese Meldung wird laufend aktualisiert.

## What it must keep
"The ministry issued a correction on Friday." · a notice that the article quotes · "(Applause.)"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, opens_quote
from app.model import Block, Cue, Finding

CATEGORY = "editorial_note"
SHAPE = re.compile(r"\b(?:more than|plus d|más de|mais de|mehr als|über|ouder|più di|älter|date de|bolee|более)\b", re.I)

# "This article is more than 3 years old", "Cet article date de plus d'onze ans": the article, its age.
_AGE = re.compile(
    r"(?:this|dieser|diese|cet|ce|este|esta|questo|dit|ten|эт\w{1,2}) (?:article|story|post|page|artikel|beitrag|meldung|seite|texte|contenu"
    r"|artículo|noticia|contenido|artigo|notícia|articolo|bericht|artykuł|материал|стать\w|новость)\b[^.!?]{0,60}?"
    r"\b(?:years?|months?|days?|jahre?n?|monate?n?|tagen?|ans?|mois|jours|años?|meses|días|anos?|dias|anni|mesi|jaar|maanden|lat|лет|года?)\b"
    r"(?:\s?(?:old|ago|alt|oud|temu|назад|fa))?[.!]?",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if finding := by_phrase(block, cues, patience=24):
        return finding
    if not opens_quote(block) and _AGE.fullmatch(block.text):
        return Finding(block.index, 0.93, "says how old the article itself is")
    return None
