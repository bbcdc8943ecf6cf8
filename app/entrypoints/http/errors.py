"""Whatever ends a request becomes a problem document."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.entrypoints.http.exchange import exchange
from app.entrypoints.http.problems import (
    MEDIA_TYPE,
    STOPPING,
    Problem,
    RequestProblem,
    from_validation,
    from_winnow,
    of_status,
)
from app.entrypoints.http.schemas import KNOWN, BatchQuery
from app.entrypoints.http.work import COSTLY
from app.entrypoints.logs import failure, log
from app.entrypoints.unfinished import Busy, Stopped, Unfinished
from app.errors import WinnowError

__all__ = ["OURS", "LastResort", "install", "problem_of", "respond"]

OURS = (RequestProblem, WinnowError, Unfinished)
"""What ends a request by our own decision."""

_RETRY_AFTER = 1  # seconds; documents take milliseconds
_BUSY = Problem(
    429,
    "busy",
    "Too many documents at once",
    "As many requests, batches or bytes as can be taken in at once are being taken in.",
    mend="Send it again a little later.",
    headers=(("retry-after", str(_RETRY_AFTER)),),
)


class _Answer(Response):
    """A problem, which the exchange is told of when it is sent."""

    media_type = MEDIA_TYPE

    def __init__(self, problem: Problem, path: str) -> None:
        super().__init__(problem.body(path), problem.status)
        self._slug = problem.slug
        for name, value in problem.headers:
            self.headers.append(name, value)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange(scope).problem = self._slug
        await super().__call__(scope, receive, send)


def respond(problem: Problem, path: str) -> Response:
    return _Answer(problem, path)


class LastResort:
    """Answers what nobody else has caught."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        here = exchange(scope)
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            raise
        except asyncio.CancelledError:  # the service ends and has waited for this request for as long as it may
            if not here.status:
                await respond(STOPPING, scope["path"])(scope, receive, send)
        except Exception as error:
            log(logging.getLogger("winnow"), logging.ERROR, "a request failed", request=here.id, **failure(error))
            if here.status:  # too late for an answer: break the connection, so that the client sees it
                here.status = 500
                raise
            problem = of_status(500, "Something of ours failed; the operator's log has it under the request's id.")
            await respond(problem, scope["path"])(scope, receive, send)


def problem_of(error: RequestProblem | WinnowError | Unfinished) -> Problem:
    """The problem that an error of ours is answered with."""
    match error:
        case RequestProblem():
            return error.problem
        case WinnowError():
            return from_winnow(error)
        case Busy():
            return _BUSY
        case Stopped():
            return STOPPING
        case _:  # the document itself
            return COSTLY


def install(app: FastAPI) -> None:
    """Teach the app to answer in problems. The handlers are coroutines, or each would be run in a thread."""
    for kind in OURS:
        app.add_exception_handler(kind, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_status)


def _path(request: Request) -> str:
    return str(request.scope["path"])  # all that `request.url` is made of need not be UTF-8


async def _of_ours(request: Request, error: Exception) -> Response:
    return respond(problem_of(cast(RequestProblem, error)), _path(request))


async def _of_status(request: Request, error: Exception) -> Response:
    known = cast(HTTPException, error)
    details = {
        404: "There is nothing at this path.",
        405: "This method is not possible at this path.",
    }
    headers = tuple((name, value.replace("GET", "GET, HEAD")) for name, value in (known.headers or {}).items())
    return respond(of_status(known.status_code, details.get(known.status_code, ""), headers), _path(request))


async def _of_validation(request: Request, error: Exception) -> Response:
    known = KNOWN if _path(request) == "/v1/clean" else {**KNOWN, "query": tuple(BatchQuery.model_fields)}
    return respond(from_validation(cast(RequestValidationError, error).errors(), known), _path(request))
