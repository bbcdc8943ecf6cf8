"""One worker process: what runs in it, and the handle by which its owner asks it.

Each has a socket of its own. What it had half written when it was killed is lost with it, and nobody else's.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from typing import Any, NoReturn, cast

from app.entrypoints import logs

__all__ = ["NO_MEMORY", "Reply", "Worker", "no_memory"]

NO_MEMORY = 77
"""The exit code of a process that ran into its memory limit."""

_SIZE = struct.Struct("!Q")  # bytes of the message that follows
_READY = b"ready"
_UNTOLD = 255  # what multiprocessing says of a process whose fork server is gone
_BOOKS = threading.Lock()  # multiprocessing keeps one list of all children and does not expect threads at it


@dataclass(frozen=True, slots=True)
class Reply:
    """What a task gave.

    Attributes:
        value: what the function returned, or what it raised.
        grown: bytes by which the process is larger, at its largest, than when it began.
    """

    ok: bool
    value: Any
    grown: int


class Worker(asyncio.Protocol):
    """A process that runs one task at a time, and our end of the line to it. Belongs to one event loop."""

    def __init__(self, process: ForkServerProcess, ended: Callable[[Worker], None]) -> None:
        self.process = process
        self.tasks = 0
        self.gone = self.given_up = False
        self._ended = ended
        self._answer: asyncio.Future[Reply] | None = None
        self._parts: list[bytes] = []
        self._missing = 0

    @classmethod
    async def start(cls, memory: int, preload: list[str], ended: Callable[[Worker], None]) -> Worker:
        """Start a process and wait until it works.

        Args:
            memory: bytes that it may take beyond code and stacks; 0 means no limit.
            preload: modules that the fork server imports when it starts, before the first process.
            ended: called once, when the process is over.

        Raises:
            OSError, EOFError: it cannot be started, or ends at once.
        """
        process, line = await asyncio.to_thread(_fork, memory, preload)
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_unix_connection(lambda: cls(process, ended), sock=line)
        return worker

    def ask(self, function: Callable[..., Any], args: tuple[object, ...]) -> asyncio.Future[Reply]:
        """Run a function in the process, which must have answered what it was asked before.

        Raises:
            EOFError: in the future: the process ended.
        """
        self.tasks += 1
        self._answer = asyncio.get_running_loop().create_future()
        if self.gone:
            self._answer.set_exception(EOFError())
        else:
            task = pickle.dumps((function, args), pickle.HIGHEST_PROTOCOL)
            self._transport.writelines((_SIZE.pack(len(task)), task))
        return self._answer

    def dismiss(self) -> None:
        """Let it end by itself, which it does when nobody is there any more."""
        self._transport.close()

    def kill(self) -> None:
        """End it now, whatever it is doing. Who asks it finds that it has ended."""
        if not self.gone and self.process.pid:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)  # its own `kill` does nothing once the fork server is gone

    def give_up(self) -> None:
        """It has taken too long: end it."""
        self.given_up = True
        self.kill()

    def exit_code(self) -> int | None:
        """How it ended: negative by a signal, None if that cannot be told. Blocks until it has: for a thread."""
        wait([self.process.sentinel])
        with _BOOKS:
            code = self.process.exitcode
        return None if code == _UNTOLD else code

    # ------------------------------------------------------------------------------------------------ our end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if not self._parts:
            self._missing = _SIZE.size
        self._parts.append(data)
        self._missing -= len(data)
        if self._missing <= 0 and self._answer is not None:
            self._receive(self._answer)

    def _receive(self, answer: asyncio.Future[Reply]) -> None:
        whole = b"".join(self._parts)
        self._missing = _SIZE.size + _SIZE.unpack_from(whole)[0] - len(whole)
        self._parts[:] = [whole]
        if not self._missing:
            self._parts.clear()
            if not answer.done():
                answer.set_result(pickle.loads(memoryview(whole)[_SIZE.size :]))  # noqa: S301  # our own process wrote it

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(EOFError("the worker process ended"))
        self._ended(self)


def _fork(memory: int, preload: list[str]) -> tuple[ForkServerProcess, socket.socket]:
    context = multiprocessing.get_context("forkserver")
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            with _BOOKS:
                context.set_forkserver_preload(preload)
                process = context.Process(target=_work, args=(theirs, memory), daemon=True)
                process.start()
            theirs.close()
            if ours.recv(len(_READY)) != _READY:
                raise EOFError("a worker process ended when it had just begun")
        except BaseException:
            ours.close()
            raise
    return process, ours


def _work(line: socket.socket, memory: int) -> None:
    """What a worker process does: bind itself to its limits and its parent, then task after task until nobody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the service decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logs.configure("warning")
    threading.Thread(target=_die_with_parent, daemon=True).start()
    if memory:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    line.sendall(_READY)
    begun = _peak()
    with line, line.makefile("rb") as tasks:
        while head := tasks.read(_SIZE.size):
            try:
                function, args = pickle.loads(tasks.read(_SIZE.unpack(head)[0]))  # noqa: S301  # the service wrote it
            except MemoryError:
                no_memory()
            _send(line, _reply(function, args, begun))


def _reply(function: Callable[..., Any], args: tuple[object, ...], begun: int) -> bytes:
    try:
        try:
            ok, value = True, function(*args)
        except MemoryError:
            no_memory()
        except Exception as error:
            ok, value = False, error.with_traceback(None)  # which holds on to everything that the task had in its hands
        return pickle.dumps(Reply(ok, value, _peak() - begun), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        no_memory()


def no_memory() -> NoReturn:
    """End this process at once: without memory it cannot even tell that it has none, and may try that for ever."""
    os._exit(NO_MEMORY)


def _send(line: socket.socket, reply: bytes) -> None:
    line.sendall(_SIZE.pack(len(reply)))
    line.sendall(reply)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
