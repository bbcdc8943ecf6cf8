"""What both clients are told at their making, and how a call becomes a request of httpx and its end a reply."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from http import HTTPStatus
from time import monotonic
from typing import TypeAlias

import httpx

from app.client.errors import Unreachable
from app.client.plans import OK, Call, Reply
from app.errors import InvalidOption
from app.version import __version__

__all__ = ["LOST", "Headers", "Intake", "base", "headers_of", "limits", "lost", "patience"]

# Not WINNOW_…: those are the service's settings, and it does not start with one that it does not know.
_URL, _KEY = "CLEANER_URL", "CLEANER_API_KEY"
_CONNECT = 5.0  # seconds

# How an exchange can fail by the network, or by a document whose address makes ours too long; other mistakes of the
# caller's are none of these.
LOST = (
    *(httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, httpx.ProxyError, httpx.DecodingError),
    httpx.InvalidURL,
)

Headers: TypeAlias = Mapping[str, str] | Callable[[], Mapping[str, str]]


def base(url: str | None) -> httpx.URL:
    """The service's address: the argument, or CLEANER_URL, or this machine's port 8000.

    Raises:
        InvalidOption: it is no http or https address.
    """
    try:
        found = httpx.URL(url or os.environ.get(_URL) or "http://127.0.0.1:8000")
    except httpx.InvalidURL:
        found = httpx.URL("")
    if found.scheme not in ("http", "https") or not found.host:
        mend = "Give an address such as http://127.0.0.1:8000."
        raise InvalidOption("base_url is no http or https address", field="base_url", mend=mend)
    return found


def headers_of(key: str | None, more: Headers | None) -> Callable[[], Mapping[str, str]]:
    """What every request carries: our name, the key (or CLEANER_API_KEY), and what the caller's hook says.

    Raises:
        InvalidOption: a key that no header can carry.
    """
    fixed = {"accept": "application/json, application/x-ndjson", "user-agent": f"winnow-client/{__version__}"}
    if key := key or os.environ.get(_KEY):
        if not (key.isascii() and key.isprintable()):
            raise InvalidOption(
                "api_key has characters that no header can carry",
                field="api_key",
                mend="Give it as the operator gave it to you, without line ends.",
            )
        fixed["authorization"] = f"Bearer {key}"
    if more is None:
        return lambda: fixed
    hook = more if callable(more) else lambda: more
    return lambda: {**fixed, **{name.lower(): value for name, value in hook().items()}}


def limits(most: int) -> httpx.Limits:
    return httpx.Limits(max_connections=most, max_keepalive_connections=most)


def patience(call: Call, timeout: float) -> httpx.Timeout:
    """No wait beyond the call's own end. For a free connection it may wait until then."""
    return httpx.Timeout(min(timeout, call.left), connect=min(_CONNECT, call.left), pool=call.left)


class Intake:
    """Takes an answer piece by piece while its call has time: one that trickles never times out by itself."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._end = monotonic() + call.left
        self._body: list[bytes] = []

    def take(self, piece: bytes, status: int) -> None:
        """Take what came.

        Raises:
            ReadTimeout: it came too late.
        """
        now = monotonic()
        if now > self._end:
            raise httpx.ReadTimeout("the answer takes too long")
        if self._call.sink is None or status != OK:
            self._body.append(piece)
        elif self._call.sink(piece):  # a document is answered, and the next one has time of its own
            self._end = now + self._call.left

    def reply(self, status: int, headers: Mapping[str, str]) -> Reply:
        """What came in all."""
        return Reply(status, headers, b"".join(self._body))


def lost(error: Exception) -> Reply:
    """The reply that an exchange is when it came to no end, or to no beginning."""
    if isinstance(error, httpx.InvalidURL):
        return Reply(HTTPStatus.REQUEST_URI_TOO_LONG)
    return Reply(
        error=Unreachable(f"{type(error).__name__}: {error}".rstrip(": "), mend="Is the service running there?")
    )
