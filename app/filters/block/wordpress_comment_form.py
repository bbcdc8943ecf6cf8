"""The form to leave a comment, as blog software prints it.

## What it removes
The field labels of the form ("Name *", "Website"), the note that the address will not be published, the box that
saves the
name for next time, the spam filter's sign.

## Why
The same form closes a large share of all blogs, in every language; its fields would otherwise pass for short
paragraphs.

## Example
Your email address will not be published. Required fields are marked *
Name *
Save my name, email, and website in this browser for the next time I comment.

## What it must keep
"Name the three rivers that meet here" · "Email is dead, the founder said." · "His name was not published."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "comments"
SHAPE = Shape(r"Δ$", ends=("*", ")", "）"))

_FIELD = re.compile(
    r"(?:your |ihr\w? |votre |tu |su |seu |il tuo |je |twoje |ваше? )?(?:full |e-?)?(?:name|nickname"
    r"|email|e-mail|mail|email address|e-mail-adresse|website|url|comment|message|nom|adresse e-mail"
    r"|adresse de messagerie|site web|commentaire|nombre|correo electrónico|web|comentario|nome|email"
    r"|comentário|commento|sito web|naam|reactie|imię|nazwa|adres e-mail|komentarz"
    r"|имя|комментарий|почта|όνομα|σχόλιο|ad|isim|e-posta|yorum|الاسم|البريد الإلكتروني|التعليق|姓名|昵称"
    r"|显示名称|邮箱|电子邮箱|评论|名前|メール|コメント)"
    r"\s?(?:\*|\((?:required|erforderlich|obligatoire|obligatorio|obligatório|richiesto|verplicht"
    r"|wymagane|обязательно|必填|必須)\)?\s?\*?)",
    re.I,
)
# Words, one of which is in every match of the next.
_PUBLISHED = (
    "publi", "made public", "veröffentlicht", "pubblicat", "opublik", "опублик", "δημοσ", "yayınlanmayacak", "نشر",
    "公开", "公開",
)  # fmt: skip
_ADDRESS = re.compile(
    r"(?:e-?mail|address|adresse|correo|endereço|indirizzo|adres|адрес|διεύθυνση|e-posta|البريد|邮箱|地址|郵件"
    r"|メール).{0,80}"
    r"(?:not be (?:published|made public)|nicht veröffentlicht|ne sera pas publiée|no será publicad"
    r"|não será publicad|non sarà pubblicat|niet gepubliceerd|nie zostanie opublik"
    r"|не будет опублик|δεν θα δημοσιευ|δεν δημοσιεύ|yayınlanmayacak|لن يتم نشر|不会被公开|不會被公開|不会公开"
    r"|公開されることはありません|公開されません)",
    re.I,
)
_NEXT_TIME = (
    "save my name", "meinen namen", "enregistrer mon nom", "guarda mi nombre", "guardar mi nombre", "salvar meus dados",
    "guardar o meu nome", "salva il mio nome", "mijn naam", "zapamiętaj moje", "zapisz moje", "сохранить мое имя",
    "сохранить моё имя", "αποθήκευσε το όνομ", "daha sonraki yorumlarımda", "احفظ اسمي", "在此浏览器", "次回のコメント",
)  # fmt: skip


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if text == "Δ":
        return Finding(block.index, 0.95, "the sign that a comment form's spam filter leaves")
    key = block.features.key
    if block.features.words <= 30 and any(map(key.__contains__, _PUBLISHED)) and _ADDRESS.search(text):
        return Finding(block.index, 0.96, "says that the reader's address will not be published")
    if block.features.words <= 30 and any(map(key.__contains__, _NEXT_TIME)):
        return Finding(block.index, 0.96, "the form's box that remembers the reader's name")
    if _FIELD.fullmatch(text):
        return Finding(block.index, 0.8, f"a field of a form: {shorten(text)}")
    return None
