"""Cheap tests of a line, so that the costly ones see few lines; all filters' tests are made in one pass."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, MatchKind

__all__ = ["Scan", "Shape"]

_LONGEST = 2_000  # characters: the few words of a longer block are no line that anybody wrote
_CLOSERS = ' .)]）。”"'


class Shape:
    """What a line has to look like before a filter looks closer, for filters' ``SHAPE``.

    Args:
        opens: a pattern for the beginning, without regard to case.
        ends: endings, as they stand or before closing marks; case counts.
        has: words, one of which stands in the line; case counts.
        holds: a pattern for anywhere in the line, best one that begins with few characters; case counts.
        chars: the longest line that ``has`` and ``holds`` are asked of.
    """

    __slots__ = ("chars", "ends", "has", "holds", "opens")

    def __init__(
        self,
        opens: str | None = None,
        *,
        ends: tuple[str, ...] = (),
        has: tuple[str, ...] = (),
        holds: str | None = None,
        chars: int = 200,
    ) -> None:
        self.opens = re.compile(opens, re.I) if opens else None
        self.ends = ends
        self.has = has
        self.holds = re.compile(holds) if holds is not None else None
        self.chars = chars

    def search(self, text: str) -> bool:
        """Whether the line may be what the filter looks for."""
        if len(text) > _LONGEST:
            return False
        if (self.opens is not None and self.opens.match(text)) or _ends(text, text.rstrip(_CLOSERS), self.ends):
            return True
        if len(text) > self.chars:
            return False
        return (self.holds is not None and self.holds.search(text) is not None) or any(map(text.__contains__, self.has))


class Scan:
    """Many shapes at once: the same answers as each one's ``search``, at about half the cost.

    All openings are tried as one pattern first, and most lines have none of them; the words of all shapes are found in
    one pass over the joined lines.
    """

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        opens = {id: shape.opens for id, shape in shapes.items() if shape.opens is not None}
        self._opens = {id: pattern.match for id, pattern in opens.items()}
        self._any_opens = re.compile("|".join(f"(?:{p.pattern})" for p in opens.values()), re.I).match
        self._ends = {id: shape.ends for id, shape in shapes.items() if shape.ends}
        self._any_ends = tuple({end for ends in self._ends.values() for end in ends})
        self._holds = [(id, s.holds.search, s.chars) for id, s in shapes.items() if s.holds is not None]
        owners: dict[str, list[tuple[str, int]]] = {}
        for id, shape in shapes.items():
            for word in shape.has:
                owners.setdefault(word, []).append((id, shape.chars))
        self._words = AhoCorasick(list(owners), matchkind=MatchKind.Standard)
        self._owners = list(owners.values())
        self._ids = tuple(shapes)

    def find(self, lines: Sequence[str]) -> dict[str, set[int]]:
        """For each shape's id the indices of the lines that its ``search`` finds. Linear in the lines' length."""
        found: dict[str, set[int]] = {id: set() for id in self._ids}
        self._find_words(lines, found)
        for index, line in enumerate(lines):
            length = len(line)
            if length > _LONGEST:
                continue
            if self._any_opens(line):
                for id, match in self._opens.items():
                    if match(line):
                        found[id].add(index)
            bare = line.rstrip(_CLOSERS)
            if _ends(line, bare, self._any_ends):
                for id, ends in self._ends.items():
                    if _ends(line, bare, ends):
                        found[id].add(index)
            for id, search, chars in self._holds:
                if length <= chars and search(line):
                    found[id].add(index)
        return found

    def _find_words(self, lines: Sequence[str], found: dict[str, set[int]]) -> None:
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        at = 0
        matches = self._words.find_matches_as_indexes("\n".join(lines), overlapping=True)
        for word, start, _ in sorted(matches, key=lambda match: match[1]):
            while start >= starts[at + 1]:
                at += 1
            length = starts[at + 1] - starts[at] - 1
            for id, chars in self._owners[word]:
                if length <= min(chars, _LONGEST):
                    found[id].add(at)


def _ends(line: str, bare: str, ends: tuple[str, ...]) -> bool:
    """Whether a line, as it stands or ``bare`` of closing marks, has one of the endings."""
    return bool(ends) and (line.endswith(ends) or bare.endswith(ends))
