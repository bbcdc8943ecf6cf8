"""Reading a request's body: decompressed, bounded, and never more of it than allowed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from time import perf_counter

from fastapi import Request

from app.entrypoints.http.codings import ERRORS, Decoder, decoders
from app.entrypoints.http.problems import Problem, RequestProblem

__all__ = ["Line", "Patience", "chunks", "lines", "read_all"]


def _freely(size: int) -> None:
    """Whoever reads a stream keeps little of it."""


class Patience:
    """How long a client may be waited for: each silence is bounded, and so is the sum of them for one document.

    Args:
        silence: seconds without a byte.
        document: seconds that are waited for one document in all.
    """

    def __init__(self, silence: float, document: float) -> None:
        self._silence, self._document = silence, document
        self._left = document

    def begin(self) -> None:
        """A document begins."""
        self._left = self._document

    async def next_of(self, pieces: AsyncIterator[bytes]) -> bytes | None:
        """The next piece; None after the last. Raises ``RequestProblem`` (408) when it takes too long."""
        begun = perf_counter()
        try:
            async with asyncio.timeout(min(self._silence, self._left)):
                piece = await anext(pieces, None)
        except TimeoutError:
            raise RequestProblem(self._problem(late=self._left < self._silence)) from None
        self._left -= perf_counter() - begun
        return piece

    def _problem(self, *, late: bool) -> Problem:
        detail = (
            f"The document was not all there after {self._document:g} seconds of waiting for it."
            if late
            else f"Nothing came for {self._silence:g} seconds."
        )
        return Problem(408, "stalled", "The body did not arrive", detail, mend="Send it again, without pauses.")


async def chunks(
    request: Request, patience: Patience, limit: int, what: str, hold: Callable[[int], None] = _freely
) -> AsyncIterator[bytes]:
    """The body in pieces of at most 64 KiB or so, decompressed.

    Args:
        limit: bytes, counted as sent, and again after each coding is undone.
        what: what the limit is for, in the words of the error message.
        hold: told the size of each piece, because the caller keeps it; may refuse.

    Raises:
        RequestProblem: 413 over the limit, 415 unknown coding, 400 corrupt or cut-off data, 408 a sender that stalls.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise _too_large(limit, what)
    stages = [_Stage(decoder, limit, what) for decoder in decoders(_encoding(request))]
    seen = 0
    source = request.stream()
    while (received := await patience.next_of(source)) is not None:
        within = received[: limit - seen]
        seen += len(received)
        for piece in _through(stages, within):
            if piece:
                hold(len(piece))
                yield piece
            if stages:
                await asyncio.sleep(0)  # a bomb must not hold the event loop
        if seen > limit:
            raise _too_large(limit, what)
    if seen and not all(stage.decoder.complete for stage in stages):
        raise _corrupt("it ends too early")


async def read_all(pieces: AsyncIterator[bytes]) -> bytes:
    """The whole body; bounded, because ``chunks`` is."""
    return b"".join([piece async for piece in pieces])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of NDJSON without its end; ``body`` is None when it was too long and not kept."""

    number: int
    body: bytes | None


async def lines(
    pieces: AsyncIterator[bytes], limit: int, patience: Patience, hold: Callable[[int], None]
) -> AsyncIterator[Line]:
    """The lines that have something on them, numbered from 1 with the empty ones counted.

    Args:
        hold: told the size of what is kept of a line that is not all there, and, negative, of what is let go.
    """
    number, size = 1, 0
    parts: list[bytes] = []
    kept = 0  # bytes of the parts
    async for piece in pieces:
        *ended, rest = piece.split(b"\n")
        if ended or not size:
            patience.begin()
        for end in ended:
            size += len(end)
            whole = b"".join((*parts, end)) if size <= limit else b""
            hold(-kept)
            parts.clear()
            kept = 0
            if size > limit or whole.strip():
                yield Line(number, whole if size <= limit else None)
            number, size = number + 1, 0
        size += len(rest)
        hold(len(rest) if size <= limit else -kept)
        if size > limit:
            parts.clear()
            kept = 0
        else:
            parts.append(rest)
            kept += len(rest)
    whole = b"".join(parts)
    hold(-kept)
    if size > limit or whole.strip():
        yield Line(number, whole if size <= limit else None)


@dataclass(slots=True)
class _Stage:
    """One coding to undo, and how much came out of it."""

    decoder: Decoder
    limit: int
    what: str
    seen: int = 0

    def feed(self, data: bytes) -> Iterable[bytes]:
        try:
            for piece in self.decoder.feed(data):
                self.seen += len(piece)
                if self.seen > self.limit:
                    raise _too_large(self.limit, self.what)
                yield piece
        except ERRORS:
            raise _corrupt("it cannot be decompressed") from None


def _through(stages: list[_Stage], data: bytes) -> Iterable[bytes]:
    if not stages:
        yield data
        return
    for piece in stages[0].feed(data) if data else ():
        yield from _through(stages[1:], piece)


def _encoding(request: Request) -> str:
    return ",".join(request.headers.getlist("content-encoding"))


def _too_large(limit: int, what: str) -> RequestProblem:
    detail = f"{what} has more than {limit} bytes."
    return RequestProblem(Problem(413, "too-large", "The body is too large", detail, "body", "Send less at a time."))


def _corrupt(why: str) -> RequestProblem:
    return RequestProblem(
        Problem(
            400,
            "corrupt-encoding",
            "The body is corrupt",
            f"The body is not in its encoding: {why}.",
            "Content-Encoding",
            "Compress it anew, whole; zstd may look back 8 MiB at most.",
        )
    )
