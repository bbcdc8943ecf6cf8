"""Counters and clocks for Prometheus. One registry an app, so that many apps can live in one process."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from app.entrypoints.http.work import Answer
from app.entrypoints.pool import Pool

__all__ = ["Metrics"]

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_CHARACTERS = (1e2, 1e3, 1e4, 1e5, 1e6, 1e7)


class Metrics:
    """Everything that is counted. The labels have few values: routes, statuses, formats, categories."""

    content_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self, pool: Pool) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.requests = Counter(
            "winnow_requests", "Requests answered.", ("method", "route", "status"), registry=registry
        )
        self.request_seconds = Histogram(
            "winnow_request_seconds", "Time to the end of the answer.", ("route",), registry=registry, buckets=_SECONDS
        )
        self._documents = Counter(
            "winnow_documents",
            "Documents, by format, and by the problem of those not cleaned.",
            ("format", "outcome"),
            registry=registry,
        )
        self._seconds = Histogram(
            "winnow_clean_seconds", "Time to clean a document.", registry=registry, buckets=_SECONDS
        )
        self._characters = Histogram(
            "winnow_document_characters", "Length of a document's text.", registry=registry, buckets=_CHARACTERS
        )
        self._sections = Counter("winnow_sections", "Sections removed or lifted.", ("category",), registry=registry)
        for name, help, read in (
            ("winnow_workers", "Worker processes.", lambda: pool.workers),
            ("winnow_workers_busy", "Worker processes that clean a document.", lambda: pool.running),
            ("winnow_queue", "Requests that wait for a worker process.", lambda: pool.waiting),
            ("winnow_workers_lost", "Worker processes ended for a document's cost, or by a crash.", lambda: pool.lost),
        ):
            Gauge(name, help, registry=registry).set_function(read)

    def count(self, answer: Answer) -> None:
        """Count one document's answer."""
        if answer.report is None:
            self._documents.labels("", answer.problem.slug if answer.problem else "").inc()
            return
        self._documents.labels(answer.report.format, "cleaned").inc()
        self._seconds.observe(answer.seconds)
        self._characters.observe(answer.report.characters)
        for category, sections in answer.report.sections.items():
            self._sections.labels(category).inc(sections)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)
