"""Two replicas behind one port, as in docker-compose.yml, as plain processes: what a client sees when one ends."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.serving import Running

from app import clean
from app.client import AsyncWinnow, CleanResult, Document, Winnow
from app.entrypoints.answer import answer
from app.model import Options

TOP = Path(__file__).parents[2]
HAPROXY = shutil.which("haproxy", path=os.environ.get("PATH", "") + ":/usr/sbin")
pytestmark = pytest.mark.skipif(HAPROXY is None, reason="no HAProxy on this machine (Debian: apt-get install haproxy)")


class Replica(Running):
    """A service as a process of its own, with one worker."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(workers=1, port=port)

    def documents(self) -> float:
        """How many documents it has cleaned."""
        text = self.client.get("/metrics").text
        return sum(float(n) for n in re.findall(r'^winnow_documents_total{.*outcome="cleaned".*} (\S+)', text, re.M))


@dataclass
class Topology:
    url: str
    replicas: list[Replica]


@pytest.fixture(scope="module")
def topology(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    with ExitStack() as ends, ThreadPoolExecutor(2) as threads:
        replicas = list(threads.map(lambda _: Replica(), range(2)))
        ends.callback(lambda: [replica.end(signal.SIGKILL) for replica in replicas])
        # The socket is ours before the proxy has it, so that no other process can take the port.
        front = ends.enter_context(socket.create_server(("127.0.0.1", 0)))
        environment = os.environ | {
            "LISTEN": f"fd@{front.fileno()}",
            "REPLICA_1": f"127.0.0.1:{replicas[0].port}",
            "REPLICA_2": f"127.0.0.1:{replicas[1].port}",
        }
        proxy = subprocess.Popen(
            [str(HAPROXY), "-db", "-f", TOP / "docs" / "examples" / "haproxy.cfg"],
            env=environment,
            pass_fds=[front.fileno()],
            stdout=subprocess.DEVNULL,
        )
        ends.callback(proxy.wait)
        ends.callback(proxy.kill)
        url = f"http://127.0.0.1:{front.getsockname()[1]}"
        with Winnow(url) as winnow:
            until(lambda: winnow.ready() or proxy.poll() is not None)
        assert proxy.poll() is None, "the proxy did not start"
        yield Topology(url, replicas)


def until(what: Callable[[], bool]) -> None:
    """Wait; the test's own time limit ends it."""
    while not what():
        time.sleep(0.05)


# ---------------------------------------------------------------------------------------------------- the load


def text(number: int) -> str:
    sentence = f"Ship {number} left the harbour of Lindesund on Monday, and the mayor said that it was the last one. "
    paragraphs = [sentence * (1 + (number + n) % 3) for n in range(5)]
    return f"Ship {number} leaves\n\n" + "\n\n".join(paragraphs) + f"\n\nNORDIX {number}.10 ▲ +18.20 (+0.76%)\n"


@dataclass
class Seen:
    """What came back, as it comes."""

    results: list[CleanResult] = field(default_factory=list)

    def add(self, outcome: Any) -> None:
        assert isinstance(outcome, CleanResult), repr(outcome)
        self.results.append(outcome)


def single(url: str, documents: list[Document], seen: Seen) -> None:
    with Winnow(url) as winnow, ThreadPoolExecutor(3) as threads:
        for result in threads.map(lambda d: winnow.clean(d.content, id=d.id), documents):
            seen.add(result)


def batch(url: str, documents: list[Document], seen: Seen) -> None:
    with Winnow(url) as winnow:
        for outcome in winnow.clean_many(documents, window=8):
            seen.add(outcome)


def single_async(url: str, documents: list[Document], seen: Seen) -> None:
    async def one(winnow: AsyncWinnow, document: Document) -> None:
        seen.add(await winnow.clean(document.content, id=document.id))

    async def go() -> None:
        async with AsyncWinnow(url, connections=3) as winnow, asyncio.TaskGroup() as group:
            for document in documents:
                group.create_task(one(winnow, document))

    asyncio.run(go())


def batch_async(url: str, documents: list[Document], seen: Seen) -> None:
    async def go() -> None:
        async with AsyncWinnow(url) as winnow:
            async for outcome in winnow.clean_many(documents, window=8):
                seen.add(outcome)

    asyncio.run(go())


LOADS = (single, batch, single_async, batch_async)


def while_all_load(url: str, number: int, strike: Callable[[Callable[[int], None]], None]) -> None:
    """Have ``number`` documents cleaned in all four ways at once, strike in the middle, and look at what came back.

    ``strike`` is given a function that returns when so many more documents have come back.
    """
    seen = Seen()
    documents = [Document(text(n), id=n) for n in range(number)]
    with ThreadPoolExecutor(len(LOADS)) as threads:
        loads = [threads.submit(load, url, documents[n :: len(LOADS)], seen) for n, load in enumerate(LOADS)]

        def wait_for(more: int) -> None:
            least = len(seen.results) + more
            until(lambda: len(seen.results) >= least or any(load.done() for load in loads))

        wait_for(number // 10)
        strike(wait_for)
        for load in loads:
            load.result()
    assert sorted(int(str(result.id)) for result in seen.results) == list(range(number))
    for result in seen.results:
        there = json.loads(json.dumps(asdict(result)))
        here = json.loads(json.dumps(answer(clean(text(int(str(result.id)))), Options(), id=result.id)))
        assert {name: there[name] for name in here} == here


# ---------------------------------------------------------------------------------------------------- what is seen


def test_the_proxy_passes_ids_and_streams(topology: Topology) -> None:
    with httpx.Client(base_url=topology.url) as client:
        headers = {"x-request-id": "mine-1", "x-forwarded-for": "203.0.113.9"}
        found = client.post("/v1/clean", content="A storm.", headers=headers)
        assert (found.status_code, found.headers["x-request-id"]) == (200, "mine-1")
    logged: list[str] = []

    def is_logged() -> bool:
        logged[:] = [line for replica in topology.replicas for line in replica.log.splitlines()]
        return any("mine-1" in line for line in logged)

    until(is_logged)
    [line] = [line for line in logged if "mine-1" in line]
    assert '"client":"127.0.0.1"' in line  # as the proxy sees it, whatever the client says
    url = httpx.URL(topology.url)
    with socket.create_connection((url.host, url.port)) as connection, connection.makefile("rb") as answers:
        connection.sendall(
            b"POST /v1/clean/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for number in range(3):  # each answer is there before the next document is sent
            document = json.dumps({"content": "A storm.", "id": number}).encode() + b"\n"
            connection.sendall(b"%x\r\n%b\r\n" % (len(document), document))
            while b'"id"' not in (line := answers.readline()):
                assert line
            assert json.loads(line)["id"] == number
        connection.sendall(b"0\r\n\r\n")
        assert answers.read(1)


def test_a_replica_that_is_killed_loses_no_document(
    topology: Topology, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    victim = topology.replicas[0]

    def kill(wait_for: Callable[[int], None]) -> None:
        # Frozen first, so that it certainly dies with requests at hand: it is given some that it cannot answer.
        victim.process.send_signal(signal.SIGSTOP)
        wait_for(30)
        victim.end(signal.SIGKILL)

    with caplog.at_level(logging.INFO, "winnow.client"):
        while_all_load(topology.url, 300, kill)
    assert [record for record in caplog.records if record.name == "winnow.client"]

    # Another one takes its place and is given work.
    topology.replicas[0] = back = Replica(victim.port)
    with Winnow(topology.url) as winnow:
        until(lambda: winnow.clean("A storm.").body == "A storm." and back.documents() > 0)


def test_a_replica_that_is_stopped_loses_no_document(topology: Topology) -> None:
    """After the test above: who has to do the rest is the replica that came back."""
    victim = topology.replicas[1]
    while_all_load(topology.url, 100, lambda wait_for: victim.process.send_signal(signal.SIGTERM))
    assert victim.process.wait() == 0
