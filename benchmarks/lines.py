"""Hand-labelled lines: how many get the right category."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from app import clean

__all__ = ["score_lines"]

LEAST = 5  # lines of a category that count for macro-F1


def score_lines(path: Path, unseen: Callable[[str], AbstractContextManager[None]]) -> dict[str, float]:
    """Share of lines with exactly their category, F1 of ``body``, and the mean F1 of categories with enough lines.

    Args:
        unseen: for the id of a document the context in which it is cleaned with weights that have not seen its host.
    """
    pairs: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        with unseen(document["id"]):
            pairs += _pairs(document)
    gold, got, both = Counter(g for g, _ in pairs), Counter(o for _, o in pairs), Counter(g for g, o in pairs if g == o)
    f1 = {c: 2 * both[c] / (gold[c] + got[c]) for c in gold}
    counted = [c for c in gold if gold[c] >= LEAST]
    return {
        "exact category": both.total() / max(len(pairs), 1),
        "body F1": f1.get("body", 0.0),
        "macro-F1": sum(f1[c] for c in counted) / max(len(counted), 1),
    }


def _pairs(document: dict[str, object]) -> Iterator[tuple[str, str]]:
    """For each labelled line its category by the gold and by us."""
    text = str(document["text"])
    result = clean(text, format="text")
    sections = sorted((*result.kept, *result.removed, *result.lifted), key=lambda s: s.start)
    labels: dict[int, str] = {}
    for span, category in document["labels"]:  # type: ignore[attr-defined]
        first, _, last = span.partition("-")
        labels |= dict.fromkeys(range(int(first), int(last or first) + 1), category)
    start = at = 0
    for number, line in enumerate(text.split("\n"), 1):
        end = start + len(line)
        while at < len(sections) and sections[at].end <= start:
            at += 1
        # the last section on the line, as a line is called after its words
        on = at
        while on + 1 < len(sections) and sections[on + 1].start < end:
            on += 1
        if line.strip() and number in labels and on < len(sections) and sections[on].start < end:
            yield labels[number], sections[on].category
        start = end + 1
