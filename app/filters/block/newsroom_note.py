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
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "editorial_note"
WORDS = 100
SHAPE = Shape(
    r"\W{0,3}(?:editor|note|correc|clarif|anmerk|hinweis|anm\.|korrek|richtig|ndlr|rectif|errat|nota|fe de|correç"
    r"|n\.d\.r|rettif|noot|od red|sprost|от ред|примеч|исправ|σημείω|διόρθ|düzelt|ملاحظة|تصحيح|编者|更正|訂正|編集)"
    r"[^:：–—-]{0,40}[:：–—]"
    r"|(?:th(?:is|e)|dies\w{1,2}|die|cet?|est[ea]|quest[oa]|d[ie]t|deze|t[ea]n?|эт\w{1,2}) [^\W\d]{4,9}\b"
    r"|(?:th(?:is|e)|dies\w{1,2}|die|der|cet?t?e?|le|est[ea]|el|la|quest[oa]|il|d[ie]t|deze|t[ae]n?|эт\w{1,2}) "
    r"(?:[^\W\d][\w.’']{0,12} ){0,3}[^\W\d][\w.’']{0,14}\s?[:：–—]"
)

# "This article is more than 3 years old", "Cet article date de plus d'onze ans": the article, its age.
_OWN = (
    r"(?:this|dieser|diese|cet|ce|este|esta|questo|dit|ten"
    r"|эт\w{1,2}) (?:article|story|post|page"
    r"|artikel|beitrag|meldung|seite|texte|contenu"
    r"|artículo|noticia|contenido|artigo|notícia|articolo|bericht|artykuł|материал|стать\w|новость)\b"
)
_AGE = re.compile(
    rf"(?={_OWN})"
    r"(?=.{0,80}(?:\b\d{1,2}\+? ?(?:years?|months?|days?|jahre?n?|monate?n?|tagen?|ans?|mois|jours|años?|meses"
    r"|días|anos?"
    r"|dias|anni|mesi|jaar|maanden|lat|лет|года?)\b|\bago\b|\bold\b|\bover\b|more than|mehr als|über|plus d"
    r"|más de|mais de"
    rf"|più di|oltre|meer dan|ponad|более|больше|старше)){_OWN}[^.!?]{{0,60}}?"
    r"\b(?:years?|months?|days?|jahre?n?|monate?n?|tagen?|ans?|mois|jours|años?|meses|días|anos?|dias"
    r"|anni|mesi|jaar|maanden|lat|лет|года?)\b"
    r"(?:\s?(?:old|ago|alt|oud|temu|назад|fa))?[.!]?",
    re.I,
)

_LABEL = re.compile(
    r"\W{0,3}(?:editor(?:['’]s|s['’]|ial) note|note (?:from the editors?|to readers)"
    r"|corrections?(?: and clarifications?)?|clarification|anmerkung der redaktion"
    r"|hinweis der redaktion|anm\. d\. red\.|korrektur|richtigstellung|note de la rédaction|ndlr"
    r"|rectificatif|erratum|nota de la redacción|nota del editor|fe de errat\w{1,2}|corrección"
    r"|nota da redação|nota do editor|errata|correção|nota della redazione|n\.d\.r\.|rettifica"
    r"|noot van de redactie|correctie|rectificatie|od redakcji|sprostowanie|от редакции"
    r"|примечание редакции|исправление|σημείωση (?:της )?σύνταξης|διόρθωση|editörün notu|düzeltme"
    r"|ملاحظة المحرر|تصحيح|编者按|编者注|更正|訂正|編集部注)"
    r"\s?(?:[:：]|\s[–—-])\s?\S",
    re.I,
)
_MACHINE = re.compile(
    r"(?:this|the|dies\w{1,2}|die|der|cet?t?e?|le|est[ea]|el|la|quest[oa]|il|dit|deze"
    r"|t[ae]n?) (?:article |ai )?(?:article|story|summary|text|translation|page|artikel|text"
    r"|zusammenfassung|übersetzung"
    r"|résumé|texte|traduction|artículo|resumen|traducción|resumo|artigo|tradução|riassunto|articolo"
    r"|traduzione|samenvatting|vertaling)\b[^.!?]{0,40}"
    r"\b(?:generated|created|produced|written|translated|summari[sz]ed|erstellt|generiert|übersetzt"
    r"|généré|traduit|generado|creado|traducido|gerado|traduzido|generato|tradotto|gegenereerd"
    r"|vertaald)\w{0,2}\b"
    r"[^.!?]{0,40}\b(?:AI|A\.I\.|GPT|ChatGPT|KI|IA|artificial intelligence|künstlicher intelligenz"
    r"|intelligence artificielle|inteligencia artificial|inteligência artificial"
    r"|intelligenza artificiale|machine)\b",
    re.I,
)
_UPDATING = re.compile(
    r"(?:this|the|dieser?|diese|cet|ce|este|esta|questo|questa|dit|deze|ten|ta|эт\w{1,2}) (?:article"
    r"|story|post|page|live ?blog|artikel|beitrag|meldung|nachricht|texte|contenu|artículo|noticia"
    r"|nota|artigo|notícia"
    r"|matéria|articolo|notizia|bericht|artykuł|wiadomość|материал|стать\w"
    r"|новость)\b[^.!?]{0,40}\b(?:updated|updating|aktualisiert|ergänzt|mis à jour|actuali\w{3,8}"
    r"|atuali\w{3,6}|aggiorna\w{1,4}|bijgewerkt|aktualizowan\w"
    r"|обновля\w{1,5}|дополня\w{1,5})\b[^.!?]{0,30}[.!]?",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if _LABEL.match(block.text):
        return Finding(
            block.index, 0.97 if block.features.words <= 60 else 0.8, "begins with the label of a note by the newsroom"
        )
    if finding := by_phrase(block, cues, patience=24):
        return finding
    if opens_quote(block):
        return None
    if block.features.words <= 30 and _MACHINE.match(block.text):
        return Finding(block.index, 0.93, "says that a machine made the text or its summary")
    if _AGE.fullmatch(block.text):
        return Finding(block.index, 0.93, "says how old the article itself is")
    if block.features.words <= 14 and _UPDATING.fullmatch(block.text):
        return Finding(block.index, 0.93, "says that the article itself is being updated")
    return None
