"""OpenTelemetry: spans for those who ask for them, and nothing of it for those who do not."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from support.serving import ARTICLE, served

from app.entrypoints import keys
from app.entrypoints.http import tracing
from app.errors import InvalidOption

pytest.importorskip("opentelemetry.sdk", reason="needs winnow[otel]")
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

TEXT = {"content-type": "text/plain"}
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SECRET, ENTRY = keys.fresh("desk")
Traced = tuple[httpx.Client, InMemorySpanExporter]


@pytest.fixture(scope="module")
def service() -> Iterator[Traced]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tracing, "from_environment", lambda _: tracing.Tracing(provider))
            client = stack.enter_context(served(workers=1, api_keys=str(ENTRY)))
        yield client, exporter


@pytest.fixture
def traced(service: Traced) -> Traced:
    service[0].headers["x-api-key"] = SECRET
    service[1].clear()
    return service


def spans(exporter: InMemorySpanExporter, count: int) -> list[ReadableSpan]:
    """The spans, once there are so many: the last ends after its answer has been sent."""
    while len(exporter.get_finished_spans()) < count:  # the test's own time limit ends this
        time.sleep(0.01)
    return sorted(exporter.get_finished_spans(), key=lambda span: span.name)


def test_a_request_is_a_span_with_its_queue_and_its_work(traced: Traced) -> None:
    client, exporter = traced
    headers = TEXT | {"traceparent": f"00-{TRACE}-{PARENT}-01", "x-request-id": "mine"}
    client.post("/v1/clean?url=https://hidden.example/&output=text", content=ARTICLE, headers=headers)
    found = spans(exporter, 3)
    request, clean, queue = found
    assert [span.name for span in found] == ["POST /v1/clean", "clean", "queue"]
    assert request.kind is SpanKind.SERVER
    assert f"{request.context.trace_id:032x}" == TRACE
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == PARENT
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/clean",
        "http.response.status_code": 200,
        "url.path": "/v1/clean",
        "url.scheme": "http",
        "network.protocol.version": "1.1",
        "client.address": "127.0.0.1",
        "winnow.request": "mine",
        "winnow.documents": 1,
        "winnow.key": "desk",
    }
    for child in (queue, clean):
        assert child.parent is not None
        assert child.parent.span_id == request.context.span_id
    times = [queue.start_time, queue.end_time, clean.start_time, clean.end_time, request.end_time]
    assert times == sorted(times)
    assert queue.end_time == clean.start_time
    whole = "".join(span.to_json() for span in found)
    for word in ("hidden", "harbour", SECRET):
        assert word not in whole


def test_a_problem_stands_in_the_span(traced: Traced) -> None:
    client, exporter = traced
    client.post("/v1/clean", content=b"{", headers={"content-type": "application/json"})
    client.get("/v1/rules", headers={"x-api-key": "wrong"})
    unknown, malformed, *_ = spans(exporter, 4)
    assert (malformed.attributes or {})["error.type"] == "malformed-json"
    assert malformed.status.status_code is StatusCode.UNSET  # the caller's fault is no error of the server's span
    assert (unknown.attributes or {})["error.type"] == "unauthorized"


def test_the_frameworks_own_spans_are_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would hold the query, and its log the messages of exceptions."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: provider)
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    with served(workers=1) as client:
        assert client.get("/v1/rules?hidden=1").status_code == 200
    assert exporter.get_finished_spans() == ()


def test_a_batch_is_one_span(traced: Traced) -> None:
    client, exporter = traced
    client.post("/v1/clean/batch", json=[{"content": ARTICLE}] * 3)
    (span,) = spans(exporter, 1)
    assert (span.attributes or {})["winnow.documents"] == 3


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"},
        {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "TRUE"},
        {"OTEL_SERVICE_NAME": "winnow"},
    ],
)
def test_who_asks_for_none_gets_none(environment: dict[str, str]) -> None:
    assert tracing.from_environment(environment) is None


@pytest.mark.parametrize(
    "environment",
    [
        {"OTEL_TRACES_EXPORTER": "otlp"},
        {"OTEL_TRACES_EXPORTER": "console"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"},
        {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"},
    ],
)
def test_the_standard_variables_ask_for_it(environment: dict[str, str]) -> None:
    found = tracing.from_environment(environment)
    assert found is not None
    found.provider.shutdown()


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"OTEL_TRACES_EXPORTER": "carrier-pigeon"}, "carrier-pigeon"),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "carrier/pigeon"}, "otlp_proto_carrier"),
    ],
)
def test_an_exporter_that_is_not_there_is_an_error_with_its_mend(environment: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidOption, match=named) as caught:
        tracing.from_environment(environment)
    assert "winnow[otel]" in caught.value.mend


def test_a_library_that_is_not_there_is_an_error_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(InvalidOption, match="not installed") as caught:
        tracing.from_environment({"OTEL_TRACES_EXPORTER": "otlp"})
    assert "winnow[otel]" in caught.value.mend


def test_nothing_of_it_is_loaded_unless_asked_for() -> None:
    code = """
import sys
import time
from app.entrypoints.http.server import prepare
from app.entrypoints.settings import Settings
prepare(Settings(workers=1))
sys.exit(any(name.startswith(("opentelemetry.sdk", "opentelemetry.exporter")) for name in sys.modules))
"""
    environment = {"PATH": "/usr/bin"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
