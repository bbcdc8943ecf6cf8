"""``AsyncWinnow``: the client for asyncio, call for call what ``Winnow`` is for threads."""

from __future__ import annotations

from asyncio import Task, create_task, gather, sleep
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Self, TypeVar

import httpx

from app.client import answers
from app.client.answers import Category, CleanResult
from app.client.connection import LOST, Headers, Intake, base, headers_of, limits, lost, patience
from app.client.documents import Document, OptionsLike, Packer, Window
from app.client.errors import Unavailable, Unreachable
from app.client.plans import Answered, Call, Outcome, Plan, Plans, Reply
from app.client.retries import Retries
from app.model import Rule

__all__ = ["AsyncWinnow"]

T = TypeVar("T")


class AsyncWinnow:
    """A service, for the tasks of one event loop. Close it, or use it in an ``async with``.

    Args: as those of ``Winnow``; ``transport`` is one of httpx's async ones.

    Raises:
        InvalidOption: a ``base_url`` or ``api_key`` that cannot be.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | None = None,
        headers: Headers | None = None,
        timeout: float = 60.0,
        retries: Retries = Retries(),
        compress: bool = False,
        connections: int = 32,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._plans = Plans(retries, headers_of(api_key, headers), compress)
        self._http = httpx.AsyncClient(base_url=base(base_url), limits=limits(connections), transport=transport)
        self._timeout = timeout

    async def clean(
        self,
        content: bytes | str,
        *,
        format: str = "auto",
        url: str | None = None,
        id: str | int | None = None,
        charset: str | None = None,
        options: OptionsLike | None = None,
    ) -> CleanResult:
        """Clean one document; see ``Winnow.clean``."""
        return await self._run(self._plans.clean(Document(content, format, url, id, charset, options)))

    async def clean_many(
        self,
        documents: Iterable[Document | bytes | str] | AsyncIterable[Document | bytes | str],
        *,
        window: int = 32,
        parallel: int = 3,
    ) -> AsyncIterator[Outcome]:
        """Clean any number of documents in streams, with bounded memory; see ``Winnow.clean_many``.

        Who stops before the end closes it: ``async with contextlib.aclosing(winnow.clean_many(…)) as outcomes``.
        """
        pending: deque[Task[Answered]] = deque()
        try:
            async for packed in _windows(documents, Packer(window)):
                while len(pending) >= parallel or (pending and pending[0].done()):
                    for outcome in (await pending.popleft()).each():
                        yield outcome
                pending.append(create_task(self._run(self._plans.clean_window(packed))))
            while pending:
                for outcome in (await pending.popleft()).each():
                    yield outcome
        finally:
            for task in pending:
                task.cancel()
            await gather(*pending, return_exceptions=True)

    async def rules(self) -> tuple[Rule, ...]:
        """Every rule, as its own docstring describes it."""
        return await self._run(self._plans.fetch("/v1/rules", answers.rules))

    async def categories(self) -> tuple[Category, ...]:
        """Every name for what a block is."""
        return await self._run(self._plans.fetch("/v1/categories", answers.categories))

    async def version(self) -> str:
        """The version of the service's rules and weights."""
        return await self._run(self._plans.fetch("/version", lambda data: str(data["version"])))

    async def ready(self) -> bool:
        """Whether the service takes documents just now; asks once."""
        try:
            return await self._run(self._plans.ready())
        except (Unavailable, Unreachable):
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _run(self, plan: Plan[T]) -> T:
        reply: Reply | None = None
        try:
            while True:
                step = plan.send(reply)
                if isinstance(step, Call):
                    reply = await self._make(step)
                else:
                    reply = None
                    await sleep(step)
        except StopIteration as end:
            value: T = end.value
            return value
        finally:
            plan.close()

    async def _make(self, call: Call) -> Reply:
        intake = Intake(call)
        try:
            async with self._http.stream(
                call.method,
                call.path,
                params=call.query,
                headers=call.headers,
                content=call.body,
                timeout=patience(call, self._timeout),
            ) as answer:
                async for piece in answer.aiter_bytes():
                    intake.take(piece, answer.status_code)
                return intake.reply(answer.status_code, answer.headers)
        except LOST as error:
            return lost(error)


async def _windows(
    documents: Iterable[Document | bytes | str] | AsyncIterable[Document | bytes | str], packer: Packer
) -> AsyncIterator[Window]:
    if isinstance(documents, AsyncIterable):
        async for document in documents:
            for window in packer.add(document):
                yield window
    else:
        for document in documents:
            for window in packer.add(document):
                yield window
    for window in packer.rest():
        yield window
