"""The word lists, one TOML file per category, and the one pass that finds all of them.

Each file has a section per language and in it up to four lists: ``line``, ``heading``, ``start``, ``inside`` (see
``Cue.form``). Phrases are casefolded with straight quotes. All lists together make one Aho–Corasick automaton, so a
page costs one linear pass however long the lists grow.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, MatchKind

from app.model import Block, Cue

__all__ = ["FORMS", "find", "lists"]

FORMS = ("line", "heading", "start", "inside")
INSIDE_WORDS = 60  # a longer block is prose, whatever phrase it quotes
START_WORDS = 30
BESIDE = 20  # a phrase stands "alone" beside digits and symbols; more characters of those are no longer beside anything


@cache
def lists() -> tuple[tuple[str, str, str, str], ...]:
    """Every (phrase, category, form, language) there is."""
    out: list[tuple[str, str, str, str]] = []
    for file in sorted(files(__package__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for language, forms in tomllib.loads(file.read_text(encoding="utf-8")).items():
                for form, phrases in forms.items():
                    out += [(phrase, file.name[:-5], form, language) for phrase in phrases]
    return tuple(out)


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...], tuple[tuple[tuple[str, str, str], ...], ...], tuple[bool, ...]]:
    """The automaton, and for each of its phrases: its words, what it means, whether it may stand inside a line."""
    meanings: dict[str, list[tuple[str, str, str]]] = {}
    for phrase, category, form, language in lists():
        meanings.setdefault(phrase, []).append((category, form, language))
    phrases = tuple(meanings)
    automaton = AhoCorasick(phrases, matchkind=MatchKind.Standard)
    means = tuple(tuple(meanings[phrase]) for phrase in phrases)
    return automaton, phrases, means, tuple(any(form == "inside" for _, form, _ in each) for each in means)


def find(blocks: Sequence[Block]) -> Mapping[str, Sequence[Cue]]:
    """Every cue in the blocks, by category, in reading order. Linear in their length."""
    looked_at = [block for block in blocks if block.features.words <= INSIDE_WORDS]
    if not looked_at:
        return {}
    automaton, phrases, meanings, inside = _automaton()
    keys = [block.features.key for block in looked_at]
    starts = [0, *accumulate([len(key) + 1 for key in keys])]
    matches: list[tuple[int, int, int, int]] = []
    at = 0
    for pattern, start, end in automaton.find_matches_as_indexes("\n".join(keys), overlapping=True):
        while start >= starts[at + 1]:
            at += 1
        key, left, right = keys[at], start - starts[at], end - starts[at]
        # most matches are words amid a line that would count only at its beginning, or parts of words
        if (inside[pattern] or left <= BESIDE) and _whole_words(key, left, right):
            matches.append((start, end, pattern, at))
    matches.sort()
    cues: dict[str, list[Cue]] = {}
    for start, end, pattern, at in matches:
        key, left, right = keys[at], start - starts[at], end - starts[at]
        block = looked_at[at]
        opens = not _has_letter(key, 0, left)
        alone = opens and not _has_letter(key, right, len(key))
        for category, form, language in meanings[pattern]:
            if (
                (form == "inside" and not _quoted(key, left))
                or (form == "start" and opens and block.features.words <= START_WORDS)
                or (form in ("line", "heading") and alone)
            ):
                cues.setdefault(category, []).append(Cue(block.index, category, form, language, phrases[pattern]))
    return cues


def _whole_words(key: str, left: int, right: int) -> bool:
    return not (
        (left and key[left - 1].isalnum() and key[left].isalnum() and not _unspaced(key[left]))
        or (right < len(key) and key[right].isalnum() and key[right - 1].isalnum() and not _unspaced(key[right - 1]))
    )


def _quoted(key: str, left: int) -> bool:
    """Whether the phrase stands in somebody's mouth: in a sentence, after an opening quotation mark."""
    return left > 1 and key.count('"', 0, left) % 2 == 1


def _unspaced(char: str) -> bool:
    return "\u3040" <= char <= "\u9fff" or "\u0e00" <= char <= "\u0eff"


def _has_letter(key: str, left: int, right: int) -> bool:
    return right > left and (right - left > BESIDE or any(map(str.isalpha, key[left:right])))


def by_block(cues: Sequence[Cue]) -> Mapping[int, Sequence[Cue]]:
    """The cues of one category, gathered block by block."""
    gathered: dict[int, list[Cue]] = {}
    for cue in cues:
        gathered.setdefault(cue.block, []).append(cue)
    return gathered
