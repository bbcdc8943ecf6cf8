"""How well title, author and date are read, beside trafilatura's metadata of the same pages.

    python -m benchmarks.fields [CORPORA] [--every N] [--show FIELD]

A value is *right* when it says what the gold says: titles and authors in the same words (case, punctuation and the
order of several authors do not count), dates on the same day. *Invented* is a value where the gold has none.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from app import clean
from benchmarks.corpus import CORPORA, Sample, load

FIELDS = ("title", "author", "date")
OUTCOMES = ("right", "wrong", "missing", "invented", "rightly none")
Values = Mapping[str, str | None]
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"\s*(?:[,;|&/]|\band\b)\s*", re.I)


def ours(sample: Sample) -> Values:
    result = clean(sample.html, format="html", url=sample.url)
    return {"title": result.title, "author": result.byline, "date": result.published}


def trafilatura(sample: Sample) -> Values:
    from trafilatura import extract_metadata

    found = extract_metadata(sample.html, default_url=sample.url)
    return {"title": found.title, "author": found.author, "date": found.date} if found else {}


READERS: Mapping[str, Callable[[Sample], Values]] = {"Winnow": ours, "trafilatura": trafilatura}


def measure(
    corpora: Path, every: int = 1, readers: Mapping[str, Callable[[Sample], Values]] = READERS, show: str | None = None
) -> dict[tuple[str, str], Counter[str]]:
    """For each field and reader how many pages had which outcome."""
    out = {(field, name): Counter[str]() for field in FIELDS for name in readers}
    for sample in load(corpora, "wcxb-dev", every):
        for name, read in readers.items():
            values = read(sample)
            for field in FIELDS:
                got, gold = values.get(field), sample.gold.get(field)
                found = outcome(field, got, gold)
                out[field, name][found] += 1
                if field == show and name == "Winnow" and not found.startswith("right"):
                    print(sample.id, sample.group, found, repr(got), "instead of", repr(gold))
    return out


def outcome(field: str, got: str | None, gold: str | None) -> str:
    """One of ``OUTCOMES``."""
    if not gold:
        return "invented" if got else "rightly none"
    if not got:
        return "missing"
    return "right" if _key(field, got) == _key(field, gold) else "wrong"


def _key(field: str, value: str) -> object:
    if field == "date":
        return value[:10]
    if field == "author":
        return frozenset(filter(None, (" ".join(_WORD.findall(one.casefold())) for one in _BETWEEN.split(value))))
    return " ".join(_WORD.findall(value.casefold()))


def table(outcomes: Mapping[tuple[str, str], Counter[str]]) -> str:
    """Markdown: a row a field and reader."""
    rows = [f"| field  | reader      | score | {' | '.join(OUTCOMES)} |", "|---|---|--:|" + "--:|" * len(OUTCOMES)]
    for (field, name), count in outcomes.items():
        cells = " | ".join(f"{count[o]:{len(o)}}" for o in OUTCOMES)
        rows.append(f"| {field:6} | {name:11} | {score(count):.3f} | {cells} |")
    return "\n".join(rows)


def score(count: Counter[str]) -> float:
    """Share of the pages whose field is right, or rightly empty."""
    return (count["right"] + count["rightly none"]) / max(count.total(), 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth page")
    parser.add_argument("--show", choices=FIELDS, help="print each page on which ours is not right")
    args = parser.parse_args()
    print(table(measure(args.corpora, args.every, show=args.show)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
