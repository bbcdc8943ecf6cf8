"""What is below HTTP's meaning: heads that are too large, too slow or none at all."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from support.serving import connect, served

HEAD = b"GET /livez HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /v1/clean HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"


@pytest.fixture(scope="module")
def impatient() -> Iterator[httpx.Client]:
    """A server that waits for nobody long."""
    with served(workers=1, stall_timeout=0.5) as client:
        yield client


def answers(client: httpx.Client, *sent: bytes) -> list[tuple[int, bytes]]:
    """Statuses and bodies of all that the server says before it hangs up."""
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=60) as raw:
        said = b""
        try:
            for piece in sent:
                raw.sendall(piece)
            while piece := raw.recv(65_536):
                said += piece
        except ConnectionError:  # it hung up while we were still sending
            pass
    found = []
    while said:
        head, _, rest = said.partition(b"\r\n\r\n")
        status, *headers = head.split(b"\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(b": ") for line in headers)}
        length = int(fields.get(b"content-length", b"0"))
        found.append((int(status.split()[1]), rest[:length]))
        said = rest[length:]
    return found


def open_files(client: httpx.Client) -> float:
    found = re.search(r"^process_open_fds (\S+)", client.get("/metrics").text, re.MULTILINE)
    assert found
    return float(found[1])


def slug(body: bytes) -> str:
    return str(json.loads(body)["type"].rpartition(":")[2])


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc" * 9,  # TLS
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nstorm",
        POST + b"Content-Length: -5\r\n\r\nstorm",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nstorm\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nstorm\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_http_is_answered_by_a_problem(client: httpx.Client, sent: bytes) -> None:
    [(status, body)] = answers(client, sent)
    assert (status, slug(body)) == (400, "malformed-request")


@pytest.mark.parametrize("flood", [b"X: a\r\n" * 10, b"X" * 60, b"X: " + b"a" * 60])
def test_a_head_does_not_grow_without_end(client: httpx.Client, flood: bytes) -> None:
    found = answers(client, HEAD, *(flood * 100 for _ in range(2_000)))  # 12 MB
    assert [status for status, _ in found] in ([431], [])  # a connection that is reset may lose what was said
    assert client.get("/livez").status_code == 200


def test_a_head_over_the_limit_is_told_so(client: httpx.Client) -> None:
    [(status, body)] = answers(client, HEAD + b"X: " + b"a" * 70_000)
    assert (status, slug(body)) == (431, "headers-too-large")


def test_trailers_do_not_grow_without_end(client: httpx.Client) -> None:
    chunk = b"Transfer-Encoding: chunked\r\n\r\n5\r\nstorm\r\n"
    [(status, body)] = answers(client, POST + chunk + b"0\r\nX: " + b"a" * 70_000)
    assert (status, slug(body)) == (431, "headers-too-large")


def test_a_body_in_the_smallest_chunks_is_read(client: httpx.Client) -> None:
    chunks = b"".join(b"1;name=value\r\n%c\r\n" % byte for byte in b"The storm came. " * 2_000)
    head = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    [(status, body)] = answers(client, head + chunks + b"0\r\n\r\n")
    assert status == 200
    assert "The storm came." in json.loads(body)["body"]


def test_requests_in_a_row_are_counted_one_by_one(client: httpx.Client) -> None:
    large = HEAD + b"X: " + b"a" * 20_000 + b"\r\n\r\n"
    last = HEAD + b"Connection: close\r\n\r\n"
    assert [status for status, _ in answers(client, *(large for _ in range(10)), last)] == [200] * 11


@pytest.mark.parametrize("sent", [b"", HEAD, b"GET /livez HTT"])
def test_a_head_is_not_waited_for_without_end(impatient: httpx.Client, sent: bytes) -> None:
    [(status, body)] = answers(impatient, sent)
    assert (status, slug(body)) == (408, "stalled")


def test_a_body_is_not_waited_for_without_end(impatient: httpx.Client) -> None:
    head = POST + b"Connection: close\r\nContent-Length: 9\r\n\r\n"
    [(status, body)] = answers(impatient, head + b"storm")
    assert (status, slug(body)) == (408, "stalled")


@pytest.mark.parametrize("rest", [b"", b"s"])
def test_the_rest_of_a_request_that_has_its_answer_is_not_waited_for_without_end(
    impatient: httpx.Client, rest: bytes
) -> None:
    [(status, _)] = answers(impatient, POST + b"Content-Length: 99999999\r\n\r\n", rest)  # returns when it hangs up
    assert status == 413


def test_a_connection_goes_on_after_an_early_answer_whose_request_ends(impatient: httpx.Client) -> None:
    early = POST.replace(b"text/plain", b"no/type") + b"Content-Length: 5\r\n\r\n"
    last = HEAD + b"Connection: close\r\n\r\n"
    assert [status for status, _ in answers(impatient, early, b"storm", last)] == [415, 200]


@pytest.mark.parametrize("last", [b"", b"Connection: close\r\n"])
def test_an_answer_that_nobody_reads_is_not_kept_without_end(impatient: httpx.Client, last: bytes) -> None:
    document = b"The storm came.\n\n" * 60_000  # more of an answer than the system would hold for us
    head = POST.replace(b"clean", b"clean?blocks=true") + last + b"Content-Length: %d\r\n\r\n" % len(document)
    before = open_files(impatient)
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect((impatient.base_url.host, impatient.base_url.port))
        raw.sendall(head + document)
        assert raw.recv(12) == b"HTTP/1.1 200"
        while open_files(impatient) > before + 1:  # the server runs in this process: our end is left
            time.sleep(0.1)


def test_who_hangs_up_after_requests_in_a_row_is_no_fault_of_ours(impatient: httpx.Client) -> None:
    document = b"The storm came.\n" * 20_000
    before = open_files(impatient)
    with connect(impatient) as raw:
        raw.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(document) + document + HEAD + b"\r\n")
        while "winnow_workers_busy 1.0" not in impatient.get("/metrics").text:
            time.sleep(0.01)
    while open_files(impatient) > before or "winnow_workers_busy 1.0" in impatient.get("/metrics").text:
        time.sleep(0.01)
    counts = impatient.get("/metrics").text
    assert 'route="/v1/clean",status="499"' in counts
    assert 'route="/v1/clean",status="500"' not in counts


def test_who_expects_100_continue_is_told_to_or_refused(client: httpx.Client) -> None:
    expecting = POST + b"Connection: close\r\nExpect: 100-continue\r\n"
    [(first, _), (second, body)] = answers(client, expecting + b"Content-Length: 5\r\n\r\n", b"storm")
    assert (first, second) == (100, 200)
    assert json.loads(body)["body"] == "storm"
    [(status, _)] = answers(client, expecting + b"Content-Length: 99999999\r\n\r\n")
    assert status == 413
