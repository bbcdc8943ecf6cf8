"""Cheap tests of a block, so that the costly ones see few blocks; all filters' tests are made in one pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from app.model import Block, Element, Kind

__all__ = ["Scan", "Shape"]

_LONGEST = 2_000  # characters: the few words of a longer block are no line that anybody wrote
_CLOSERS = ' .)]）。”"'
_CLASSES = tuple((re.compile(own).match, regex.compile(own).match) for own in (r"\w", r"\d", r"\s"))
_BEGIN = 3  # characters by which a line's openings are chosen
_BEGINNINGS = 20_000  # of these many beginnings it is known what they may open

Test = Callable[[str], Any]


class Shape:
    """What a block has to look like before a filter looks closer, for filters' ``SHAPE``.

    Args:
        opens: a pattern for the beginning, without regard to case.
        ends: endings, as they stand or before closing marks; case counts.
        has: words, one of which stands in the line; case counts.
        given: words, as for ``has``, and a pattern for the beginning of the lines that hold one of them. For what may
            begin with any word: it is not tried on lines without.
        digits: a pattern for anywhere in a line with a digit; case counts.
        chars: the longest line that ``has`` and ``digits`` are asked of.
        kind: blocks of this kind, whatever their words.
        names: names, one of which the innermost element around the block or the one around that goes by.
    """

    __slots__ = ("chars", "digits", "ends", "given", "has", "kind", "names", "opens")

    def __init__(
        self,
        opens: str | None = None,
        *,
        ends: tuple[str, ...] = (),
        has: tuple[str, ...] = (),
        given: tuple[tuple[tuple[str, ...], str], ...] = (),
        digits: str | None = None,
        chars: int = 200,
        kind: Kind | None = None,
        names: frozenset[str] = frozenset(),
    ) -> None:
        self.opens = re.compile(opens, re.I) if opens else None
        self.ends = ends
        self.has = has
        self.given = tuple((words, re.compile(pattern, re.I)) for words, pattern in given)
        self.digits = re.compile(digits) if digits else None
        self.chars = chars
        self.kind = kind
        self.names = names

    def search(self, block: Block) -> bool:
        """Whether the block may be what the filter looks for."""
        text = block.text
        if block.kind is self.kind or _named(block.element, self.names):
            return True
        if len(text) > _LONGEST:
            return False
        if (
            (self.opens is not None and self.opens.match(text))
            or any(pattern.match(text) for words, pattern in self.given if _holds(text, words))
            or _ends(text, self.ends)
        ):
            return True
        if len(text) > self.chars:
            return False
        return _holds(text, self.has) or (
            self.digits is not None and block.features.digits > 0 and self.digits.search(text) is not None
        )


class _Opening(NamedTuple):
    """A shape's opening: whether a line has it, and whether a line that begins so could."""

    id: str
    match: Test
    may: Callable[..., Any]


_Tries = tuple[tuple[str, Test], ...]  # ids with what is tried for them


class _Owner(NamedTuple):
    """What a word is to a shape: by itself enough in lines up to so many characters, or with a pattern."""

    id: str
    chars: int
    match: Test | None


class Scan:
    """Many shapes at once: the same answers as each one's ``search``, at a small part of the cost.

    The first characters of a line tell which few openings it can have at all, the words of all shapes are found in one
    pass over the joined lines, and most lines have no digit.
    """

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._ids = tuple(shapes)
        self._openings = tuple(
            # the library's partial matches tell what a beginning may become
            _Opening(id, shape.opens.match, regex.compile(shape.opens.pattern, regex.I).match)
            for id, shape in shapes.items()
            if shape.opens is not None
        )
        self._may_open = lru_cache(_BEGINNINGS)(self._openings_of)
        self._tries = lru_cache(_BEGINNINGS)(self._tries_of)
        self._ends: dict[str, list[tuple[str, str]]] = {}
        for id, shape in shapes.items():
            for end in shape.ends:
                self._ends.setdefault(end[-2:], []).append((id, end))
        self._lasts = frozenset(end[-1] for shape in shapes.values() for end in shape.ends)
        self._digits = [(id, s.digits.search, s.chars) for id, s in shapes.items() if s.digits is not None]
        self._kinds = [(id, shape.kind) for id, shape in shapes.items() if shape.kind is not None]
        self._names = [(id, shape.names) for id, shape in shapes.items() if shape.names]
        owners: dict[str, list[_Owner]] = {}
        for id, shape in shapes.items():
            for word in shape.has:
                owners.setdefault(word, []).append(_Owner(id, min(shape.chars, _LONGEST), None))
            for words, pattern in shape.given:
                for word in words:
                    owners.setdefault(word, []).append(_Owner(id, _LONGEST, pattern.match))
        self._words = AhoCorasick(list(owners), matchkind=MatchKind.Standard, implementation=Implementation.DFA)
        self._owners = list(owners.values())

    def find(self, blocks: Sequence[Block]) -> dict[str, set[int]]:
        """For each shape's id the places in ``blocks`` of those that its ``search`` finds. Linear in their length."""
        found: dict[str, set[int]] = {id: set() for id in self._ids}
        texts = [block.text for block in blocks]
        self._find_words(texts, found)
        self._find_marked(blocks, found)
        tries, ends, lasts = self._tries, self._ends, self._lasts
        for at, text in enumerate(texts):
            if len(text) > _LONGEST:
                continue
            for id, match in tries(text[:_BEGIN]):
                if match(text):
                    found[id].add(at)
            last = text[-1:]
            if last in lasts and (last in ends or text[-2:] in ends):
                self._find_ends(at, text, found)
            if last in _CLOSERS:
                bare = text.rstrip(_CLOSERS)
                if bare[-1:] in ends or bare[-2:] in ends:
                    self._find_ends(at, bare, found)
        for at, text in [(at, block.text) for at, block in enumerate(blocks) if block.features.digits]:
            for id, search, chars in self._digits:
                if len(text) <= chars and search(text):
                    found[id].add(at)
        return found

    def _openings_of(self, begin: str) -> tuple[_Opening, ...]:
        """The openings that a line with this beginning may have."""
        if not begin or not begin.isprintable() or not all(map(_agreed, begin)):
            return self._openings
        return tuple(opening for opening in self._may_open(begin[:-1]) if opening.may(begin, partial=True))

    def _tries_of(self, begin: str) -> _Tries:
        return tuple((opening.id, opening.match) for opening in self._may_open(begin))

    def _find_ends(self, at: int, line: str, found: dict[str, set[int]]) -> None:
        for last in (line[-1:], line[-2:]):
            for id, end in self._ends.get(last, ()):
                if line.endswith(end):
                    found[id].add(at)

    def _find_words(self, lines: Sequence[str], found: dict[str, set[int]]) -> None:
        ends = list(accumulate([len(line) + 1 for line in lines]))
        tried: dict[Test, int] = {}  # the last line that a pattern was tried on: once is enough
        at = 0
        for word, start, _ in self._words.find_matches_as_indexes("\n".join(lines), overlapping=True):
            while start >= ends[at]:  # matches come in the order of their ends, and none goes on in another line
                at += 1
            line = lines[at]
            for id, chars, match in self._owners[word]:
                if len(line) > chars:
                    continue
                if match is None:
                    found[id].add(at)
                elif tried.get(match) != at:
                    tried[match] = at
                    if match(line):
                        found[id].add(at)

    def _find_marked(self, blocks: Sequence[Block], found: dict[str, set[int]]) -> None:
        kinds = [block.kind for block in blocks]
        for id, kind in self._kinds:
            if kind in kinds:
                found[id].update(at for at, own in enumerate(kinds) if own is kind)
        inner = {block.element for block in blocks if block.element is not None}
        around = inner | {element.parent for element in inner if element.parent is not None}
        for id, names in self._names:
            if named := {element for element in around if not names.isdisjoint(element.names)}:
                found[id].update(
                    at
                    for at, block in enumerate(blocks)
                    if (element := block.element) is not None and (element in named or element.parent in named)
                )


def _agreed(char: str) -> bool:
    """Whether both libraries take a character for the same: of combining marks and some symbols they don't."""
    return char.isascii() or char.isalpha() or all(bool(one(char)) == bool(other(char)) for one, other in _CLASSES)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, words))


def _ends(text: str, ends: tuple[str, ...]) -> bool:
    """Whether a line, as it stands or bare of closing marks, has one of the endings."""
    return bool(ends) and (text.endswith(ends) or text.rstrip(_CLOSERS).endswith(ends))


def _named(element: Element | None, names: frozenset[str]) -> bool:
    """Whether one of the innermost elements goes by one of the names."""
    if element is None:
        return False
    parent = element.parent
    return not names.isdisjoint(element.names) or (parent is not None and not names.isdisjoint(parent.names))
