"""Which failures are tried again, how often, after which pauses, and what is raised in the end."""

from __future__ import annotations

import logging
import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from support.scripted import Clock, Run, Script, Step, Trickle, answered, lines, ndjson, problem, reply

from app import WinnowError
from app.client import Refused, Retries, ServiceError, ServiceFault, TooCostly, Unavailable, Unreachable
from app.errors import InvalidOption


def clean(winnow: Any) -> Any:
    return winnow.clean("A storm.")


PASSING: dict[str, Step] = {
    "429": problem(429, "busy"),
    "408": problem(408, "stalled"),
    "503 stopping": problem(503, "stopping"),
    "503 not ready": problem(503, "not-ready"),
    "503 of a proxy": httpx.Response(503, html="<h1>503 Service Unavailable</h1>"),
    "502 of a proxy": httpx.Response(502),
    "504 of a proxy": httpx.Response(504, text="late"),
    "refused": httpx.ConnectError("refused"),
    "reset": httpx.ReadError("reset"),
    "cut off": httpx.RemoteProtocolError("Server disconnected without sending a response."),
    "no answer": httpx.ReadTimeout("late"),
    "no connection": httpx.ConnectTimeout("late"),
}
FINAL: dict[str, tuple[Step, type[ServiceError]]] = {
    "503 too costly": (problem(503, "too-costly", **{"retry-after": "1"}), TooCostly),
    "503 of a kind not known": (problem(503, "of-tomorrow"), TooCostly),
    "400": (problem(400, "malformed-json"), Refused),
    "401": (problem(401, "no-key"), Refused),
    "404 of a proxy": (httpx.Response(404), Refused),
    "413": (problem(413, "too-large"), Refused),
    "422": (problem(422, "unknown-field"), Refused),
    "500": (problem(500, "internal"), ServiceFault),
    "302": (httpx.Response(302, headers={"location": "/login"}), ServiceFault),
    "no JSON": (httpx.Response(200, html="<p>Welcome"), ServiceFault),
    "other JSON": (httpx.Response(200, json={"status": "ok"}), ServiceFault),
    "a list": (httpx.Response(200, json=[1]), ServiceFault),
}


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
def test_what_passes_is_tried_again(run: Run, clock: Clock, failure: Step) -> None:
    script = Script([failure, failure, answered()])
    assert run(script, clean).body == "A storm."
    assert len(script.requests) == 3
    assert clock.pauses == [0.25, 0.5]
    first, *others = (request.content for request in script.requests)
    assert others == [first, first]


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
def test_tries_come_to_an_end(run: Run, clock: Clock, failure: Step) -> None:
    script = Script([failure])
    with pytest.raises((Unavailable, Unreachable)) as caught:
        run(script, clean, retries=Retries(attempts=4, most=0.75))
    assert len(script.requests) == 4
    assert clock.pauses == [0.25, 0.5, 0.75]
    assert isinstance(caught.value, Unreachable) == isinstance(failure, Exception)
    assert caught.value.__notes__ == ["4 tries"]


@pytest.mark.parametrize(("failure", "kind"), FINAL.values(), ids=FINAL)
def test_what_does_not_pass_is_raised_at_once(run: Run, clock: Clock, failure: Step, kind: type[ServiceError]) -> None:
    script = Script([failure, answered()])
    with pytest.raises(kind) as caught:
        run(script, clean)
    assert type(caught.value) is kind
    assert len(script.requests) == 1
    assert clock.pauses == []


def test_an_error_carries_the_problem(run: Run) -> None:
    with pytest.raises(WinnowError) as caught:
        run(Script([problem(422, "unknown-field")]), clean)
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert isinstance(error, Refused)
        assert (error.status, error.slug, error.detail) == (422, "unknown-field", "It is unknown-field.")
        assert (str(error), error.field, error.mend) == ("It is unknown-field.", "content", "Mend it.")


def test_retry_after_is_waited_for(run: Run, clock: Clock) -> None:
    script = Script([problem(429, "busy", **{"retry-after": "7"}), problem(503, "stopping"), answered()])
    run(script, clean)
    assert clock.pauses == [7.25, 0.5]


def test_retry_after_may_be_a_date(run: Run, clock: Clock) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=50), usegmt=True)
    past = "Sat, 01 Jan 2000 00:00:00 GMT"
    headers = [{"retry-after": later}, {"retry-after": past}, {"retry-after": "soon"}]
    run(Script([*(httpx.Response(503, headers=h) for h in headers), answered()]), clean)
    assert 0.25 < clock.pauses[0] <= 50.25
    assert clock.pauses[1:] == [0.5, 1.0]


def test_no_pause_goes_beyond_the_deadline(run: Run, clock: Clock) -> None:
    script = Script([problem(429, "busy", **{"retry-after": "7"})])
    with pytest.raises(Unavailable) as caught:
        run(script, clean, retries=Retries(attempts=100, deadline=20.0, first=0.0))
    assert clock.pauses == [7.0, 7.0]
    assert caught.value.retry_after == 7.0


def test_no_request_is_given_more_time_than_is_left(run: Run, clock: Clock) -> None:
    script = Script([problem(429, "busy", **{"retry-after": "7"}), answered()])
    run(script, clean, retries=Retries(deadline=10.0, first=0.0), timeout=60.0)
    given = [request.extensions["timeout"] for request in script.requests]
    assert [timeout["read"] for timeout in given] == [10.0, 3.0]
    assert [timeout["pool"] for timeout in given] == [10.0, 3.0]
    assert [timeout["connect"] for timeout in given] == [5.0, 3.0]


def test_an_answer_that_trickles_ends_at_the_deadline(run: Run, clock: Clock) -> None:
    body = Trickle(clock, 4.0, [b" "] * 1000)
    with pytest.raises(Unreachable, match="too long"):
        run(Script([lambda _: httpx.Response(200, stream=body)]), clean, retries=Retries(deadline=10.0))
    assert body.sent == 3


def test_a_batch_that_gets_on_has_time_for_each_document(run: Run, clock: Clock) -> None:
    def slowly(request: httpx.Request) -> httpx.Response:
        pieces = [ndjson(reply(line)) for line in lines(request)]
        return httpx.Response(200, stream=Trickle(clock, 4.0, pieces))

    script = Script([slowly])
    got = run(script, lambda winnow: winnow.clean_many(list("abcdef")), retries=Retries(deadline=10.0))
    assert [result.body for result in got] == list("abcdef")
    assert len(script.requests) == 1


def test_pauses_are_left_to_chance() -> None:
    from app.client.retries import Budget

    found = {Budget(Retries()).pause(Unavailable("busy")) for _ in range(20)}
    assert len(found) > 1
    assert all(0 <= pause <= 0.25 for pause in found)


def test_a_retry_is_logged_without_the_document(run: Run, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "winnow.client"):
        run(Script([problem(429, "busy"), answered()]), clean)
    [record] = [record for record in caplog.records if record.name == "winnow.client"]
    assert record.getMessage() == "try 1 of 6 failed (busy); next in 0.25 s"


def test_what_the_caller_got_wrong_is_no_retry(run: Run) -> None:
    for url in ("ftp://winnow.test", "winnow.test:8000", "http://", "http://[::1"):
        with pytest.raises(InvalidOption) as caught:
            run(Script([answered()]), clean, url=url)
        assert caught.value.field == "base_url"
    with pytest.raises(InvalidOption) as caught:
        run(Script([answered()]), clean, api_key="secret\n")
    assert caught.value.field == "api_key"
    assert "secret" not in str(caught.value)


def test_ready_asks_once(run: Run, clock: Clock) -> None:
    for step, ready in (
        (httpx.Response(200, json={"status": "ok"}), True),
        (problem(503, "not-ready"), False),
        (httpx.ConnectError("refused"), False),
    ):
        script = Script([step])
        assert run(script, lambda winnow: winnow.ready()) is ready
        assert [request.url.path for request in script.requests] == ["/readyz"]
    assert clock.pauses == []
