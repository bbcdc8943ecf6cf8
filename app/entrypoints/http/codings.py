"""Content-Encoding: decompressed a bounded piece at a time, so that a bomb is stopped when it goes off."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

from app.entrypoints.http.problems import Problem, RequestProblem

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["ERRORS", "NAMES", "Decoder", "decoders"]

_PIECE = 64 * 1024  # bytes that a decoder gives at a time
_MOST = 3  # codings stacked on one another
_PARTS = 1_000  # members or frames that one body may have, whatever they hold
_PART = 1_024  # bytes that each further one has to give on average: to begin one costs, even if it is empty
_WINDOW_LOG = 23  # 8 MiB, what RFC 9659 asks of zstd on the web


class Decoder(Protocol):
    """One coding of one body."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decompress the next bytes, a bounded piece at a time. Raises what the library raises."""

    @property
    def complete(self) -> bool:
        """Whether the data so far ends where a body may end."""


class _Parts:
    """How many parts a coded body has, and what they gave."""

    def __init__(self) -> None:
        self._begun = self._given = 0

    def begin(self) -> None:
        """Take another part. Raises ``EOFError`` where there are too many for what they hold."""
        self._begun += 1
        if self._begun > _PARTS + self._given // _PART:
            raise EOFError("too many parts")

    def give(self, piece: bytes) -> bytes:
        self._given += len(piece)
        return piece


class _Zlib:
    """gzip, one member after another as the format allows, and deflate, with zlib's header or bare."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._parts = _Parts()
        self._inner: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inner is None or self._inner.eof:
                self._parts.begin()
                self._inner = self._next(data[0])
            piece = self._inner.decompress(data, _PIECE)
            yield self._parts.give(piece)
            while len(piece) == _PIECE and not self._inner.unconsumed_tail and not self._inner.eof:
                piece = self._inner.decompress(b"", _PIECE)
                yield self._parts.give(piece)
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail

    def _next(self, first: int) -> zlib._Decompress:
        if self._wbits != zlib.MAX_WBITS:
            return zlib.decompressobj(self._wbits)
        if self._inner is not None:
            raise zlib.error("data after the end")
        return zlib.decompressobj(zlib.MAX_WBITS if first & 0x0F == 8 else -zlib.MAX_WBITS)

    @property
    def complete(self) -> bool:
        return self._inner is not None and self._inner.eof


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        piece = self._inner.process(data, output_buffer_limit=_PIECE)
        while piece:  # it says that it can take more while it still has some to give
            yield piece
            piece = self._inner.process(b"", output_buffer_limit=_PIECE)

    @property
    def complete(self) -> bool:
        return bool(self._inner.is_finished())


class _Zstd:
    """zstd, one frame after another, with a bounded window."""

    def __init__(self) -> None:
        self._parts = _Parts()
        self._inner = self._frame()

    def _frame(self) -> zstd.ZstdDecompressor:
        self._parts.begin()
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner.eof:
            self._inner = self._frame()
        yield self._parts.give(self._inner.decompress(data, _PIECE))
        while True:
            if self._inner.eof:
                if not self._inner.unused_data:
                    return
                data, self._inner = self._inner.unused_data, self._frame()
                yield self._parts.give(self._inner.decompress(data, _PIECE))
            elif not self._inner.needs_input:
                yield self._parts.give(self._inner.decompress(b"", _PIECE))
            else:
                return

    @property
    def complete(self) -> bool:
        return self._inner.eof


_MAKERS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstd,
}
NAMES = ("gzip", "deflate", "br", "zstd")
ERRORS = (zlib.error, brotli.error, zstd.ZstdError, EOFError)


def decoders(header: str) -> list[Decoder]:
    """Decoders in the order in which they undo what the header says was done.

    Raises:
        RequestProblem: 415 for a coding that we do not know, or too many of them.
    """
    names = [name.strip().lower() for name in header.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    unknown = [name for name in names if name not in _MAKERS]
    if unknown or len(names) > _MOST:
        what = f"The coding {unknown[0][:40]!r} is not known" if unknown else f"More than {_MOST} codings are stacked"
        raise RequestProblem(
            Problem(
                415,
                "unknown-encoding",
                "The body's encoding is not known",
                f"{what}.",
                "Content-Encoding",
                f"Use one of: {', '.join(NAMES)}, or none.",
                (("accept-encoding", ", ".join(NAMES)),),
            )
        )
    return [_MAKERS[name]() for name in reversed(names)]
