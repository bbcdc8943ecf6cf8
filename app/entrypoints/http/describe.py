"""The OpenAPI description: what FastAPI cannot see because we read bodies and write answers ourselves."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.entrypoints.http.problems import MEDIA_TYPE
from app.entrypoints.http.schemas import ANSWERS, CleanRequest, UploadForm

__all__ = [
    "ANSWER_HEADERS",
    "BATCH_BODY",
    "BATCH_RESPONSES",
    "CLEAN_BODY",
    "CLEAN_RESPONSES",
    "METRICS_RESPONSES",
    "REQUEST_HEADERS",
    "install",
    "json",
]

Responses = dict[int | str, dict[str, Any]]

_WHEN = {
    400: "The body is corrupt or malformed.",
    401: "No key was sent, or one that is not known.",
    404: "There is no such thing.",
    406: "No form of the answer is accepted.",
    408: "The body did not arrive in time.",
    413: "The body is larger than the limit, as sent or decompressed.",
    415: "The media type or the encoding is not known.",
    422: "A field or option does not exist or has a wrong value, or the document is over a limit.",
    429: "Too many requests wait (`busy`), or too many documents came (`rate-limited`); `Retry-After` says how long.",
    500: "Something of ours failed.",
    503: "The document took too much time or memory, or the service is not ready.",
}
_TEXT = {"type": "string"}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(**media: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "/").replace("_", "-"): {"schema": schema} for name, schema in media.items()}


def _problems(*statuses: int) -> Responses:
    return {
        status: {"description": _WHEN[status], "content": {MEDIA_TYPE: {"schema": _ref("ProblemAnswer")}}}
        for status in statuses
    }


def json(model: str, *problems: int, many: bool = False) -> Responses:
    """The responses of an operation that answers with one model, or an array of it, or a problem."""
    schema = {"type": "array", "items": _ref(model)} if many else _ref(model)
    ok = {"description": "The answer.", "content": _content(application__json=schema)}
    return {200: ok, **_problems(*problems)}


_BODY_PROBLEMS = (400, 406, 408, 413, 415, 422, 429, 500, 503)
_FIELD_HEADERS = {
    f"Winnow-{name.capitalize()}": {"description": f"{what} Only with a text answer.", "schema": _TEXT}
    for name, what in (
        ("format", "What the document was written in."),
        ("confidence", "How sure we are of the body, 0…1."),
        ("title", "Percent-encoded."),
        ("subtitle", "Percent-encoded."),
        ("byline", "Percent-encoded."),
        ("published", "ISO 8601."),
        ("language", "ISO 639-1."),
        ("charset", "What the bytes were decoded from."),
        ("warning", "Percent-encoded; once for each warning."),
    )
}

CLEAN_RESPONSES: Responses = {
    200: {
        "description": "The clean article.",
        "headers": {
            "Server-Timing": {"description": "Milliseconds of waiting and of cleaning.", "schema": _TEXT},
            **_FIELD_HEADERS,
        },
        "content": _content(application__json=_ref("CleanAnswer"), text__plain=_TEXT, text__markdown=_TEXT),
    },
    **_problems(*_BODY_PROBLEMS),
}
_RAW = ("text/html", "text/plain", "text/markdown", "application/xhtml+xml", "application/octet-stream")
CLEAN_BODY = {
    "requestBody": {
        "required": False,
        "description": "The document itself, or JSON, or a file. Without a media type it is told by its content.",
        "content": {
            "application/json": {"schema": _ref("CleanRequest")},
            **{media: {"schema": {"description": "The document itself: any text in any charset."}} for media in _RAW},
            "multipart/form-data": {
                "schema": _ref("UploadForm"),
                "encoding": {"file": {"contentType": ", ".join(_RAW)}},
            },
        },
    }
}

_ITEM = {"anyOf": [_ref("CleanRequest"), {"description": "Anything else is answered by an `ErrorLine` in its place."}]}
_LINE = {"anyOf": [_ref("CleanAnswer"), _ref("ErrorLine")]}
BATCH_RESPONSES: Responses = {
    200: {
        "description": "One answer or error for each document, in order: lines for NDJSON, items for an array.",
        "content": {
            "application/json": {"schema": {"type": "array", "items": _LINE}},
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "Lines of `CleanAnswer` or `ErrorLine`."}
            },
        },
    },
    **_problems(*_BODY_PROBLEMS),
}
BATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {"schema": {"type": "string", "description": "Lines of `CleanRequest`."}},
            "application/json": {"schema": {"type": "array", "items": _ITEM}},
        },
    }
}
METRICS_RESPONSES: Responses = {
    200: {"description": "Prometheus' text format.", "content": {"text/plain": {"schema": _TEXT}}}
}


# What a page of another origin may send and read.
REQUEST_HEADERS = ("Authorization", "Content-Encoding", "X-API-Key", "X-Request-Id", "Traceparent", "Tracestate")
ANSWER_HEADERS = (
    *CLEAN_RESPONSES[200]["headers"],
    *("RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate", "X-Request-Id"),
)
_KEYS = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of this service."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key."},
}


def install(app: FastAPI, *, keys: bool) -> None:
    """Let the app describe itself completely.

    Args:
        keys: requests must carry a key.
    """

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
            if keys:
                _describe_keys(app.openapi_schema)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _describe(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, summary=app.summary
    )
    models = [(model, "serialization") for model in ANSWERS] + [
        (CleanRequest, "validation"),
        (UploadForm, "validation"),
    ]
    _, ours = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    components |= ours["$defs"]
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own error shapes, which we never send
        components.pop(name, None)
    for path in schema["paths"].values():
        for operation in path.values():
            found = operation["responses"].get("422", {})
            if "application/json" in found.get("content", {}):
                del operation["responses"]["422"]
    return schema


def _describe_keys(schema: dict[str, Any]) -> None:
    schema["components"]["securitySchemes"] = _KEYS
    for path, operations in schema["paths"].items():
        if path.startswith("/v1/"):
            for operation in operations.values():
                operation["security"] = [{name: []} for name in _KEYS]
                operation["responses"] |= {str(status): answer for status, answer in _problems(401).items()}
