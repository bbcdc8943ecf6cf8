"""The parse tree of a pattern, as the standard library's own parser gives it, and questions about its parts."""

from __future__ import annotations

from collections.abc import Iterator
from re import _compiler, _parser  # the library has no public way to its tree
from re._constants import (
    ANY,
    ASSERT,
    ASSERT_NOT,
    ATOMIC_GROUP,
    BRANCH,
    GROUPREF,
    GROUPREF_EXISTS,
    IN,
    LITERAL,
    MAX_REPEAT,
    MAXREPEAT,
    MIN_REPEAT,
    NOT_LITERAL,
    POSSESSIVE_REPEAT,
    SUBPATTERN,
)
from typing import Any

__all__ = [
    "LOOPS",
    "Node",
    "Piece",
    "bounds",
    "children",
    "parse",
    "piece",
    "refers",
    "shrunk",
    "single",
    "unbounded",
    "walk",
]

Node = tuple[Any, Any]  # an operation and its argument
LOOPS = frozenset({MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT})
_SINGLE = frozenset({LITERAL, NOT_LITERAL, ANY, IN})


def parse(pattern: str, flags: int, binary: bool = False) -> Any:
    """The tree of a pattern. Raises ``re.error``."""
    return _parser.parse(pattern.encode("latin-1") if binary else pattern, flags)


def single(node: Node) -> bool:
    """Whether it takes exactly one character, whichever way it is reached."""
    return node[0] in _SINGLE


def children(node: Node) -> list[list[Node]]:
    """The sequences inside a node."""
    op, arg = node
    if op in LOOPS:
        return [list(arg[2])]
    if op is SUBPATTERN:
        return [list(arg[3])]
    if op is ATOMIC_GROUP:
        return [list(arg)]
    if op in (ASSERT, ASSERT_NOT):
        return [list(arg[1])]
    if op is BRANCH:
        return [list(branch) for branch in arg[1]]
    if op is GROUPREF_EXISTS:
        return [list(part) for part in arg[1:] if part is not None]
    return []


def walk(sequence: list[Node]) -> Iterator[Node]:
    """Every node, outer ones first."""
    for node in sequence:
        yield node
        for inner in children(node):
            yield from walk(inner)


def unbounded(tree: Any) -> bool:
    """Whether something in it repeats without a bound: what does not takes bounded work wherever it is tried."""
    return any(op in LOOPS and arg[1] is MAXREPEAT for op, arg in walk(list(tree)))


def shrunk(tree: Any, most: int) -> Any:
    """The same with every finite bound at most ``most``: it grows as the pattern does, but shows it on short texts."""

    def shrink(sequence: Any) -> Any:
        return _parser.SubPattern(sequence.state, [shrink_node(node) for node in sequence])

    def shrink_node(node: Node) -> Node:
        op, arg = node
        if op in LOOPS:
            low, high, body = arg
            return op, (min(low, most), high if high is MAXREPEAT else min(high, most), shrink(body))
        if op is SUBPATTERN:
            return op, (*arg[:3], shrink(arg[3]))
        if op is ATOMIC_GROUP:
            return op, shrink(arg)
        if op in (ASSERT, ASSERT_NOT):
            return op, (arg[0], shrink(arg[1]))
        if op is BRANCH:
            return op, (arg[0], [shrink(branch) for branch in arg[1]])
        if op is GROUPREF_EXISTS:
            return op, (arg[0], shrink(arg[1]), shrink(arg[2]) if arg[2] is not None else None)
        return node

    return shrink(tree)


class Piece(dict[str, bool]):
    """One character's worth of a pattern, or a place in it, asked of the library itself: case, classes, flags.

    As a dictionary it holds for each character whether it matches.
    """

    def __init__(self, node: Node, state: Any, add: int, off: int) -> None:
        super().__init__()
        inner = _parser.SubPattern(state, [node])
        whole = _parser.SubPattern(state, [(SUBPATTERN, (None, add, off, inner))])
        self._match = _compiler.compile(whole, state.flags).match
        self._bytes = isinstance(state.str, bytes)

    def __missing__(self, char: str) -> bool:
        known = self[char] = self.at(char, 0)
        return known

    def at(self, text: str, place: int) -> bool:
        """Whether it matches here; no character beyond Latin-1 does in a pattern over bytes."""
        return self._match(text.encode("latin-1", "replace") if self._bytes else text, place) is not None


_pieces: dict[tuple[str, int, bool, int, int], Piece] = {}


def piece(node: Node, state: Any, flags: tuple[int, int]) -> Piece:
    """The piece of a node, under the flags that groups around it add and take away."""
    key = (repr(node), state.flags, isinstance(state.str, bytes), *flags)
    if key not in _pieces:
        _pieces[key] = Piece(node, state, *flags)
    return _pieces[key]


def bounds(node: Node) -> tuple[Any, Any, list[Node]]:
    """How often a loop repeats what."""
    low, high, body = node[1]
    return low, high, list(body)


def refers(node: Node) -> int | None:
    """The group that a back reference means."""
    if node[0] is GROUPREF:
        return int(node[1])
    return int(node[1][0]) if node[0] is GROUPREF_EXISTS else None
