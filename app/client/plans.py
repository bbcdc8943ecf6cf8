"""What to send and when, without sending it: both clients run the same plans, each in its own way.

A plan is a generator. It yields a ``Call`` and is sent what came of it, or yields seconds to wait and is sent nothing;
what it returns is the outcome.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from app.client.answers import CleanResult, parse, result
from app.client.documents import Document, Encoded, Window, encoded
from app.client.errors import ServiceError, ServiceFault, Unreachable, of_answer, of_problem
from app.client.retries import Budget, Retries

__all__ = ["OK", "Answered", "Call", "Outcome", "Plan", "Plans", "Reply"]

T = TypeVar("T")
OK = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make.

    Attributes:
        left: seconds until it has to be over.
        sink: takes the body of a good answer piece by piece, and says whether a document is answered by it; without it
            the reply has the body.
    """

    method: str
    path: str
    left: float
    headers: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    sink: Callable[[bytes], bool] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came: an answer, or an ``error`` instead of it or in the middle of it."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: Unreachable | None = None

    def trouble(self) -> ServiceError | None:
        """The error that it is, if it is one."""
        if self.error is None and self.status != OK:
            return of_answer(self.status, self.headers, self.body)
        return self.error


Outcome = CleanResult | ServiceError


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a window: an outcome for each document up to the ``error`` that ended all, if one did."""

    outcomes: list[Outcome]
    error: ServiceError | None = None

    def each(self) -> Iterator[Outcome]:
        """The outcomes, and then the error raised."""
        yield from self.outcomes
        if self.error is not None:
            raise self.error


Plan = Generator[Call | float, Reply | None, T]


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of a client.

    Args:
        headers: asked for headers when a plan is begun, in the thread or task that began it.
        compress: send bodies with gzip.
    """

    retries: Retries
    headers: Callable[[], Mapping[str, str]]
    compress: bool

    def fetch(self, path: str, read: Callable[[Any], T]) -> Plan[T]:
        """GET something and read it."""
        return _fetched(Call("GET", path, 0.0, self.headers()), self.retries, read)

    def ready(self) -> Plan[bool]:
        """Ask once whether the service takes documents."""
        once = Retries(attempts=1, deadline=self.retries.deadline)
        return _fetched(Call("GET", "/readyz", 0.0, self.headers()), once, lambda data: bool(data["status"] == "ok"))

    def clean(self, document: Document) -> Plan[CleanResult]:
        """Clean one document in a request of its own."""
        call = self._post("/v1/clean", encoded(document))
        return _fetched(call, self.retries, lambda data: result(data, document.id))

    def clean_window(self, window: Window) -> Plan[Answered]:
        """Clean a window's documents, in their order."""
        if window.lines:
            call = self._post("/v1/clean/batch", Encoded(b"", "application/x-ndjson", {}))
            return _together(call, self.retries, window, self._packed)
        return _alone(self.clean(window.documents[0]), window.documents[0].id)

    def _post(self, path: str, content: Encoded) -> Call:
        headers = {**self.headers(), "content-type": content.media}
        if self.compress:
            headers["content-encoding"] = "gzip"
        return Call("POST", path, 0.0, headers, content.query, self._packed(content.body))

    def _packed(self, body: bytes) -> bytes:
        # Level 1 leaves 27 % of a page, level 6 leaves 24 % and takes more than twice as long.
        return zlib.compress(body, 1, wbits=31) if self.compress else body


def _fetched(call: Call, retries: Retries, read: Callable[[Any], T]) -> Plan[T]:
    budget = Budget(retries)
    while True:
        reply = yield replace(call, left=budget.left)
        assert reply is not None  # what a call is answered with
        error = reply.trouble()
        if error is None:
            return parse(reply.body, read)
        yield budget.pause(error)


def _alone(plan: Plan[CleanResult], id: str | int | None) -> Plan[Answered]:
    try:
        return Answered([(yield from plan)])
    except ServiceError as error:
        if not error.of_document:
            return Answered([], error)
        error.id = id
        return Answered([error])


def _together(call: Call, retries: Retries, window: Window, packed: Callable[[bytes], bytes]) -> Plan[Answered]:
    """Send what is not answered yet until all is; the first document without an answer has all the tries to itself."""
    done: list[Outcome] = []
    budget = Budget(retries)
    while True:
        answers = _Answers(window, len(done))
        body = packed(b"".join(window.lines[len(done) :]))
        reply = yield replace(call, left=budget.left, body=body, sink=answers.feed)
        assert reply is not None
        done += answers.found
        if len(done) == len(window.lines):
            return Answered(done)
        if answers.found:
            budget = Budget(retries)
        if answers.full:
            continue
        try:
            pause = budget.pause(answers.end or reply.trouble() or Unreachable("The answer ended too early."))
        except ServiceError as error:
            return Answered(done, error)
        yield pause


class _Answers:
    """Reads the answer to a batch request, line by line.

    Args:
        window: whose documents were sent, from ``start`` on.

    Attributes:
        found: one outcome for each document answered so far.
        end: why nothing more is to be had from this answer.
        full: the service takes no more documents in one request.
    """

    def __init__(self, window: Window, start: int) -> None:
        self._ids = [document.id for document in window.documents[start:]]
        self._start = start
        self._parts: list[bytes] = []
        self.found: list[Outcome] = []
        self.end: ServiceError | None = None
        self.full = False

    def feed(self, piece: bytes) -> bool:
        """Read a piece of the answer; whether a document is answered by it."""
        before = len(self.found)
        *ended, rest = piece.split(b"\n")
        for end in ended:
            line = b"".join((*self._parts, end))
            self._parts.clear()
            if line and self.end is None and not self.full and len(self.found) < len(self._ids):
                try:
                    parse(line, self._read)
                except ServiceFault as error:
                    self.end = error
        self._parts.append(rest)
        return len(self.found) > before

    def _read(self, data: Any) -> None:
        id = self._ids[len(self.found)]
        if "error" not in data:
            if data["id"] != self._start + len(self.found) + 1:
                raise ValueError("an answer out of order")
            self.found.append(result(data, id))
            return
        error = of_problem(data["error"], data["error"]["status"])
        if error.again:  # also a line that says where to `resume`: that is where we are
            self.end = error
        elif self.found and (error.slug == "too-many-documents" or (error.status, error.field) == (413, "body")):
            self.full = True
        else:
            error.id = id
            self.found.append(error)
