"""A real server on a free port: streaming, hang-ups and processes only show there."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from app.entrypoints.http.server import prepare
from app.entrypoints.settings import Settings

ARTICLE = (
    "Storm reaches the coast\n\n"
    "The storm reached the coast on Monday, and the harbour stayed closed for the day.\n\n"
    "HBL 112.40 Decreased By ▼ -0.36 (-0.32%)\n\n"
    "“We have seen worse,” the harbour master said, and went back to his ropes.\n"
)
TEXT = {"content-type": "text/plain"}
COSTLY = b"The mayor of Lund said on Monday that it had rained.\n" * 40_000  # a while's work
QUOTE = "HBL 112.40 Decreased By ▼ -0.36 (-0.32%)"

Serve = Callable[..., httpx.Client]


@contextmanager
def served(**settings: Any) -> Iterator[httpx.Client]:
    """A client of a server of its own with these settings."""
    server = prepare(Settings(**({"workers": 2, "port": 0} | settings)))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem in an answer, checked to be one."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert set(found) == {"type", "title", "status", "detail", "instance", "field", "mend"}
    assert found["status"] == status
    assert found["type"].startswith("urn:winnow:problem:")
    assert found["detail"]
    return found


def connect(client: httpx.Client) -> socket.socket:
    """A bare connection to a client's server, for what no client would do."""
    return socket.create_connection((client.base_url.host, client.base_url.port), timeout=60)


def head(path: str, media_type: str, length: int) -> bytes:
    """The head of a request whose body is sent by hand."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


class Running:
    """The service as an operator starts it. Used as a context manager, it does not outlive the test."""

    def __init__(self, **settings: object) -> None:
        root = Path(__file__).parents[2]
        given = {f"WINNOW_{name.upper()}": str(value) for name, value in ({"workers": 2, "port": 0} | settings).items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root)} | given,
            stderr=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        assert self.process.stderr is not None
        self._log: list[str] = []
        for entry in self.process.stderr:
            self._log.append(entry)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", entry):
                break
        else:
            raise AssertionError("".join(self._log))
        self._reader = threading.Thread(target=self._read)  # a full pipe would stop the service
        self._reader.start()
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def _read(self) -> None:
        assert self.process.stderr is not None
        self._log.extend(self.process.stderr)

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *error: object) -> None:
        self.end(signal.SIGKILL)

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it, if it runs, and wait for that; its exit code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(by)
        code = self.process.wait(timeout=120)
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code

    @property
    def log(self) -> str:
        return "".join(self._log)

    def family(self) -> set[int]:
        """The ids of the service's processes, itself included."""
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        family = {self.process.pid}
        while new := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= new
        return family
