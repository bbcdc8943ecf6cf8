"""Two ways to load a service. A closed loop has so many callers that each wait for an answer before they ask again: it
finds the throughput. An open loop asks at a rate whatever comes back: it finds the latency that callers see who do not
wait for each other.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice, takewhile
from time import perf_counter
from typing import cast

import httptools
import numpy as np
import uvloop

from benchmarks.made import Document

__all__ = ["Outcome", "closed", "each_once", "open_loop"]

_LOST = 0  # the status of a request that got no answer


@dataclass(slots=True)
class Outcome:
    """What a loop saw.

    Attributes:
        seconds: how long it ran.
        statuses: answers by status; 0 is none at all.
        latencies: seconds to the end of each answer, by status. In an open loop they count from when the request was
            due, so that a service that falls behind cannot hide it.
    """

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: dict[int, list[float]] = field(default_factory=dict)

    def add(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.latencies.setdefault(status, []).append(seconds)

    @property
    def rate(self) -> float:
        """Documents cleaned a second."""
        return self.statuses[200] / self.seconds

    def percentile(self, percent: float, status: int = 200) -> float:
        """Seconds; not a number if there was no such answer."""
        found = self.latencies.get(status)
        return float(np.percentile(found, percent)) if found else float("nan")


def closed(port: int, documents: Sequence[Document], callers: int, seconds: float) -> Outcome:
    """So many callers, each with one connection, for so long; the documents over and over."""
    end = perf_counter() + seconds
    return uvloop.run(_closed(port, takewhile(lambda _: perf_counter() < end, cycle(requests(documents))), callers))


def each_once(port: int, documents: Iterable[Document], callers: int) -> Outcome:
    """A closed loop over the documents, each posted once."""
    return uvloop.run(_closed(port, requests(documents), callers))


def open_loop(port: int, documents: Sequence[Document], rate: float, seconds: float, connections: int) -> Outcome:
    """``rate`` documents a second, evenly, for so long; a request that finds no free connection waits for one."""
    asked = islice(cycle(requests(documents)), int(rate * seconds))
    return uvloop.run(_open(port, asked, rate, connections))


def requests(documents: Iterable[Document]) -> Iterator[bytes]:
    """Each as the bytes of a whole request."""
    head = "POST /v1/clean HTTP/1.1\r\nHost: winnow\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n"
    return (head.format(one.media_type, len(one.body)).encode() + one.body for one in documents)


async def _closed(port: int, asked: Iterator[bytes], callers: int) -> Outcome:
    outcome = Outcome()
    begun = perf_counter()

    async def call() -> None:
        connection = await _connect(port)
        for request in asked:  # all callers take from the same
            sent = perf_counter()
            status = await connection.ask(request)
            outcome.add(status, perf_counter() - sent)
            if connection.closed:
                connection = await _connect(port)
        connection.transport.close()

    await asyncio.gather(*(call() for _ in range(callers)))
    outcome.seconds = perf_counter() - begun
    return outcome


async def _open(port: int, asked: Iterator[bytes], rate: float, connections: int) -> Outcome:
    outcome = Outcome()
    free: asyncio.Queue[_Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await _connect(port))
    begun = perf_counter()

    async def call(due: float, request: bytes) -> None:
        connection = await free.get()
        if connection.closed:  # the service ends those that nobody uses
            connection = await _connect(port)
        status = await connection.ask(request)
        outcome.add(status, perf_counter() - due)
        free.put_nowait(connection)

    async with asyncio.TaskGroup() as group:
        for number, request in enumerate(asked):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            group.create_task(call(due, request))
    outcome.seconds = perf_counter() - begun
    while not free.empty():
        free.get_nowait().transport.close()
    return outcome


async def _connect(port: int) -> _Connection:
    loop = asyncio.get_running_loop()
    return (await loop.create_connection(_Connection, "127.0.0.1", port))[1]


class _Connection(asyncio.Protocol):
    """One connection that asks one thing at a time; lean, because what the caller costs the service cannot have."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.closed = False
        self._answer: asyncio.Future[int] | None = None

    def ask(self, request: bytes) -> asyncio.Future[int]:
        """The status of the answer when all of it is there; 0 if the connection ended before."""
        self._answer = asyncio.get_running_loop().create_future()
        self._parser = httptools.HttpResponseParser(self)
        if self.closed:
            self._answer.set_result(_LOST)
        else:
            self.transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        if not self._parser.should_keep_alive():
            self.closed = True
            self.transport.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(self._parser.get_status_code())

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(_LOST)
