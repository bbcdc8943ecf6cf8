"""How many documents a caller may send in a time, and how many of them are left."""

from __future__ import annotations

import math
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from time import monotonic

from limits import RateLimitItem
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.entrypoints.http.errors import respond
from app.entrypoints.http.exchange import exchange
from app.entrypoints.http.problems import Problem

__all__ = ["Quota", "RateLimit", "quota"]

_MOST = 65_536  # callers that are counted at once, some 20 MB; beyond, those that began first are forgotten
_ONE, _MANY = "/v1/clean", "/v1/clean/batch"


class _Windows(Storage):
    """Counts in memory. All windows are equally long, so those that began first end first: no search, no timer."""

    STORAGE_SCHEME = ["winnow"]  # noqa: RUF012  # as its base has it

    def __init__(self) -> None:
        super().__init__()
        self._windows: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how many came, and when it ends

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = monotonic()
        while self._windows and (len(self._windows) > _MOST or next(iter(self._windows.values()))[1] <= now):
            self._windows.popitem(last=False)
        count, end = self._windows.get(key, (0, now + expiry))
        self._windows[key] = (count + amount, end)
        return count + amount

    def get(self, key: str) -> int:
        count, end = self._windows.get(key, (0, 0.0))
        return count if end > monotonic() else 0

    def get_expiry(self, key: str) -> float:
        return self._windows.get(key, (0, 0.0))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        count = len(self._windows)
        self._windows.clear()
        return count

    def clear(self, key: str) -> None:
        self._windows.pop(key, None)


class Quota:
    """What one caller has left.

    Args:
        who: the caller, in a word that nobody else has.
        named: the caller, in words for an error message.
    """

    def __init__(self, limiter: FixedWindowRateLimiter, limit: RateLimitItem, who: str, named: str) -> None:
        self._limiter, self._limit, self._who, self._named = limiter, limit, who, named

    def take(self) -> Problem | None:
        """Count one document; a problem if it is one too many."""
        return None if self._limiter.hit(self._limit, self._who) else self._problem()

    def spent(self) -> Problem | None:
        """The problem that the next document would be, without counting it."""
        return None if self._limiter.test(self._limit, self._who) else self._problem()

    def headers(self) -> dict[str, str]:
        """The two fields of draft-ietf-httpapi-ratelimit-headers."""
        remaining, reset = self._left()
        return {
            "ratelimit-policy": f'"documents";q={self._limit.amount};w={self._limit.get_expiry()}',
            "ratelimit": f'"documents";r={remaining};t={reset}',
        }

    def _left(self) -> tuple[int, int]:
        """Documents, and seconds until there are as many as at first."""
        window = self._limiter.get_window_stats(self._limit, self._who)
        return window.remaining, max(0, math.ceil(window.reset_time - monotonic()))

    def _problem(self) -> Problem:
        reset = max(1, self._left()[1])
        detail = f"More than {self._limit.amount} documents in {self._limit.get_expiry()} seconds came {self._named}."
        mend = f"Send it again in {reset} seconds."
        headers = (("retry-after", str(reset)),)
        return Problem(429, "rate-limited", "Too many documents", detail, mend=mend, headers=headers)


class RateLimit:
    """Counts the documents of each key, or of each address where there are no keys.

    A batch is let in while one document is left; it asks for each of its documents by itself.
    """

    def __init__(self, app: ASGIApp, limit: RateLimitItem) -> None:
        self._app, self._limit = app, limit
        self._limiter = FixedWindowRateLimiter(_Windows())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in (_ONE, _MANY):
            await self._app(scope, receive, send)
            return
        own = self._quota(scope)
        scope["state"]["quota"] = own
        refused = own.take() if scope["path"] == _ONE else own.spent()
        headers = own.headers()

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        await (respond(refused, scope["path"]) if refused else self._app)(scope, receive, with_headers)

    def _quota(self, scope: Scope) -> Quota:
        key = exchange(scope).key
        if key is not None:
            return Quota(self._limiter, self._limit, key, f"with the key {key}")
        return Quota(self._limiter, self._limit, _network(scope), "from this address")


def quota(scope: Scope) -> Quota | None:
    """The caller's quota; None where nothing is limited."""
    found: Quota | None = scope["state"].get("quota")
    return found


def _network(scope: Scope) -> str:
    """The caller's address; of IPv6 its network, since each customer has 2^64 addresses to send from."""
    address = (scope.get("client") or ("",))[0]
    try:
        parsed = ip_address(address)
    except ValueError:  # a proxy may name its clients as it likes
        return str(address)[:100]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
