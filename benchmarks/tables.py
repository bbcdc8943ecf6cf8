"""Tables of what was measured, and their place in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.intervals import Interval, interval, ratio
from benchmarks.measures import Ratio
from benchmarks.pages import FAMILIES, US, Measured

__all__ = ["Measure", "Run", "costs", "fill", "gather", "markdown", "tables"]

DOCS = Path(__file__).parent.parent / "docs" / "benchmarks.md"


@dataclass(slots=True)
class Measure:
    """One number of every extractor: the scores that it is made of, page by page, in the same order."""

    hosts: list[str] = field(default_factory=list)
    scores: dict[str, list[Ratio]] = field(default_factory=dict)

    def add(self, host: str, scores: Mapping[str, Ratio]) -> None:
        self.hosts.append(host)
        for extractor, score in scores.items():
            self.scores.setdefault(extractor, []).append(score)

    def value(self, extractor: str) -> float:
        return ratio(self.scores[extractor])

    def interval(self, extractor: str) -> Interval | None:
        return interval(self.hosts, self.scores[extractor])

    @property
    def best(self) -> str | None:
        """The best of the others."""
        others = [extractor for extractor in self.scores if extractor != US]
        return max(others, key=self.value, default=None)


Run = dict[tuple[str, str], Measure]  # by family and pages


def gather(pages: Iterable[Measured]) -> Run:
    """The pages' scores, measure by measure."""
    run: Run = {}
    for page in pages:
        for key, scores in page.scores.items():
            run.setdefault(key, Measure()).add(page.host, scores)
    return run


def tables(run: Run) -> str:
    """A table a family: a row for each kind of page, a column for each extractor."""
    out = []
    for family, title in FAMILIES.items():
        rows = {pages: run[name, pages] for name, pages in sorted(run) if name == family}
        if rows:
            out.append(f"**{title}**\n\n{_table(rows)}")
    return "\n\n".join(out)


def _table(rows: Mapping[str, Measure]) -> str:
    columns = list(dict.fromkeys(extractor for measure in rows.values() for extractor in measure.scores))
    others = [column for column in columns if column != US]
    sure = any(measure.interval(US) for measure in rows.values())
    head = ["pages", *(["pages / hosts"] if sure else []), US, *(["95 %"] if sure else []), *others]
    body = []
    for pages, measure in rows.items():
        row = [pages, *([f"{len(measure.hosts)} / {len(set(measure.hosts))}"] if sure else [])]
        row += [f"{measure.value(US):.4f}", *([_span(measure.interval(US))] if sure else [])]
        row += [f"{measure.value(other):.4f}" if other in measure.scores else "" for other in others]
        body.append([*row, *([_lead(measure)] if others and sure else [])])
    return markdown([*head, *(["ours − best other"] if others and sure else [])], body)


def _lead(measure: Measure) -> str:
    best = measure.best
    if best is None:
        return ""
    difference = measure.value(US) - measure.value(best)
    return f"{difference:+.4f} {_span(interval(measure.hosts, measure.scores[US], measure.scores[best]), '+')}".strip()


def _span(of: Interval | None, sign: str = "") -> str:
    return f"[{of.low:{sign}.3f}, {of.high:{sign}.3f}]" if of else ""


def costs(pages: Sequence[Measured]) -> str:
    """What the extractors took and how often they failed."""
    extractors = list(dict.fromkeys(extractor for page in pages for extractor in page.seconds))
    rows = []
    for corpus in dict.fromkeys(page.corpus for page in pages):
        of = [page for page in pages if page.corpus == corpus]
        means = [sum(page.seconds[e] for page in of) / len(of) * 1000 for e in extractors]
        rows.append([f"{corpus}, ms a page", *(f"{mean:.1f}" for mean in means)])
        rows.append([f"{corpus}, pages that failed", *(str(sum(page.failed[e] for page in of)) for e in extractors)])
    return f"**Time and failures**\n\n{markdown(['pages', *extractors], rows)}" if extractors else ""


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table that also reads well as it is: the first column to the left, numbers to the right."""
    cells = [list(head), *map(list, rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    pad = [row[0].ljust(widths[0]) for row in cells]
    lines = [
        "| " + " | ".join([first, *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]) + " |"
        for first, row in zip(pad, cells, strict=True)
    ]
    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def fill(name: str, text: str, path: Path = DOCS) -> None:
    """Write a measured block into the documentation, between its two marks.

    Raises:
        ValueError: the page has no place of this name.
    """
    start, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
    page = path.read_text(encoding="utf-8")
    if start not in page or end not in page:
        raise ValueError(f"{path.name} has no place for {name!r}")
    pattern = re.compile(re.escape(start) + ".*?" + re.escape(end), re.S)
    path.write_text(pattern.sub(lambda _: f"{start}\n\n{text}\n\n{end}", page), encoding="utf-8")
