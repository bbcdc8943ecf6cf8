"""Texts that a pattern may choke on, made from its own tree: what leads to a repeat, and much of what it repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from re._constants import ASSERT, ASSERT_NOT, AT, BRANCH, GROUPREF, MAXREPEAT, SUBPATTERN
from typing import Any

from patterns.tree import LOOPS, Node, bounds, children, piece, single

__all__ = ["Bait", "baits"]

Bait = Callable[[int], str]

_POOL = " \t\n\xa0aAzZxéя北1059.,;:!?-–—_/|·•*#+=~'\"’“”()[]{}<>&@$€%^\\`\x00"
_STOPS = ("", "!", "\x00", "\n", " x")  # one of them is not what the pattern waits for
_RUNS = ("a", "A", "1", " ", "\n", "a ", "A. ", "1 ", "1.", "a.", "- ", ", ", "<", "<a ", "[", "(", '"', "'", "|", "=")
_WAYS = 4  # of an alternation that are tried


class _Repeat:
    """What leads to a repeat, what it repeats, and, if that is single characters, which."""

    def __init__(self, lead: str, turns: list[str], chars: frozenset[str]) -> None:
        self.lead = lead
        self.turns = turns
        self.chars = chars


class _Maker:
    def __init__(self, tree: Any, least: int) -> None:
        self._state = tree.state
        self._least = least
        self._literals = frozenset(map(chr, _codes(list(tree))))
        self._chars: dict[tuple[int, int, int], frozenset[str]] = {}
        self.repeats: list[_Repeat] = []

    def words(self, sequence: list[Node], flags: tuple[int, int] = (0, 0)) -> list[str]:
        """Some texts that the sequence takes (or nearly: looks around are not heeded)."""
        out = [""]
        for node in sequence:
            ways = self._of(node, flags)
            out = [out[i % len(out)] + ways[i % len(ways)] for i in range(min(_WAYS, max(len(out), len(ways))))]
        return out

    def _of(self, node: Node, flags: tuple[int, int]) -> list[str]:
        op, arg = node
        if single(node):
            return sorted(self.chars(node, flags), key=lambda char: (_POOL.find(char), char))[:2] or ["?"]
        if op is BRANCH:
            return [word for branch in arg[1] for word in self.words(list(branch), flags)[:1]][:_WAYS]
        if op in LOOPS:
            low, high, body = bounds(node)
            inner = self.words(body, flags)
            return [word * max(low, min(1, high)) for word in inner]
        if op in (AT, ASSERT, ASSERT_NOT, GROUPREF):
            return [""]
        if op is SUBPATTERN:
            flags = (flags[0] & ~arg[2] | arg[1], flags[1] & ~arg[1] | arg[2])
        inside = children(node)
        return self.words(inside[0], flags) if inside else [""]

    def chars(self, node: Node, flags: tuple[int, int]) -> frozenset[str]:
        """The characters of the pool, and of the pattern itself, that it takes."""
        key = (id(node), *flags)
        if key not in self._chars:
            takes = piece(node, self._state, flags)
            self._chars[key] = frozenset(char for char in {*_POOL, *self._literals} if takes[char])
        return self._chars[key]

    def find(self, sequence: list[Node], lead: str, flags: tuple[int, int] = (0, 0)) -> None:
        """Every repeat that may have so many turns."""
        for node in sequence:
            op, arg = node
            inner = flags
            if op is SUBPATTERN:
                inner = (flags[0] & ~arg[2] | arg[1], flags[1] & ~arg[1] | arg[2])
            if op in LOOPS:
                _, high, body = bounds(node)
                if high >= self._least:
                    chars = self.chars(body[0], flags) if len(body) == 1 and single(body[0]) else frozenset()
                    self.repeats.append(_Repeat(lead, self.words(body, flags), chars))
            for part in children(node):
                self.find(part, lead, inner)
            lead += self._of(node, flags)[0]


def _codes(sequence: list[Node]) -> Iterator[int]:
    for op, arg in sequence:
        if isinstance(arg, int):
            yield int(arg) if 0 < int(arg) < 0x110000 and str(op).endswith("LITERAL") else 63
        if str(op) == "IN":
            yield from (code for kind, code in arg if str(kind) == "LITERAL")
            yield from (end for kind, ends in arg if str(kind) == "RANGE" for end in ends)  # of two that overlap, one's
        for part in children((op, arg)):
            yield from _codes(part)


def baits(tree: Any, least: int = MAXREPEAT) -> list[Bait]:
    """Texts by their size: each repeat at work, repeats that take the same, every opening over and over.

    Args:
        least: the turns that a repeat must be able to have; by default without a bound.
    """
    maker = _Maker(tree, int(least))
    whole = list(tree)
    maker.find(whole, "")
    shapes: dict[tuple[str, str, str], None] = {}
    for repeat in maker.repeats:
        turns = [*repeat.turns, *sorted(repeat.chars & {" ", "a", "1", "x", "\n"})]
        for turn in dict.fromkeys(turns):
            for stop in _STOPS:
                shapes[repeat.lead, turn, stop] = None
            shapes["", turn, "\x00"] = None
            shapes["", repeat.lead + turn, "\x00"] = None
            shapes["", turn + repeat.lead, "\x00"] = None
        shapes["", repeat.lead or "?", "\x00"] = None
        shapes["x", "".join(repeat.turns), "\x00"] = None
    for one, other in combinations(maker.repeats, 2):
        for char in sorted(one.chars & other.chars)[:3]:
            shapes[one.lead, char, "\x00"] = None
            shapes["", char, "\x00"] = None
    for word in maker.words(whole):
        for end in (word, word[:-1], word[1:]):
            if end:
                shapes["", end, ""] = None
    for run in _RUNS:
        shapes["", run, "\x00"] = None
        shapes["", run, ""] = None
    return [_bait(*shape) for shape in shapes if shape[1]]


def _bait(lead: str, turn: str, stop: str) -> Bait:
    def bait(size: int) -> str:
        return lead + turn * size + stop

    bait.__doc__ = f"{lead!r} + {turn!r} * n + {stop!r}"
    return bait
