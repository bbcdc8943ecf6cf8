"""Around every request: an id, one line in the log, its numbers, its trace, and headers that bind the browser."""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.entrypoints.http.exchange import Exchange
from app.entrypoints.http.metrics import Metrics
from app.entrypoints.http.tracing import Tracing
from app.entrypoints.logs import log

__all__ = ["Observe"]

_log = logging.getLogger("winnow.access")
_GONE = 499  # nginx's number for a client that hung up
_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Observe:
    """Outermost of all."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing | None) -> None:
        self._app, self._metrics, self._tracing = app, metrics, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange.of(scope)
        span = self._tracing.begin(scope, exchange) if self._tracing else None
        method = scope["method"]
        if method == "HEAD":  # the same answer; the server leaves its body out
            scope = {**scope, "method": "GET"}

        async def counted_receive() -> Message:
            message = await receive()
            exchange.received += len(message.get("body", b""))
            return message

        async def counted_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                given = {name for name, _ in message["headers"]}
                ours = [header for header in _HEADERS if header[0] not in given]
                message["headers"] = [*message["headers"], *ours, (b"x-request-id", exchange.id.encode())]
            exchange.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, counted_receive, counted_send)
        except ClientDisconnect:
            exchange.status = _GONE
        finally:
            route = getattr(scope.get("route"), "path", None)
            self._account(scope, exchange, method, route)
            if self._tracing and span:
                self._tracing.end(span, exchange, method, route)

    def _account(self, scope: Scope, exchange: Exchange, method: str, route: str | None) -> None:
        seconds = perf_counter() - exchange.begun
        known = method if method in ("GET", "POST", "HEAD", "OPTIONS") else "other"
        self._metrics.request(known, route or "other", exchange.status, seconds, exchange.received, exchange.sent)
        if exchange.problem:
            self._metrics.reject(exchange.problem)
        log(_log, logging.INFO, "request", **_entry(scope, exchange, method, seconds))


def _entry(scope: Scope, exchange: Exchange, method: str, seconds: float) -> dict[str, str | int | float]:
    """The line of the access log. Neither the query nor any header stands in it as it came."""
    known = {"trace_id": exchange.trace, "span_id": exchange.span, "key": exchange.key, "problem": exchange.problem}
    entry = {
        "request": exchange.id,
        **{name: value for name, value in known.items() if value is not None},
        "client": (scope.get("client") or ("",))[0],
        "method": method,
        "path": scope["path"][:200],
        "status": exchange.status,
        "ms": round(seconds * 1000, 1),
        "received": exchange.received,
        "sent": exchange.sent,
    }
    if exchange.documents:
        entry |= {
            "documents": exchange.documents,
            "queue_ms": round(exchange.waited * 1000, 1),
            "clean_ms": round(exchange.cleaned * 1000, 1),
        }
    return entry
