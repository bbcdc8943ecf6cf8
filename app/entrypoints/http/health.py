"""For the operator: alive, ready, counted, and which version."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from app.entrypoints.http import describe
from app.entrypoints.http.problems import Problem, RequestProblem
from app.entrypoints.http.state import state
from app.version import __version__

__all__ = ["router"]

router = APIRouter(tags=["Operation"])
_OK = orjson.dumps({"status": "ok"})


@router.get("/livez", summary="Alive", response_class=Response, responses=describe.json("HealthAnswer"))
async def livez() -> Response:
    """The process answers. It does, whatever the documents cost."""
    return Response(_OK, media_type="application/json")


@router.get("/readyz", summary="Ready", response_class=Response, responses=describe.json("HealthAnswer", 503))
async def readyz(request: Request) -> Response:
    """There are processes to clean documents, and room for another request."""
    here = state(request)
    for unready, detail in (
        (here.intake.stopping, "The service is being stopped."),
        (not here.pool.ready, "The worker processes are starting."),
        (here.pool.saturated, "All processes are busy and the queue is full."),
    ):
        if unready:
            raise RequestProblem(Problem(503, "not-ready", "Not ready", detail, headers=(("retry-after", "1"),)))
    return Response(_OK, media_type="application/json")


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response, responses=describe.METRICS_RESPONSES)
async def metrics(request: Request) -> Response:
    """Requests, rejections, documents, blocks by category and rule, time, and the state of the worker processes."""
    here = state(request).metrics
    return Response(here.text(), headers={"content-type": here.content_type})


@router.get("/version", summary="Version", response_class=Response, responses=describe.json("VersionAnswer"))
async def version() -> Response:
    """The version of rules, weights and service: they change together."""
    return Response(orjson.dumps({"name": "winnow", "version": __version__}), media_type="application/json")
