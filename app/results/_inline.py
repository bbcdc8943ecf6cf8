"""A block's text and its marks → inline Markdown.

What was text never becomes markup: every character that could is escaped, and emphasis is written only where
CommonMark is sure to read it as such, at the edges of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from app.model import Mark

__all__ = ["inline", "longest_run"]

_DELIMITERS = {"emphasis": "*", "strong": "**"}
_RANKS = {"strong": 0, "emphasis": 1, "link": 2, "code": 3, "break": 4}  # of one span the first stands outermost
_ESCAPED = re.compile(
    r"""[`*\[\]]
    | \\(?=[!-/:-@\[-`{-~]|$)
    | (?<![^\W_])_ | _(?![^\W_])        # snake_case stays
    | <(?=[a-zA-Z/!?]|$)
    | &(?=\#?\w{1,32};|$)
    | (?<=\S)~ | ^~ | ~(?=~)""",
    re.X,
)
# What at the start of a line is a heading, a quote, an item, a rule, an underline or the second row of a table.
_LINE_START = re.compile(r"(?:#{1,6}|[+-]|\d{1,9}[.)])(?=\s|$)|>|[-:|=][-:|= ]*$")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_IN_ADDRESS = str.maketrans({char: f"%{ord(char):02X}" for char in ' ()<>[]\\"`|*\x7f' + "".join(map(chr, range(32)))})
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")


def inline(
    text: str,
    marks: Sequence[Mark] = (),
    start: int = 0,
    end: int | None = None,
    *,
    breaks: bool = True,
    drop: frozenset[str] = frozenset(),
) -> str:
    """The text from ``start`` to ``end``, on one line or, with ``breaks``, on several.

    Args:
        drop: kinds of marks that are not written.
    """
    end = len(text) if end is None else end
    out = [""]
    open_: list[tuple[int, str]] = []  # where each open mark ends, and what is written there
    at = start
    for mark in [*_chosen(text, marks, start, end, drop), None]:
        until = end if mark is None else mark.start
        while open_ and open_[-1][0] <= until:
            stop, closing = open_.pop()
            out.append(_escape(text[at:stop]) + closing)
            at = stop
        if at < until:
            out.append(_escape(text[at:until]))
            at = until
        if mark is None:
            break
        if mark.kind == "break":
            if breaks:
                out.append("  \n")
                at += 1
        elif mark.kind == "code":
            out.append(_code(text[mark.start : mark.end]))
            at = mark.end
        elif mark.kind == "link":
            if out[-1].endswith("!"):  # or it would be a picture
                out[-1] = out[-1][:-1] + "\\!"
            out.append("[")
            open_.append((mark.end, f"]({_address(mark.href)})"))
        else:
            out.append(_DELIMITERS[mark.kind])
            open_.append((mark.end, _DELIMITERS[mark.kind]))
    return "\n".join([_at_line_start(line) for line in "".join(out).split("\n")])


def longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)


def _chosen(text: str, marks: Sequence[Mark], start: int, end: int, drop: frozenset[str]) -> list[Mark]:
    """The marks that are written: inside the range, joined where two of a kind touch, and none inside code."""
    inside = [
        Mark(max(mark.start, start), min(mark.end, end), mark.kind, mark.href)
        for mark in marks
        if mark.kind not in drop
        and mark.kind != "cell"
        and (mark.start < end and mark.end > start if mark.kind != "break" else start < mark.start < end)
    ]
    inside.sort(key=lambda mark: (mark.start, -mark.end, _RANKS[mark.kind]))
    out: list[Mark] = []
    near: list[int] = []  # places in ``out`` of the marks around, and of those that have just ended
    code = -1  # where the last code ends
    for mark in inside:
        if mark.start < code:
            continue
        if mark.kind == "break":
            out.append(mark)
            continue
        joins = None
        while near and out[near[-1]].end <= mark.start:
            other = near.pop()
            around = out[near[-1]].end if near else end
            if out[other].end == mark.start and _alike(out[other], mark) and around >= mark.end:
                joins = other
        if joins is not None:
            out[joins] = Mark(out[joins].start, mark.end, mark.kind, mark.href)
            near.append(joins)
        elif mark.kind != "code" or mark.start != code:  # else two runs of backticks would touch
            near.append(len(out))
            out.append(mark)
        if mark.kind == "code":
            code = mark.end
    return [mark for mark in out if mark.kind not in _DELIMITERS or _stands_apart(text, mark, start, end)]


def _alike(mark: Mark, other: Mark) -> bool:
    return mark.kind == other.kind and mark.href == other.href


def _stands_apart(text: str, mark: Mark, start: int, end: int) -> bool:
    """Whether emphasis begins and ends at the edge of a word, so that its marks are read as marks."""
    return _edge(text[mark.start - 1] if mark.start > start else " ", text[mark.start]) and _edge(
        text[mark.end] if mark.end < end else " ", text[mark.end - 1]
    )


def _edge(outside: str, inside: str) -> bool:
    if outside.isspace() or unicodedata.category(outside)[0] == "P":
        return not inside.isspace()
    return _UNSPACED.match(outside) is not None and inside.isalnum()


def _escape(text: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", text)


def _code(text: str) -> str:
    ticks = "`" * (longest_run(text) + 1)
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _address(href: str) -> str:
    return _ENTITY.sub("&amp;", href.translate(_IN_ADDRESS))


def _at_line_start(line: str) -> str:
    """``# a`` becomes ``\\# a``, ``1. a`` becomes ``1\\. a``."""
    special = _LINE_START.match(line)
    if special is None:
        return line
    at = special.end() - 1 if line[0].isdigit() else 0
    return line[:at] + "\\" + line[at:]
