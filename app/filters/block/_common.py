"""What the block filters share: judging by phrase, quoting in reasons, telling names from prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.model import Block, Cue, Finding, Kind

__all__ = ["AGENCY", "MARKS", "by_phrase", "in_page", "names", "opens_quote", "people", "prose", "reported", "shorten"]

_FORM_RANK = {"line": 3, "heading": 2, "inside": 1, "start": 0}
_OPENING_QUOTES = "\"'“‘«„»‚「『"
MARKS = " \t.,;:!?()[]{}\"'“”‘’«»„|/·•–—-*"
_PARTICLES = frozenset(
    "de da do dos das di del della der den des du von van vom zu zur zum la le el al bin ibn ter ten y e af av"
    " st san santa mc mac o' d' l' und and et en & i и und".split()
)
_JOINS = re.compile(r" ?(?:,|;|/|&|\+| and | und | et | y | e | en | i | и | και | ve | och | og |、|，|；| و) ?")
# Names of news and picture agencies and libraries, as they stand in credits. Case counts: "pa" and "ap" are words.
AGENCY = re.compile(
    r"(?<![^\W_])(?:Getty(?: Images)?|GETTY(?: IMAGES)?|gettyimages|AFP|AP(?: Photo)?|Reuters|REUTERS"
    r"|EPA(?:-EFE)?|EFE"
    r"|dpa|DPA|picture[- ]alliance|Shutterstock|SHUTTERSTOCK|iStock\w*|Alamy|ALAMY|Unsplash|Pexels|Pixabay"
    r"|Adobe ?Stock"
    r"|AdobeStock|Depositphotos|Dreamstime|Thinkstock|123RF|Fotolia|Flickr|Imago|IMAGO|imago(?: images)?|Xinhua|TASS"
    r"|Sputnik|RIA|Anadolu(?: Agency)?|NurPhoto|ANSA|LaPresse|Keystone|KEYSTONE|ZUMA(?: ?Press)?"
    r"|Rex(?: Features)?|REX"
    r"|Bloomberg|Redux|Corbis|Magnum|UPI|PTI|ANI|IANS|Kyodo|Jiji|PA(?: Wire| Images| Media)?|AAP|CP|Belga|ANP"
    r"|PAP|Lusa"
    r"|APA|MTI|ČTK|Ritzau|TT|NTB|Lehtikuva|Wikimedia(?: Commons)?|Wikipedia|NASA|ESA|Handout|HANDOUT|HO|Pool|POOL"
    r"|Freepik|Canva|Screenshot|Facebook|Instagram|Twitter|YouTube|Agência Brasil|Europa Press|Andina|Imaginechina"
    r"|新华社|ロイター|共同|時事|РИА Новости|ТАСС)(?![^\W_])"
)

_REPORTED = re.compile(
    r"[,،，、—–] ?(?:so |as |like |wie |comme |como |come |zoals |jak |как |هكذا )?(?:\w{1,12} ){0,2}(?:says?"
    r"|said|writes?|wrote|told|argued?|argues"
    r"|sagte?|sagt|schreibt|schrieb|heißt|meint|rät|teilte|steht|erklärte|dit|disait|écrit|écrivait|affirme"
    r"|estime|conseille"
    r"|dice|decía|dijo|escribe|escribió|aconseja|afirma|explica|consiglia|scrive|ha detto|diceva|spiega|diz"
    r"|dizia|disse"
    r"|escreve|aconselha|zegt|zei|schrijft|raadt|aldus|mówi|pisze|radzi|powiedział\w?|пишет|писал\w?|говорит"
    r"|сказал\w?|считает"
    r"|советует|λέει|είπε|γράφει|diyor|dedi|yazıyor|يقول|تقول|قال|قالت)\b"
    r"|[，、] ?(?:[^，。]{1,12})(?:说|表示|写道|这么写)|と(?:言う|話す|話した|述べた|語った)|\b(?:diyor|dedi"
    r"|diye yazıyor)\b",
    re.I,
)


def shorten(text: str, limit: int = 50) -> str:
    """The text in curly quotes, cut to about ``limit`` characters."""
    return f"“{text}”" if len(text) <= limit else f"“{text[:limit].rstrip()}…”"


def opens_quote(block: Block) -> bool:
    """Whether it opens as somebody's words do: what the article quotes is not the page's own notice."""
    return block.text[:1] in _OPENING_QUOTES


def reported(text: str) -> bool:
    """Whether a sentence names who says what it says ("…, says the lawyer"): no notice of a page does."""
    return _REPORTED.search(text) is not None


def prose(block: Block, words: int) -> bool:
    """Whether it reads as a sentence of an article: longer than ``words``, ends as sentences end, hardly linked."""
    features = block.features
    return features.ends and features.words > words and features.links < 0.5


def in_page(block: Block, *names: str) -> str | None:
    """Which of the names an element close around the block goes by; None for text and Markdown."""
    if block.element is None:
        return None
    around = set(block.inline)
    for element in block.element.chain(4):
        around.update(element.names)
    return next((name for name in names if name in around), None)


def by_phrase(block: Block, cues: Sequence[Cue], *, patience: int = 12) -> Finding | None:
    """Judge by the phrases found in the block.

    Args:
        patience: words that a whole sentence may have and still be a notice because of how it begins. The more words
        the
            phrase itself has, the longer the sentence may be.
    """
    if not cues:
        return None
    cue = max(cues, key=lambda cue: (_FORM_RANK[cue.form], len(cue.phrase)))
    features = block.features
    if opens_quote(block) and (cue.form != "line" or _length(cue.phrase) == 1):
        return None
    if features.ends and cue.phrase[-1] not in ":：|" and reported(block.text):
        return Finding(block.index, 0.4, f"has the words “{cue.phrase}”, but tells who says so")
    if cue.form in ("line", "heading"):
        if block.marker[:1].isdigit():  # a step or a rule of the article: "3. Log out"
            return Finding(block.index, 0.45, f"the line is only {shorten(block.text)}, but numbered")
        # A single word may be a subheading of the article as well, which its neighbours then tell.
        sure = 0.95 if _length(cue.phrase) > 1 else 0.7 if block.kind is Kind.HEADING else 0.9
        return Finding(block.index, sure, f"the line is only {shorten(block.text)}")
    if cue.form == "inside":
        sure = 0.96 if features.words <= 40 else 0.85
        return Finding(block.index, sure, f"has the words “{cue.phrase}”")
    if prose(block, patience + 2 * _length(cue.phrase)):
        return Finding(block.index, 0.4, f"begins with “{cue.phrase}”, but is a sentence of {features.words} words")
    if block.text[:1].isdigit() and not cue.phrase[:1].isdigit():
        return Finding(block.index, 0.6, f"begins with a number and “{cue.phrase}”")
    labelled = cue.phrase[-1] in ":：|"
    sure = 0.92 if labelled or features.words <= 6 else 0.85
    return Finding(block.index, sure, f"begins with “{cue.phrase}”")


def _length(phrase: str) -> int:
    return phrase.count(" ") + 1 if phrase.isascii() or " " in phrase else len(phrase) // 2


def people(text: str) -> list[str]:
    """The names that the text consists of, or nothing if it is not only names or too long for that.

    A name is one to four words with capitals, particles between them (``Ursula von der Leyen``); in scripts without
    capitals two to eight letters.
    """
    if len(text) > 160:
        return []
    found = []
    for part in _JOINS.split(text.strip(MARKS)):
        if not part:
            continue
        words = part.strip(MARKS).split()
        if not words or len(words) > 5 or not all(map(_name_word, words)) or not _named(words):
            return []
        found.append(" ".join(words))
    return found if len(found) <= 6 else []


def names(text: str) -> bool:
    """Whether every word looks like part of a name: capitals or particles, no digits."""
    words = text.strip(MARKS).split()
    return 0 < len(words) <= 12 and all(_name_word(word.strip(MARKS)) for word in words) and _named(words)


def _name_word(word: str) -> bool:
    if not word or word in _PARTICLES:
        return True
    if _uncased(word[0]) and len(word) > 8:
        return False
    return (word[0].isupper() or _uncased(word[0]) or word[:2] in ("d'", "d’", "l’", "al", "el")) and not any(
        char.isdigit() for char in word
    )


def _named(words: Sequence[str]) -> bool:
    return any(word[:1].isupper() or (word and _uncased(word[0])) for word in words)


def _uncased(char: str) -> bool:
    return char.isalpha() and not char.isupper() and not char.islower()
