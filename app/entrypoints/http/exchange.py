"""One request and its answer: what is known of them beside their content, gathered while they pass."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from time import perf_counter, time_ns
from typing import cast
from uuid import uuid4

from starlette.types import Scope

__all__ = ["Exchange", "exchange"]

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")


@dataclass(slots=True)
class Exchange:
    """For the log, the metrics and the trace.

    Attributes:
        id: ours or the caller's (``X-Request-Id``).
        trace, span: W3C trace and span id in hex: the caller's trace, and a span that is ours.
        key: the name of the API key.
        problem: the slug of the problem that was answered.
        documents: how many were cleaned or refused.
        waited, cleaned: seconds in the queue and in work, of all documents together.
        finished: nanoseconds since the epoch when the last document was done.
        status: 0 until the answer has begun.
        received, sent: bytes of the bodies.
    """

    id: str
    trace: str | None
    span: str | None
    begun: float = field(default_factory=perf_counter)
    key: str | None = None
    problem: str | None = None
    documents: int = 0
    waited: float = 0.0
    cleaned: float = 0.0
    finished: int = 0
    status: int = 0
    received: int = 0
    sent: int = 0

    @classmethod
    def of(cls, scope: Scope) -> Exchange:
        """The one that this request begins; ``exchange`` finds it from now on."""
        given, parents = "", []
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given = value.decode("latin-1")
            elif name == b"traceparent":
                parents.append(value.decode("latin-1"))
        trace = _trace(parents)
        here = cls(
            given if _REQUEST_ID.fullmatch(given) else uuid4().hex, trace, secrets.token_hex(8) if trace else None
        )
        scope.setdefault("state", {})["exchange"] = here
        return here

    def add(self, waited: float, cleaned: float) -> None:
        """Count a document, and the seconds that it waited and was in work."""
        self.documents += 1
        self.waited += max(0.0, waited)
        self.cleaned += cleaned
        self.finished = time_ns()


def exchange(scope: Scope) -> Exchange:
    """The exchange that this request belongs to."""
    return cast(Exchange, scope["state"]["exchange"])


def _trace(parents: list[str]) -> str | None:
    """The trace id of a valid ``traceparent``; an invalid one is to be ignored, and so is more than one.

    Version 00 ends after its four fields; what later ones append is none of our business (W3C Trace Context, 3.2.2).
    """
    found = _TRACEPARENT.fullmatch(parents[0].strip()) if len(parents) == 1 else None
    return found[2] if found and not (found[1] == "00" and found[3]) else None
