"""Whether ``Result.confidence`` tells how good a body is, so that a user can send the doubtful pages to a person.

    python -m benchmarks.confidence [CORPORA] [--every N] [--docs]

Each page is cleaned with weights that have not seen its host. ``--docs`` writes the tables and the picture into
``docs/``.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from app import clean
from benchmarks.corpus import CORPORA, SETS, Sample, f1, load
from benchmarks.pages import read
from benchmarks.picture import COLOURS, DOCS, Drawing
from benchmarks.pool import in_order, processes
from benchmarks.tables import fill, markdown
from benchmarks.unseen import unseen

__all__ = ["Trust", "caught", "deciles", "draw", "rank_correlation"]

TENTH = 0.1


@dataclass(frozen=True, slots=True)
class Trust:
    """How sure we were of a page's body, and how good it was (bag F1), both 0…1."""

    confidence: float
    f1: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth page")
    parser.add_argument("--docs", action="store_true", help="write table and picture into docs/")
    args = parser.parse_args()
    unseen(args.corpora)
    sets: dict[str, list[Trust]] = {}
    with processes() as pool:
        for corpus in SETS:
            jobs = [(args.corpora, sample) for sample in load(args.corpora, corpus, args.every, pages=False)]
            sets[corpus] = list(in_order(pool, _trust, jobs, f"confidence, {corpus}"))
    print(text := report(sets))
    if args.docs:
        fill("confidence", text)
        draw(sets, DOCS / "confidence.svg")


def _trust(corpora: Path, sample: Sample) -> Trust:
    page = read(corpora, sample)
    with unseen(corpora)(f"{page.corpus}:{page.id}"):
        result = clean(page.html, format="html", url=page.url)
    return Trust(result.confidence, f1(result.body, page.text))


def report(sets: Mapping[str, Sequence[Trust]]) -> str:
    """The figures of each set, then its reliability table."""
    rows = [
        [corpus, str(len(pages)), f"{rank_correlation(pages):.3f}", f"{caught(pages):.0%}", f"{_gap(pages):.3f}"]
        for corpus, pages in sets.items()
    ]
    out = [markdown(["pages", "count", "rank correlation", "worst tenth caught", "mean gap"], rows)]
    for corpus, pages in sets.items():
        cells = [[f"{i}", *(f"{v:.3f}" for v in of[:2]), f"{of[2]}"] for i, of in enumerate(deciles(pages), 1)]
        out.append(f"**{corpus}**\n\n" + markdown(["tenth", "mean confidence", "mean F1", "count"], cells))
    return "\n\n".join(out)


def rank_correlation(pages: Sequence[Trust]) -> float:
    """Spearman's, between confidence and F1; 0 where either is the same for all."""
    value = spearmanr(*_columns(pages)).statistic if len({page.confidence for page in pages}) > 1 else 0.0
    return float(np.nan_to_num(value))


def caught(pages: Sequence[Trust]) -> float:
    """Of the tenth of the pages with the lowest F1 the share that is in the tenth with the lowest confidence."""
    confidence, score = _columns(pages)
    count = max(1, round(len(pages) * TENTH))
    doubted, worst = (set(np.argsort(column, kind="stable")[:count].tolist()) for column in (confidence, score))
    return len(doubted & worst) / count


def deciles(pages: Sequence[Trust]) -> list[tuple[float, float, int]]:
    """Mean confidence, mean F1 and number of pages in each tenth, the least confident first."""
    confidence, score = _columns(pages)
    parts = np.array_split(np.argsort(confidence, kind="stable"), 10)
    return [(float(confidence[part].mean()), float(score[part].mean()), len(part)) for part in parts if len(part)]


def _gap(pages: Sequence[Trust]) -> float:
    """How far confidence and F1 of a tenth lie apart on average."""
    return float(np.mean([abs(confidence - score) for confidence, score, _ in deciles(pages)]))


def _columns(pages: Sequence[Trust]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([page.confidence for page in pages]), np.array([page.f1 for page in pages])


def draw(sets: Mapping[str, Sequence[Trust]], path: Path) -> None:
    """Mean F1 against mean confidence, a dot a tenth of the pages: on the diagonal confidence says what it means."""
    side, left, top = 360.0, 60.0, 50.0
    drawing = Drawing(480, 470, "Mean bag F1 against Result.confidence, by tenths of the pages")
    drawing.text(left, 24, "F1 of pages by how sure we were of them", "head")
    for fifth in range(6):
        at = side * fifth / 5
        drawing.line(left, top + side - at, left + side, top + side - at)
        drawing.text(left - 8, top + side - at + 4, f"{fifth / 5:.1f}", "small faint", "end")
        drawing.text(left + at, top + side + 18, f"{fifth / 5:.1f}", "small faint", "middle")
    drawing.line(left, top + side, left + side, top, "error")
    drawing.text(left + side / 2, top + side + 38, "mean confidence of a tenth of the pages", "small", "middle")
    for (corpus, pages), colour, line in zip(sets.items(), COLOURS, range(len(sets)), strict=False):
        for confidence, score, _ in deciles(pages):
            drawing.dot(left + side * confidence, top + side * (1 - score), 5, colour)
        drawing.dot(left + 14, top + 14 + 20 * line, 5, colour)
        drawing.text(
            left + 26, top + 18 + 20 * line, f"{corpus}: rank correlation {rank_correlation(pages):.2f}", "small"
        )
    path.write_text(str(drawing), encoding="utf-8")


if __name__ == "__main__":
    main()
