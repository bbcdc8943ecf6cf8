"""Who made it: author, editor, desk, agency reporter.

## What it removes
Lifts lines that name the makers: "By Ann Lee", "Von …", "Par …", "Por …", also joined with a date or a reading time;
credits
at the end ("Editing by …", "责编:…", "/hoe/DP/fba"). The author's name goes into `byline`, a date in the line into
`published`.

## Why
The name belongs into a field of its own, not into the text.

## Example
By ANN LEE and BOB RAY, Staff Writers
By Ann Lee | May 3, 2022 | 4 min read | 12 comments
Muhabir: Ayşe Yılmaz
(Reporting by Ann Lee; Editing by Bob Ray)

## What it must keep
"By Monday the storm had passed." · "By Design" · "Von der Leyen sprach am Montag." · "Reporting by the BBC showed
that …"
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.filters.block._common import AGENCY, MARKS, in_page, names, opens_quote, people, shorten
from app.filters.block._dates import dated
from app.filters.block._meta import facts, segments
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding, Kind

CATEGORY = "byline"
WORDS = 45
_ROLES = (
    "reporter correspondent writer editor contribut columnist redakteur redactor journalist periodista korrespondent"
    " giornalista staff"
).split()
SHAPE = Shape(
    r"\W{0,3}(?:by|von|par|por|di|door|przez|av|af|oleh|autor|text|από|του|της|بقلم|كتب|كتبت|作者|记者|記者"
    r"|文|words|story|editing|reporting|writing|editor|reporter|posted|written|published|guest)(?:\b"
    r"|(?=[A-Z/:：]))",
    given=(
        (("/",), r"\(?/\w{2,4}(?:/|\))|\(?[a-z]{2,4}/"),
        (("责", "責", "编", "編"), r"[（(\[【]?\w{0,6}(?:责|責|编|編)"),
        (("|", "•", "·"), r"[\w' .-]{4,40}\s?[|•·]\s"),
        (
            tuple(form for word in _ROLES for form in (word, word.title(), word.upper())),
            rf"[^\d,|]{{4,40}}\s?[,|–-]\s?[\w ,]{{0,40}}(?:{'|'.join(_ROLES)})",
        ),
    ),
)

_BY = re.compile(
    r"[(\[]?(?:(?:written|posted|published|reported|story|text|words|article|submitted"
    r"|(?:guest )?(?:post|column|essay|opinion|review|analysis))\s)?"
    r"(?:(?P<en>By|BY|by)(?=[A-Z:\s])|(?P<other>Von|VON|von|Par|PAR|par|Por|POR|por|Di|DI|di|Door|DOOR"
    r"|door|Przez|Av|AV|Af|Oleh|Από|ΑΠΟ|Του|ΤΟΥ|Της|ΤΗΣ|بقلم)(?=[:\s]))\s?:?\s?(?P<rest>\S.*)",
)
_GLUED = re.compile(r"(?<=\s)(on|at|le|am|el|il|em)(?=[A-Z])")
_DESK = re.compile(
    r"(?:redac\w{3,5}|rédaction|redação|redazione|redaktion|redactie|redakcj\w|ag[eê]nci\w{1,2}"
    r"|agenturen|agences)",
    re.I,
)
_GLUED_ROLE = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2,14} (?:reporter|correspondent|editor|writer))")
_ROLE = re.compile(
    r"\b(?:environment|education|security|defen[cs]e|legal|religion|arts|culture|transport|consumer"
    r"|diplomatic|foreign|crime|royal|home affairs|reporters?|correspondents?|writers?|editors?|staff"
    r"|columnists?|contributors?|contributing|journalists?|bureau|desk|news|associated press|reuters"
    r"|afp|bloomberg|ap|guest|special"
    r"|redakteur\w{0,3}|korrespondent\w{0,4}|journaliste?|rédact\w{1,6}|correspondant\w?|redact\w{1,4}"
    r"|periodista|corresponsal|redator\w?|repórter|giornalista|inviat\w|redacteur|verslagger"
    r"|dziennikar\w{1,3}|ph\.?d|m\.?d|business|health|science|sports?|political|economics|technology"
    r"|producer|author|chief|senior)\b",
    re.I,
)
_TITLE = re.compile(
    r"\b(?:reporter|correspondent|writer|columnist|contributor|contributing|journalist|staff|editor"
    r"|redakteur(?:in)?|korrespondent(?:in)?|journaliste|redactora?|periodista|corresponsal|repórter"
    r"|giornalista)\b",
    re.I,
)
_NOT_NAMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter numbers design train bus car air sea land road plane foot
    popular default law accident contrast comparison chance definition the this that tomorrow today yesterday now
    then year age size country region state category topic date name invitation popularity der die das den dem ein
    eine einem einer hier heute morgen los las el la les des un una favor fin eso lo qué que exemple contre ailleurs
    rapport ejemplo supuesto isso exemplo quê
    """.split()
)
_CODE = re.compile(
    r"\(?/[A-Za-z]{2,4}(?:/[A-Za-z]{2,4}){0,4}\)?|\(?[a-z]{2,4}(?:/[A-Za-z]{2,4}){2,4}\)"
    r"|\([a-z]{2,4}/[A-Za-z]{2,4}\)|[（(\[【]?(?:责任编辑|責任編輯|责编|責編|编辑|編輯)\s?[:：].{1,30}"
)
_NOT_AUTHOR = re.compile(
    r"edit|redig|redak|redac|tradu|transl|übersetz|vertal|tłum|перев|μετάφρ|çevir|ترجم|责|責|编|編|校|审|審|監"
    r"|监|译|訳|compil|produc|fact|review|superv|kamera|camera|foto|photo"
    r"|with |additional|inputs|агент|copy|desk|moderation|mitarbeit|ред"
)


_BARE = re.compile(r"(?:by|von|par|por|door|przez|автор|από|بقلم)\s?:?", re.I)
_WORK = re.compile(
    r"(?:words|text|editing|story|reporting|writing|editor|author|reporter|writer)(?:,? (?:&|and"
    r"|\+) \w{3,12})?\s?[:：]\s?(?P<who>\S.{2,60})",
    re.I,
)
_HAN = re.compile(
    r"[（(【\[]?(?:(?:本报|特约|见习|实习|首席|驻\w{2,6})?(?:记者|記者)|作者|撰文|通讯员|文)\s?[:：/／|｜丨\s]\s?"
    r"(?P<who>[\u3041-\u30ff\u4e00-\u9fff·々]{2,8}(?:[\s、，][\u3041-\u30ff\u4e00-\u9fff·々]{2,8}){0,4})[）)】\]]?"
)
_TITLED = re.compile(r"(?P<who>[^\d,|]{4,40}?)\s?[,|–—-]\s?(?P<role>[^\d.!?]{3,60})")


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if opens_quote(block):
        return None
    if _CODE.fullmatch(text):
        return Finding(block.index, 0.9, f"the signs of its makers: {shorten(text)}")
    if han := _HAN.fullmatch(text):
        who = han["who"]
        return Finding(block.index, 0.93, f"the word for an author and {shorten(who)}", fields={"byline": who})
    if _BARE.fullmatch(text):
        return Finding(block.index, 0.9, f"only the word {shorten(text)}, the name is lost")
    if _BY.match(text) and (by := _BY.fullmatch(_GLUED.sub(r"\1 ", text))):
        return _by(block, by)
    if cues and (finding := _credit(block, cues)):
        return finding
    if block.features.words <= 24:
        return _facts(block)
    return None


def _by(block: Block, by: re.Match[str]) -> Finding | None:
    rest = by["rest"].strip(" )]")
    parts = segments(rest)
    if not parts:
        return None
    fields: dict[str, str] = {}
    found = dated(parts[0])
    who = parts[0]
    if found is not None and (found.full or found.labelled):
        who = parts[0][: found.start].strip(MARKS)
        if found.raw:
            fields["published"] = found.raw
    named, role = _split_role(who)
    if not named or named[0].split()[0].casefold() in _NOT_NAMES:
        return None
    rest_facts = list(facts(parts[1:6]))
    for kind, value in rest_facts:
        if kind == "date" and value:
            fields.setdefault("published", value)
    if len(rest_facts) > 1 and all(kind == "other" for kind, _ in rest_facts) and block.features.ends:
        return None
    fields["byline"] = ", ".join(named)
    sure = _sure(block, named, by, bool(role or fields.get("published") or any(k != "other" for k, _ in rest_facts)))
    if sure is None:
        return None
    return Finding(
        block.index,
        sure,
        f"begins with “{by['en'] or by['other']}” and names {shorten(fields['byline'])}",
        fields=fields,
    )


def _sure(block: Block, named: Sequence[str], by: re.Match[str], backed: bool) -> float | None:
    """A full name is proof; a single word or a foreign "by" that opens sentences, too, wants more."""
    text = block.text
    if (block.features.ends and not backed and not text.endswith(("." + ")", "."))) or block.features.words > 30:
        return None
    full = any(" " in name for name in named)
    if block.features.ends and by["other"] and not backed:
        return None
    if backed or in_page(block, "byline", "author", "autor", "auteur", "autore"):
        return 0.96
    if by["en"]:
        if full:
            return 0.95
        single = named[0]
        if AGENCY.fullmatch(single) or single.casefold() in ("admin", "staff", "editor", "redaction"):
            return 0.9
        return 0.4 if single not in text.upper() or not single.isupper() else 0.55
    if not full:
        return 0.9 if _DESK.fullmatch(named[0]) else 0.4
    return 0.75 if by["other"] in ("Di", "DI", "di", "Av", "AV", "Af", "Του", "Της") else 0.9


# "By Ann Lee in Oslo", "Par Jean Dupont avec AFP": where, for whom, with which agency.
_WITH = re.compile(
    r"(?:,? (?:in|for|from|at|with|avec|à|pour|mit|aus|für|con|desde|para|com|per|met|voor"
    r"|dla)|, (?:de|da|do|di|van)) (?=[A-ZÀ-Þ][\w.’-]{1,20}(?: [A-ZÀ-Þ][\w.’-]{1,20}){0,3}$)"
)


def _split_role(who: str) -> tuple[list[str], str]:
    """Names, and behind them what they are: ``Ann Lee, Staff Writer`` · ``Ann Lee Health reporter, BBC News``."""
    who = _GLUED_ROLE.sub(" ", who.strip(MARKS))
    words = who.split()
    if len(words) > 16:
        return [], ""
    role = _ROLE.search(who)
    if role and role.start() > 2:
        head = who[: role.start()].rstrip(" ,(/-–—")
        # what stands right before the role may belong to it: "Ann Lee Health reporter"
        parts = head.rsplit(",", 1)
        named = _persons(parts[0]) if len(parts) == 2 and people(parts[0]) else _persons(head)
        if named and len(named[0].split()) <= 4:
            return named, who[role.start() :]
    if role and role.start() <= 2 and names(who):
        return [who], who
    with_whom = _WITH.split(who, maxsplit=1)
    return _persons(with_whom[0]), with_whom[1] if len(with_whom) > 1 else ""


def _persons(text: str) -> list[str]:
    """The full names; a single word beside one is a place or an agency."""
    found = people(text)
    return [name for name in found if " " in name] or found


def _credit(block: Block, cues: Sequence[Cue]) -> Finding | None:
    """Judge a line that begins with a maker's label or consists of one."""
    text, features = block.text, block.features
    if text[-1] in "。？！?":
        return None  # a turn of an interview: "记者：…？"
    cue = max(cues, key=lambda cue: (cue.form in ("line", "heading"), len(cue.phrase)))
    if cue.form in ("line", "heading"):
        sure = 0.9 if " " in cue.phrase or block.kind is not Kind.HEADING else 0.6
        fields = (
            {"byline": text.strip(MARKS)}
            if cue.phrase.startswith(("by ", "from our", "von unser", "da redação"))
            else {}
        )
        return Finding(block.index, sure, f"the line is only {shorten(text)}", fields=fields)
    at = features.key.find(cue.phrase)
    if cue.form == "inside":
        return Finding(block.index, 0.92 if features.words <= 35 else 0.7, f"has the words “{cue.phrase}”")
    if len(features.key) != len(text):
        at = min(at, len(text))
    rest = text[at + len(cue.phrase) :].strip(MARKS)
    labelled = cue.phrase[-1] in ":：/｜丨|"
    parts = segments(rest.split(";", 1)[0]) or [""]
    found = dated(parts[0])
    who = parts[0][: found.start].strip(MARKS) if found is not None and (found.full or found.labelled) else parts[0]
    named, _ = _split_role(who)
    fields = {}
    if named and not _NOT_AUTHOR.search(cue.phrase):
        fields["byline"] = ", ".join(named)
    for kind, value in facts(parts):
        if kind == "date" and value:
            fields.setdefault("published", value)
    if found is not None and found.full and found.raw:
        fields.setdefault("published", found.raw)
    if named or (not rest and labelled):
        return Finding(block.index, 0.95 if labelled else 0.9, f"begins with “{cue.phrase}” and a name", fields=fields)
    if (features.capitals >= 0.6 and features.words <= 30) or (
        rest and not rest.isascii() and features.words <= 14 and labelled and not features.ends
    ):
        return Finding(block.index, 0.8, f"begins with “{cue.phrase}”, mostly names follow")
    return Finding(block.index, 0.4, f"begins with “{cue.phrase}”, but no name follows")


def _facts(block: Block) -> Finding | None:
    """A line of facts that opens with a bare name: ``Ann Lee | May 3, 2022 | 4 min read``."""
    if (work := _WORK.fullmatch(block.text)) and people(work["who"]):
        return Finding(block.index, 0.8, f"names who did what: {shorten(block.text)}")
    if titled := _titled(block):
        return titled
    parts = segments(block.text)
    if not 2 <= len(parts) <= 6:
        return None
    named = people(parts[0])
    if not named or not any(" " in name for name in named) or len(named[0].split()) > 4:
        return None
    fields: Mapping[str, str] = {"byline": ", ".join(named)}
    kinds = list(facts(parts[1:]))
    if not any(kind in ("date", "reading_time") for kind, _ in kinds) or sum(kind == "other" for kind, _ in kinds) > 1:
        return None
    for kind, value in kinds:
        if kind == "date" and value:
            fields = {"published": value, **fields}
    return Finding(
        block.index, 0.85, f"a name, {shorten(fields['byline'])}, beside a date or a reading time", fields=fields
    )


def _titled(block: Block) -> Finding | None:
    """``Ann Lee, Staff Writer``: a full name and what the person is."""
    titled = _TITLED.fullmatch(block.text.strip(MARKS))
    if titled is None or block.features.words > 12:
        return None
    named = people(titled["who"])
    if (
        len(named) != 1
        or " " not in named[0]
        or not _TITLE.search(titled["role"])
        or not names(titled["role"].replace(",", " ").title())
    ):
        return None
    sure = 0.8 if len(titled["role"].split()) <= 3 else 0.6
    return Finding(
        block.index, sure, f"a name and a newsroom's title: {shorten(titled['role'])}", fields={"byline": named[0]}
    )
