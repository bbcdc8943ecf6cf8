"""Worker processes for what costs CPU, so that the event loop never waits for a document.

Why not a library's pool: those that can end a task (Pebble) share one pipe among all workers, so that a process killed
while it writes takes everybody's answers with it, and hand every task through three threads, which cost the front half
a millisecond a document. Here each worker has a socket that the event loop itself reads.

Processes are forked from a clean fork server that has loaded the engine: a replacement is there in milliseconds, and
nothing of the event loop (its threads, sockets, locks) is ever copied into a worker.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, TypeVar

from app.entrypoints.unfinished import Busy, Stopped, TookTooLong, TookTooMuch, Unfinished, WorkerLost
from app.entrypoints.worker import NO_MEMORY, Reply, Worker

__all__ = ["RESTARTS", "Pool", "Restart"]

T = TypeVar("T")
Restart = Literal["time", "memory", "crash", "killed", "recycled", "grown"]

RESTARTS: tuple[Restart, ...] = ("time", "memory", "crash", "killed", "recycled", "grown")
"""Why a worker was replaced: its document took too long or too much memory, or ended it; something outside ended it; it
had done its number of tasks; a large document had left it large."""
_GROWN = 256 << 20  # bytes that a process may keep of a document that it has done with
_ATTEMPTS = 2  # at a task whose worker something outside has killed; to kill two is the task's own doing
_PAUSE = 1.0  # seconds between attempts to start a process where none can be started
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_ENDS: dict[int | None, Restart] = {  # by exit code; it is None where somebody has killed the fork server
    NO_MEMORY: "memory",
    -signal.SIGKILL: "killed",
    -signal.SIGTERM: "killed",
    None: "killed",
}
_ERRORS: dict[Restart, type[Unfinished]] = {"time": TookTooLong, "memory": TookTooMuch}
_log = logging.getLogger("winnow")


@dataclass(slots=True)
class Pool:
    """Processes that run one task at a time each, and a bounded line before them.

    Belongs to one event loop. Who waits can leave without a trace, and the time limit counts from the start of the
    work.

    Args:
        workers: processes.
        queue: callers that may wait for a process.
        timeout: seconds that a task may run.
        tasks_per_worker: tasks after which a process is replaced; 0 means never.
        memory: bytes that one process may take; 0 means no limit.
        preload: modules that the fork server imports.
    """

    workers: int
    queue: int
    timeout: float
    tasks_per_worker: int = 0
    memory: int = 0
    preload: tuple[str, ...] = ()
    waiting: int = 0
    restarts: Counter[Restart] = field(default_factory=Counter)
    _all: set[Worker] = field(default_factory=set)
    _idle: list[Worker] = field(default_factory=list)
    _line: dict[asyncio.Future[Worker], None] = field(default_factory=dict)
    _errands: set[asyncio.Task[Any]] = field(default_factory=set)
    _first: asyncio.Future[None] | None = None
    _stopping: bool = False

    @property
    def ready(self) -> bool:
        """Whether a process is there to work."""
        return bool(self._all) and not self._stopping

    @property
    def saturated(self) -> bool:
        """Whether one more task would find the line full."""
        return not self._idle and self.waiting >= self.queue

    @property
    def running(self) -> int:
        """Processes that work on a task."""
        return len(self._all) - len(self._idle)

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers there are."""
        return [worker.process.pid for worker in self._all if worker.process.pid]

    def open(self) -> None:
        """Start the processes."""
        for name in _ONE_THREAD:  # every core has a process of its own; the fork server reads these when it starts
            os.environ.setdefault(name, "1")
        self._first = asyncio.get_running_loop().create_future()
        for _ in range(self.workers):
            self._errand(self._start())

    async def warm(self) -> None:
        """Return when a process is ready to work. Raises ``WorkerLost`` when the first could not be started."""
        assert self._first is not None
        await self._first

    async def stop(self) -> None:
        """End every process, whatever it is doing."""
        self._stopping = True
        for place in self._line:
            if not place.done():
                place.set_exception(Stopped)
        while self._all or self._errands:  # one may lead to another
            for worker in tuple(self._all):
                worker.kill()
                self._part_with(worker)
            await asyncio.wait(self._errands, return_when=asyncio.FIRST_COMPLETED)

    async def run(self, function: Callable[..., T], *args: object, wait: bool = False) -> T:
        """Run a function (one of a module's top level) in a worker process.

        Args:
            wait: queue up even if the queue is full; for callers that bound themselves.

        Raises:
            Busy: the queue is full.
            TookTooLong: over the time limit.
            TookTooMuch: over the memory limit.
            WorkerLost: the process ended (a crash) before the function did.
            Stopped: the pool stops, or has.
        """
        if not wait and self.saturated:
            raise Busy
        for _ in range(_ATTEMPTS):
            worker = await self._take(counted=not wait)
            reply = await self._ask(worker, function, args)
            if reply is not None:
                break
            wait = True
        else:
            raise WorkerLost
        if reply.ok:
            value: T = reply.value
            return value
        raise reply.value

    # ------------------------------------------------------------------------------------------------ the line

    async def _take(self, *, counted: bool) -> Worker:
        """The next free worker: who has waited longest gets it."""
        if self._stopping:
            raise Stopped
        if self._idle:
            return self._idle.pop()
        place = asyncio.get_running_loop().create_future()
        self._line[place] = None
        self.waiting += counted
        try:
            worker: Worker = await place
            return worker
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and not place.exception():
                self._give(place.result())
            raise
        finally:
            self._line.pop(place, None)
            self.waiting -= counted

    def _give(self, worker: Worker) -> None:
        """A worker is free: to the next in line, or to the idle ones."""
        if worker.gone:
            self._replace(worker, "killed")
            return
        while self._line:
            place = next(iter(self._line))
            del self._line[place]
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    # ------------------------------------------------------------------------------------------------ a task

    def _ask(
        self, worker: Worker, function: Callable[..., T], args: tuple[object, ...]
    ) -> asyncio.Future[Reply | None]:
        """Have a worker run a task, and see to it that there is a worker afterwards. None: killed from outside.

        A caller that goes away leaves the task to its end: to cancel it would cost a process.
        """
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Reply | None] = loop.create_future()
        timer = loop.call_later(self.timeout, worker.give_up)
        worker.ask(function, args).add_done_callback(partial(self._answered, worker, timer, outcome))
        return outcome

    def _answered(
        self,
        worker: Worker,
        timer: asyncio.TimerHandle,
        outcome: asyncio.Future[Reply | None],
        answer: asyncio.Future[Reply],
    ) -> None:
        timer.cancel()
        if answer.exception() is not None:
            self._errand(self._lose(worker, outcome))
            return
        reply = answer.result()
        if reply.grown > _GROWN:
            self._replace(worker, "grown")
        elif worker.tasks == self.tasks_per_worker:
            self._replace(worker, "recycled")
        else:
            self._give(worker)
        if not outcome.done():  # the caller has not gone
            outcome.set_result(reply)

    async def _lose(self, worker: Worker, outcome: asyncio.Future[Reply | None]) -> None:
        """A process has ended under its task: find out why."""
        code = await asyncio.to_thread(worker.exit_code)
        why: Restart = "time" if worker.given_up else _ENDS.get(code, "crash")
        self._replace(worker, why)
        if outcome.done():
            return
        if why == "killed":
            outcome.set_result(None)
        else:
            outcome.set_exception(_ERRORS.get(why, WorkerLost)())

    # ------------------------------------------------------------------------------------------------ processes

    async def _start(self) -> None:
        """Add a worker; try until it works, once one has."""
        assert self._first is not None
        while not self._stopping:
            try:
                worker = await Worker.start(self.memory, ["app.entrypoints.warm", *self.preload], self._ended)
            except (OSError, EOFError) as error:
                if not self._first.done():
                    self._first.set_exception(WorkerLost(str(error)))
                    return
                _log.error("a worker process could not be started (%s); trying again", type(error).__name__)
                await asyncio.sleep(_PAUSE)
                continue
            self._all.add(worker)
            if not self._first.done():
                self._first.set_result(None)
            self._give(worker)
            return

    def _ended(self, worker: Worker) -> None:
        """A process is over. Who waits for its answer sees to that; an idle one is replaced here."""
        if worker in self._idle:
            self._replace(worker, "killed")

    def _replace(self, worker: Worker, why: Restart) -> None:
        if not self._stopping:
            self.restarts[why] += 1
        if why not in ("recycled", "grown"):
            worker.kill()
        self._part_with(worker)
        self._errand(self._start())

    def _part_with(self, worker: Worker) -> None:
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        self._errand(self._bury(worker))

    async def _bury(self, worker: Worker) -> None:
        """See a process to its end, and take note of it, so that the system may forget it."""
        worker.dismiss()
        await asyncio.to_thread(worker.exit_code)

    def _errand(self, work: Any) -> asyncio.Task[Any]:
        """Something that goes on by itself until it is done or the pool stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._errands.discard(task)
        if not task.cancelled():
            task.exception()  # seen, also when the caller has gone
