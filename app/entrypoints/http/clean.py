"""``POST /v1/clean``: one document, raw, as JSON or as an upload."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from time import perf_counter
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.entrypoints.http import describe
from app.entrypoints.http.body import Patience, chunks, read_all
from app.entrypoints.http.errors import OURS, problem_of, respond
from app.entrypoints.http.exchange import exchange
from app.entrypoints.http.negotiate import accepted, content_type, document_format
from app.entrypoints.http.problems import RequestProblem
from app.entrypoints.http.schemas import CleanQuery, set_options
from app.entrypoints.http.state import state
from app.entrypoints.http.upload import read_upload
from app.entrypoints.http.work import Answer, Job, Wants, work
from app.entrypoints.settings import Settings
from app.entrypoints.unfinished import Busy, Unfinished
from app.model import Limits

__all__ = ["Express", "limits", "patience", "router"]

router = APIRouter(tags=["Documents"])
_NOTHING_SET = CleanQuery()
ANSWERS: dict[str, Wants] = {"application/json": "json", "text/plain": "text", "text/markdown": "markdown"}


@router.post(
    "/v1/clean",
    summary="Clean one document",
    response_class=Response,
    responses=describe.CLEAN_RESPONSES,
    openapi_extra=describe.CLEAN_BODY,
)
async def clean(request: Request, query: Annotated[CleanQuery, Query()]) -> Response:
    """The clean article, its fields, and every section that was removed, with the rule and the reason.

    Send the document itself with its media type and the options in the query; or JSON; or a file as
    `multipart/form-data`. `Content-Encoding` may be gzip, deflate, br or zstd. An option in the JSON or in the form
    wins over the same option in the query. `Accept` chooses between the whole answer as JSON, the body as text, and
    the body as Markdown; the latter two carry warnings and fields in `Winnow-…` headers.
    """
    here = state(request)
    media = accepted(request, tuple(ANSWERS))
    if here.pool.saturated:
        raise Busy  # at once, and nothing of the body is read
    try:
        with here.intake.holding() as hold:
            job = replace(await _job(request, query, here.settings, hold), wants=ANSWERS[media])
            begun = perf_counter()
            answer = await _unless_gone(request, here.pool.run(work, job))
    except (RequestProblem, Unfinished) as error:
        here.metrics.count(Answer(0.0, problem=problem_of(error)))
        raise
    waited = perf_counter() - begun - answer.seconds
    here.metrics.count(answer, waited)
    exchange(request.scope).add(waited, answer.seconds)
    headers = {
        "server-timing": f"wait;dur={waited * 1000:.1f}, clean;dur={answer.seconds * 1000:.1f}",
        "vary": "Accept",
    }
    if answer.problem is not None:
        raise RequestProblem(replace(answer.problem, headers=(*answer.problem.headers, *headers.items())))
    response = Response(answer.body, headers=headers, media_type=media)  # which adds the charset to text/…
    for name, value in answer.headers:
        response.headers.append(name, value)
    return response


class Express:
    """The way of most documents, which set nothing in the query: past FastAPI's own layers and its validation, which
    cost as much as all the rest of a request. What they would do for it is done here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == _ROUTE.path
        if not ours or scope["query_string"]:
            await self._app(scope, receive, send)
            return
        scope["route"] = _ROUTE
        try:
            response = await clean(Request(scope, receive), _NOTHING_SET)
        except OURS as error:
            response = respond(problem_of(error), scope["path"])
        await response(scope, receive, send)


[_ROUTE] = cast(list[APIRoute], router.routes)


def limits(settings: Settings) -> Limits:
    return Limits(chars=settings.max_body, depth=settings.max_depth, blocks=settings.max_blocks)


def patience(settings: Settings) -> Patience:
    return Patience(settings.stall_timeout, settings.body_timeout)


async def _job(request: Request, query: CleanQuery, settings: Settings, hold: Callable[[int], None]) -> Job:
    media = content_type(request.headers.get("content-type"))
    pieces = chunks(request, patience(settings), settings.max_body, "The document", hold)
    bounds = limits(settings)
    if media.name == "application/json":
        return Job(await read_all(pieces), bounds, json=True, options=set_options(query))
    if media.name == "multipart/form-data":
        upload = await read_upload(request, pieces, settings.max_body)
        options = {"format": upload.format} | set_options(query) | upload.options
        return Job(upload.content, bounds, options=options, charset=upload.charset)
    format = document_format(media, ("application/json", "multipart/form-data"))
    return Job(await read_all(pieces), bounds, options={"format": format} | set_options(query), charset=media.charset)


async def _unless_gone(request: Request, work: Awaitable[Answer]) -> Answer:
    """Wait for work, but leave the queue when the caller hangs up."""
    here = asyncio.current_task()
    assert here is not None
    waiting = True

    def leave(_: object) -> None:
        if waiting:
            here.cancel()

    gone = asyncio.ensure_future(request.receive())  # the body is read: the next message is the end
    gone.add_done_callback(leave)
    try:
        return await work
    except asyncio.CancelledError:
        if gone.done() and not here.uncancel():
            raise ClientDisconnect from None
        raise
    finally:
        waiting = False
        gone.cancel()
