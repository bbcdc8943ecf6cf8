"""Scripted services for the client, and a clock that nobody waits for."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.client import AsyncWinnow, Winnow

URL = "http://winnow.test"
ANSWER: dict[str, Any] = {
    **dict.fromkeys(("id", "charset", "url", "title", "subtitle", "byline", "published", "language")),
    "format": "text",
    "body": "A storm.",
    "removed": [],
    "lifted": [],
    "confidence": 0.5,
    "warnings": [],
    "stats": {"characters": 8},
    "version": "0.1.0",
}
Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def problem(status: int, slug: str, **headers: str) -> httpx.Response:
    document = {
        "type": f"urn:winnow:problem:{slug}",
        "title": slug,
        "status": status,
        "detail": f"It is {slug}.",
        "instance": "/v1/clean",
        "field": "content",
        "mend": "Mend it.",
    }
    return httpx.Response(status, json=document, headers=headers)


def answered(**changes: Any) -> httpx.Response:
    return httpx.Response(200, json=ANSWER | changes)


@dataclass
class Script:
    """A service that does what the steps say, one after the other, the last one for ever."""

    steps: list[Step]
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        step = self.steps[min(len(self.requests), len(self.steps) - 1)]
        self.requests.append(request)
        if isinstance(step, Exception):
            raise step
        if callable(step):
            return step(request)
        return httpx.Response(step.status_code, headers=step.headers, content=step.content)  # one can be read only once


Use = Callable[[Any], Any]
Run = Callable[..., Any]


def run_sync(script: Script, use: Use, url: str = URL, **settings: Any) -> Any:
    with Winnow(url, transport=httpx.MockTransport(script), **settings) as winnow:
        got = use(winnow)
        return list(got) if inspect.isgenerator(got) else got


def run_async(script: Script, use: Use, url: str = URL, **settings: Any) -> Any:
    async def go() -> Any:
        async with AsyncWinnow(url, transport=httpx.MockTransport(script), **settings) as winnow:
            got = use(winnow)
            return [outcome async for outcome in got] if inspect.isasyncgen(got) else await got

    return asyncio.run(go())


@dataclass
class Clock:
    """Time that passes only by sleeping."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


class Trickle(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose every piece comes some seconds after the one before.

    Attributes:
        sent: the pieces that were taken.
    """

    def __init__(self, clock: Clock, seconds: float, pieces: Iterable[bytes]) -> None:
        self._clock, self._seconds, self._pieces = clock, seconds, pieces
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._clock.now += self._seconds
            self.sent += 1
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def lines(request: httpx.Request) -> list[dict[str, Any]]:
    """What a batch request asks for."""
    return [json.loads(line) for line in request.content.decode().split("\n") if line]


def ndjson(*answers: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(answer).encode() + b"\n" for answer in answers)


def reply(asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to one line: its text as the body."""
    return ANSWER | {"id": asked["id"], "body": asked["content"]}
