"""More than there is room for: who waits, who is told to come back, who is given up; and who is slow, or leaves."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from support.serving import ARTICLE, COSTLY, TEXT, connect, head, problem, served


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_cleaned() -> None:
    with served(workers=1, document_timeout=0.3) as client:
        found = problem(client.post("/v1/clean", content=COSTLY, headers=TEXT), 503)
        assert found["type"].endswith("too-costly")
        assert "Do not send it again" in found["mend"]
        assert client.post("/v1/clean", content=ARTICLE, headers=TEXT).status_code == 200
        assert 'winnow_worker_restarts_total{reason="time"} 1.0' in client.get("/metrics").text


def test_a_document_that_takes_too_much_memory_is_given_up_and_the_next_is_cleaned() -> None:
    with served(workers=1, worker_memory=256 << 20) as client:
        assert client.post("/v1/clean", content=ARTICLE, headers=TEXT).status_code == 200
        found = problem(client.post("/v1/clean", content=COSTLY * 6, headers=TEXT), 503)
        assert found["type"].endswith("too-costly")
        assert client.post("/v1/clean", content=ARTICLE, headers=TEXT).status_code == 200
        assert re.search(r'winnow_worker_restarts_total{reason="(memory|crash)"} 1.0', client.get("/metrics").text)


@contextmanager
def busy(client: httpx.Client, documents: int) -> Iterator[list[int]]:
    """While so many costly documents are in work and waiting; their statuses, when they are done."""
    statuses: list[int] = []

    def post() -> None:
        with httpx.Client(base_url=client.base_url, timeout=120) as other:
            statuses.append(other.post("/v1/clean", content=COSTLY, headers=TEXT).status_code)

    threads = [threading.Thread(target=post) for _ in range(documents)]
    for thread in threads:
        thread.start()
    try:
        while measure(client, "winnow_workers_busy") + measure(client, "winnow_queue_depth") < documents:
            time.sleep(0.01)
        yield statuses
    finally:
        for thread in threads:
            thread.join()


def measure(client: httpx.Client, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", client.get("/metrics").text, re.M)
    assert found, name
    return float(found[1])


def test_who_finds_the_queue_full_is_told_to_come_back_and_who_was_accepted_is_served() -> None:
    with served(workers=1, queue=1) as client:
        with busy(client, 2) as statuses:
            response = client.post("/v1/clean", content=ARTICLE, headers=TEXT)
            assert problem(response, 429)["type"].endswith("busy")
            assert int(response.headers["retry-after"]) > 0
        assert statuses == [200, 200]
        assert client.post("/v1/clean", content=ARTICLE, headers=TEXT).status_code == 200


def test_a_full_queue_is_said_before_the_body_is_sent() -> None:
    with served(workers=1, queue=0) as client, busy(client, 1), connect(client) as raw:
        raw.sendall(head("/v1/clean", "text/plain", 10_000_000))
        assert raw.recv(4096).startswith(b"HTTP/1.1 429 ")


def test_it_is_not_ready_while_the_queue_is_full() -> None:
    with served(workers=1, queue=1) as client:
        with busy(client, 1):
            assert client.get("/readyz").status_code == 200
        with busy(client, 2):
            response = client.get("/readyz")
            assert "full" in problem(response, 503)["detail"]
            assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 200


def test_who_hangs_up_leaves_the_place_to_another() -> None:
    with served(workers=1, queue=1) as client, busy(client, 1):
        with connect(client) as raw:
            raw.sendall(head("/v1/clean", "text/plain", len(COSTLY)) + COSTLY)
            while measure(client, "winnow_queue_depth") < 1:
                time.sleep(0.01)
        while measure(client, "winnow_queue_depth"):
            time.sleep(0.01)
        assert client.post("/v1/clean", content=ARTICLE, headers=TEXT).status_code == 200


def test_so_many_bytes_may_be_in_memory_and_no_more() -> None:
    with served(held_bytes=50_000) as client, connect(client) as raw:
        raw.sendall(head("/v1/clean", "text/plain", 40_000) + b"a storm " * 4_999)
        large = b"a storm " * 2_500
        while (response := client.post("/v1/clean", content=large, headers=TEXT)).status_code == 200:
            time.sleep(0.01)  # what was sent on the other connection is not read yet
        assert problem(response, 429)["type"].endswith("busy")
        raw.sendall(b"a storm.")
        assert raw.recv(4096).startswith(b"HTTP/1.1 200 ")
        assert client.post("/v1/clean", content=large, headers=TEXT).status_code == 200


def test_lines_of_batches_count_among_these_bytes() -> None:
    ndjson = {"content-type": "application/x-ndjson"}
    line = b'{"content": "' + b"a storm " * 2_500 + b'"}\n'
    with served(held_bytes=50_000) as client:
        with connect(client) as raw:
            raw.sendall(head("/v1/clean/batch", "application/x-ndjson", 1_000_000) + line[:-1] + b" " * 20_000)
            while measure(client, "winnow_held_bytes") < 40_000:
                time.sleep(0.01)
            answer = client.post("/v1/clean/batch", content=line, headers=ndjson).json()
            assert (answer["error"]["status"], answer["line"]) == (429, 1)
        while measure(client, "winnow_held_bytes"):
            time.sleep(0.01)
        many = client.post("/v1/clean/batch", content=line * 9, headers=ndjson)
        assert many.text.count('"body"') == 9, "its own documents wait for each other"
        assert measure(client, "winnow_held_bytes") == 0


def test_so_many_batches_may_run_and_no_more() -> None:
    ndjson = {"content-type": "application/x-ndjson"}
    with served(batches=1) as client:
        with connect(client) as raw:
            raw.sendall(head("/v1/clean/batch", "application/x-ndjson", 999) + b'{"content": "A storm."}\n')
            assert raw.recv(4096).startswith(b"HTTP/1.1 200 ")
            response = client.post("/v1/clean/batch", content=b'{"content": "A storm."}', headers=ndjson)
            assert problem(response, 429)["type"].endswith("busy")
        while (response := client.post("/v1/clean/batch", content=b"", headers=ndjson)).status_code == 429:
            time.sleep(0.01)
        assert response.status_code == 200


@pytest.mark.parametrize("path", ["/v1/clean", "/v1/clean/batch"])
def test_who_sends_drop_by_drop_is_not_waited_for_without_end(path: str) -> None:
    with served(body_timeout=0.5) as client, connect(client) as raw:
        raw.sendall(head(path, "text/plain" if path == "/v1/clean" else "application/x-ndjson", 1_000_000))
        raw.settimeout(0.05)
        answer = b""
        while b'"status":408' not in answer:  # the test's own time limit ends this
            try:
                answer += raw.recv(4096)
            except TimeoutError:
                raw.sendall(b"a")
        assert b"urn:winnow:problem:stalled" in answer
        assert b"not all there" in answer


def test_a_pause_of_ours_is_not_the_senders() -> None:
    """While the window is full nothing is read, however long that takes; the sender has done its part."""
    document = b'{"content": "' + b"The mayor said it rained. " * 20_000 + b'"}\n'
    with served(workers=1, body_timeout=0.3, stall_timeout=0.3) as client:
        answers = client.post(
            "/v1/clean/batch", content=document * 8, headers={"content-type": "application/x-ndjson"}, timeout=120
        ).text.splitlines()
    assert len(answers) == 8
    assert [answer for answer in answers if '"error"' in answer] == []


def test_a_page_that_the_parser_has_no_memory_for_is_too_costly() -> None:
    page = b"<p>The storm came on Tuesday.</p>" * 300_000
    with served(workers=1, worker_memory=256 << 20) as client:
        answer = client.post("/v1/clean", content=page, headers={"content-type": "text/html"})
        assert problem(answer, 503)["type"].endswith("too-costly")
