"""The app: settings in, a complete ASGI service out. Any number of them can live in one process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.entrypoints.http import batch, catalogue, clean, describe, errors, health, pages
from app.entrypoints.http.intake import Intake
from app.entrypoints.http.metrics import Metrics
from app.entrypoints.http.observe import Observe
from app.entrypoints.http.state import Service
from app.entrypoints.pool import Pool
from app.entrypoints.settings import Settings
from app.version import __version__

__all__ = ["create_app"]


def create_app(settings: Settings) -> FastAPI:
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
    service = Service(settings, pool, intake, Metrics(pool))
    app = FastAPI(
        title="Winnow",
        version=__version__,
        summary="Post a noisy document, get the clean article and a ledger of what was removed.",
        description="Errors are `application/problem+json` (RFC 9457) and name the field and the mend.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.service = service
    for router in (clean.router, batch.router, catalogue.router, health.router):
        app.router.routes += router.routes  # as `include_router` does, which would match every path twice
    pages.install(app)
    errors.install(app)
    describe.install(app)
    app.add_middleware(Observe, metrics=service.metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Serve only when a process has loaded the engine; if none can, do not start at all."""
    pool: Pool = app.state.service.pool
    pool.open()
    try:
        await pool.warm()
        yield
    finally:
        await pool.stop()
