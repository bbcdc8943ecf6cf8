"""A result as a picture for the terminal: the source with what was removed in colour, and the reasons in the margin.

Colour is never the only sign: every line has the gutter that fixtures have (``-`` removed, ``^`` lifted, space kept).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from app.model import CATEGORIES, Action, Result, Section

__all__ = ["UNWRAPPED", "explain", "visible"]

UNWRAPPED = 120  # columns where the output is no terminal and COLUMNS does not say
MARGIN = 36  # columns for the reasons
NARROWEST = 80  # columns: below, the reasons stand under their sections
_GUTTER = {Action.KEEP: " ", Action.LIFT: "^", Action.REMOVE: "-"}

# Sixteen colours that are told apart on dark and on light ground, one for each category in the taxonomy's order.
_PALETTE = (
    "red", "green", "yellow", "blue", "magenta", "cyan", "dark_orange", "deep_pink3",
    "chartreuse3", "dodger_blue2", "medium_purple3", "orange3", "turquoise4", "indian_red", "olive_drab4", "orchid",
)  # fmt: skip
_STYLES = {id: _PALETTE[rank % len(_PALETTE)] for rank, id in enumerate(id for id in CATEGORIES if id != "body")}

# A document may hold escape sequences and marks that turn the direction of writing; a terminal would obey them.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with every control character but tab and newline replaced by a picture of it."""
    return _UNSAFE.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def explain(result: Result, console: Console) -> None:
    """Print the source, section by section, with what became of it and why, then a legend."""
    wide = console.width >= NARROWEST
    margin = MARGIN if wide else 0
    column = max(20, console.width - margin - 3)
    fates = _fates(result)
    end = 0
    for section, action in fates:
        _blank(console, result.source_text.count("\n", end, section.start) - 1)
        end = section.end
        _print(console, section, action, column, margin)
    _legend(console, fates)
    for warning in result.warnings:
        console.print(Text(f"Warning: {warning}", "bold"))


def _fates(result: Result) -> list[tuple[Section, Action]]:
    of = ((result.kept, Action.KEEP), (result.lifted, Action.LIFT), (result.removed, Action.REMOVE))
    pairs = [(section, action) for sections, action in of for section in sections]
    return sorted(pairs, key=lambda pair: pair[0].start)


def _blank(console: Console, lines: int) -> None:
    if lines > 0:
        console.print()


def _print(console: Console, section: Section, action: Action, column: int, margin: int) -> None:
    style = "" if action is Action.KEEP else _STYLES[section.category]
    source = Text(visible(section.text), style).wrap(console, column, tab_size=4)
    note = _note(console, section, action, margin or column)
    if not margin:
        for line in (*source, *note):
            console.print(Text.assemble(_GUTTER[action], " ", line), soft_wrap=True)
        return
    for left, right in zip_longest(source, note):
        line = Text.assemble(_GUTTER[action] if left is not None else " ", " ", left or "")
        if right is not None:
            line.append(" " * (column + 3 - cell_len(line.plain)))
            line.append_text(right)
        line.rstrip()
        console.print(line, soft_wrap=True)


def _note(console: Console, section: Section, action: Action, width: int) -> Iterator[Text]:
    if action is Action.KEEP:
        return iter(())
    name = f"{section.category} {section.confidence:.2f}"
    by = "" if section.rule.replace("-", "_") == section.category else f" by {section.rule}"
    note = Text.assemble((name + by, f"bold {_STYLES[section.category]}"), "\n", (visible(section.reason), "dim"))
    return iter(note.wrap(console, width))


def _legend(console: Console, fates: list[tuple[Section, Action]]) -> None:
    count = Counter((section.category, action) for section, action in fates if action is not Action.KEEP)
    console.print()
    if not count:
        console.print("Nothing was removed.")
        return
    order = list(CATEGORIES)
    for (category, action), sections in sorted(count.items(), key=lambda item: order.index(item[0][0])):
        told = f"{sections} section" + ("s" if sections > 1 else "")
        console.print(
            Text.assemble(
                _GUTTER[action],
                " ",
                (f"■ {category}", _STYLES[category]),
                f"  {told}  ",
                (CATEGORIES[category].description, "dim"),
            ),
            soft_wrap=True,
        )
