"""Learn the weights of the content scorer from labelled pages.

    python -m benchmarks.train [CORPORA] [--date 2026-01-31] [--only html|text] [--out FOLDER]

CORPORA is the folder that holds ``wcxb-dev``. The same corpora and code give the same files, bit for bit. Each file
says what it was learned from and how well weights learned alike did on pages of hosts that they had not seen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.filters.content._weights import parse
from benchmarks import train_html, train_text
from benchmarks.boost import averages, pack, write
from benchmarks.corpus import digest, load
from benchmarks.learning import CORPUS, FOLDS, NAMES, Labelled, prepare

__all__ = ["folds", "main"]

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
LICENCE = "WCXB development split by Murrough Foley, CC BY 4.0"
Learn = Callable[[int | None], dict[str, Any]]
Score = Callable[[dict[str, Any], int], Iterator[tuple[str, float]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--date", default="", help="written into the files' provenance")
    parser.add_argument("--only", choices=NAMES, help="train one of the two")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "app" / "filters" / "content")
    parser.add_argument("--folds", type=Path, help="keep the weights of each fold there, for quality.py")
    args = parser.parse_args()
    pages = list(_pages(args.corpora))
    for name in [args.only] if args.only else NAMES:
        learn, score = _task(name, pages)
        scores: list[tuple[str, float]] = []
        for fold in range(FOLDS):
            weights = learn(fold)
            if args.folds:
                write(args.folds / f"{name}-{fold}.json.gz", weights | {"provenance": {"without fold": fold}})
            scores += score(weights, fold)
            print(f"{name}, fold {fold}: {averages(scores)}", flush=True)
        weights = learn(None)
        weights["provenance"] = {
            "corpus": LICENCE,
            "pages": len(pages),
            "sha256": digest(args.corpora, CORPUS),
            "command": f"python -m benchmarks.train CORPORA --only {name}",
            "date": args.date,
            f"bag F1, {FOLDS} folds by registered domain, scorer alone": averages(scores),
        }
        write(args.out / f"{name}.json.gz", weights)
        print(json.dumps(weights["provenance"], indent=1))


def folds(corpora: Path, folder: Path) -> None:
    """Write the weights without each fold, for measuring."""
    pages = list(_pages(corpora))
    for name in NAMES:
        learn, _ = _task(name, pages)
        for fold in range(FOLDS):
            write(folder / f"{name}-{fold}.json.gz", learn(fold) | {"provenance": {"without fold": fold}})


def _pages(corpora: Path) -> Iterator[Labelled]:
    return (page for sample in load(corpora, CORPUS) if len((page := prepare(sample)).blocks))


def _task(name: str, pages: Sequence[Labelled]) -> tuple[Learn, Score]:
    if name == "html":
        return lambda fold: train_html.learn(pages, fold), lambda raw, fold: _score_html(pages, raw, fold)
    made = [text for page in pages for text in train_text.texts(page)]
    return lambda fold: train_text.learn(made, pages, fold), lambda raw, fold: _score_text(made, raw, fold)


def _score_html(pages: Sequence[Labelled], raw: dict[str, Any], fold: int) -> Iterator[tuple[str, float]]:
    weights = parse(pack(raw | {"provenance": {}}))
    for page in pages:
        if page.fold == fold:
            got = train_html.evaluate(page, weights)
            yield page.sample.group, got
            yield "all", got


def _score_text(made: Sequence[train_text.TextPage], raw: dict[str, Any], fold: int) -> Iterator[tuple[str, float]]:
    weights = parse(pack(raw | {"provenance": {}}))
    for text in made:
        if text.fold == fold:
            got, lost = train_text.evaluate(text, weights)
            yield f"{text.way}, {'article' if text.page.sample.group == 'article' else 'other'}", got
            if text.page.sample.group == "article":
                yield f"{text.way}, article words lost", lost


if __name__ == "__main__":
    main()
