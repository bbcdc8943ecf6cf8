"""HTTP/1.1 as uvicorn speaks it, and bounded: a head may neither grow without end nor be waited for without end."""

from __future__ import annotations

from asyncio import Transport
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.entrypoints.http.problems import MEDIA_TYPE, Problem

__all__ = ["Protocol"]

_BESIDE = 64 * 1024  # bytes of a request that are not its body: request line, headers, trailers …
_FRAMING = 16  # … and as many more for each byte of the body, because chunks may be as short as one
_MALFORMED = Problem(400, "malformed-request", "The request is malformed", "What came is no HTTP/1.1 request.")
_LATE = Problem(408, "stalled", "The request did not arrive", "The headers took too long.", mend="Send it again.")
_TOO_LARGE = Problem(
    431,
    "headers-too-large",
    "The headers are too large",
    f"Request line and headers have more than {_BESIDE} bytes.",
    mend="Send less in headers; options may stand in the JSON or in a form.",
)


class Protocol(HttpToolsProtocol):
    """One connection.

    Args:
        patience: seconds that the head of a request may take.
        refused: told the slug of the problem by which a request was refused here, before the app saw it.
    """

    def __init__(self, *args: Any, patience: float, refused: Callable[[str], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._patience = patience
        self._refused = refused
        self._beside = self._body = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._timer = self.loop.call_later(self._patience, self._refuse, _LATE)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._beside += len(data)
        super().data_received(data)
        if self._beside > _BESIDE + _FRAMING * self._body and not self.transport.is_closing():
            self._refuse(_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._timer.cancel()
        self._timer = self.loop.call_later(self._patience, self._refuse, _LATE)

    def on_headers_complete(self) -> None:
        self._timer.cancel()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._beside -= len(body)
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside = self._body = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(_MALFORMED)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: whoever asks for WebSockets or HTTP/2 gets an HTTP/1.1 answer; that is no news for the operator."""

    def _refuse(self, problem: Problem) -> None:
        """Answer with a problem, unless another answer is on its way, and hang up."""
        cycle = cast(Any, self.cycle)  # None before the first request
        if cycle is None or cycle.response_complete or not cycle.response_started:
            body = problem.body(getattr(self, "url", b"").decode("latin-1")[:200])
            head = (
                f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n"
                f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
            self._refused(problem.slug)
        self.transport.close()
