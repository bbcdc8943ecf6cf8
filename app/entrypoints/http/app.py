"""The app: settings in, a complete ASGI service out. Any number of them can live in one process."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.entrypoints.http import batch, catalogue, clean, describe, errors, health, pages
from app.entrypoints.http.access import Access
from app.entrypoints.http.intake import Intake
from app.entrypoints.http.metrics import Metrics
from app.entrypoints.http.observe import Observe
from app.entrypoints.http.ratelimit import RateLimit
from app.entrypoints.http.state import Service
from app.entrypoints.http.tracing import Tracing
from app.entrypoints.pool import Pool
from app.entrypoints.settings import Settings
from app.version import __version__

__all__ = ["create_app"]


def create_app(settings: Settings, tracing: Tracing | None = None) -> FastAPI:
    """Build the service. Its worker processes start and stop with the app's lifespan."""
    pool = Pool(
        workers=settings.processes,
        queue=settings.queue,
        timeout=settings.document_timeout,
        tasks_per_worker=settings.tasks_per_worker,
        memory=int(settings.worker_memory),
        preload=("app.entrypoints.http.work",),
    )
    intake = Intake(most_bytes=settings.held_bytes, most_batches=settings.batches)
    service = Service(settings, pool, intake, Metrics(pool, intake))
    app = FastAPI(
        title="Winnow",
        version=__version__,
        summary="Post a noisy document, get the clean article and a ledger of what was removed.",
        description="Errors are `application/problem+json` (RFC 9457) and name the field and the mend.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        # The framework's own: its spans would hold the query, its log the messages of exceptions.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.service = service
    for router in (clean.router, batch.router, catalogue.router, health.router):
        app.router.routes += router.routes  # as `include_router` does, which would match every path twice
    pages.install(app)
    errors.install(app)
    describe.install(app, keys=bool(settings.api_keys))
    _surround(app, service, tracing)
    return app


def _surround(app: FastAPI, service: Service, tracing: Tracing | None) -> None:
    """Put the layers around the routes, from the innermost outwards; what is not set costs nothing."""
    settings = service.settings
    app.add_middleware(clean.Express)
    if settings.rate_limit is not None:
        app.add_middleware(RateLimit, limit=settings.rate_limit)
    if settings.api_keys:
        app.add_middleware(Access, keys=settings.api_keys, open_metrics=settings.open_metrics)
    app.add_middleware(errors.LastResort)
    if settings.cors_origins:  # around all that answers, since a page may read no answer without these headers
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=describe.REQUEST_HEADERS,
            expose_headers=describe.ANSWER_HEADERS,
        )
    app.add_middleware(Observe, metrics=service.metrics, tracing=tracing)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Serve only when a process has loaded the engine; if none can, do not start at all."""
    pool: Pool = app.state.service.pool
    pool.open()
    try:
        await pool.warm()
        gc.collect()
        gc.freeze()  # what is there now stays: the collector need not look at it again and again between two requests
        yield
    finally:
        await pool.stop()
