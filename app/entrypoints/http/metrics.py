"""Counters and clocks for Prometheus. One registry an app, so that many apps can live in one process.

What each means, and what to do about it, stands in docs/operations.md. A new one is a line here and a line there.
Every label has few values (routes, formats, problems, ids of categories and rules), never one that a caller made up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from app.entrypoints.http.intake import Intake
from app.entrypoints.http.work import Answer
from app.entrypoints.pool import RESTARTS, Pool
from app.model import Format
from app.version import __version__

__all__ = ["REJECTIONS", "Metrics"]

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_BYTES = (1e3, 4e3, 16e3, 64e3, 256e3, 1e6, 4e6, 16e6)
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
_UNKNOWN = "unknown"  # the format of a document that was not read
# What an operator alerts on: at zero from the first scrape on, so that the first one of each shows as an increase.
REJECTIONS = (
    *("busy", "too-costly", "too-large", "too-complex", "unreadable", "stalled", "stopping", "not-ready"),
    *("unauthorized", "rate-limited", "internal", "internal-server-error"),
)
disable_created_metrics()  # type: ignore[no-untyped-call]  # when each series began: as many series again


class _Children(dict[tuple[str, ...], Any]):
    """A metric's series by their labels: looked up without the checks that ``labels()`` makes each time."""

    def __init__(self, metric: Counter | Histogram, known: Iterable[tuple[str, ...]] = ()) -> None:
        self._metric = metric
        for labels in known:
            self[labels]  # there from now on

    def __missing__(self, labels: tuple[str, ...]) -> Any:
        child = self[labels] = self._metric.labels(*labels)
        return child


class Metrics:
    """Everything that is counted."""

    content_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self, pool: Pool, intake: Intake) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(_State(pool, intake))
        formats = [(str(format),) for format in Format]
        bad = [(_UNKNOWN, reason) for reason in REJECTIONS]
        Gauge("winnow_build_info", "Always 1.", ("version",), registry=registry).labels(__version__).set(1)

        def count(name: str, help: str, *labels: str, known: Iterable[tuple[str, ...]] = ()) -> _Children:
            return _Children(Counter(name, help, labels, registry=registry), known)

        def measure(name: str, help: str, *labels: str, buckets: tuple[float, ...], known: Any = ()) -> _Children:
            return _Children(Histogram(name, help, labels, registry=registry, buckets=buckets), known)

        self._requests = count("winnow_requests", "Requests answered.", "method", "route", "status")
        self._took = measure(
            "winnow_request_duration_seconds", "Time to the end of the answer.", "route", buckets=_SECONDS
        )
        self._received = count("winnow_request_bytes", "Bytes of bodies, as they were sent to us.", "route")
        self._sent = count("winnow_response_bytes", "Bytes of bodies that we sent.", "route")
        self._rejections = count(
            "winnow_rejections", "Requests answered by a problem.", "reason", known=[(slug,) for slug in REJECTIONS]
        )
        self._documents = count(
            "winnow_documents",
            "Documents that were cleaned, or the problem of those that were not.",
            *("format", "outcome"),
            known=[*((format, "cleaned") for (format,) in formats), *bad],
        )
        self._cleaning = measure(
            "winnow_clean_duration_seconds",
            "Time of a worker for a document.",
            "format",
            buckets=_SECONDS,
            known=formats,
        )
        self._waiting = measure(
            "winnow_queue_duration_seconds",
            "Time of a document to and from a worker.",
            "format",
            buckets=_SECONDS,
            known=formats,
        )
        self._sizes = measure(
            "winnow_document_size_bytes",
            "Size of a document as a worker got it.",
            "format",
            buckets=_BYTES,
            known=formats,
        )
        self._answers = count("winnow_answer_bytes", "Bytes of answers to documents.", "format", known=formats)
        self._blocks = count(
            "winnow_blocks", "Blocks, by what became of them and by whom.", "action", "category", "rule"
        )

    def request(self, method: str, route: str, status: int, seconds: float, received: int, sent: int) -> None:
        """Count a request that has been answered.

        Args:
            received, sent: bytes of the bodies as they went over the line.
        """
        self._requests[method, route, str(status)].inc()
        self._took[route,].observe(seconds)
        self._received[route,].inc(received)
        self._sent[route,].inc(sent)

    def reject(self, slug: str) -> None:
        """Count a request that was answered by the problem of this slug."""
        self._rejections[slug,].inc()

    def count(self, answer: Answer, waited: float = 0.0) -> None:
        """Count one document's answer.

        Args:
            waited: seconds that it took beside the work.
        """
        report = answer.report
        if report is None:
            self._documents[_UNKNOWN, answer.problem.slug if answer.problem else ""].inc()
            return
        format = (report.format,)
        self._documents[report.format, "cleaned"].inc()
        self._cleaning[format].observe(answer.seconds)
        self._waiting[format].observe(waited)
        self._sizes[format].observe(report.size)
        self._answers[format].inc(len(answer.body))
        for labels, blocks in report.blocks.items():
            self._blocks[labels].inc(blocks)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)


class _State(Collector):
    """What is read when somebody asks: the worker processes, the queue before them, what is taken in, and memory."""

    def __init__(self, pool: Pool, intake: Intake) -> None:
        self._pool, self._intake = pool, intake

    def collect(self) -> Iterator[Metric]:
        pool, intake = self._pool, self._intake
        ready = pool.ready and not pool.saturated and not intake.stopping
        for name, help, value in (
            ("winnow_ready", "1 if a document would be taken, otherwise 0.", ready),
            ("winnow_workers_wanted", "Worker processes there should be.", pool.workers),
            ("winnow_workers_alive", "Worker processes there are.", len(pool.pids)),
            ("winnow_workers_busy", "Worker processes that work on a document.", pool.running),
            ("winnow_queue_depth", "Requests that wait for a worker process.", pool.waiting),
            ("winnow_queue_limit", "Requests that may wait for a worker process.", pool.queue),
            ("winnow_held_bytes", "Bytes of documents that arrive, wait or are in work.", intake.held),
            ("winnow_held_limit_bytes", "Bytes of documents that may.", intake.most_bytes),
            ("winnow_batches_running", "Batches that run.", intake.batches),
            ("winnow_batches_limit", "Batches that may run.", intake.most_batches),
        ):
            yield GaugeMetricFamily(name, help, value)
        restarts = CounterMetricFamily("winnow_worker_restarts", "Worker processes replaced.", labels=("reason",))
        for reason in RESTARTS:
            restarts.add_metric((reason,), pool.restarts[reason])
        yield restarts
        memory = GaugeMetricFamily("winnow_resident_memory_bytes", "Memory in use.", labels=("process",))
        for process, pids in (("front", [os.getpid()]), ("workers", pool.pids)):
            memory.add_metric((process,), sum(map(_resident, pids)))
        yield memory


def _resident(pid: int) -> int:
    """Bytes of memory that a process has in use, shared ones included; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0
