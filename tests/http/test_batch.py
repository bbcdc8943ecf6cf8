"""The contract of ``POST /v1/clean/batch``."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
from support.serving import ARTICLE, QUOTE, problem

NDJSON = {"content-type": "application/x-ndjson"}
BUSY_LINE = json.dumps({"content": "word " * 700_000}).encode() + b"\n"  # a while's work


def line(number: int, content: str = ARTICLE, **fields: Any) -> bytes:
    return json.dumps({"content": content, "id": f"doc-{number}"} | fields).encode() + b"\n"


def answers(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text[:300]
    return [json.loads(line) for line in response.text.splitlines()]


def test_one_broken_line_among_a_thousand_spoils_only_itself(client: httpx.Client) -> None:
    lines = [line(number, f"Storm {number} came.\n\n{QUOTE}") for number in range(1000)]
    lines[500] = b'{"content": "broken\n'
    found = answers(client.post("/v1/clean/batch", content=b"".join(lines), headers=NDJSON))
    assert [a["id"] for a in found] == [f"doc-{n}" if n != 500 else None for n in range(1000)]
    error = found.pop(500)
    assert set(error) == {"id", "line", "error"}
    assert (error["line"], error["error"]["status"]) == (501, 400)
    assert all(f"Storm {n} came." in a["body"] for n, a in zip((*range(500), *range(501, 1000)), found, strict=True))


def test_every_line_answers_as_it_would_alone(client: httpx.Client) -> None:
    alone = client.post("/v1/clean", json={"content": ARTICLE, "id": "doc-1", "format": "text"})
    batch = client.post("/v1/clean/batch", content=line(1, format="text"), headers=NDJSON)
    assert batch.content == alone.content + b"\n"
    assert batch.headers["content-type"] == "application/x-ndjson"


def test_wrong_documents_are_error_lines_with_their_ids(client: httpx.Client) -> None:
    lines = [
        line(1, contnt="secret"),
        b'{"id": 7}\n',
        b"\n",
        b"[1, 2]\r\n",
        line(5, options={"keep": ["nothing-of-that-name"]}),
        b'\xef\xbb\xbf{"content": "The storm came."}',
    ]
    found = answers(client.post("/v1/clean/batch", content=b"".join(lines), headers=NDJSON))
    assert [(a.get("id"), a.get("line")) for a in found] == [
        ("doc-1", 1),
        (7, 2),
        (None, 4),
        ("doc-5", 5),
        (None, None),
    ]
    assert [a["error"]["field"] for a in found[:4]] == ["contnt", "content", "body", "options.keep"]
    assert "secret" not in json.dumps(found)


def test_options_in_the_query_hold_where_a_line_does_not_set_them(client: httpx.Client) -> None:
    lines = line(1) + line(2, options={"keep": []})
    found = answers(client.post("/v1/clean/batch?keep=stock_ticker", content=lines, headers=NDJSON))
    assert [QUOTE in a["body"] for a in found] == [True, False]
    assert problem(client.post("/v1/clean/batch?id=1", content=b"", headers=NDJSON), 422)["field"] == "query.id"
    wrong = client.post("/v1/clean/batch?keep=nothing-of-that-name", content=line(1), headers=NDJSON)
    assert problem(wrong, 422)["field"] == "options.keep"


def test_an_array_in_gives_an_array_out(client: httpx.Client) -> None:
    documents = [{"content": ARTICLE, "id": 1}, {"content": 5, "id": 2}, {"content": "\ud800 storm", "id": 3}]
    response = client.post(
        "/v1/clean/batch", content=json.dumps(documents), headers={"content-type": "application/json"}
    )
    found = response.json()
    assert [a["id"] for a in found] == [1, 2, 3]
    assert found[1]["line"] == 2
    assert client.post("/v1/clean/batch", json=[]).json() == []
    assert problem(client.post("/v1/clean/batch", json={"content": "x"}), 422)["field"] == "body"
    problem(client.post("/v1/clean/batch", content=b"[1,", headers={"content-type": "application/json"}), 400)


def test_an_empty_batch_is_empty(client: httpx.Client) -> None:
    assert answers(client.post("/v1/clean/batch", content=b"\n \n", headers=NDJSON)) == []


def test_a_batch_may_be_compressed(client: httpx.Client) -> None:
    sent = gzip.compress(b"".join(line(n) for n in range(50)))
    found = answers(client.post("/v1/clean/batch", content=sent, headers=NDJSON | {"content-encoding": "gzip"}))
    assert len(found) == 50
    cut = answers(client.post("/v1/clean/batch", content=sent[:-8], headers=NDJSON | {"content-encoding": "gzip"}))
    assert [a.get("error", {}).get("status") for a in cut] == [None] * 50 + [400]
    unknown = client.post("/v1/clean/batch", content=sent, headers=NDJSON | {"content-encoding": "rot13"})
    problem(unknown, 415)


def test_media_types_of_a_batch(client: httpx.Client) -> None:
    assert problem(client.post("/v1/clean/batch", content=b"x"), 415)["field"] == "Content-Type"
    response = client.post("/v1/clean/batch", content=b"", headers=NDJSON | {"accept": "text/csv"})
    problem(response, 406)


# ------------------------------------------------------------------------------------------------ limits


def test_a_line_over_the_limit_is_an_error_and_the_next_is_cleaned(small: httpx.Client) -> None:
    lines = line(1) + line(2, "x" * 30_000) + line(3)
    found = answers(small.post("/v1/clean/batch", content=lines, headers=NDJSON))
    assert [a.get("error", {}).get("status") for a in found] == [None, 413, None]
    assert found[1]["line"] == 2


def test_a_batch_ends_with_an_error_where_its_limits_are_reached(small: httpx.Client) -> None:
    many = answers(small.post("/v1/clean/batch", content=b"".join(line(n) for n in range(30)), headers=NDJSON))
    assert [a.get("error", {}).get("status") for a in many] == [None] * 20 + [413]
    pieces = (line(n, "x" * 15_000) for n in range(10))  # no length declared
    large = answers(small.post("/v1/clean/batch", content=pieces, headers=NDJSON))
    assert large[-1]["error"]["status"] == 413
    assert 4 <= len(large) <= 8
    problem(small.post("/v1/clean/batch", json=[{"content": "x"}] * 21), 413)
    problem(small.post("/v1/clean/batch", json=["x" * 30_000]), 413)


# ------------------------------------------------------------------------------------------------ streaming


class Sender:
    """Speaks HTTP by hand, so that what is sent and what is read can take turns."""

    def __init__(self, client: httpx.Client) -> None:
        self.socket = socket.create_connection((client.base_url.host, client.base_url.port), timeout=60)
        self.socket.sendall(
            b"POST /v1/clean/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        self.file = self.socket.makefile("rb")

    def send(self, data: bytes) -> None:
        self.socket.sendall(b"%x\r\n%b\r\n" % (len(data), data))

    def end(self) -> None:
        self.socket.sendall(b"0\r\n\r\n")

    def read_head(self) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.file.readline()
        return head

    def read(self) -> bytes:
        """The next chunk; empty at the end."""
        size = int(self.file.readline(), 16)
        data = self.file.read(size)
        self.file.readline()
        return data

    def close(self) -> None:
        self.file.close()
        self.socket.close()


def test_each_answer_comes_before_the_next_document_is_sent(client: httpx.Client) -> None:
    sender = Sender(client)
    try:
        sender.send(line(0))
        assert b"200 OK" in sender.read_head()
        for number in range(5):
            assert json.loads(sender.read())["id"] == f"doc-{number}"
            half = line(number + 1)
            sender.send(half[:20])
            sender.send(half[20:])
        sender.end()
        assert json.loads(sender.read())["id"] == "doc-5"
        assert sender.read() == b""
    finally:
        sender.close()


def test_a_sender_is_held_back_while_nobody_reads(client: httpx.Client) -> None:
    """Bounded memory: the service takes no more documents than it can answer."""
    sender = Sender(client)
    sender.socket.settimeout(2)
    big = line(1, "The storm came to the coast. " * 30_000, options={"source_text": True})
    sent = 0
    try:
        while sent < 200:
            sender.send(big)
            sent += 1
    except TimeoutError:
        pass
    finally:
        sender.close()
    assert sent < 200
    assert client.get("/livez").status_code == 200


def test_a_sender_that_hangs_up_frees_the_workers(client: httpx.Client) -> None:
    for _ in range(3):
        sender = Sender(client)
        sender.send(b"".join(line(n) for n in range(100)))
        sender.read_head()
        sender.close()
    found = answers(client.post("/v1/clean/batch", content=line(1), headers=NDJSON))
    assert found[0]["id"] == "doc-1"


def test_a_client_that_sends_all_before_it_reads_is_served_up_to_its_buffers(client: httpx.Client) -> None:
    found = answers(client.post("/v1/clean/batch", content=b"".join(line(n) for n in range(600)), headers=NDJSON))
    assert len(found) == 600


def test_alive_is_answered_while_large_documents_are_cleaned(client: httpx.Client) -> None:
    finished: list[float] = []

    def clean_large() -> None:
        with httpx.Client(base_url=client.base_url, timeout=120) as other:
            other.post("/v1/clean/batch", content=BUSY_LINE * 2, headers=NDJSON)
        finished.append(time.monotonic())

    thread = threading.Thread(target=clean_large)
    thread.start()
    answered = list(_alive_until(client, thread))
    thread.join()
    before_the_end = [at for at in answered if at < finished[0]]
    assert len(before_the_end) >= 3


def _alive_until(client: httpx.Client, thread: threading.Thread) -> Iterator[float]:
    while thread.is_alive():
        assert client.get("/livez").status_code == 200
        yield time.monotonic()
