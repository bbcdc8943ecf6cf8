"""A real server on a free port: streaming, hang-ups and processes only show there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from app.entrypoints.http.server import prepare
from app.entrypoints.settings import Settings

ARTICLE = (
    "Storm reaches the coast\n\n"
    "The storm reached the coast on Monday, and the harbour stayed closed for the day.\n\n"
    "HBL 112.40 Decreased By ▼ -0.36 (-0.32%)\n\n"
    "“We have seen worse,” the harbour master said, and went back to his ropes.\n"
)
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


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """One server with the default limits for all tests that do not need their own."""
    with served() as client:
        yield client


@pytest.fixture(scope="session")
def small() -> Iterator[httpx.Client]:
    """A server with limits that a test can reach quickly."""
    with served(max_body=20_000, batch_documents=20, batch_bytes=100_000, document_timeout=1.5) as client:
        yield client


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
