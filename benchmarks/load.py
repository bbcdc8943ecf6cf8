"""How much a service takes, how fast it answers, and what it weighs, on loopback.

    python -m benchmarks.load [CORPORA] [--seconds S] [--workers N …] [--rounds R] [--docs]
    python -m benchmarks.load --port 8000          a service that runs already; closed loops only

Pages of 50 to 100 kB: articles of ``wcxb-dev`` where the corpora are, else made from our fixtures. What is measured:
``clean()`` alone, in this process, and for each number of workers a closed loop with one caller (what HTTP adds to a
document) and one with four callers a worker (what the service takes), in rounds; then open loops at half, nine tenths
and one and a half times that rate (what callers see who do not wait for each other). The caller runs on the same
machine and takes its share of the processor, which is stated.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
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

    @property
    def mean(self) -> float:
        """Seconds from asking to the end of the answer, of the documents that were cleaned."""
        found = self.outcome.latencies[200]
        return sum(found) / len(found)

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
    parser.add_argument("--rounds", type=int, default=3, help="of the closed loops")
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


def in_process(pages: Sequence[Document]) -> float:
    """Seconds that ``clean()`` takes for a page on average."""
    begun = perf_counter()
    for page in pages:
        clean(page.body, format="html")
    return (perf_counter() - begun) / len(pages)


def in_processes(processes: ProcessPoolExecutor, pages: Sequence[Document], count: int) -> float:
    """Seconds that ``clean()`` takes for a page on average while so many processes do the same."""
    return sum(processes.map(in_process, [pages] * count)) / count


def table(rows: Sequence[Row]) -> str:
    """The loops; times in milliseconds."""
    head = (
        "| workers | loop | documents a second | p50 | p90 | p99 | refused (429) | their p99 | other "
        "| processor time a document: service | caller |\n|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    )
    return head + "\n".join(map(str, rows))


@dataclass(slots=True)
class _Round:
    """What was measured one after the other: machines change their speed, so only this may be compared.

    Attributes:
        alone: seconds of ``clean()`` in process.
        beside: the same in as many processes at once as there are workers at most: what the machine itself gives.
        one, many: by the number of workers, the closed loop of one caller and the one of many.
    """

    alone: float
    beside: float
    one: dict[int, Row]
    many: dict[int, Row]


def _report(pages: Sequence[Document], workers: Sequence[int], seconds: float, rounds: int) -> str:
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    with ExitStack() as stack:
        services = {count: stack.enter_context(running(workers=count)) for count in workers}
        processes = stack.enter_context(ProcessPoolExecutor(max(workers), get_context("spawn")))
        for _ in range(2):  # what is loaded once
            in_processes(processes, pages, max(workers))
            in_process(pages)
        for count, service in services.items():
            closed(service.port, pages, CALLERS * count, SETTLE)
        done = [_round(services, processes, pages, seconds) for _ in range(rounds)]
        rows = []
        for count, service in services.items():
            rows += [_best(round.one[count] for round in done), _best(round.many[count] for round in done)]
            rows += _open_loops(service, pages, count, rows[-1].outcome.rate, seconds)
        weights = [_weight(count, service) for count, service in services.items()]
    first, last = workers[0], workers[-1]
    alone = median(round.alone for round in done)
    added = median(round.one[first].mean / round.alone - 1 for round in done)
    machine = median(last * round.alone / round.beside for round in done)
    times = median(round.many[last].outcome.rate / round.many[first].outcome.rate for round in done)
    head = (
        f"{len(pages)} pages, {size:.0f} kB on average; {os.cpu_count()} cores, the caller among them; {rounds} "
        f"rounds, of which a row is the best. `clean()` alone, in process: {alone * 1000:.1f} ms a document."
    )
    said = (
        f"With one caller, HTTP adds {added:.0%} to the time of a document; {last} workers take {times:.2f} times what "
        f"{first} takes; {last} processes that clean without HTTP do {machine:.2f} times what one does (medians of the "
        "rounds)."
    )
    return "\n\n".join((head, table(rows), said, " ".join(weights)))


def _round(
    services: Mapping[int, Running], processes: ProcessPoolExecutor, pages: Sequence[Document], seconds: float
) -> _Round:
    alone = in_process(pages)
    beside = in_processes(processes, pages, max(services))
    one, many = {}, {}
    for workers, service in services.items():
        callers = CALLERS * workers
        one[workers] = _measured(service, workers, "closed, 1 caller", partial(closed, callers=1), pages, seconds)
        loop = partial(closed, callers=callers)
        many[workers] = _measured(service, workers, f"closed, {callers} callers", loop, pages, seconds)
    return _Round(alone, beside, one, many)


def _open_loops(
    service: Running, pages: Sequence[Document], workers: int, full: float, seconds: float
) -> Iterator[Row]:
    for share in RATES:
        loop = partial(open_loop, rate=full * share, connections=CONNECTIONS)
        name = f"open, {full * share:.0f} a second ({share:.0%})"
        yield _measured(service, workers, name, loop, pages, seconds)


def _best(rows: Iterable[Row]) -> Row:
    return max(rows, key=lambda row: row.outcome.rate)


def _weight(workers: int, service: Running) -> str:
    front, each = service.memory()
    sizes = ", ".join(f"{one / 2**20:.0f}" for one in each)
    return f"{workers} workers: the front weighs {front / 2**20:.0f} MiB, the workers {sizes} MiB."


def _measured(
    service: Running,
    workers: int,
    name: str,
    loop: Callable[..., Outcome],
    pages: Sequence[Document],
    seconds: float,
) -> Row:
    _progress.print(f"{workers} workers: {name} …", style="dim")
    before, ours = service.seconds(), process_time()
    outcome = loop(service.port, pages, seconds=seconds)
    answers = sum(outcome.statuses.values())
    return Row(workers, name, outcome, (service.seconds() - before) / answers, (process_time() - ours) / answers)


if __name__ == "__main__":
    main()
