"""Clients of either kind on scripted services, time that nobody waits for, and a real service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.scripted import Clock, Run, run_async, run_sync
from support.serving import served


@pytest.fixture(params=[run_sync, run_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs ``use`` with a client of either kind on a script."""
    found: Run = request.param
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """In the place of time and chance: every pause is the longest that it may be."""
    clock = Clock()
    monkeypatch.setattr("app.client.retries.monotonic", lambda: clock.now)
    monkeypatch.setattr("app.client.connection.monotonic", lambda: clock.now)
    monkeypatch.setattr("app.client.retries.uniform", lambda least, most: most)
    monkeypatch.setattr("app.client.synchronous.sleep", clock.sleep)
    monkeypatch.setattr("app.client.asynchronous.sleep", clock.sleep_async)
    return clock


@pytest.fixture(scope="session")
def serve() -> Any:
    """What starts a real service with settings of its own."""
    return served


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """The address of a real service."""
    with served(max_body=200_000, batch_documents=20) as client:
        yield str(client.base_url)
