"""The log: one JSON object a line, with the caller's trace, and never a word that is not ours to keep."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.types import Scope
from support.serving import ARTICLE, Running, served

from app.entrypoints import keys, logs
from app.entrypoints.http.exchange import Exchange
from app.entrypoints.http.work import Job, work
from app.model import Limits

TEXT = {"content-type": "text/plain"}
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
VALID = f"00-{TRACE}-{PARENT}-01"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """What is logged from now on, each line read as JSON."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    root.handlers = []  # pytest's own would be closed
    logs.configure("info")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.captureWarnings(False)
    root.handlers, root.level = before
    for name in ("winnow", "uvicorn", "python_multipart"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def traced(*traceparents: str, request_id: str = "") -> Exchange:
    headers = [(b"traceparent", value.encode("latin-1")) for value in traceparents]
    scope: Scope = {"type": "http", "headers": [*headers, (b"x-request-id", request_id.encode())]}
    return Exchange.of(scope)


@pytest.mark.parametrize("value", [VALID, f" {VALID} ", VALID.replace("00-", "01-", 1), f"cc-{VALID[3:]}-what-will-be"])
def test_a_valid_trace_is_gone_on_with(value: str) -> None:
    exchange = traced(value)
    assert exchange.trace == TRACE
    assert re.fullmatch("[0-9a-f]{16}", exchange.span or "")
    assert exchange.span != PARENT


@pytest.mark.parametrize(
    "values",
    [
        (),
        ("",),
        (VALID.upper(),),
        (VALID + "-more",),  # version 00 has four fields
        (VALID + "0",),
        (f"cc-{VALID[3:]}.more",),
        (f"ff-{VALID[3:]}",),
        (VALID.replace(TRACE, "0" * 32),),
        (VALID.replace(PARENT, "0" * 16),),
        (VALID.replace(TRACE, TRACE[1:]),),
        (VALID.replace("4bf", "4bg"),),
        (VALID, VALID),
    ],
)
def test_an_invalid_trace_is_ignored(values: tuple[str, ...]) -> None:
    exchange = traced(*values)
    assert exchange.trace is exchange.span is None


def test_a_request_is_one_line_with_all_that_is_known(lines: Lines) -> None:
    secret, entry = keys.fresh("desk")
    with served(workers=1, api_keys=str(entry), rate_limit="2/hour") as client:
        headers = TEXT | {"x-api-key": secret, "traceparent": VALID, "x-request-id": "mine"}
        for _ in range(3):
            client.post("/v1/clean", params={"url": "https://hidden.example/"}, content=ARTICLE, headers=headers)
        client.get(f"/v1/rules?key={secret}", headers={"authorization": "Bearer wrong-key"})
    logged = lines()
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]) for line in logged)
    assert {line["logger"] for line in logged} == {"uvicorn.error", "winnow.access"}
    first, _, refused, unknown = (line for line in logged if line["logger"] == "winnow.access")
    assert set(first) == {
        *("time", "level", "logger", "message", "request", "trace_id", "span_id", "key", "client", "method", "path"),
        *("status", "ms", "received", "sent", "documents", "queue_ms", "clean_ms"),
    }
    assert (first["request"], first["trace_id"], first["key"], first["documents"]) == ("mine", TRACE, "desk", 1)
    assert first["received"] == len(ARTICLE.encode())
    assert 0 < first["clean_ms"] <= first["ms"]
    assert (refused["status"], refused["problem"], refused["key"]) == (429, "rate-limited", "desk")
    assert (unknown["status"], unknown["problem"], unknown.get("key")) == (401, "unauthorized", None)
    whole = json.dumps(logged)
    for word in (secret, "wrong-key", "hidden", "harbour"):
        assert word not in whole


def test_a_batch_counts_its_documents(lines: Lines) -> None:
    with served(workers=1) as client:
        body = json.dumps({"content": ARTICLE}) + "\n{\n"
        client.post("/v1/clean/batch", content=body, headers={"content-type": "application/x-ndjson"})
    (line,) = (line for line in lines() if line["logger"] == "winnow.access")
    assert (line["documents"], line["status"]) == (2, 200)
    assert "problem" not in line


def test_what_fails_tells_where_but_not_what_it_said(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "".join(("sec", "ret words\nof the document"))  # the line of the code may be quoted

    def fail(*_: object, **__: object) -> None:
        raise ValueError(words)

    monkeypatch.setattr("app.entrypoints.http.catalogue.rules", fail)
    monkeypatch.setattr("app.entrypoints.http.work.clean", fail)
    with served(workers=1) as client:
        client.get("/v1/rules")
    assert work(Job(words.encode(), Limits())).problem is not None
    try:
        fail()
    except ValueError as error:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n%s", error)

    async def forget() -> None:
        asyncio.get_running_loop().call_exception_handler(
            {"message": "Task exception was never retrieved", "exception": ValueError(words), "task": words}
        )

    asyncio.run(forget())
    logged = lines()
    failed = [line for line in logged if line["level"] == "error"]
    assert [line["error"] for line in failed] == ["ValueError"] * 4
    assert [line["logger"] for line in failed] == ["winnow", "winnow", "uvicorn.error", "asyncio"]
    assert "in fail" in failed[0]["where"]
    (access,) = (line for line in logged if line["logger"] == "winnow.access")
    assert failed[0]["request"] == access["request"]
    assert "secret" not in json.dumps(logged)


def test_nothing_that_is_logged_breaks_a_line(lines: Lines) -> None:
    logging.getLogger("winnow").info("half a pair \ud800, a tab \t,\na line and \u2028 another")
    logging.getLogger("elsewhere").info("not wanted")
    logging.getLogger("elsewhere").warning("number %d", 7)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("an old way", DeprecationWarning, stacklevel=1)
    first, second, third = lines()
    assert first["message"].startswith("half a pair \ud800")
    assert second["message"] == "number 7"
    assert (third["logger"], "an old way" in third["message"]) == ("py.warnings", True)


def test_every_line_of_the_running_service_is_json_without_a_word_of_the_document() -> None:
    secret = "The harbour master is a secret agent, the storm said."
    form = {"content-type": "multipart/form-data; boundary=b"}
    with Running(workers=1, log_level="debug") as running:
        client = running.client
        assert client.post("/v1/clean", content=f"--a{secret}", headers=form).status_code == 400
        client.get("/livez", headers={"connection": "upgrade", "upgrade": "websocket"})
        client.post("/v1/clean?url=https://example.com/hidden", content=secret, headers=TEXT)
        client.post("/v1/clean", json={"content": secret, "wrong": secret})
        client.post("/v1/clean/batch", content=secret, headers={"content-type": "application/x-ndjson"})
        assert running.end() == 0
    entries = [json.loads(line) for line in running.log.splitlines()]
    assert {(entry["level"], entry["logger"]) for entry in entries} == {
        ("info", "uvicorn.error"),
        ("info", "winnow.access"),
    }
    requests = [(entry["path"], entry["status"]) for entry in entries if entry["logger"] == "winnow.access"]
    assert requests == [
        *(("/v1/clean", 400), ("/livez", 200), ("/v1/clean", 200), ("/v1/clean", 422), ("/v1/clean/batch", 200))
    ]
    assert "secret" not in running.log
    assert "hidden" not in running.log


def test_of_a_group_it_tells_the_first_that_is_none() -> None:
    async def fail() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(int, "secret"))

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(fail())
    told = logs.failure(caught.value)
    assert told["error"] == "ValueError"
    assert "to_thread" in told["where"]
