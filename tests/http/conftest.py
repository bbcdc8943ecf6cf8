"""The servers that the tests share."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from support.serving import served


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
