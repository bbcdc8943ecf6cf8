"""``POST /v1/clean``: one document, raw, as JSON or as an upload."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from time import perf_counter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from app.entrypoints.http import describe
from app.entrypoints.http.body import chunks, read_all
from app.entrypoints.http.negotiate import accepted, content_type, document_format
from app.entrypoints.http.problems import Problem, RequestProblem, from_validation
from app.entrypoints.http.schemas import KNOWN, CleanQuery
from app.entrypoints.http.state import state
from app.entrypoints.http.work import Job, Wants, work
from app.entrypoints.settings import Settings
from app.model import Limits

__all__ = ["limits", "router", "set_options"]

router = APIRouter()
ANSWERS: dict[str, Wants] = {"application/json": "json", "text/plain": "text", "text/markdown": "markdown"}
_FORM_FIELD = 64 * 1024  # bytes of one option in a form


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
    job = replace(await _job(request, query, here.settings), wants=ANSWERS[media])
    begun = perf_counter()
    answer = await _unless_gone(request, here.pool.run(work, job))
    waited = perf_counter() - begun - answer.seconds
    here.metrics.count(answer)
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


def limits(settings: Settings) -> Limits:
    return Limits(chars=settings.max_body, depth=settings.max_depth, blocks=settings.max_blocks)


def set_options(query: Any) -> dict[str, Any]:
    """What the caller did set, so that it can be told from a default."""
    return {name: getattr(query, name) for name in query.model_fields_set}


async def _job(request: Request, query: CleanQuery, settings: Settings) -> Job:
    media = content_type(request.headers.get("content-type"))
    pieces = chunks(request, settings, settings.max_body, "The document")
    bounds = limits(settings)
    if media.name == "application/json":
        return Job(await read_all(pieces), bounds, json=True, options=set_options(query))
    if media.name == "multipart/form-data":
        return await _upload(request, pieces, query, bounds)
    format = document_format(media, ("application/json", "multipart/form-data"))
    return Job(await read_all(pieces), bounds, options={"format": format} | set_options(query), charset=media.charset)


class _Parser(MultiPartParser):
    """Keeps the file in memory (its size is bounded already) and knows whether the body came to its end."""

    ended = False

    def on_end(self) -> None:
        self.ended = True


async def _upload(request: Request, pieces: AsyncIterator[bytes], query: CleanQuery, bounds: Limits) -> Job:
    parser = _Parser(request.headers, _generator(pieces), max_files=1, max_fields=100, max_part_size=_FORM_FIELD)
    parser.spool_max_size = bounds.chars + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise _malformed(error.message) from None
    try:
        if not parser.ended:
            raise _malformed("It ends before its closing boundary.")
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise RequestProblem(
                Problem(
                    422,
                    "invalid-field",
                    "The upload has no file",
                    "file is missing.",
                    "file",
                    "Send the document as a file in the field `file`.",
                )
            )
        fields = _form_options([(name, value) for name, value in form.multi_items() if isinstance(value, str)])
        media = content_type(file.content_type)
        options = {"format": document_format(media)} | set_options(query) | fields
        return Job(await file.read(), bounds, options=options, charset=media.charset)
    finally:
        await form.close()


async def _generator(pieces: AsyncIterator[bytes]) -> Any:
    async for piece in pieces:
        yield piece


def _form_options(fields: list[tuple[str, str]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in fields:
        if name in ("keep", "drop"):
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    try:
        return set_options(CleanQuery.model_validate(given))
    except ValidationError as error:
        errors = [
            {**found, "loc": ("form", *found["loc"])} for found in error.errors(include_url=False, include_input=False)
        ]
        raise RequestProblem(from_validation(errors, KNOWN)) from None


def _malformed(why: str) -> RequestProblem:
    return RequestProblem(
        Problem(
            400, "malformed-multipart", "The upload is malformed", f"The body is not multipart/form-data: {why}", "body"
        )
    )


async def _unless_gone(request: Request, work: Any) -> Any:
    """Wait for work, but leave the queue when the caller hangs up."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(request.receive())  # the body is read: the next message is the end
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return await task
    finally:
        task.cancel()
        gone.cancel()
