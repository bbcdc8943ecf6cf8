"""``POST /v1/clean/batch``: many documents, answered in their order while they are still coming in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from app.entrypoints.http import describe
from app.entrypoints.http.body import Line, chunks, lines, read_all
from app.entrypoints.http.clean import limits, patience
from app.entrypoints.http.codings import decoders
from app.entrypoints.http.errors import problem_of
from app.entrypoints.http.exchange import exchange
from app.entrypoints.http.negotiate import accepted, content_type, unsupported
from app.entrypoints.http.problems import STOPPING, Problem, RequestProblem
from app.entrypoints.http.ratelimit import quota
from app.entrypoints.http.schemas import BatchQuery, set_options
from app.entrypoints.http.state import Service, state
from app.entrypoints.http.work import Answer, Job, identify, split_array, work
from app.entrypoints.unfinished import Busy, Unfinished
from app.model import Options
from app.pipeline import check

__all__ = ["router"]

router = APIRouter(tags=["Documents"])
_CUT = replace(
    STOPPING,
    detail="The service is being stopped; from this line on nothing was cleaned.",
    mend="Send this line and all that follow again when the service is back.",
)
_LINGER = 2.0  # seconds
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")


@router.post(
    "/v1/clean/batch",
    summary="Clean many documents",
    response_class=Response,
    responses=describe.BATCH_RESPONSES,
    openapi_extra=describe.BATCH_BODY,
)
async def clean_batch(request: Request, query: Annotated[BatchQuery, Query()]) -> Response:
    """NDJSON in, NDJSON out: one document a line, one answer a line, in order, with bounded memory.

    Answers begin before the last document has been sent, so read while you write: a client that sends many megabytes
    before it reads is stopped by its own full buffers. A document that cannot be cleaned is an error line
    `{"id": …, "line": …, "error": {problem}}` and the others go on. Empty lines are skipped. Options in the query hold
    for every document that does not set them itself. A JSON array in gives a JSON array out.
    """
    here = state(request)
    check(Options(keep=frozenset(query.keep), drop=frozenset(query.drop)))  # what is wrong for all is no error line
    media = content_type(request.headers.get("content-type"))
    if here.intake.full:
        raise Busy  # at once, and nothing of the body is read
    if media.name == "application/json":
        accepted(request, ("application/json",))
        with here.intake.holding() as hold:
            pieces = chunks(request, patience(here.settings), here.settings.max_body, "A batch that is an array", hold)
            body = await read_all(pieces)
        items = await _within_limits(here.pool.run(split_array, body, here.settings.batch_documents))
        return _Batch(request, query, here, lambda _: _numbered(items), array=True)
    if media.name not in NDJSON:
        raise unsupported(media, (*NDJSON, "application/json"))
    answer = accepted(request, NDJSON)
    decoders(request.headers.get("content-encoding", ""))  # an unknown one is a 415, and no stream is begun
    wait = patience(here.settings)
    pieces = chunks(request, wait, here.settings.batch_bytes, "The batch")
    return _Batch(request, query, here, partial(lines, pieces, here.settings.max_body, wait), media_type=answer)


async def _within_limits(split: Any) -> list[bytes]:
    found: list[bytes] | Problem = await split
    if isinstance(found, Problem):
        raise RequestProblem(found)
    return found


async def _numbered(items: list[bytes]) -> AsyncIterator[Line]:
    for number, item in enumerate(items, 1):
        yield Line(number, item)


@dataclass(frozen=True, slots=True)
class _Item:
    """What stands in the queue for a document, or for what is said in its place; the last one has nothing."""

    number: int
    answer: asyncio.Task[bytes] | bytes | None


class _Batch(Response):
    """Reads, cleans and answers at the same time; at most a window of documents is held.

    Starlette's own streaming response listens for the client's end on the channel that our body still comes in by.
    """

    def __init__(
        self,
        request: Request,
        query: BatchQuery,
        here: Service,
        documents: Callable[[Callable[[int], None]], AsyncIterator[Line]],
        *,
        array: bool = False,
        media_type: str = "application/json",
    ) -> None:
        self.status_code = 200
        self.media_type = media_type
        self.background = None
        self.init_headers({"vary": "Accept"})
        self._request, self._here, self._documents, self._array = request, here, documents, array
        self._options = set_options(query)
        self._instance = request.scope["path"]
        self._exchange, self._quota = exchange(request.scope), quota(request.scope)
        self._queue: asyncio.Queue[_Item] = asyncio.Queue()
        self._room = asyncio.Semaphore(2 * here.pool.workers)  # for each process one in work and one at hand
        self._at_work: set[asyncio.Task[bytes]] = set()
        self._next = 1  # the line that is read next
        self._lead = b"[" if array else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._here.intake.batch(), self._here.intake.holding() as self._hold:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            gone = False
            try:
                async with asyncio.TaskGroup() as group:
                    reading = group.create_task(self._read(group))
                    cutting = group.create_task(self._cut(reading))
                    await self._answer(send)
                    cutting.cancel()
            except* (ClientDisconnect, TimeoutError):
                gone = True
            if gone:
                raise ClientDisconnect

    async def _read(self, group: asyncio.TaskGroup) -> None:
        """Put a task for each document into the queue; wait while the window is full."""
        count = 0
        try:
            async for document in self._documents(self._hold):
                self._next, count = document.number, count + 1
                await self._room.acquire()
                if count > self._here.settings.batch_documents:
                    raise RequestProblem(_too_many(self._here.settings.batch_documents))
                await self._hold_on_to(document)
                task = group.create_task(self._clean(document))
                self._at_work.add(task)
                task.add_done_callback(self._at_work.discard)
                self._queue.put_nowait(_Item(document.number, task))
                self._next = document.number + 1
                if self._array and await self._request.is_disconnected():
                    raise ClientDisconnect
        except (RequestProblem, Busy) as error:
            self._queue.put_nowait(_Item(self._next, self._error(problem_of(error), None, self._next)))
        self._queue.put_nowait(_Item(self._next, None))

    async def _hold_on_to(self, document: Line) -> None:
        """Count a document among those in memory; where there is no room, wait for an earlier one of ours to go."""
        while True:
            try:
                self._hold(len(document.body or b""))
            except Busy:
                if not self._at_work:
                    raise
                await asyncio.wait(self._at_work, return_when=asyncio.FIRST_COMPLETED)
            else:
                return

    async def _cut(self, reading: asyncio.Task[None]) -> None:
        """When the service ends: read no more, answer what was read, and say where to go on."""
        await self._here.intake.cut.wait()
        if not reading.done():
            reading.cancel()
            await asyncio.wait({reading})
            self._queue.put_nowait(_Item(self._next, self._stopped(self._next)))
            await self._linger()
            self._queue.put_nowait(_Item(self._next, None))

    async def _linger(self) -> None:
        """Read what is still being sent, for a moment: to close on it would take the last line from the client."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(_LINGER, self._here.settings.shutdown_timeout / 4)):
                async for _ in self._request.stream():
                    pass

    async def _answer(self, send: Send) -> None:
        unanswered = 1
        try:
            while (item := await self._queue.get()).answer is not None:
                answer = item.answer if isinstance(item.answer, bytes) else await item.answer
                await self._line(send, answer)
                unanswered = item.number + 1
                self._room.release()
        except asyncio.CancelledError:  # the service ends and has waited for this batch for as long as it may
            if self._here.intake.stopping:
                if unanswered <= self._next:  # otherwise the last line has been said
                    await self._line(send, self._stopped(unanswered))
                await self._end(send)
            raise
        await self._end(send)

    async def _line(self, send: Send, line: bytes) -> None:
        await self._send(send, self._lead + line + (b"" if self._array else b"\n"))
        self._lead = b",\n" if self._array else b""

    async def _end(self, send: Send) -> None:
        end = b"\n]\n" if self._array else b""
        await self._send(send, (self._lead if self._lead == b"[" else b"") + end, more=False)

    async def _send(self, send: Send, body: bytes, *, more: bool = True) -> None:
        async with asyncio.timeout(self._here.settings.stall_timeout):
            await send({"type": "http.response.body", "body": body, "more_body": more})

    async def _clean(self, document: Line) -> bytes:
        """One document's line; whatever is wrong with it stays in it."""
        settings, metrics = self._here.settings, self._here.metrics
        if document.body is None:
            metrics.count(Answer(0.0, problem=_too_long(settings.max_body)))
            return self._error(_too_long(settings.max_body), None, document.number)
        begun = perf_counter()
        answer = await self._answer_to(document.body)
        waited = perf_counter() - begun - answer.seconds
        self._hold(-len(document.body))
        metrics.count(answer, waited)
        self._exchange.add(waited, answer.seconds)
        if answer.problem is not None:
            return self._error(answer.problem, answer.id, document.number)
        return answer.body

    async def _answer_to(self, body: bytes) -> Answer:
        if self._quota and (problem := self._quota.take()):
            return Answer(0.0, problem=problem, id=await self._identify(body))
        job = Job(body, limits(self._here.settings), json=True, options=self._options)
        try:
            return await self._here.pool.run(work, job, wait=True)
        except Unfinished as error:
            return Answer(0.0, problem=problem_of(error), id=await self._identify(body))

    async def _identify(self, body: bytes) -> str | int | None:
        try:
            return await self._here.pool.run(identify, body, wait=True)
        except Unfinished:
            return None

    def _stopped(self, number: int) -> bytes:
        """The last line of a batch that is cut: everything from line ``resume`` on has no answer."""
        error = _CUT.document(self._instance)
        return orjson.dumps({"id": None, "line": number, "error": error, "resume": number})

    def _error(self, problem: Problem, id: str | int | None, line: int) -> bytes:
        return orjson.dumps({"id": id, "line": line, "error": problem.document(self._instance)})


def _too_many(limit: int) -> Problem:
    detail = f"The batch has more than {limit} documents; what follows was not read."
    return Problem(413, "too-many-documents", "The batch is too long", detail, mend="Send it in parts.")


def _too_long(limit: int) -> Problem:
    detail = f"The line has more than {limit} bytes."
    return Problem(413, "too-large", "The document is too large", detail, "content", "Send a shorter document.")
