"""What went wrong, in the shape of RFC 9457. Worker processes use it, too: nothing of the web framework is in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

import orjson

from app.errors import DocumentTooComplex, InvalidOption, TooLarge, UnreadableDocument, WinnowError

__all__ = [
    "MEDIA_TYPE",
    "STOPPING",
    "Problem",
    "RequestProblem",
    "from_validation",
    "from_winnow",
    "of_status",
]

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:winnow:problem:"
_SHORT = 100  # characters of a name that a caller made up, when we say it back


@dataclass(frozen=True, slots=True)
class Problem:
    """One error answer.

    Attributes:
        slug: the last part of the ``type``.
        detail: what is wrong with this request, as a sentence.
        field: the field, option, parameter or header at fault, if one is.
        mend: what the caller can do about it, as a sentence.
        headers: response headers that belong to it.
    """

    status: int
    slug: str
    title: str
    detail: str
    field: str | None = None
    mend: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def document(self, instance: str) -> dict[str, Any]:
        """The problem as JSON has it; ``instance`` is the path that was asked for."""
        return {
            "type": _TYPE + self.slug,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "field": self.field,
            "mend": self.mend,
        }

    def body(self, instance: str) -> bytes:
        return orjson.dumps(self.document(instance))


STOPPING = Problem(
    503,
    "stopping",
    "The service is stopping",
    "The service is being stopped and could not wait for the end of this request.",
    mend="Send it again when the service is back.",
    headers=(("retry-after", "10"),),
)


class RequestProblem(Exception):
    """Ends the handling of a request with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.slug)
        self.problem = problem


def of_status(status: int, detail: str = "", headers: Iterable[tuple[str, str]] = ()) -> Problem:
    """The problem of a bare status, such as 404 or 405."""
    phrase = HTTPStatus(status).phrase
    return Problem(status, phrase.lower().replace(" ", "-"), phrase, detail or f"{phrase}.", headers=tuple(headers))


def from_winnow(error: WinnowError) -> Problem:
    """Every error of the engine is the document's or the options' fault: 413 or 422."""
    match error:
        case TooLarge():
            status, slug, title = 413, "too-large", "The document is too large"
        case DocumentTooComplex():
            status, slug, title = 422, "too-complex", "The document is over a limit"
        case UnreadableDocument():
            status, slug, title = 422, "unreadable", "The document cannot be read as text"
        case InvalidOption():
            status, slug, title = 422, "invalid-option", "An option has a value that does not exist"
        case _:
            status, slug, title = 422, "not-cleaned", "The document cannot be cleaned"
    return Problem(status, slug, title, _sentence(str(error)), error.field, error.mend or None)


def from_validation(errors: Sequence[Mapping[str, Any]], known: Mapping[str, Iterable[str]]) -> Problem:
    """Pydantic's errors in words, without the values.

    Args:
        errors: as ``ValidationError.errors()`` lists them, each ``loc`` relative to the request.
        known: the fields there are, by the dotted path of what holds them (``""`` for the request itself).
    """
    words = [_words(error) for error in errors]
    unknown = [error for error in errors if error["type"] == "extra_forbidden"]
    first = unknown[0] if unknown else errors[0]
    return Problem(
        422,
        "unknown-field" if unknown else "invalid-field",
        "The request has a field that does not exist" if unknown else "A field of the request is not what it should be",
        _sentence("; ".join(words[:5])),
        _name(first),
        _mend(first, known),
    )


def _name(error: Mapping[str, Any]) -> str:
    return ".".join(str(part)[:_SHORT] or '""' for part in error["loc"]) or "body"


def _words(error: Mapping[str, Any]) -> str:
    name = _name(error)
    if error["type"] == "extra_forbidden":
        return f"{name} is not known"
    if error["type"] == "missing":
        return f"{name} is missing"
    if error["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return f"{name} should be a JSON object"
    message = str(error["msg"]).replace(" after validation", "")  # "Input should be …": never the value itself
    return f"{name} {message[message.index('should') :]}" if "should" in message else f"{name}: {message}"


def _mend(error: Mapping[str, Any], known: Mapping[str, Iterable[str]]) -> str | None:
    if error["type"] == "missing":
        return f"Add {_name(error)}."
    if error["type"] == "model_type" and not error["loc"]:
        return 'Send {"content": "…"} with the other fields beside it.'
    if error["type"] == "literal_error":
        return f"Use one of: {error['ctx']['expected'].replace(' or ', ', ')}."
    if error["type"] != "extra_forbidden":
        return f"See /docs for what {_name(error)} may be."
    *path, last = error["loc"]
    names = list(known.get(".".join(map(str, path)), ()))
    near = get_close_matches(str(last)[:_SHORT], names, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"{hint}Known: {', '.join(names)}." if names else None


def _sentence(text: str) -> str:
    """Ended like one; it may begin with the lower-case name of a field."""
    return text if text.endswith((".", "!", "?")) else text + "."
