"""Whether memory stays flat: a hundred thousand varied documents through a service, its processes weighed on the way.

    python -m benchmarks.soak [--documents N] [--workers N] [--docs] [--set NAME=VALUE …]

The documents are made from our fixtures, all different: pages, texts, Markdown, and one in twenty bad. What counts is
the resident memory of all processes after the first 5,000 documents and at the end, each the median of three weighings
in a row, with documents in between; more than a tenth above fails.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from itertools import islice
from statistics import median

from rich.progress import Progress

from benchmarks.loops import each_once
from benchmarks.made import documents
from benchmarks.service import Running, running
from benchmarks.tables import fill

FIRST = 5_000  # documents after which the first weight is taken
STEP = 1_000  # documents between two weighings
MOST = 1.10  # times the first weight
CALLERS = 4  # for each worker
ALLOWED = (200, 400, 413, 422)  # what a document may be answered with here; anything else is a failure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--docs", action="store_true", help="write the result into docs/")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="settings of the service")
    args = parser.parse_args()
    settings = dict(one.split("=", 1) for one in args.set)
    with running(workers=args.workers, **settings) as service:
        weights, statuses = soak(service, args.documents, args.workers * CALLERS, args.seed)
    first, last = settled(weights)
    wrong = {status: count for status, count in statuses.items() if status not in ALLOWED}
    answers = ", ".join(f"{count:,} of status {status}" for status, count in sorted(statuses.items()))
    report = (
        f"{args.documents:,} documents, {args.workers} workers: {answers}. {first / 2**20:.0f} MiB after {FIRST:,}, "
        f"{last / 2**20:.0f} MiB at the end ({last / first - 1:+.1%}); never more than {max(weights) / 2**20:.0f} MiB."
    )
    print(report)
    if args.docs:
        fill("soak", report)
    if wrong or last > MOST * first:
        sys.exit(f"failed: {'wrong answers: ' + str(wrong) if wrong else 'memory grew'}")


def soak(service: Running, count: int, callers: int, seed: int) -> tuple[list[int], Counter[int]]:
    """Bytes resident after each step, and the answers by status."""
    made = documents(seed)
    weights: list[int] = []
    statuses: Counter[int] = Counter()
    with Progress() as progress:
        task = progress.add_task("documents", total=count)
        while sum(statuses.values()) < count:
            step = min(STEP, count - sum(statuses.values()))
            statuses += each_once(service.port, islice(made, step), callers).statuses
            front, workers = service.memory()
            weights.append(front + sum(workers))
            progress.update(task, advance=step, description=f"documents, {weights[-1] / 2**20:.0f} MiB")
    return weights, statuses


def settled(weights: list[int]) -> tuple[float, float]:
    """The weight after the first documents, and at the end."""
    begin = FIRST // STEP
    return median(weights[begin - 1 : begin + 2]), median(weights[-3:])


if __name__ == "__main__":
    main()
