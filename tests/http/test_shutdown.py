"""The end of the service: what was accepted is finished, what is not is said, and no process stays behind."""

from __future__ import annotations

import json
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from support.serving import ARTICLE, COSTLY, TEXT, Running, connect, head

NDJSON = "application/x-ndjson"
LINE = json.dumps({"content": ARTICLE}).encode() + b"\n"


def alive(pids: set[int]) -> set[int]:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return {pid for pid in pids if runs(pid)}


def post_until_it_ends(service: Running) -> None:
    with suppress(httpx.HTTPError):
        httpx.post(service.client.base_url.join("/v1/clean"), content=COSTLY, headers=TEXT, timeout=60)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_no_process_outlives_the_service(end: signal.Signals) -> None:
    with Running() as service:
        family = service.family()
        assert len(family) >= 4  # itself, the fork server, two workers
        busy = threading.Thread(target=post_until_it_ends, args=(service,))
        if end is signal.SIGKILL:
            busy.start()
            time.sleep(0.3)
        assert service.end(end) == (-end if end is signal.SIGKILL else 0)
        while alive(family):  # the test's own time limit ends this
            time.sleep(0.05)
        if busy.ident:
            busy.join()


def test_what_was_accepted_is_finished() -> None:
    with Running(workers=1) as service:
        answers: list[httpx.Response] = []

        def post() -> None:
            with httpx.Client(base_url=service.client.base_url, timeout=60) as client:
                answers.append(client.post("/v1/clean", content=COSTLY, headers=TEXT))

        threads = [threading.Thread(target=post) for _ in range(3)]  # one in work, two that wait
        for thread in threads:
            thread.start()
        while "winnow_queue_depth 2.0" not in service.client.get("/metrics").text:
            time.sleep(0.01)
        assert service.end() == 0
        for thread in threads:
            thread.join()
        assert [answer.status_code for answer in answers] == [200] * 3
        with pytest.raises(httpx.ConnectError):
            httpx.get(service.client.base_url.join("/livez"))


def test_it_is_not_ready_while_it_waits_to_be_taken_out_of_the_rotation() -> None:
    with Running(drain_delay=2) as service:
        service.process.send_signal(signal.SIGTERM)
        while (ready := service.client.get("/readyz")).status_code == 200:
            time.sleep(0.01)
        assert "being stopped" in ready.json()["detail"]
        assert httpx.post(service.client.base_url.join("/v1/clean"), content=ARTICLE, headers=TEXT).status_code == 200
        assert service.end() == 0


def test_a_batch_that_is_cut_says_where_to_go_on() -> None:
    with Running(shutdown_timeout=2) as service, connect(service.client) as raw:
        raw.sendall(head("/v1/clean/batch", NDJSON, 1_000_000) + LINE + b"\n" + LINE)
        answer = raw.recv(65_536)
        while answer.count(b'"id":null') < 2:
            answer += raw.recv(65_536)
        service.process.send_signal(signal.SIGTERM)
        with raw.makefile("rb") as rest:
            lines = [json.loads(line) for line in rest if line.startswith(b"{")]
        assert service.end() == 0
    (last,) = lines
    assert (last["id"], last["line"], last["resume"]) == (None, 4, 4)
    assert last["error"]["type"] == "urn:winnow:problem:stopping"
    assert last["error"]["status"] == 503


def test_what_a_batch_has_read_is_answered_before_it_is_cut() -> None:
    document = json.dumps({"content": COSTLY[:100_000].decode()}).encode() + b"\n"
    sent = 200
    with Running(workers=1, shutdown_timeout=8) as service, connect(service.client) as raw:

        def send() -> None:
            with suppress(OSError):
                raw.sendall(head("/v1/clean/batch", NDJSON, sent * len(document)) + document * sent)

        sender = threading.Thread(target=send)
        sender.start()
        with raw.makefile("rb") as answer:
            lines = (json.loads(line) for line in answer if line.startswith(b"{"))
            found = [next(lines)]
            service.process.send_signal(signal.SIGTERM)
            found += lines
        sender.join()
        assert service.end() == 0
    *answered, last = found
    assert [answer for answer in answered if "error" in answer] == []
    if "resume" in last:
        assert last["resume"] == len(answered) + 1
    else:  # a machine that had cleaned them all before the end
        assert len(found) == sent


def test_an_array_that_is_cut_is_still_an_array() -> None:
    array = json.dumps([{"content": COSTLY[:100_000].decode()}] * 150).encode()
    with Running(workers=1, shutdown_timeout=2) as service:
        with service.client.stream(
            "POST", "/v1/clean/batch", content=array, headers={"content-type": "application/json"}
        ) as response:
            service.process.send_signal(signal.SIGTERM)
            *answered, last = json.loads(response.read())
        assert service.end() == 0
    if "resume" in last:
        assert last["resume"] == len(answered) + 1
    else:
        assert len(answered) + 1 == 150


def test_a_request_that_does_not_end_holds_the_end_up_only_so_long() -> None:
    with Running(shutdown_timeout=1) as service, connect(service.client) as raw:
        raw.sendall(head("/v1/clean", "text/plain", 999) + b"A storm.")
        time.sleep(0.2)
        service.process.send_signal(signal.SIGTERM)
        with raw.makefile("rb") as refused:
            answer = refused.read()
        assert service.end() == 0
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"urn:winnow:problem:stopping" in answer
        assert "Traceback" not in service.log
