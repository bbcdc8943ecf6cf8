"""How well the article is found, side by side with other extractors in one run.

    python -m benchmarks.quality [CORPORA] [--every N] [--only html|text|lines] [--no-peers]
                                 [--check | --update [--lower NAME …]] [--docs]

Measures are explained in ``docs/benchmarks.md``. ``wcxb-dev`` is scored with weights that have not seen the page's
registered domain (five folds); the other sets are never trained on. What other extractors answer is kept under
``~/.cache/winnow``, so that the next run measures only us. ``--check`` fails when a number falls under its floor in
``floors.json``; ``--update`` raises the floors, and lowers only those named by ``--lower``; ``--docs`` writes the
tables and the picture into ``docs/``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from app import __version__, clean
from benchmarks import floors, picture, trailing
from benchmarks.answers import answers
from benchmarks.corpus import CORPORA, SETS, Sample, digest, f1, load
from benchmarks.lines import FORMS, label_lines
from benchmarks.lines import score as score_lines
from benchmarks.pages import TAGGED, US, Measured, measure
from benchmarks.peers import PEERS
from benchmarks.pool import in_order, processes
from benchmarks.tables import Measure, Run, costs, fill, gather, tables
from benchmarks.unseen import unseen

TAILED = 8  # each so manieth article gets other stories behind it
QUICK = "quick: html, every 40th page of news-multilingual-dev"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth page")
    parser.add_argument("--only", choices=("html", "text", "lines"), help="a part of it")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--check", action="store_true", help="fail when a number is under its floor")
    parser.add_argument("--update", action="store_true", help="raise the floors to what was measured")
    parser.add_argument("--lower", nargs="*", default=[], metavar="NAME", help="floors that --update may lower")
    parser.add_argument("--docs", action="store_true", help="write tables and picture into docs/")
    args = parser.parse_args()
    if (args.check or args.update) and (args.every > 1 or args.only):
        parser.error("--check and --update need all pages and everything that is measured")
    if args.docs and (args.only or args.no_peers):
        parser.error("--docs needs everything that is measured, peers too")
    pages = measured(args.corpora, args.every, args.only, () if args.no_peers else PEERS)
    run = gather(pages) | (labelled(args.corpora) if args.only in (None, "lines") else {})
    run |= tails(args.corpora, args.every) if args.only in (None, "text") else {}
    print(report := "\n\n".join(filter(None, (tables(run), costs(pages)))))
    if args.docs:
        fill("quality", f"{_provenance(args.every)}\n\n{report}")
        picture.write(run, pages)
    if args.check or args.update:
        return _hold(args.corpora, run, args.lower, update=args.update)
    return 0


def measured(corpora: Path, every: int, only: str | None, peers: Iterable[str]) -> list[Measured]:
    """Every page's scores, in the order of the corpora."""
    unseen(corpora)  # where the folds' weights are missing they are trained here, not once in each process
    out: list[Measured] = []
    with processes() as pool:
        for corpus in SETS if only != "lines" else ():
            samples = list(load(corpora, corpus, every, pages=False))
            others = answers(
                pool, corpora, corpus, samples, peers if only != "text" else [p for p in peers if p == TAGGED]
            )
            jobs = [(corpora, sample, others[sample.id], only) for sample in samples]
            out += in_order(pool, measure, jobs, f"{US}, {corpus}")
    return out


def labelled(corpora: Path) -> Run:
    """The scores of the hand-labelled lines, from their pages and from flattened text."""
    out: Run = {}
    for form in FORMS:
        family = "lines-dev, {}" if form == "text" else "lines-dev html, {}"
        for name, value in score_lines(list(label_lines(corpora, form, unseen(corpora)))).items():
            out[family, name] = Measure(["lines-dev"], {US: [(value, 1)]})
    return out


def tails(corpora: Path, every: int) -> Run:
    """How well the whole pipeline parts other stories from the article above them, on some of the articles."""
    found = trailing.figures(corpora, TAILED * every)
    return {("trailing stories, {}", name): Measure(["wcxb-dev"], {US: [(value, 1)]}) for name, value in found.items()}


def quick(corpora: Path, extract: Callable[[Sample], str] | None = None) -> float:
    """Bag F1 of a few pages that the weights have never seen, for tests; ours unless told otherwise."""
    body = extract or (lambda sample: clean(sample.html, format="html", url=sample.url).body)
    scores = [f1(body(sample), sample.text) for sample in load(corpora, "news-multilingual-dev", 40)]
    return sum(scores) / len(scores)


def _hold(corpora: Path, run: Run, lower: Sequence[str], *, update: bool) -> int:
    """Check the floors, or write them."""
    pinned = floors.pinned()
    digests = {name: digest(corpora, name) for name in SETS}
    got = {family.format(pages): of.value(US) for (family, pages), of in run.items()} | {QUICK: quick(corpora)}
    if update:
        floors.store(digests, floors.raised(got, pinned["floors"], lower))
        return 0
    return floors.report(floors.failures(got, pinned["floors"], digests, pinned["corpora"]))


def _provenance(every: int) -> str:
    which = "all pages" if every == 1 else f"one page in {every}"
    others = ", ".join(f"{name} {peer.version}" for name, peer in PEERS.items())
    return f"Winnow {__version__} beside {others}; {which}. Brackets hold 95 % of 2,000 samples of hosts."


if __name__ == "__main__":
    sys.exit(main())
