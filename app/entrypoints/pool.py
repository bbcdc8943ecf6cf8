"""Worker processes for what costs CPU, so that the event loop never waits for a document.

Processes are forked from a clean fork server that has imported the engine: a replacement is there in milliseconds, and
nothing of the event loop (its threads, sockets, locks) is ever copied into a worker.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as TaskTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from app.pipeline import clean

__all__ = ["Busy", "Pool", "TookTooLong", "WorkerLost"]

T = TypeVar("T")

# Enough of a document for everything that loads lazily (the phrase lists, the scorer, the language model) to be used.
_TEXT = """# Storm reaches the coast

The storm reached the coast on Monday, and the harbour stayed closed for the day, officials said.

“We have seen worse,” the harbour master told reporters before he went back to his ropes.

Ferries are expected to sail again on Tuesday morning, when the wind should have turned to the west.
"""
_PAGE = f"<html><body><nav>Home</nav><article><p>{_TEXT.replace(chr(10), '<p>')}</article></body></html>"


class Busy(Exception):
    """As many tasks as may wait are waiting."""


class TookTooLong(Exception):
    """The task ran into the time limit; its process was ended."""


class WorkerLost(Exception):
    """The process ended under the task."""


@dataclass(slots=True)
class Pool:
    """Processes that run one task at a time each, and a bounded queue before them.

    Belongs to one event loop. Pebble holds no queue of its own here: a task is handed over only when a process is free,
    so whoever waits can leave without a trace, and the time limit counts from the start of the work.

    Args:
        workers: processes.
        queue: callers that may wait for a process.
        timeout: seconds that a task may run.
        tasks_per_worker: tasks after which a process is replaced; 0 means never.
        memory: bytes that one process may take; 0 means no limit.
        preload: modules that the fork server imports beside the engine.
    """

    workers: int
    queue: int
    timeout: float
    tasks_per_worker: int = 0
    memory: int = 0
    preload: tuple[str, ...] = ()
    ready: bool = False
    waiting: int = 0
    running: int = 0
    lost: int = 0
    _pool: ProcessPool | None = None
    _free: asyncio.Semaphore | None = None

    def open(self) -> None:
        """Take tasks from now on. The processes start with the first of them."""
        self._free = asyncio.Semaphore(self.workers)
        self._pool = self._processes()

    async def warm(self) -> None:
        """Return when a process has loaded the engine."""
        await self.run(_nothing, wait=True)
        self.ready = True

    async def stop(self) -> None:
        """End every process, whatever it is doing."""
        self.ready = False
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(pool.join)

    async def run(self, function: Callable[..., T], *args: object, wait: bool = False) -> T:
        """Run a function (one of a module's top level) in a worker process.

        Args:
            wait: queue up even if the queue is full; for callers that bound themselves.

        Raises:
            Busy: the queue is full.
            TookTooLong: over the time limit.
            WorkerLost: the process ended (memory, a crash) before the function did.
        """
        assert self._free is not None
        if not wait and self._free.locked() and self.waiting >= self.queue:
            raise Busy
        self.waiting += not wait
        try:
            await self._free.acquire()
        finally:
            self.waiting -= not wait
        return await self._run(function, args)

    async def _run(self, function: Callable[..., T], args: tuple[object, ...]) -> T:
        try:
            task = asyncio.wrap_future(self._schedule(function, args))
        except BaseException:
            self._release()
            raise
        self.running += 1
        task.add_done_callback(self._done)
        try:
            # A caller that goes away leaves the task to its end: to cancel it would cost a process.
            return await asyncio.shield(task)
        except TaskTimeout:
            self.lost += 1
            raise TookTooLong from None
        except (ProcessExpired, BrokenProcessPool) as error:
            self.lost += 1
            raise WorkerLost from error

    def _done(self, task: asyncio.Future[T]) -> None:
        self.running -= 1
        self._release()
        if not task.cancelled():
            task.exception()  # seen, also when the caller has gone

    def _release(self) -> None:
        assert self._free is not None
        self._free.release()

    def _schedule(self, function: Callable[..., T], args: tuple[object, ...]) -> ProcessFuture[T]:
        if self._pool is None:
            raise WorkerLost("the pool is not running")
        try:
            return self._pool.schedule(function, args=args, timeout=self.timeout)
        except RuntimeError:  # something outside ended an idle process, and the pool with it
            self._pool.stop()  # type: ignore[no-untyped-call]
            asyncio.get_running_loop().run_in_executor(None, self._pool.join)
            self._pool = self._processes()
            return self._pool.schedule(function, args=args, timeout=self.timeout)

    def _processes(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, *self.preload])
        return ProcessPool(self.workers, self.tasks_per_worker, _begin, (self.memory,), context)


def _nothing() -> None:
    """The first task: over when a process is ready to work."""


def _begin(memory: int) -> None:
    """What a worker does first: bind itself to its limits and to its parent, and load what loads lazily."""
    # Pebble ends a worker with SIGTERM; a Python handler would wait for the end of a long call into C.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    clean(_PAGE)
    clean(_TEXT, format="markdown")
    gc.freeze()
    if memory:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
