"""What the service takes in: how much at once, and nothing new when it is to end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.entrypoints.unfinished import Busy

__all__ = ["Intake"]


@dataclass(slots=True)
class Intake:
    """Counts what is being taken in. Belongs to one event loop.

    Args:
        most_bytes: bytes of bodies that may be in memory at once.
        most_batches: batches that may run at once.
    """

    most_bytes: int
    most_batches: int
    held: int = 0
    batches: int = 0
    stopping: bool = False
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when batches have to come to an end."""

    @property
    def full(self) -> bool:
        """Whether one more batch would be one too many."""
        return self.batches >= self.most_batches

    @contextmanager
    def holding(self) -> Iterator[Callable[[int], None]]:
        """A function to call with the size of what is kept, or, negative, of what is let go.

        It raises ``Busy`` when that would be too much, and then counts nothing.
        """
        mine = 0

        def hold(size: int) -> None:
            nonlocal mine
            if size > 0 and self.held + size > self.most_bytes:
                raise Busy
            mine += size
            self.held += size

        try:
            yield hold
        finally:
            self.held -= mine

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Around a batch. Raises ``Busy`` when enough of them run."""
        if self.full:
            raise Busy
        self.batches += 1
        try:
            yield
        finally:
            self.batches -= 1
