"""Hand-labelled lines: how many get the right category, from the flattened text and from the page it was made of.

    python -m benchmarks.lines [CORPORA] [--only html|text] [--confusion]

A labelled line and our sections are matched by their words, in order, so that it does not matter who cuts lines where;
a line has the category that most of its words got. A line that our text does not hold at all (the choices of a form)
is counted only if it is body.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from app import Result, clean
from benchmarks.corpus import CORPORA

__all__ = ["FORMS", "Line", "label_lines", "score"]

FORMS = ("text", "html")
FOLDERS = {"wcxb-dev": "wcxb-dev", "daniel": "news-multilingual-dev"}  # where the page of an id stands
LEAST = 5  # lines of a category that count for macro-F1
MISSING = "(not there)"
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line.

    Attributes:
        number: counted from 1 in the document.
        gold: its category by hand.
        got: its category by us; ``MISSING`` where our text does not hold the line.
    """

    document: str
    number: int
    text: str
    gold: str
    got: str


def main() -> None:
    from benchmarks.unseen import unseen

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--only", choices=FORMS, help="pages or flattened text alone")
    parser.add_argument("--confusion", action="store_true", help="print the 25 most frequent errors with an example")
    args = parser.parse_args()
    for form in [args.only] if args.only else FORMS:
        lines = list(label_lines(args.corpora, form, unseen(args.corpora)))
        print(f"{form}: {len(lines)} lines; " + ", ".join(f"{k} {v:.4f}" for k, v in score(lines).items()))
        if args.confusion:
            print(confusion(lines))


def label_lines(corpora: Path, form: str, unseen: Callable[[str], AbstractContextManager[None]]) -> Iterator[Line]:
    """Every labelled line of ``lines-dev`` with the category that we give it.

    Args:
        form: ``text`` cleans the flattened text, ``html`` the page it was made of.
        unseen: for the id of a document the context in which it is cleaned with weights that have not seen its host.
    """
    for row in (corpora / "lines-dev" / "docs.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(row)
        content = document["text"] if form == "text" else _page(corpora, document["id"])
        with unseen(document["id"]):
            result = clean(content, format=form)
        yield from _match(document, result)


def _page(corpora: Path, id: str) -> bytes:
    corpus, _, name = id.partition(":")
    return gzip.decompress((corpora / FOLDERS[corpus] / "html" / f"{name}.html.gz").read_bytes())


def _match(document: dict[str, object], result: Result) -> Iterator[Line]:
    lines = str(document["text"]).split("\n")
    theirs = [(word, number) for number, line in enumerate(lines, 1) for word in _WORD.findall(line.lower())]
    ours = _words(result)
    matcher = SequenceMatcher(None, [word for word, _ in theirs], [word for word, _ in ours], autojunk=False)
    votes: dict[int, Counter[str]] = {number: Counter() for _, number in theirs}
    for a, b, size in matcher.get_matching_blocks():
        for i in range(size):
            votes[theirs[a + i][1]][ours[b + i][1]] += 1
    labels = _labels(document["labels"])  # type: ignore[arg-type]
    for number, vote in votes.items():
        got = vote.most_common(1)[0][0] if vote else MISSING
        if number in labels and (vote or labels[number] == "body"):
            yield Line(str(document["id"]), number, lines[number - 1], labels[number], got)


def _words(result: Result) -> list[tuple[str, str]]:
    """Every word of the text that positions refer to, with the category of the section that it stands in."""
    sections = sorted((*result.kept, *result.removed, *result.lifted), key=lambda section: section.start)
    starts = [section.start for section in sections]
    return [
        (match[0].lower(), sections[bisect_right(starts, match.start()) - 1].category)
        for match in _WORD.finditer(result.source_text)
        if starts and starts[0] <= match.start()
    ]


def _labels(ranges: Sequence[tuple[str, str]]) -> dict[int, str]:
    out: dict[int, str] = {}
    for span, category in ranges:
        first, _, last = span.partition("-")
        out |= dict.fromkeys(range(int(first), int(last or first) + 1), category)
    return out


def score(lines: Sequence[Line]) -> dict[str, float]:
    """Share of lines with exactly their category, F1 of ``body``, and the mean F1 of categories with enough lines."""
    gold, got = Counter(line.gold for line in lines), Counter(line.got for line in lines)
    both = Counter(line.gold for line in lines if line.gold == line.got)
    f1 = {category: 2 * both[category] / (gold[category] + got[category]) for category in gold}
    counted = [category for category in gold if gold[category] >= LEAST]
    return {
        "exact category": both.total() / max(len(lines), 1),
        "body F1": f1.get("body", 0.0),
        "macro-F1": sum(f1[category] for category in counted) / max(len(counted), 1),
    }


def confusion(lines: Sequence[Line], most: int = 25) -> str:
    """The most frequent errors, and each category's F1."""
    wrong: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.gold != line.got:
            wrong.setdefault((line.gold, line.got), []).append(line)
    rows = [f"\n{'lines':>5} {'pages':>5}  {'by hand':18} {'by us':18} for example"]
    for (gold, got), those in sorted(wrong.items(), key=lambda item: -len(item[1]))[:most]:
        pages, sample = len({line.document for line in those}), those[len(those) // 2]
        rows.append(
            f"{len(those):5} {pages:5}  {gold:18} {got:18} {sample.document[:14]}:{sample.number} {sample.text[:50]}"
        )
    rows.append(f"\n{'category':18} {'lines':>5} {'found':>6} {'right':>6} {'F1':>6}")
    for category, count in Counter(line.gold for line in lines).most_common():
        got = sum(line.got == category for line in lines)
        both = sum(line.got == category == line.gold for line in lines)
        f1 = 2 * both / (count + got)
        rows.append(f"{category:18} {count:5} {both / count:6.2f} {both / max(got, 1):6.2f} {f1:6.3f}")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
