"""Work on pages with every core, the results in the order of the jobs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from pebble import ProcessPool
from rich.console import Console
from rich.progress import track

__all__ = ["in_order", "processes"]

Out = TypeVar("Out")
TIMEOUT = 120.0  # seconds that one job may take


@contextmanager
def processes() -> Iterator[ProcessPool]:
    """As many processes as cores, started clean, so that no thread of ours is copied into them."""
    with ProcessPool(max_workers=os.cpu_count() or 1, context=get_context("spawn")) as pool:
        yield pool


def in_order(
    pool: ProcessPool,
    work: Callable[..., Out],
    jobs: Sequence[tuple[Any, ...]],
    title: str,
    lost: Callable[[], Out] | None = None,
) -> Iterator[Out]:
    """What ``work`` returns for each job. Progress is shown where standard error is a terminal.

    Args:
        lost: what stands for a job whose process died or took too long; without it that is raised.
    """
    futures = [pool.schedule(work, args=job, timeout=TIMEOUT) for job in jobs]
    try:
        for future in track(futures, title, console=Console(stderr=True)):
            try:
                yield future.result()
            except Exception:
                if lost is None:
                    raise
                yield lost()
    finally:
        for future in futures:
            future.cancel()
