"""Who may come in: a key is asked for before anything of the body is read."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from app.entrypoints.http.errors import respond
from app.entrypoints.http.exchange import exchange
from app.entrypoints.http.problems import Problem
from app.entrypoints.keys import Key, find

__all__ = ["Access"]

_OPEN = frozenset(("/", "/docs", "/openapi.json", "/livez", "/readyz", "/version"))
_OPEN_BELOW = ("/static/", "/docs/")
_MEND = "Send a key of this service as Authorization: Bearer KEY, or as X-API-Key: KEY; its operator has one for you."
_MISSING = Problem(
    401,
    "unauthorized",
    "A key is needed",
    "The request carries no key.",
    mend=_MEND,
    headers=(("www-authenticate", 'Bearer realm="winnow"'),),
)
_WRONG = Problem(
    401,
    "unauthorized",
    "The key is not known",
    "The request carries a key that this service does not know, or knows no longer.",
    mend=_MEND,
    headers=(("www-authenticate", 'Bearer realm="winnow", error="invalid_token"'),),
)


class Access:
    """Lets nobody without a key pass, except to what is open. A route is closed unless it stands among the open ones.

    Args:
        keys: those that are let in.
        open_metrics: ``/metrics`` needs no key.
    """

    def __init__(self, app: ASGIApp, keys: tuple[Key, ...], *, open_metrics: bool) -> None:
        self._app, self._keys = app, keys
        self._open = _OPEN | {"/metrics"} if open_metrics else _OPEN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_open(scope["path"]):
            given = _given(scope["headers"])
            key = find(self._keys, given)
            if key is None:
                await respond(_MISSING if given is None else _WRONG, scope["path"])(scope, receive, send)
                return
            exchange(scope).key = key.name
        await self._app(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return path in self._open or path.startswith(_OPEN_BELOW)


def _given(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """What was sent as a key. ``X-API-Key`` is ours alone, ``Authorization`` may be meant for a proxy before us."""
    bearer = None
    for name, value in headers:
        if name == b"x-api-key":
            return value.decode("latin-1").strip()
        if name == b"authorization":
            scheme, _, credentials = value.decode("latin-1").strip().partition(" ")
            if scheme.lower() == "bearer":
                bearer = credentials.strip()
    return bearer
