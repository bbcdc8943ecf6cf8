"""HTTP/1.1 as uvicorn speaks it, and bounded: a head may neither grow without end nor be waited for without end, and no
connection is kept for a client that leaves its answer unread, or has its answer and does not end its request.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

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
        patience: seconds for the head of a request, for its rest once it is answered, and for a client to read.
        refused: told the slug of the problem by which a request was refused here, before the app saw it.
    """

    def __init__(self, *args: Any, patience: float, refused: Callable[[str], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._patience = patience
        self._refused = refused
        self._beside = self._body = self._unread = 0
        self._reading: TimerHandle | None = None
        self._running: RequestResponseCycle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._timer = self.loop.call_later(self._patience, self._refuse, _LATE)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        if self._reading is not None:
            self._reading.cancel()
        if self._running is not None and not self._running.response_complete:
            # Where requests were sent in a row, uvicorn tells the last of them alone.
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

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
        self._timer.cancel()
        self._beside = self._body = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:  # answered early: the rest is read, and thrown away
            self._timer.cancel()
            self._timer = self.loop.call_later(self._patience, self.transport.close)
        self._reads()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reads()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._reads()

    def send_400_response(self, msg: str) -> None:
        self._refuse(_MALFORMED)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: whoever asks for WebSockets or HTTP/2 gets an HTTP/1.1 answer; that is no news for the operator."""

    def _reads(self) -> None:
        """The client has read, or is given something to read: from now on it is waited for."""
        self._unread = 0
        if self._reading is None:
            self._reading = self.loop.call_later(self._patience, self._look)

    def _look(self) -> None:
        """Hang up if nothing was read since the last look. To close is not enough: that waits until all is read."""
        self._reading, before, self._unread = None, self._unread, self.transport.get_write_buffer_size()
        if self._unread and self._unread == before:
            self.transport.abort()
        elif self._unread:
            self._reading = self.loop.call_later(self._patience, self._look)

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
