"""Runs the service: one process for the network, its workers for the documents."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from functools import partial
from typing import Any, cast

import uvicorn

from app.entrypoints import logs
from app.entrypoints.http import tracing
from app.entrypoints.http.app import create_app
from app.entrypoints.http.protocol import Protocol
from app.entrypoints.http.state import Service
from app.entrypoints.settings import Settings

__all__ = ["prepare", "serve"]

_KEEP_ALIVE = 75  # seconds, longer than proxies and clients keep a connection: else they would find it closed in use


def serve(settings: Settings, host: str | None = None, port: int | None = None, workers: int | None = None) -> None:
    """Serve until SIGTERM, SIGINT or SIGHUP, then finish what is running and exit with 0.

    Args:
        host, port, workers: win over the settings; ``workers`` is the number of processes that clean documents.

    Raises:
        OSError: the address cannot be listened on.
        InvalidOption: traces are asked for that cannot be sent.
    """
    chosen = {"host": host, "port": port, "workers": workers}
    settings = settings.model_copy(update={name: value for name, value in chosen.items() if value is not None})
    _try_address(settings.host, settings.port)
    logs.configure(settings.log_level)
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, _exit)  # uvicorn raises the signal again when all is done, and would be ended by it
    signal.signal(signal.SIGHUP, _hang_up)
    prepare(settings).run()


class _Server(uvicorn.Server):
    """Tells those who ask that it is going to end before it does."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        intake, settings = self._service.intake, self._service.settings
        intake.stopping = True
        await asyncio.sleep(settings.drain_delay)
        # What a batch has read is finished in the time that is left to it then.
        asyncio.get_running_loop().call_later(settings.shutdown_timeout / 2, intake.cut.set)
        await super().shutdown(sockets)


def prepare(settings: Settings) -> uvicorn.Server:
    """The server, ready to run."""
    app = create_app(settings, tracing.from_environment(os.environ))
    service: Service = app.state.service
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=cast(Any, partial(Protocol, patience=settings.stall_timeout, refused=service.metrics.reject)),
        ws="none",
        access_log=False,  # ours is structured
        log_config=None,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=settings.shutdown_timeout,
        lifespan="on",
    )
    return _Server(config, service)


def _try_address(host: str, port: int) -> None:
    """Find out at once what uvicorn would find out only when the worker processes are up."""
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)


def _hang_up(number: int, _: object) -> None:
    """The terminal has gone: no reason to drop what was accepted."""
    os.kill(os.getpid(), signal.SIGTERM)


def _exit(number: int, _: object) -> None:
    raise SystemExit(0)
