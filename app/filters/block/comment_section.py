"""Readers' comments: the heading, the count, the invitation, the rules for commenting.

## What it removes
"Comments are closed", "Facebook Comments", "4 Responses to “…”", "Log in to reply", house rules, spam-filter notes.

## Why
The discussion stands below the article and is no part of it; its headings give it away.

## Example
Comments are closed.
4 Responses to “Storm hits the coast”
Les commentaires sont clos.
Seja o primeiro a comentar

## What it must keep
"Comments by the minister drew fire." · "The bank declined to comment." · "Comments are expected on Monday."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "comments"
SHAPE = Shape(
    r"\W{0,2}\d[\d.,]{0,8}\)?\s?(?:[crtakryнσyتت评評条條件コ留о])|(?:no|one|zero|kein|ein|aucun|un|sin|sem"
    r"|nessun|geen|brak|нет|be the first|leave|write|post|add|submit|your comment"
    r"|there|log|sign|please|respect|read|follow|see|comment|repl|resp|koment|kommentar|antwort|risp"
    r"|reacti|коммент|σχόλι|yorum|تعليق|评论|評論|留言|コメント|pingback)"
)

_WORD = (
    r"(?:comments?|replies|reply|responses?|thoughts?|pingbacks?|trackbacks?|kommentare?|antworten"
    r"|commentaires?|réponses?|comentarios?|respuestas?|comentários?"
    r"|respostas?|commenti|commento|risposte|reacties?|reactie|komentarz[ey]?|komentarzy"
    r"|комментари\w{1,3}|комментар|отзыв\w{0,3}|σχόλι[αο]|yorum(?:lar)?|تعليقات?|تعليق"
    r"|评论|評論|条评论|條評論|留言|件のコメント|コメント)"
)
_COUNT = re.compile(
    rf"(?:\(?(?:\d[\d.,]{{0,6}}|no|one|zero|keine?|ein|aucun|un|sin|sem|nessun|geen|brak|нет"
    rf"|0)\)?\s?(?:条|條|件の)?{_WORD}|{_WORD}\s?[:：]?\s?[(\[]?\d[\d.,]{{0,6}}[)\]]?)"
    r"(?:\s(?:on|to|zu|sur|à|a|en|em|su|op|do|к|σε)\s?[:]?\s?[\"“«„'‘].{0,200})?",
    re.I,
)
_FORM = re.compile(
    r"be the first to (?:post|comment|reply|share your|write|review|leave)|(?:leave|write|post|add"
    r"|submit)(?: (?:a|your|an?other))? (?:comment|reply)s?(?: cancel (?:reply|comment))?$"
    r"|your comment (?:has|is|was|will)\b|(?:there (?:are|is) )?no comments(?: \w+)?(?: yet)?[.!]?$"
    r"|(?:log|sign) in to (?:post|leave|write|reply|comment)"
    r"|(?:please )?(?:respect|read|follow|see) our (?:community|commenting|comment) (?:guidelines|rules|policy)",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if block.features.key.strip(" .!\"'") == "no comment":
        return None  # an answer
    if count := _COUNT.fullmatch(block.text):
        return Finding(block.index, 0.95, f"counts the comments: {shorten(count.group())}")
    if block.features.words <= 14 and _FORM.match(block.text):
        return Finding(block.index, 0.93, f"asks for a comment: {shorten(block.text)}")
    return by_phrase(block, cues, patience=8)
