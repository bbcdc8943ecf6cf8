"""``/v1/rules`` and ``/v1/categories``: what is removed, why, and what must stay."""

from __future__ import annotations

from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

import orjson
from fastapi import APIRouter, Response

from app.entrypoints.http import describe
from app.entrypoints.http.problems import Problem, RequestProblem
from app.model import CATEGORIES
from app.pipeline import rules

__all__ = ["router"]

router = APIRouter(tags=["Rules"])


def _json(document: Any) -> Response:
    return Response(orjson.dumps(document), media_type="application/json")


@router.get(
    "/v1/rules", summary="Every rule", response_class=Response, responses=describe.json("RuleAnswer", many=True)
)
async def list_rules() -> Response:
    """Every rule, as its own documentation describes it, in the order of ids."""
    return _json([asdict(rule) for rule in rules().values()])


@router.get("/v1/rules/{id}", summary="One rule", response_class=Response, responses=describe.json("RuleAnswer", 404))
async def one_rule(id: str) -> Response:
    """The rule of that id."""
    if id not in rules():
        near = get_close_matches(id[:100], rules(), n=1)
        mend = f"Did you mean {near[0]}? See /v1/rules." if near else "See /v1/rules."
        detail = f"No rule is called {id[:100]!r}."
        raise RequestProblem(Problem(404, "no-such-rule", "There is no such rule", detail, "id", mend))
    return _json(asdict(rules()[id]))


@router.get(
    "/v1/categories",
    summary="Every category",
    response_class=Response,
    responses=describe.json("CategoryAnswer", many=True),
)
async def list_categories() -> Response:
    """Every name for what a block is, from specific to general, with the rules that serve it."""
    serving: dict[str, list[str]] = {}
    for rule in rules().values():
        serving.setdefault(rule.category, []).append(rule.id)
    return _json(
        [
            {"id": c.id, "group": str(c.group), "description": c.description, "rules": serving.get(c.id, [])}
            for c in CATEGORIES.values()
        ]
    )
