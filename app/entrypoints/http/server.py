"""Runs the service: one process for the network, its workers for the documents."""

from __future__ import annotations

import logging
import sys

import uvicorn

from app.entrypoints.http.app import create_app
from app.entrypoints.settings import Settings

__all__ = ["serve"]


def serve(settings: Settings, host: str | None = None, port: int | None = None, workers: int | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is running.

    Args:
        host, port, workers: win over the settings; ``workers`` is the number of processes that clean documents.
    """
    chosen = {"host": host, "port": port, "workers": workers}
    settings = settings.model_copy(update={name: value for name, value in chosen.items() if value is not None})
    _log_to_stderr(settings.log_level)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=False,  # ours is structured
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_timeout,
        lifespan="on",
    )
    uvicorn.Server(config).run()


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in ("winnow", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level.upper())
