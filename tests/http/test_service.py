"""What the operator sees: health, metrics, headers, and the log."""

from __future__ import annotations

import re

import httpx
import pytest
from support.serving import ARTICLE, TEXT, problem

from app.filters import rules
from app.model import CATEGORIES
from app.version import __version__


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
    size = len(ARTICLE.encode())
    for name, more in {
        'winnow_requests_total{method="POST",route="/v1/clean",status="200"}': 1,
        'winnow_requests_total{method="GET",route="other",status="404"}': 1,
        'winnow_request_duration_seconds_count{route="/v1/clean"}': 2,
        'winnow_request_bytes_total{route="/v1/clean"}': size + 1,
        'winnow_rejections_total{reason="malformed-json"}': 1,
        'winnow_rejections_total{reason="not-found"}': 1,
        'winnow_documents_total{format="text",outcome="cleaned"}': 1,
        'winnow_documents_total{format="unknown",outcome="malformed-json"}': 1,
        'winnow_document_size_bytes_sum{format="text"}': size,
        'winnow_clean_duration_seconds_count{format="text"}': 1,
        'winnow_queue_duration_seconds_count{format="text"}': 1,
        'winnow_blocks_total{action="removed",category="stock_ticker",rule="stock-ticker"}': 1,
    }.items():
        assert after[name] == before.get(name, 0) + more, name
    assert after["winnow_workers_wanted"] == after["winnow_workers_alive"] == 2
    assert after["winnow_queue_limit"] == 64
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
