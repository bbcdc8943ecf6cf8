"""What the command line shows a person: colours, tables, a progress bar, and nothing that a terminal would obey.

Rich takes its time to load, so it is imported where it is used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from app.model import Result, Rule

__all__ = ["progress", "safe", "show_explained", "show_rules"]


def show_explained(result: Result, out: TextIO) -> None:
    """Print the source with what was removed and why."""
    from rich.console import Console

    from app.entrypoints.explain import UNWRAPPED, explain

    console = Console(file=out, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(file=out, highlight=False, width=UNWRAPPED)
    explain(result, console)


def safe(text: str, out: TextIO) -> str:
    """For a terminal, the text without the control characters that it would obey."""
    if not out.isatty():
        return text
    from app.entrypoints.explain import visible

    return visible(text)


@contextmanager
def progress(files: tuple[str, ...], *, quiet: bool) -> Iterator[Callable[[], None]]:
    """A bar on standard error, where somebody sees it and the results do not run through it."""
    if quiet or len(files) < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("cleaning"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Standard output is left alone: Rich would print what goes there on standard error, above the bar.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=len(files))
        yield lambda: bar.advance(task)


def show_rules(rules: Iterable[Rule]) -> None:
    """Print the rules as a table."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Rule", "Category", "Judges", "What it is about", box=None, header_style="bold", pad_edge=False)
    for rule in rules:
        table.add_row(rule.id, rule.category, rule.tier, Text(rule.summary))
    Console().print(table)
