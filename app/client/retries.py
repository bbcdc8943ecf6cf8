"""How often, how long and after which pauses the client tries."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from random import uniform
from time import monotonic

from app.client.errors import ServiceError

__all__ = ["Budget", "Retries"]

_log = logging.getLogger("winnow.client")


@dataclass(frozen=True, slots=True)
class Retries:
    """What one document may cost in tries and time. A batch that gets on starts afresh with each document.

    Before the n-th new try the client waits a random time of at most ``first`` · 2ⁿ⁻¹ seconds (all of it at random, so
    that many clients do not come back together), on top of what the service's ``Retry-After`` asks for.

    Attributes:
        attempts: tries, the first one included; 1 means that nothing is tried again.
        deadline: seconds from the first try to the end of the last.
        first: seconds, the longest first pause.
        most: seconds, the longest of all pauses.
    """

    attempts: int = 6
    deadline: float = 120.0
    first: float = 0.25
    most: float = 8.0


class Budget:
    """What is left of the ``Retries`` for one document."""

    def __init__(self, retries: Retries) -> None:
        self._retries = retries
        self._end = monotonic() + retries.deadline
        self._tries = 0

    @property
    def left(self) -> float:
        """Seconds; never quite 0, which means "for ever" to some who are told it."""
        return max(0.001, self._end - monotonic())

    def pause(self, error: ServiceError) -> float:
        """The seconds to wait before the next try.

        Raises:
            ServiceError: the error itself, when another try cannot help or may not be.
        """
        self._tries += 1
        if not error.again:
            raise error
        longest = min(self._retries.most, self._retries.first * 2 ** (self._tries - 1))
        pause = (error.retry_after or 0.0) + uniform(0, longest)  # noqa: S311  # chance, not a secret
        if self._tries >= self._retries.attempts or pause >= self._end - monotonic():
            error.add_note(f"{self._tries} tries")
            raise error
        what = error.slug or error.status or type(error).__name__
        _log.info("try %d of %d failed (%s); next in %.2f s", self._tries, self._retries.attempts, what, pause)
        return pause
