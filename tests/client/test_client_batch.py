"""Streams of documents: in order, each once, whatever breaks off, and no more at a time than was said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from support.scripted import ANSWER, URL, Run, Script, answered, lines, ndjson, problem, reply

from app.client import (
    AsyncWinnow,
    CleanResult,
    Document,
    Refused,
    Retries,
    ServiceFault,
    TooCostly,
    Unavailable,
    Unreachable,
    Winnow,
)

PATIENT = Retries(attempts=3, first=0.0)


class Cut(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in small pieces and then breaks off, or only ends."""

    def __init__(self, body: bytes, error: Exception | None = None) -> None:
        self.body, self.error = body, error

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self.body), 7):
            yield self.body[at : at + 7]
        if self.error:
            raise self.error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def whole(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, stream=Cut(ndjson(*(reply(asked) for asked in lines(request)))))


def after(most: int, *last: dict[str, Any], error: Exception | None = None, rest: bytes = b"") -> Any:
    """Answers the first ``most`` documents of a request, then the last lines, then half a line, then the error."""

    def step(request: httpx.Request) -> httpx.Response:
        found = ndjson(*(reply(asked) for asked in lines(request)[:most]), *last)
        return httpx.Response(200, stream=Cut(found + rest, error))

    return step


def error_line(line: int, status: int, slug: str, field: str | None = None, **more: Any) -> dict[str, Any]:
    error = {"type": f"urn:winnow:problem:{slug}", "status": status, "detail": "No.", "field": field, "mend": None}
    return {"id": None, "line": line, "error": error, **more}


def texts(number: int) -> list[Document]:
    return [Document(f"Storm {n}.", id=f"doc-{n}") for n in range(number)]


def expect_all(found: list[Any], number: int) -> None:
    assert [(outcome.id, outcome.body) for outcome in found] == [(f"doc-{n}", f"Storm {n}.") for n in range(number)]


CUTS = {
    "the connection is lost": after(3, error=httpx.ReadError("reset")),
    "the connection is lost within a line": after(3, error=httpx.RemoteProtocolError("cut"), rest=b'{"id": 4, "bo'),
    "the answer ends": after(3),
    "the answer ends within a line": after(3, rest=b'{"id": 4, "body": "'),
    "the service stops": after(3, error_line(4, 503, "stopping", resume=4)),
    "the service stops before the first": after(0, error_line(1, 503, "stopping", resume=1)),
    "the sender stalled": after(3, error_line(3, 408, "stalled")),
    "the batch is full": after(3, error_line(4, 413, "too-many-documents")),
    "the batch is too large": after(3, error_line(4, 413, "too-large", "body")),
    "the service is busy": problem(429, "busy"),
    "the service is not there": httpx.ConnectError("refused"),
    "a proxy has no service": httpx.Response(503, text="No server is available."),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_it_goes_on_where_it_broke_off(run: Run, cut: Any) -> None:
    script = Script([cut, cut, whole])
    found = run(script, lambda winnow: winnow.clean_many(texts(20), window=10, parallel=1), retries=PATIENT)
    expect_all(found, 20)
    answered_before = 10 - len(lines(script.requests[1]))
    assert [asked["id"] for asked in lines(script.requests[1])] == list(range(answered_before + 1, 11))


def test_a_stream_that_gets_on_is_not_given_up(run: Run) -> None:
    """The tries are counted anew with each document: twenty cuts are none too many."""
    script = Script([after(1, error=httpx.ReadError("reset"))])
    found = run(script, lambda winnow: winnow.clean_many(texts(20), window=20), retries=PATIENT)
    expect_all(found, 20)
    assert len(script.requests) == 20


def test_what_was_answered_is_there_before_the_error() -> None:
    script = Script([after(4, error=httpx.ReadError("reset")), httpx.ConnectError("refused")])
    with Winnow(URL, transport=httpx.MockTransport(script), retries=PATIENT) as winnow:
        found: list[Any] = []
        with pytest.raises(Unreachable):
            found.extend(winnow.clean_many(texts(10)))
        expect_all(found, 4)
    assert len(script.requests) == 3


def test_errors_of_documents_stand_in_their_places(run: Run) -> None:
    def step(request: httpx.Request) -> httpx.Response:
        asked = lines(request)
        answers = [reply(line) for line in asked]
        answers[0] = error_line(1, 422, "unreadable", "content")
        answers[2] = error_line(3, 503, "too-costly")
        answers[3] = error_line(4, 500, "internal")
        answers[4] = error_line(5, 413, "too-large", "content")
        return httpx.Response(200, content=ndjson(*answers))

    found = run(Script([step]), lambda winnow: winnow.clean_many(texts(6)))
    kinds = [type(outcome) for outcome in found]
    assert kinds == [Refused, CleanResult, TooCostly, ServiceFault, Refused, CleanResult]
    assert [outcome.id for outcome in found] == [f"doc-{n}" for n in range(6)]
    assert found[0].field == "content"


@pytest.mark.parametrize(
    "wrong",
    [
        ndjson(ANSWER | {"id": 2}),
        b"<html>\n",
        ndjson({"id": 1}),
        ndjson(error_line(1, 422, "x") | {"error": 5}),
    ],
    ids=["another's answer", "no JSON", "no result", "no problem"],
)
def test_what_is_no_answer_to_the_question_is_an_error(run: Run, wrong: bytes) -> None:
    documents = texts(2)
    with pytest.raises(ServiceFault):
        run(Script([httpx.Response(200, content=wrong)]), lambda winnow: winnow.clean_many(documents))


def test_what_is_wrong_with_the_request_ends_the_stream(run: Run) -> None:
    for documents in (texts(5), [b"Storm."] * 5):
        script = Script([problem(401, "no-key")])
        with pytest.raises(Refused):
            run(script, lambda winnow, all=documents: winnow.clean_many(all, parallel=1))
        assert len(script.requests) == 1


def test_bytes_go_alone_and_keep_their_place(run: Run) -> None:
    def step(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/clean":
            if request.content == b"\xff":
                return problem(422, "unreadable")
            return answered(body=request.content.decode())
        return whole(request)

    documents = [*texts(2), b"Bytes.", Document(b"\xff", id=7), "Text."]
    script = Script([step])
    found = run(script, lambda winnow: winnow.clean_many(documents))
    assert [getattr(outcome, "body", type(outcome)) for outcome in found] == [
        "Storm 0.",
        "Storm 1.",
        "Bytes.",
        Refused,
        "Text.",
    ]
    assert found[3].id == 7
    assert sorted(request.url.path for request in script.requests) == ["/v1/clean"] * 2 + ["/v1/clean/batch"] * 2


def test_nothing_in_nothing_out(run: Run) -> None:
    script = Script([whole])
    assert run(script, lambda winnow: winnow.clean_many([])) == []
    assert script.requests == []


def test_an_asynchronous_source_is_read_as_well() -> None:
    async def source() -> AsyncIterator[Document]:
        for document in texts(50):
            await asyncio.sleep(0)
            yield document

    async def go() -> list[Any]:
        async with AsyncWinnow(URL, transport=httpx.MockTransport(Script([whole]))) as winnow:
            return [outcome async for outcome in winnow.clean_many(source(), window=7)]

    expect_all(asyncio.run(go()), 50)


# ---------------------------------------------------------------------------------------------------- bounds


class Counted:
    """Documents that know how many of them were taken."""

    def __init__(self, content: str = "Storm.") -> None:
        self.content, self.taken = content, 0

    def __iter__(self) -> Iterator[Document]:
        while True:
            self.taken += 1
            yield Document(self.content, id=self.taken)


def test_no_more_documents_are_taken_than_are_on_their_way() -> None:
    source = Counted()
    script = Script([whole])
    with Winnow(URL, transport=httpx.MockTransport(script)) as winnow:
        found = winnow.clean_many(source, window=8, parallel=2)
        for number in range(1, 200):
            assert next(found).id == number
            assert source.taken <= number + 8 * 4
        found.close()
    assert all(len(lines(request)) == 8 for request in script.requests)


async def test_no_more_documents_are_taken_than_are_on_their_way_async() -> None:
    source = Counted()
    async with AsyncWinnow(URL, transport=httpx.MockTransport(Script([whole]))) as winnow:
        number = 0
        async for outcome in winnow.clean_many(source, window=8, parallel=2):
            number += 1
            assert outcome.id == number
            assert source.taken <= number + 8 * 4
            if number == 200:
                break


def test_a_window_is_bounded_in_bytes() -> None:
    script = Script([whole])
    documents = [Document("x" * 50_000, id=n) for n in range(9)] + [Document("x" * 500_000, id=9)]
    with Winnow(URL, transport=httpx.MockTransport(script)) as winnow:
        assert [outcome.id for outcome in winnow.clean_many(documents)] == list(range(10))
    assert sorted(len(lines(request)) for request in script.requests) == [1, 1, 2, 2, 2, 2]


def test_who_stops_reading_stops_the_rest() -> None:
    script = Script([whole, httpx.ConnectError("refused")])
    with Winnow(URL, transport=httpx.MockTransport(script), retries=Retries(attempts=1000, first=1000.0)) as winnow:
        found = winnow.clean_many(Counted(), window=4, parallel=2)
        assert next(found).id == 1
        found.close()  # does not wait for the pauses of the second window


def test_the_hook_for_headers_is_asked_in_the_thread_of_the_caller() -> None:
    from threading import current_thread

    asked: list[str] = []

    def headers() -> dict[str, str]:
        asked.append(current_thread().name)
        return {"Traceparent": f"00-{len(asked):032x}-{1:016x}-01"}

    script = Script([httpx.ConnectError("refused"), whole])
    with Winnow(URL, transport=httpx.MockTransport(script), headers=headers, retries=PATIENT) as winnow:
        expect_all(list(winnow.clean_many(texts(9), window=3, parallel=1)), 9)
    assert asked == [current_thread().name] * 3
    assert sorted({request.headers["traceparent"][3:35] for request in script.requests}) == [
        f"{n:032x}" for n in (1, 2, 3)
    ]


def test_no_more_tries_in_a_stream_than_anywhere() -> None:
    script = Script([problem(429, "busy")])
    with Winnow(URL, transport=httpx.MockTransport(script), retries=PATIENT) as winnow, pytest.raises(Unavailable):
        next(winnow.clean_many(texts(3)))
    assert len(script.requests) == 3
