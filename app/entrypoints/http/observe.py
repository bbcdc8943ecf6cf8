"""Around every request: an id, one line in the log, its numbers, and headers that bind the browser."""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from time import perf_counter
from uuid import uuid4

import orjson
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.entrypoints.http.errors import respond
from app.entrypoints.http.metrics import Metrics
from app.entrypoints.http.problems import STOPPING, of_status

__all__ = ["Observe"]

_log = logging.getLogger("winnow.access")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_GONE = 499  # nginx's number for a client that hung up
_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class Observe:
    """Outermost of all: also sees what nobody else caught."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        if scope["method"] == "HEAD":  # the same answer; the server leaves its body out
            scope = {**scope, "method": "GET"}
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            exchange.status = _GONE
        except asyncio.CancelledError:  # the service ends and has waited for this request for as long as it may
            if not exchange.status:
                await respond(STOPPING, scope["path"])(scope, receive, exchange.send)
        except Exception as error:
            # The message may hold words of the document; where it happened does not.
            where = "".join(traceback.format_tb(error.__traceback__))
            logging.getLogger("winnow").error("%s in request %s\n%s", type(error).__name__, exchange.id, where)
            if exchange.status:  # too late for an answer: break the connection, so that the client sees it
                exchange.status = 500
                raise
            problem = of_status(500, "Something of ours failed; the operator's log has it under the request's id.")
            await respond(problem, scope["path"])(scope, receive, exchange.send)
        finally:
            self._account(scope, exchange)

    def _account(self, scope: Scope, exchange: _Exchange) -> None:
        seconds = perf_counter() - exchange.begun
        route = getattr(scope.get("route"), "path", "other")
        method = exchange.method if exchange.method in ("GET", "POST", "HEAD", "OPTIONS") else "other"
        self._metrics.requests.labels(method, route, str(exchange.status)).inc()
        self._metrics.request_seconds.labels(route).observe(seconds)
        entry = {
            "request": exchange.id,
            "client": (scope.get("client") or ("",))[0],
            "method": exchange.method,
            "path": scope["path"][:200],
            "status": exchange.status,
            "ms": round(seconds * 1000, 1),
            "received": exchange.received,
            "sent": exchange.sent,
        }
        _log.info("%s", orjson.dumps(entry).decode())


class _Exchange:
    """One request and its answer, counted as they pass."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        self.id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        self.method = scope["method"]
        self.begun = perf_counter()
        self.status = self.received = self.sent = 0
        self._receive, self._send = receive, send

    async def receive(self) -> Message:
        message = await self._receive()
        self.received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self.id
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        self.sent += len(message.get("body", b""))
        await self._send(message)
