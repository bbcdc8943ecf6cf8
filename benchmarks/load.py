"""How much a service takes, how fast it answers, and what it weighs, on loopback.

    python -m benchmarks.load [CORPORA] [--seconds S] [--workers N …] [--rounds R] [--docs]
    python -m benchmarks.load --port 8000          a service that runs already; closed loops only

Pages of 50 to 100 kB: articles of ``wcxb-dev`` where the corpora are, else made from our fixtures. What is measured:
``clean()`` alone, in this process; then, for each number of workers, a closed loop with one caller (what HTTP adds to a
document) and one with four callers a worker (what the service takes); then open loops at half, nine tenths and one and
a half times that rate (what callers see who do not wait for each other). The caller runs on the same machine and takes
its share of the processor, which is stated.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from rich.console import Console

from app import clean
from benchmarks.corpus import CORPORA, load
from benchmarks.loops import Outcome, closed, open_loop
from benchmarks.made import Document, sized_pages
from benchmarks.service import Running, running
from benchmarks.tables import fill

__all__ = ["Row", "documents", "in_process", "table"]

SIZES = (50_000, 100_000)  # bytes of a page
PAGES = 60
CALLERS = 4  # for each worker, in the closed loop that finds the throughput
CONNECTIONS = 128  # in the open loops: more than a queue and its workers hold
RATES = (0.5, 0.9, 1.5)  # of what the closed loop found
SETTLE = 1.0  # seconds of load before a measurement
_progress = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One loop. ``service`` and ``caller`` are seconds of processor time a document."""

    workers: int
    loop: str
    outcome: Outcome
    service: float
    caller: float

    def __str__(self) -> str:
        rest = {status: count for status, count in sorted(self.outcome.statuses.items()) if status not in (200, 429)}
        other = ", ".join(f"{status}: {count}" for status, count in rest.items())
        times = (f"{self.outcome.percentile(percent) * 1000:.0f}" for percent in (50, 90, 99))
        refused = self.outcome.statuses[429]
        late = f"{self.outcome.percentile(99, 429) * 1000:.0f}" if refused else ""
        return (
            f"| {self.workers} | {self.loop} | {self.outcome.rate:.1f} | {' | '.join(times)} | {refused} | {late} "
            f"| {other} | {self.service * 1000:.1f} | {self.caller * 1000:.2f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each loop (default 10)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, os.cpu_count() or 1], help="default: 1 and all")
    parser.add_argument("--rounds", type=int, default=1, help="of the closed loops; the best of each counts")
    parser.add_argument("--port", type=int, help="load a service that runs already")
    parser.add_argument("--docs", action="store_true", help="write the table into docs/")
    args = parser.parse_args()
    pages = documents(args.corpora)
    if args.port:
        for callers in (1, CALLERS, 4 * CALLERS):
            outcome = closed(args.port, pages, callers, args.seconds)
            print(Row(0, f"closed, {callers} callers", outcome, float("nan"), float("nan")))
        return
    report = _report(pages, args.workers, args.seconds, args.rounds)
    print(report)
    if args.docs:
        fill("load", report)


def documents(corpora: Path) -> list[Document]:
    """Real articles' pages if the corpora are there, else made ones."""
    if not corpora.is_dir():
        return sized_pages(PAGES, *SIZES)
    samples = (sample for sample in load(corpora, "wcxb-dev") if sample.group == "article")
    real = [sample.html for sample in samples if len(sample.html) in range(*SIZES)]
    return [Document(page, "text/html") for page in real[:: max(1, len(real) // PAGES)][:PAGES]]


def in_process(pages: Sequence[Document], rounds: int = 3) -> float:
    """Seconds that ``clean()`` takes for a page on average, of each page the best."""
    best = [float("inf")] * len(pages)
    for _ in range(rounds):
        for number, page in enumerate(pages):
            begun = perf_counter()
            clean(page.body, format="html")
            best[number] = min(best[number], perf_counter() - begun)
    return sum(best) / len(best)


def table(rows: Sequence[Row]) -> str:
    """The loops; times in milliseconds."""
    head = (
        "| workers | loop | documents a second | p50 | p90 | p99 | refused (429) | their p99 | other "
        "| processor time a document: service | caller |\n|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    return head + "\n".join(map(str, rows))


def _report(pages: Sequence[Document], workers: Sequence[int], seconds: float, rounds: int) -> str:
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    alone = in_process(pages)
    rows: list[Row] = []
    said = []
    for count in workers:
        with running(workers=count) as service:
            rows += _loops(service, pages, count, seconds, rounds)
            front, each = service.memory()
            sizes = ", ".join(f"{one / 2**20:.0f}" for one in each)
            said.append(f"{count} workers: the front weighs {front / 2**20:.0f} MiB, the workers {sizes} MiB.")
    one, full = rows[0].outcome, {row.workers: row.outcome.rate for row in rows if row.loop.startswith("closed")}
    added = sum(one.latencies[200]) / one.statuses[200] / alone - 1
    said.insert(0, f"With one caller HTTP adds {added:.0%} to the time of a document.")
    if len(workers) > 1:
        first, last = workers[0], workers[-1]
        said.insert(1, f"{last} workers take {full[last] / full[first]:.2f} times what {first} takes.")
    head = (
        f"{len(pages)} pages, {size:.0f} kB on average; {os.cpu_count()} cores, the caller among them. `clean()` "
        f"alone, in process: {alone * 1000:.1f} ms a document, {1 / alone:.1f} a second on one core."
    )
    return "\n\n".join((head, table(rows), *said))


def _loops(service: Running, pages: Sequence[Document], workers: int, seconds: float, rounds: int) -> list[Row]:
    many = CALLERS * workers
    closed(service.port, pages, many, SETTLE)
    rows = [
        _best(service, workers, "closed, 1 caller", lambda: closed(service.port, pages, 1, seconds), rounds),
        _best(service, workers, f"closed, {many} callers", lambda: closed(service.port, pages, many, seconds), rounds),
    ]
    full = rows[-1].outcome.rate
    for share in RATES:
        rate = full * share
        run = lambda rate=rate: open_loop(service.port, pages, rate, seconds, CONNECTIONS)  # noqa: E731
        rows.append(_best(service, workers, f"open, {rate:.0f} a second ({share:.0%})", run, 1))
    return rows


def _best(service: Running, workers: int, name: str, run: Callable[[], Outcome], rounds: int) -> Row:
    return max((_measured(service, workers, name, run) for _ in range(rounds)), key=lambda row: row.outcome.rate)


def _measured(service: Running, workers: int, name: str, run: Callable[[], Outcome]) -> Row:
    _progress.print(f"{workers} workers: {name} …", style="dim")
    before, ours = service.seconds(), process_time()
    outcome = run()
    answers = sum(outcome.statuses.values())
    return Row(workers, name, outcome, (service.seconds() - before) / answers, (process_time() - ours) / answers)


if __name__ == "__main__":
    main()
