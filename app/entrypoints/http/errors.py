"""Whatever ends a request becomes a problem document."""

from __future__ import annotations

from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.entrypoints.http.problems import MEDIA_TYPE, Problem, RequestProblem, from_validation, from_winnow, of_status
from app.entrypoints.http.schemas import KNOWN, BatchQuery
from app.entrypoints.http.work import COSTLY
from app.entrypoints.pool import Busy, TookTooLong, TookTooMuch, WorkerLost
from app.errors import WinnowError

__all__ = ["install", "of_pool", "respond"]

_RETRY_AFTER = 1  # seconds; documents take milliseconds
_BUSY = Problem(
    429,
    "busy",
    "Too many documents at once",
    "As many requests as may wait are waiting.",
    mend="Send it again a little later.",
    headers=(("retry-after", str(_RETRY_AFTER)),),
)


def respond(problem: Problem, path: str) -> Response:
    response = Response(problem.body(path), problem.status, media_type=MEDIA_TYPE)
    for name, value in problem.headers:
        response.headers.append(name, value)
    return response


def of_pool(error: Busy | TookTooLong | TookTooMuch | WorkerLost) -> Problem:
    return _BUSY if isinstance(error, Busy) else COSTLY


def install(app: FastAPI) -> None:
    """Teach the app to answer in problems."""
    app.add_exception_handler(RequestProblem, _of_problem)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_status)
    app.add_exception_handler(WinnowError, _of_winnow)
    for kind in (Busy, TookTooLong, TookTooMuch, WorkerLost):
        app.add_exception_handler(kind, _of_pool)


def _path(request: Request) -> str:
    return request.url.path


def _of_problem(request: Request, error: Exception) -> Response:
    return respond(cast(RequestProblem, error).problem, _path(request))


def _of_winnow(request: Request, error: Exception) -> Response:
    return respond(from_winnow(cast(WinnowError, error)), _path(request))


def _of_pool(request: Request, error: Exception) -> Response:
    return respond(of_pool(cast(Any, error)), _path(request))


def _of_status(request: Request, error: Exception) -> Response:
    known = cast(HTTPException, error)
    details = {
        404: "There is nothing at this path.",
        405: "This method is not possible at this path.",
    }
    headers = tuple((name, value.replace("GET", "GET, HEAD")) for name, value in (known.headers or {}).items())
    return respond(of_status(known.status_code, details.get(known.status_code, ""), headers), _path(request))


def _of_validation(request: Request, error: Exception) -> Response:
    known = KNOWN if request.url.path == "/v1/clean" else {**KNOWN, "query": tuple(BatchQuery.model_fields)}
    return respond(from_validation(cast(RequestValidationError, error).errors(), known), _path(request))
