"""What the operator sees: health, metrics, headers, overload, and processes that come and go."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from conftest import ARTICLE, problem, served

from app.filters import rules
from app.model import CATEGORIES
from app.version import __version__

TEXT = {"content-type": "text/plain"}
COSTLY = b"The mayor of Lund said on Monday that it had rained.\n" * 40_000  # a while's work


def test_alive_ready_and_version(client: httpx.Client) -> None:
    assert client.get("/livez").json() == client.get("/readyz").json() == {"status": "ok"}
    assert client.get("/version").json() == {"name": "winnow", "version": __version__}


def test_rules_are_listed_as_their_docstrings_say(client: httpx.Client) -> None:
    listed = client.get("/v1/rules").json()
    assert [rule["id"] for rule in listed] == list(rules())
    one = client.get("/v1/rules/stock-ticker").json()
    assert one in listed
    assert set(one) == {"id", "category", "tier", "summary", "removes", "why", "example", "keeps"}
    assert one["summary"] == rules()["stock-ticker"].summary
    assert "no-such" in problem(client.get("/v1/rules/no-such"), 404)["detail"]
    assert "Did you mean stock-ticker?" in problem(client.get("/v1/rules/stock_ticker"), 404)["mend"]


@pytest.mark.parametrize("path", ["/", "/livez", "/readyz", "/version", "/v1/rules", "/docs", "/openapi.json", "/none"])
def test_head_is_answered_as_get_without_the_body(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_categories_are_listed_with_their_rules(client: httpx.Client) -> None:
    listed = client.get("/v1/categories").json()
    assert [category["id"] for category in listed] == list(CATEGORIES)
    ticker = next(category for category in listed if category["id"] == "stock_ticker")
    assert ticker["group"] == "removed"
    assert "stock-ticker" in ticker["rules"]


def test_metrics_count_requests_documents_and_sections(client: httpx.Client) -> None:
    def read() -> dict[str, float]:
        text = client.get("/metrics").text
        return {name: float(value) for name, value in re.findall(r"^(\w+(?:{.*})?) (\S+)$", text, re.M)}

    before = read()
    client.post("/v1/clean", content=ARTICLE, headers=TEXT)
    client.post("/v1/clean", content=b"{", headers={"content-type": "application/json"})
    client.get("/wp-login.php")
    after = read()
    for name in (
        'winnow_requests_total{method="POST",route="/v1/clean",status="200"}',
        'winnow_requests_total{method="GET",route="other",status="404"}',
        'winnow_documents_total{format="text",outcome="cleaned"}',
        'winnow_documents_total{format="",outcome="malformed-json"}',
        'winnow_sections_total{category="stock_ticker"}',
        "winnow_clean_seconds_count",
    ):
        assert after[name] == before.get(name, 0) + 1, name
    assert after["winnow_workers"] == 2
    assert "wp-login" not in "".join(after)


def test_every_answer_carries_an_id_and_binds_the_browser(client: httpx.Client) -> None:
    for path in ("/livez", "/nothing", "/", "/docs"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])
    assert client.get("/livez", headers={"x-request-id": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert client.get("/livez", headers={"x-request-id": "a b"}).headers["x-request-id"] != "a b"


def test_pages_are_served_by_us_alone(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert client.head("/").status_code == 200
    docs = client.get("/docs").text
    sources = re.findall(r'(?:src|href)="([^"]+)"', docs)
    assert [source for source in sources if not source.startswith(("/docs/", "data:"))] == []
    for source in sources:
        if source.startswith("/"):
            assert client.get(source).status_code == 200, source


# ------------------------------------------------------------------------------------------------ overload


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_cleaned() -> None:
    with served(workers=1, document_timeout=0.3) as client:
        found = problem(client.post("/v1/clean", content=COSTLY, headers=TEXT), 503)
        assert "Do not send it again" in found["mend"]
        assert client.post("/v1/clean", content=ARTICLE, headers=TEXT).status_code == 200
        assert "winnow_workers_lost 1.0" in client.get("/metrics").text


def test_who_finds_the_queue_full_is_told_to_come_back() -> None:
    with served(workers=1, queue=1) as client:
        statuses: list[int] = []

        def post() -> None:
            response = httpx.post(client.base_url.join("/v1/clean"), content=COSTLY, headers=TEXT, timeout=120)
            if response.status_code == 429:
                assert problem(response, 429)["mend"]
                assert int(response.headers["retry-after"]) > 0
            statuses.append(response.status_code)

        threads = [threading.Thread(target=post) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 429 in statuses
        assert 200 in statuses
        assert client.post("/v1/clean", content=ARTICLE, headers=TEXT).status_code == 200


# ------------------------------------------------------------------------------------------------ processes

SERVE = """
from app.entrypoints.http.server import serve
from app.entrypoints.settings import load
if __name__ == "__main__":
    serve(load(), port=0)
"""


class Running:
    """The service as an operator starts it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        script = folder / "run.py"
        script.write_text(SERVE)
        root = Path(__file__).parents[2]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "WINNOW_WORKERS": "2"} | settings
        self.process = subprocess.Popen(
            [sys.executable, str(script)], env=environment, stderr=subprocess.PIPE, text=True, cwd=folder
        )
        assert self.process.stderr is not None
        self.log = []
        for entry in self.process.stderr:
            self.log.append(entry)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", entry):
                break
        else:
            raise AssertionError("".join(self.log))
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{found[1]}", timeout=60)

    def family(self) -> set[int]:
        """The ids of the service's processes, itself included."""
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(path.parent.name)] = int(fields[1])
        family = {self.process.pid}
        while new := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= new
        return family

    def post_until_it_ends(self) -> None:
        with suppress(httpx.HTTPError):
            self.client.post("/v1/clean", content=COSTLY, headers=TEXT)

    def rest(self) -> str:
        assert self.process.stderr is not None
        with self.process.stderr as stderr:
            return "".join(self.log) + stderr.read()


def alive(pids: set[int]) -> set[int]:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return {pid for pid in pids if runs(pid)}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_service(tmp_path: Path, end: signal.Signals) -> None:
    running = Running(tmp_path)
    try:
        family = running.family()
        assert len(family) >= 4  # itself, the fork server, two workers
        busy = threading.Thread(target=running.post_until_it_ends)
        if end is signal.SIGKILL:
            busy.start()
            time.sleep(0.3)
        running.process.send_signal(end)
        assert running.process.wait(timeout=60) == (-end if end is signal.SIGKILL else 0)
        while alive(family):  # the test's own time limit ends this
            time.sleep(0.05)
        if busy.ident:
            busy.join()
    finally:
        running.process.kill()
        running.client.close()
        running.rest()


def test_a_request_that_does_not_end_holds_the_end_up_only_so_long(tmp_path: Path) -> None:
    running = Running(tmp_path, WINNOW_SHUTDOWN_TIMEOUT="1")
    head = b"POST /v1/clean%s HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: 999\r\n\r\n"
    address = (running.client.base_url.host, running.client.base_url.port)
    try:
        with socket.create_connection(address) as begun, socket.create_connection(address) as waiting:
            begun.sendall(head % b"/batch" + b'{"content": "A storm."}\n')
            assert b"200 OK" in begun.recv(65_536)
            waiting.sendall(head.replace(b"application/x-ndjson", b"text/plain") % b"" + b"A storm.")
            time.sleep(0.2)
            running.process.send_signal(signal.SIGTERM)
            refused = waiting.makefile("rb").read()
            while begun.recv(65_536):  # no end of the stream, but of the connection
                pass
    finally:
        log = running.rest()
        running.client.close()
    assert running.process.wait() == 0
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"urn:winnow:problem:stopping" in refused
    assert "Traceback" not in log


def test_the_log_has_a_line_for_each_request_and_no_word_of_the_document(tmp_path: Path) -> None:
    running = Running(tmp_path)
    try:
        secret = "The harbour master is a secret agent, the storm said."
        form = {"content-type": "multipart/form-data; boundary=b"}
        assert running.client.post("/v1/clean", content=f"--a{secret}", headers=form).status_code == 400
        running.client.get("/livez", headers={"connection": "upgrade", "upgrade": "websocket"})
        running.client.post("/v1/clean?url=https://example.com/hidden", content=secret, headers=TEXT)
        running.client.post("/v1/clean", json={"content": secret, "wrong": secret})
    finally:
        running.process.send_signal(signal.SIGTERM)
        log = running.rest()
        running.client.close()
    assert running.process.wait() == 0
    entry = re.compile(r"\d{4}-\d\d-\d\d \S+ INFO (uvicorn.error|winnow.access) ")
    assert [line for line in log.splitlines() if not entry.match(line)] == []
    assert log.count('"path":"/v1/clean","status":200') == 1
    assert log.count('"path":"/v1/clean","status":422') == 1
    assert "secret" not in log
    assert "hidden" not in log
    assert "Traceback" not in log
