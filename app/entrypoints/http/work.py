"""What runs in a worker process: one request's bytes in, one finished answer's bytes out.

The bytes cross the process border once each way and as they are: parsing the JSON and writing it cost CPU, too.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Literal
from urllib.parse import quote

import orjson
from pydantic import ValidationError

from app.entrypoints import answer as answers
from app.entrypoints.http.problems import Problem, RequestProblem, from_validation, from_winnow
from app.entrypoints.http.schemas import KNOWN, CleanRequest
from app.entrypoints.logs import failure, log
from app.entrypoints.worker import no_memory
from app.errors import WinnowError
from app.model import Limits, Options, Result
from app.pipeline import clean

__all__ = ["COSTLY", "Answer", "Job", "Report", "Wants", "identify", "split_array", "work"]

Wants = Literal["json", "text", "markdown"]

COSTLY = Problem(
    503,
    "too-costly",
    "The document was given up",
    "Cleaning this document took more time or memory than one document may.",
    mend="Do not send it again as it is: shorten it, or ask the operator to raise the limits.",
)
_INTERNAL = Problem(500, "internal", "Internal error", "Something of ours failed; the operator's log has it.")
_MALFORMED = Problem(400, "malformed-json", "The body is not JSON", "", mend="Send JSON in UTF-8.")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPTIONS = ("output", "focus", "source_text", "blocks")
_log = logging.getLogger("winnow")


@dataclass(frozen=True, slots=True)
class Job:
    """One document as it came.

    Attributes:
        json: the body is the JSON of a ``CleanRequest``, otherwise the document itself.
        options: what the query or the form set; what stands in the JSON wins over it.
        charset: what the sender declared for a raw document.
    """

    body: bytes
    limits: Limits
    json: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    charset: str | None = None
    wants: Wants = "json"


@dataclass(frozen=True, slots=True)
class Report:
    """What the metrics count of a cleaned document.

    Attributes:
        size: bytes as they came.
        blocks: how many there are of each action, category and rule; the blocks of a section stand for its surest rule.
    """

    format: str
    size: int
    blocks: Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, or a problem instead of one. ``seconds`` is what the work took."""

    seconds: float
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    problem: Problem | None = None
    id: str | int | None = None
    report: Report | None = None


def work(job: Job) -> Answer:
    """Clean one document. What goes wrong is a problem in the answer; only a lack of memory ends the process."""
    begun = perf_counter()
    name: str | int | None = None
    try:
        content, asked = _read(job)
        name = asked.get("id")
        options = _options(asked, job.wants)
        result = clean(
            content,
            format=asked.get("format") or "auto",
            url=asked.get("url"),
            charset=job.charset,
            options=options,
            limits=job.limits,
        )
        body, headers = _write(result, options, name, job.wants)
    except RequestProblem as error:
        return Answer(perf_counter() - begun, problem=error.problem, id=_scalar(error, name))
    except WinnowError as error:
        return Answer(perf_counter() - begun, problem=from_winnow(error), id=name)
    except MemoryError:
        no_memory()
    except Exception as error:
        log(_log, logging.ERROR, "a document failed", **failure(error))
        return Answer(perf_counter() - begun, problem=_INTERNAL, id=name)
    return Answer(perf_counter() - begun, body, headers, id=name, report=_report(job, result))


def identify(body: bytes) -> str | int | None:
    """The id in a request that could not be finished, if one can be read."""
    try:
        return _id(_parse(body))
    except RequestProblem:
        return None


def split_array(body: bytes, limit: int) -> list[bytes] | Problem:
    """A JSON array's items, each as JSON; a problem when it is no array or has more than ``limit`` of them."""
    try:
        items = _parse(body)
    except RequestProblem as error:
        return error.problem
    if not isinstance(items, list):
        detail = "body should be a JSON array of documents."
        return Problem(
            422, "invalid-field", "The body is not an array", detail, "body", 'Send [{"content": …}, …] or NDJSON.'
        )
    if len(items) > limit:
        detail = f"The batch has {len(items)} documents; {limit} are taken."
        return Problem(413, "too-many-documents", "The batch is too long", detail, mend="Send it in parts.")
    return [orjson.dumps(item) for item in items]


class _Invalid(RequestProblem):
    """A request whose JSON is well formed but wrong, and so may have an id."""

    def __init__(self, problem: Problem, id: str | int | None) -> None:
        super().__init__(problem)
        self.id = id


def _scalar(error: RequestProblem, name: str | int | None) -> str | int | None:
    return error.id if isinstance(error, _Invalid) else name


def _read(job: Job) -> tuple[bytes | str, dict[str, Any]]:
    """The document, and everything asked for it by name."""
    if not job.json:
        return job.body, dict(job.options)
    data = _parse(job.body)
    try:
        request = CleanRequest.model_validate(data)
    except ValidationError as error:
        problem = from_validation(error.errors(include_url=False, include_input=False), KNOWN)
        raise _Invalid(problem, _id(data)) from None
    asked = dict(job.options)
    asked |= {name: getattr(request, name) for name in request.model_fields_set - {"content", "options"}}
    asked |= {name: getattr(request.options, name) for name in request.options.model_fields_set}
    return request.content, asked


def _id(data: Any) -> str | int | None:
    found = data.get("id") if isinstance(data, dict) else None
    if isinstance(found, str):
        return found[:512]
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _parse(body: bytes) -> Any:
    """JSON; a lone surrogate in it, which is no character, becomes U+FFFD."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if "surrogate" not in error.msg:
            raise _malformed(error.msg, error.lineno, error.colno) from None
    try:
        text = json.dumps(json.loads(body.decode("utf-8", "surrogatepass")), ensure_ascii=False)
        return orjson.loads(_SURROGATE.sub("\ufffd", text))
    except UnicodeDecodeError as error:
        raise _malformed(f"byte {error.start} is not UTF-8") from None
    except (ValueError, RecursionError):
        raise _malformed("it cannot be parsed") from None


def _malformed(message: str, line: int = 0, column: int = 0) -> RequestProblem:
    where = f" (line {line}, column {column})" if line else ""
    detail = f"The body is not JSON: {message}{where}."
    return RequestProblem(Problem(400, _MALFORMED.slug, _MALFORMED.title, detail, "body", _MALFORMED.mend))


def _options(asked: Mapping[str, Any], wants: Wants) -> Options:
    chosen = {name: asked[name] for name in _OPTIONS if name in asked}
    if wants == "markdown":
        chosen["output"] = "markdown"
    return Options(keep=frozenset(asked.get("keep", ())), drop=frozenset(asked.get("drop", ())), **chosen)


def _write(
    result: Result, options: Options, name: str | int | None, wants: Wants
) -> tuple[bytes, tuple[tuple[str, str], ...]]:
    if wants == "json":
        return _encode(answers.answer(result, options, id=name)), ()
    headers = [("winnow-format", str(result.format)), ("winnow-confidence", str(result.confidence))]
    headers += [(f"winnow-{name}", _header(value)) for name, value in _fields(result) if value]
    headers += [("winnow-warning", _header(warning)) for warning in result.warnings[:10]]
    return result.body.encode("utf-8", "replace"), tuple(headers)


def _fields(result: Result) -> tuple[tuple[str, str | None], ...]:
    return (
        ("title", result.title),
        ("subtitle", result.subtitle),
        ("byline", result.byline),
        ("published", result.published),
        ("language", result.language),
        ("charset", result.charset),
    )


def _header(value: str) -> str:
    """Percent-encoded where a header could not carry it, and short."""
    return quote(value[:200], safe=" !\"#$&'()*+,/:;<=>?@[]^`{|}~", errors="replace").strip()


def _encode(document: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(document)
    except TypeError:  # a lone surrogate that came out of the document's own metadata
        return _SURROGATE.sub("\ufffd", json.dumps(document, ensure_ascii=False)).encode()


def _report(job: Job, result: Result) -> Report:
    blocks: Counter[tuple[str, str, str]] = Counter()
    for action, sections in (("removed", result.removed), ("lifted", result.lifted)):
        for section in sections:
            blocks[action, section.category, section.rule] += len(section.blocks)
    blocks["kept", "body", ""] = result.stats["kept_blocks"]
    return Report(str(result.format), len(job.body), dict(blocks))
