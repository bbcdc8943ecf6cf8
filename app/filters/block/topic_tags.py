"""Topic, tag or keyword lists that belong to the article.

## What it removes
Lines that begin with "Tags:", "Topics:", "Filed under" and the like, lines of hash tags, link lists in an element
called tags.

## Why
Keyword lists close a large share of news stories; they are not sentences of it.

## Example
Topics: Arctic, Russia
Filed under
#storm #coast #harbour
Теги: Арктика, Россия

## What it must keep
"Tags on the sheep were read by radio." · "Topics ranged from trade to fishing." · a tweet quoted with its hash tag
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, in_page, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "tags"
SHAPE = Shape(
    r"#|(?:article |post |news |related |story |see more |explore |more )?(?:tag|topic|key|filed"
    r"|categor|schlag|stichw|themen|mots|étiq|thèmes|catég|etiq|palab|palav|temas|assuntos|tópicos"
    r"|argom|parole|trefw|onderw"
    r"|słowa|tagi|tematy|теги|тэги|метки|темы|ключ|рубрик|ετικ|θέματα|etiket|konular|وسوم|الكلمات"
    r"|مواضيع|标签|標籤|关键|關鍵|タグ|キーワード)"
)

_HASHES = re.compile(r"#[\w’'-]{1,40}(?:[\s,]{1,2}#[\w’'-]{1,40})*")
_LABEL = re.compile(
    r"(?:(?:article |post |news |related |story |see more |explore |more )?(?:tags?|tagged(?: (?:as"
    r"|with|in))?|topics?|keywords?|key words|filed (?:under|in)|categor(?:y|ies)|schlagwörter"
    r"|schlagworte"
    r"|stichwörter|themen|mots[- ]clés|étiquettes|thèmes|catégories?|etiquetas|palabras clave|temas"
    r"|palavras[- ]chave|assuntos|tópicos|argomenti|parole chiave|trefwoorden|onderwerpen"
    r"|słowa kluczowe|tagi|tematy|теги|тэги|метки|темы|ключевые слова|рубрика|рубрики|ετικέτες|θέματα"
    r"|etiketler|konular|وسوم|الكلمات المفتاحية|الكلمات الدلالية|مواضيع|标签|標籤|关键词|關鍵字|タグ|キーワード))"
    r"(?:\s?[:：|]\s?|\s[–-]\s)(?P<list>\S.{0,300})",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text, features = block.text, block.features
    if _HASHES.fullmatch(text):
        count = text.count("#")
        return Finding(block.index, 0.93 if count > 1 else 0.6, f"only hash tags ({count})")
    if (label := _LABEL.fullmatch(text)) and not features.ends and features.words <= 40 and text.count("|") < 2:
        return Finding(block.index, 0.95, f"a list of key words: {shorten(label['list'])}")
    if (
        features.links > 0.8
        and features.words <= 8
        and (
            name := in_page(block, "tags", "tag-list", "post-tags", "entry-tags", "tagcloud", "article-tags", "topics")
        )
    ):
        return Finding(block.index, 0.85, f"a link in an element called {name}")
    return by_phrase(block, cues, patience=8)
