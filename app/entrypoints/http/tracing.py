"""OpenTelemetry, for those who want it: a span for each request, and within it the queue and the work.

By the SDK alone. Its middleware for ASGI would put the query into a span, and with it the addresses of documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from starlette.types import Scope

from app.entrypoints.http.exchange import Exchange
from app.errors import InvalidOption
from app.version import __version__

if TYPE_CHECKING:
    from opentelemetry.trace import Span, TracerProvider

__all__ = ["Tracing", "from_environment"]

_MEND = "Install winnow[otel], choose another exporter, or set OTEL_SDK_DISABLED=true."
_BILLION = 1_000_000_000


def from_environment(environment: Mapping[str, str]) -> Tracing | None:
    """Tracing as the standard ``OTEL_*`` variables have it; None where they name neither exporter nor endpoint.

    Raises:
        InvalidOption: they do, but the library or the exporter is not installed.
    """
    wanted = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    endpoint = any(environment.get(f"OTEL_EXPORTER_OTLP_{part}ENDPOINT") for part in ("", "TRACES_"))
    disabled = environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    if disabled or wanted == "none" or not (wanted or endpoint):
        return None
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise InvalidOption(
            "the environment asks for traces (OTEL_…), but opentelemetry-sdk is not installed",
            field="OTEL_*",
            mend=_MEND,
        ) from None
    name = f"otlp_proto_{_protocol(environment)}" if wanted in ("", "otlp") else wanted
    found = list(entry_points(group="opentelemetry_traces_exporter", name=name))
    if not found:
        raise InvalidOption(
            f"the exporter of traces called {name} is not installed", field="OTEL_TRACES_EXPORTER", mend=_MEND
        )
    service = {} if environment.get("OTEL_SERVICE_NAME") else {"service.name": "winnow"}
    provider = TracerProvider(resource=Resource.create({"service.version": __version__, **service}))
    provider.add_span_processor(BatchSpanProcessor(found[0].load()()))
    return Tracing(provider)


def _protocol(environment: Mapping[str, str]) -> str:
    """``http`` or ``grpc``."""
    names = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    return next(filter(None, map(environment.get, names)), "http").partition("/")[0]


class Tracing:
    """Makes the spans. They hold what the log holds: no query, no word of a document."""

    def __init__(self, provider: TracerProvider) -> None:
        self.provider = provider
        self._tracer = provider.get_tracer("winnow", __version__)

    def begin(self, scope: Scope, exchange: Exchange) -> Span:
        """Open the request's span; the exchange takes over its ids."""
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if exchange.trace is None:  # invalid, or more than one
            carrier.pop("traceparent", None)
        span = self._tracer.start_span(
            scope["method"],
            context=extract(carrier),
            kind=SpanKind.SERVER,
            attributes={
                "http.request.method": scope["method"],
                "url.path": scope["path"][:200],
                "url.scheme": scope["scheme"],
                "network.protocol.version": scope["http_version"],
                "client.address": (scope.get("client") or ("",))[0],
            },
        )
        context = span.get_span_context()
        if context.is_valid:
            exchange.trace, exchange.span = f"{context.trace_id:032x}", f"{context.span_id:016x}"
        return span

    def end(self, span: Span, exchange: Exchange, method: str, route: str | None) -> None:
        """Close the span, with what has become known."""
        from opentelemetry.trace import StatusCode

        span.set_attribute("http.response.status_code", exchange.status)
        span.set_attribute("winnow.request", exchange.id)
        span.set_attribute("winnow.documents", exchange.documents)
        if route:
            span.update_name(f"{method} {route}")
            span.set_attribute("http.route", route)
        if exchange.key:
            span.set_attribute("winnow.key", exchange.key)
        if exchange.problem:
            span.set_attribute("error.type", exchange.problem)
        if exchange.status >= 500:
            span.set_status(StatusCode.ERROR)
        if exchange.documents == 1:  # of a batch, the documents' times overlap
            self._inner(span, exchange)
        span.end()

    def _inner(self, span: Span, exchange: Exchange) -> None:
        from opentelemetry.trace import set_span_in_context

        context = set_span_in_context(span)
        working = exchange.finished - int(exchange.cleaned * _BILLION)
        waiting = working - int(exchange.waited * _BILLION)
        self._tracer.start_span("queue", context, start_time=waiting).end(working)
        self._tracer.start_span("clean", context, start_time=working).end(exchange.finished)
