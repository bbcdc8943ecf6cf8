"""A service of its own for a measurement: started as an operator starts it, its processes and their memory in view."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

__all__ = ["Running", "running"]


@dataclass(slots=True)
class Running:
    """A service that runs, on loopback."""

    port: int
    process: psutil.Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[psutil.Process]:
        """The processes that clean documents: the fork server's children."""
        return [worker for child in self.process.children() for worker in child.children()]

    def memory(self) -> tuple[int, list[int]]:
        """Bytes resident: of the process that speaks HTTP, and of each worker."""
        return self.process.memory_info().rss, [_resident(worker) for worker in self.workers()]

    def seconds(self) -> float:
        """Processor time of all of it so far."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(process.cpu_times()[:2]) for process in family if process.is_running())


@contextmanager
def running(**settings: object) -> Iterator[Running]:
    """Start a service with these settings (``workers=2``); stop it at the end.

    Raises:
        RuntimeError: it did not start; its log is the message.
    """
    given = {f"WINNOW_{name.upper()}": str(value) for name, value in ({"port": 0} | settings).items()}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WINNOW_")} | given
    command = [sys.executable, "-m", "app", "serve"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        log, found = [], None
        try:
            for line in process.stderr:
                log.append(line)
                if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                    break
            else:
                raise RuntimeError("".join(log))
            reader = threading.Thread(target=process.stderr.read)  # a full pipe would stop the service
            reader.start()
            yield Running(int(found[1]), psutil.Process(process.pid))
        finally:
            process.terminate()
            if found:
                reader.join()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
