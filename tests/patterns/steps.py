"""A backtracking matcher that counts what it does: the same tries in the same order as the standard library's.

What is left to match depends on nothing but the place in the text, the loops that are open and the groups that are
referred back to. So the cost of each such state is worked out once and added whenever the library would go through it
again: even exponential work is counted exactly, and quickly.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from re._constants import (
    ASSERT,
    ASSERT_NOT,
    AT,
    ATOMIC_GROUP,
    BRANCH,
    GROUPREF,
    GROUPREF_EXISTS,
    MAXREPEAT,
    MIN_REPEAT,
    POSSESSIVE_REPEAT,
    SUBPATTERN,
)
from typing import Any

from patterns.tree import LOOPS, Node, Piece, children, piece, refers, single, walk

__all__ = ["Matcher"]

Env = tuple[int, ...]  # of each loop its count and where its last turn began, of each group where it begins and ends
Outcome = tuple[int, Env, int]  # where the match ends (-1: there is none), what is known there, steps
State = Callable[[int, Env], Outcome]


class Matcher:
    """A pattern's tree, ready to count the steps of matching it."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        nodes = list(walk(list(tree)))
        self._groups = sorted({group for node in nodes if (group := refers(node)) is not None})
        loops = [node for node in nodes if node[0] in LOOPS]
        self._slots = {id(node[1]): 2 * place for place, node in enumerate(loops)}
        self._group_slots = {group: 2 * (len(loops) + place) for place, group in enumerate(self._groups)}
        self._empty: Env = (-1,) * (2 * (len(loops) + len(self._groups)))
        self._flags = (0, 0)
        self._text = ""
        self._memos: list[dict[tuple[int, Env], Outcome]] = []
        self._whole = False
        self._start = self._sequence(list(tree), self._accept)

    def count(self, text: str, how: str) -> tuple[int, list[tuple[int, int]]]:
        """Steps, and where it was found.

        Args:
            how: ``match``, ``fullmatch``, ``search`` or ``finditer``.
        """
        self._text, self._whole = text, how == "fullmatch"
        for memo in self._memos:
            memo.clear()
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(200_000)
        try:
            if how in ("match", "fullmatch"):
                end, _, cost = self._start(0, self._empty)
                return cost, [(0, end)] if end >= 0 else []
            found: list[tuple[int, int]] = []
            at = steps = 0
            while at <= len(text):
                end, _, cost = self._start(at, self._empty)
                steps += cost + 1
                if end < 0:
                    at += 1
                    continue
                found.append((at, end))
                if how == "search":
                    break
                at = max(end, at + 1)
            return steps, found
        finally:
            sys.setrecursionlimit(limit)

    # ------------------------------------------------------------------------------------------------ states

    def _accept(self, at: int, env: Env) -> Outcome:
        return (-1 if self._whole and at != len(self._text) else at), env, 1

    @staticmethod
    def _end(at: int, env: Env) -> Outcome:
        """The end of what is matched by itself: a group that keeps what it has, a look ahead or behind."""
        return at, env, 1

    def _remembered(self, state: State) -> State:
        memo: dict[tuple[int, Env], Outcome] = {}
        self._memos.append(memo)

        def look(at: int, env: Env) -> Outcome:
            known = memo.get((at, env))
            if known is None:
                known = memo[at, env] = state(at, env)
            return known

        return look

    def _piece(self, node: Node) -> Piece:
        return piece(node, self._tree.state, self._flags)

    def _sequence(self, nodes: list[Node], then: State) -> State:
        for node in reversed(nodes):
            then = self._node(node, then)
        return then

    def _node(self, node: Node, then: State) -> State:
        op, arg = node
        if single(node):
            return self._one(self._piece(node), then)
        if op is AT:
            place = self._piece(node)
            return lambda at, env: _add(then(at, env), 1) if place.at(self._text, at) else (-1, env, 1)
        if op is BRANCH:
            return self._branch([list(branch) for branch in arg[1]], then)
        if op is SUBPATTERN:
            return self._group(node, then)
        if op in (ATOMIC_GROUP, ASSERT, ASSERT_NOT):
            return self._by_itself(node, then)
        if op is GROUPREF:
            return self._back(self._group_slots[arg], then)
        if op is GROUPREF_EXISTS:
            slot = self._group_slots[arg[0]]
            yes, no = (self._sequence(list(part or []), then) for part in arg[1:])
            return lambda at, env: _add((yes if env[slot + 1] >= 0 else no)(at, env), 1)
        if op in LOOPS:
            body = children(node)[0]
            if len(body) == 1 and single(body[0]):
                return self._run(node, self._piece(body[0]), then)
            if op is POSSESSIVE_REPEAT:
                return self._kept_loop(node, then)
            return self._loop(node, then)
        raise NotImplementedError(f"the matcher does not know {op}")

    def _one(self, takes: Piece, then: State) -> State:
        def state(at: int, env: Env) -> Outcome:
            text = self._text
            if at < len(text) and takes[text[at]]:
                end, after, cost = then(at + 1, env)
                return end, after, cost + 1
            return -1, env, 1

        return state

    def _branch(self, branches: list[list[Node]], then: State) -> State:
        ways = [self._sequence(branch, then) for branch in branches]
        firsts = [self._piece(branch[0]) if branch and single(branch[0]) else None for branch in branches]
        open_to: dict[str, list[State]] = {}  # as the library does, look at the first character before a try

        def state(at: int, env: Env) -> Outcome:
            char = self._text[at : at + 1]
            if char not in open_to:
                pairs = zip(ways, firsts, strict=True)
                open_to[char] = [way for way, first in pairs if first is None or (char and first[char])]
            steps = 1
            for way in open_to[char]:
                end, after, cost = way(at, env)
                steps += cost
                if end >= 0:
                    return end, after, steps
            return -1, env, steps

        return self._remembered(state)

    def _group(self, node: Node, then: State) -> State:
        group, add, off, _ = node[1]
        before, self._flags = self._flags, (self._flags[0] & ~off | add, self._flags[1] & ~add | off)
        slot = self._group_slots.get(group)
        if slot is None:
            # what follows the group has its own flags, but is compiled already
            state = self._sequence(children(node)[0], then)
        else:
            state = self._mark(slot, self._sequence(children(node)[0], self._mark(slot + 1, then)))
        self._flags = before
        return state

    @staticmethod
    def _mark(slot: int, then: State) -> State:
        return lambda at, env: then(at, _set(env, slot, at))

    def _back(self, slot: int, then: State) -> State:
        def state(at: int, env: Env) -> Outcome:
            start, end = env[slot], env[slot + 1]
            if end < start or end < 0 or start < 0:
                return -1, env, 1
            word, here = self._text[start:end], self._text[at : at + end - start]
            same = word == here or (self._tree.state.flags & 2 and word.lower() == here.lower())
            return _add(then(at + end - start, env), 1 + len(word)) if same else (-1, env, 1 + len(word))

        return state

    def _by_itself(self, node: Node, then: State) -> State:
        op, arg = node
        inner = self._sequence(children(node)[0], self._end)
        back = arg[1].getwidth()[0] if op is not ATOMIC_GROUP and arg[0] < 0 else 0

        def state(at: int, env: Env) -> Outcome:
            if at < back:  # no room to look behind
                return _add(then(at, env), 1) if op is ASSERT_NOT else (-1, env, 1)
            end, after, cost = inner(at - back, env)
            if (end >= 0) == (op is ASSERT_NOT):
                return -1, env, cost + 1
            after = env if op is ASSERT_NOT else after
            return _add(then(end if op is ATOMIC_GROUP else at, after), cost + 1)

        return self._remembered(state)

    # ------------------------------------------------------------------------------------------------ loops

    def _run(self, node: Node, takes: Piece, then: State) -> State:
        """A character over and over."""
        op, (low, high, _) = node

        def state(at: int, env: Env) -> Outcome:
            text = self._text
            most = len(text) if high is MAXREPEAT else min(len(text), at + high)
            least, end, steps = at + low, at, 1
            stop = most if op is not MIN_REPEAT else min(least, most)
            while end < stop and takes[text[end]]:
                end += 1
                steps += 1
            if end < least:
                return -1, env, steps
            if op is MIN_REPEAT:
                while True:
                    out, after, cost = then(end, env)
                    steps += cost
                    if out >= 0 or end >= most or not takes[text[end]]:
                        return out, after, steps
                    end += 1
                    steps += 1
            for place in range(end, (end if op is POSSESSIVE_REPEAT else least) - 1, -1):
                out, after, cost = then(place, env)
                steps += cost
                if out >= 0:
                    return out, after, steps
            return -1, env, steps

        return self._remembered(state)

    def _kept_loop(self, node: Node, then: State) -> State:
        low, high, _ = node[1]
        body = self._sequence(children(node)[0], self._end)

        def state(at: int, env: Env) -> Outcome:
            turns, steps = 0, 1
            while high is MAXREPEAT or turns < high:
                end, after, cost = body(at, env)
                steps += cost
                if end < 0:
                    break
                env, turns = after, turns + 1
                if end == at and turns >= low:
                    break
                at = end
            return (-1, env, steps) if turns < low else _add(then(at, env), steps)

        return self._remembered(state)

    def _loop(self, node: Node, then: State) -> State:
        op, (low, high, body) = node
        slot = self._slots[id(node[1])]
        empty = body.getwidth()[0] == 0
        top = low if high is MAXREPEAT else high  # counted no further

        def turn(at: int, env: Env) -> Outcome:
            count, last = env[slot], env[slot + 1]
            inside = _set(_set(env, slot, min(count + 1, top)), slot + 1, at if empty else -1)
            if count < low:
                return _add(again(at, inside), 1)
            may = (high is MAXREPEAT or count < high) and not (empty and at == last)
            outside = _set(_set(env, slot, -1), slot + 1, -1)
            steps = 1
            for way in (then, again) if op is MIN_REPEAT else (again, then):
                if way is then or may:
                    end, after, cost = way(at, outside if way is then else inside)
                    steps += cost
                    if end >= 0:
                        return end, after, steps
            return -1, env, steps

        turn_ = self._remembered(turn)
        again = self._sequence(children(node)[0], turn_)
        return lambda at, env: turn_(at, _set(_set(env, slot, 0), slot + 1, -1))


def _add(outcome: Outcome, steps: int) -> Outcome:
    return outcome[0], outcome[1], outcome[2] + steps


def _set(env: Env, slot: int, value: int) -> Env:
    return (*env[:slot], value, *env[slot + 1 :])
