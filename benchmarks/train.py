"""Learn the weights of the content scorer from labelled pages.

    python -m benchmarks.train [CORPORA] [--date 2026-01-31] [--only html|text] [--out FOLDER]

CORPORA is the folder that holds ``wcxb-dev``. The same corpora and code give the same files, bit for bit. Each file
says what it was learned from and how well weights learned alike did on pages of hosts that they had not seen.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from app.filters.content._weights import Weights, parse
from benchmarks import train_html, train_text
from benchmarks.boost import Matrix, averages, pack, write
from benchmarks.corpus import CORPORA, digest, load
from benchmarks.learning import CORPUS, FOLDS, NAMES, Labelled, learn_sureness, prepare
from benchmarks.texts import TextPage, texts

__all__ = ["folds", "main"]

LICENCE = "WCXB development split by Murrough Foley, CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Tried:
    """How weights did on a page of a host that they had not seen."""

    fold: int
    scores: tuple[tuple[str, float], ...]
    outline: Matrix | None
    f1: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--date", default="", help="written into the files' provenance")
    parser.add_argument("--only", choices=NAMES, help="train one of the two")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "app" / "filters" / "content")
    parser.add_argument("--folds", type=Path, help="keep the weights of each fold there, for quality.py")
    args = parser.parse_args()
    pages = _pages(args.corpora)
    for name in [args.only] if args.only else NAMES:
        weights, tried = _learn_all(name, pages, args.folds, whole=True)
        provenance = {
            "corpus": LICENCE,
            "pages": len(pages),
            "sha256": digest(args.corpora, CORPUS),
            "command": f"python -m benchmarks.train CORPORA --only {name}",
            "date": args.date,
            f"bag F1, {FOLDS} folds by registered domain, scorer alone": averages(
                [score for page in tried for score in page.scores]
            ),
        }
        write(args.out / f"{name}.json.gz", weights | {"provenance": provenance})
        print(json.dumps(provenance, indent=1))


def folds(corpora: Path, folder: Path) -> None:
    """Write the weights without each fold, for measuring."""
    pages = _pages(corpora)
    for name in NAMES:
        _learn_all(name, pages, folder, whole=False)


def _pages(corpora: Path) -> list[Labelled]:
    with _workers() as workers:
        return [page for page in workers.map(prepare, load(corpora, CORPUS), chunksize=8) if len(page.blocks)]


def _workers() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(os.cpu_count(), get_context("fork"))


def _texts(index: int) -> list[TextPage]:
    """The texts made of one of the pages."""
    page = _job[1][index]
    others = [other for other in _job[1] if other.fold == page.fold and other.sample.group == "article"]
    return list(texts(page, others))


def _learn_all(
    name: str, pages: Sequence[Labelled], folder: Path | None, *, whole: bool
) -> tuple[dict[str, Any], list[Tried]]:
    """Weights from all pages (none unless ``whole``), and how those of each fold, written to ``folder``, did."""
    global _job  # what the forked workers share without a copy
    _job = (name, pages, [])
    if name == "text":
        with _workers() as workers:
            made = workers.map(_texts, range(len(pages)), chunksize=8)
            _job = (name, pages, [text for those in made for text in those])
    with _workers() as workers:
        wanted = [*range(FOLDS), *([None] if whole else [])]
        learned = list(workers.map(_learn, wanted))
    tried = [page for _, found in learned for page in found]
    for fold, (weights, _) in zip(wanted, learned, strict=True):
        known = [(page.outline, page.f1) for page in tried if page.fold != fold and page.outline is not None]
        weights["trees"]["sure"] = learn_sureness(known)
        if folder and fold is not None:
            write(folder / f"{name}-{fold}.json.gz", weights | {"provenance": {"without fold": fold}})
    return learned[-1][0], tried


_job: tuple[str, Sequence[Labelled], Sequence[TextPage]]


def _learn(without: int | None) -> tuple[dict[str, Any], list[Tried]]:
    """The weights without a fold, and how they do on it."""
    name, pages, made = _job
    learned = train_html.learn(pages, without) if name == "html" else train_text.learn(made, pages, without)
    weights = parse(pack(learned | {"provenance": {}}))
    if without is None:
        return learned, []
    if name == "html":
        return learned, [_try_page(page, weights) for page in pages if page.fold == without]
    return learned, [_try_text(text, weights) for text in made if text.fold == without]


def _try_page(page: Labelled, weights: Weights) -> Tried:
    score, outline = train_html.evaluate(page, weights)
    return Tried(page.fold, ((page.sample.group, score), ("all", score)), outline, score)


def _try_text(text: TextPage, weights: Weights) -> Tried:
    score, lost, outline = train_text.evaluate(text, weights)
    article = text.page.sample.group == "article"
    scores = [(f"{text.way}, {'article' if article else 'other'}", score)]
    if article:
        scores.append((f"{text.way}, article words lost", lost))
    return Tried(text.fold, tuple(scores), outline, score)


if __name__ == "__main__":
    main()
