"""How many documents a caller may send: counted, told in headers, and no way around it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from support.serving import ARTICLE, problem, served

from app.entrypoints import keys
from app.entrypoints.http import ratelimit
from app.entrypoints.http.ratelimit import Quota
from app.entrypoints.settings import load
from app.errors import InvalidOption

TEXT = {"content-type": "text/plain"}
NDJSON = {"content-type": "application/x-ndjson"}
CLEAN, BATCH = "/v1/clean", "/v1/clean/batch"
SECRETS = [keys.fresh(name) for name in ("a", "a", "b", "c", "d", "e")]
OLD, NEW, *FRESH = (secret for secret, _ in SECRETS)


@pytest.fixture(scope="module")
def limited() -> Iterator[httpx.Client]:
    """Three documents an hour for each key; each test has a key of its own."""
    setting = ",".join(str(entry) for _, entry in SECRETS)
    with served(workers=1, api_keys=setting, rate_limit="3/hour") as client:
        yield client


def with_key(key: str, headers: dict[str, str] = TEXT) -> dict[str, str]:
    return headers | {"x-api-key": key}


def left(response: httpx.Response) -> int:
    name, remaining, reset = response.headers["ratelimit"].split(";")
    assert name == '"documents"'
    assert 0 < int(reset.removeprefix("t=")) <= 3600
    assert response.headers["ratelimit-policy"] == '"documents";q=3;w=3600'
    return int(remaining.removeprefix("r="))


def test_documents_are_counted_by_the_name_of_the_key(limited: httpx.Client) -> None:
    for key, remaining in ((OLD, 2), (NEW, 1), (OLD, 0)):  # a key that replaces another gets no second share
        response = limited.post(CLEAN, content=ARTICLE, headers=with_key(key))
        assert response.status_code == 200
        assert left(response) == remaining
    for path in (CLEAN, BATCH):
        refused = limited.post(path, content=ARTICLE, headers=with_key(NEW))
        found = problem(refused, 429)
        assert found["type"] == "urn:winnow:problem:rate-limited"
        assert left(refused) == 0
        seconds = refused.headers["retry-after"]
        assert refused.headers["ratelimit"].endswith(f";t={seconds}")
        assert seconds in found["mend"]
    assert limited.post(CLEAN, content=ARTICLE, headers=with_key(FRESH[0])).status_code == 200


def test_every_line_of_a_batch_counts_and_none_is_lost(limited: httpx.Client) -> None:
    lines = "".join(json.dumps({"content": ARTICLE, "id": f"n-{n}"}) + "\n" for n in range(5))
    response = limited.post(BATCH, content=lines, headers=with_key(FRESH[1], NDJSON))
    answers = [json.loads(line) for line in response.text.splitlines()]
    assert [answer["id"] for answer in answers] == [f"n-{n}" for n in range(5)]
    assert ["error" in answer for answer in answers] == [False] * 3 + [True] * 2
    for answer in answers[3:]:
        assert answer["error"]["type"] == "urn:winnow:problem:rate-limited"
        assert "seconds" in answer["error"]["mend"]
    problem(limited.post(CLEAN, content=ARTICLE, headers=with_key(FRESH[1])), 429)


def test_an_array_is_counted_alike(limited: httpx.Client) -> None:
    response = limited.post(BATCH, json=[{"content": ARTICLE}] * 5, headers={"x-api-key": FRESH[2]})
    assert ["error" in answer for answer in response.json()] == [False] * 3 + [True] * 2


def test_only_documents_are_counted(limited: httpx.Client) -> None:
    headers = {"x-api-key": FRESH[3]}
    for path in ("/v1/rules", "/v1/categories", "/livez", "/metrics", CLEAN):
        for _ in range(4):
            response = limited.get(path, headers=headers)
            assert response.status_code in (200, 405)
            assert "ratelimit" not in response.headers
    assert left(limited.post(CLEAN, content=ARTICLE, headers=with_key(FRESH[3]))) == 2


def test_who_is_not_let_in_counts_for_nobody(limited: httpx.Client) -> None:
    refused = limited.post(CLEAN, content=ARTICLE, headers=with_key("wrong"))
    problem(refused, 401)
    assert "ratelimit" not in refused.headers


def test_without_keys_addresses_are_counted() -> None:
    with served(workers=1, rate_limit="1/hour") as client:  # a proxy on this machine may say who is behind it
        for address in ("192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:2::1"):
            headers = TEXT | {"x-forwarded-for": address}
            assert client.post(CLEAN, content=ARTICLE, headers=headers).status_code == 200
        for address in ("192.0.2.1", "2001:db8:0:1::2"):  # the second is another address of the same network
            problem(client.post(CLEAN, content=ARTICLE, headers=TEXT | {"x-forwarded-for": address}), 429)


def test_without_a_limit_nothing_is_said(client: httpx.Client) -> None:
    assert "ratelimit" not in client.post(CLEAN, content=ARTICLE, headers=TEXT).headers


# ------------------------------------------------------------------------------------------------ counting


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(ratelimit, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_the_time_begins_with_the_first_document_and_ends_for_all(clock: Clock) -> None:
    limiter, limit = FixedWindowRateLimiter(ratelimit._Windows()), parse("2/minute")
    caller = Quota(limiter, limit, "a", "here")
    assert caller.headers()["ratelimit"] == '"documents";r=2;t=0'
    assert caller.take() is None
    clock.now += 59.5
    assert caller.spent() is None
    assert caller.take() is None
    assert caller.headers()["ratelimit"] == '"documents";r=0;t=1'
    for refused in (caller.spent(), caller.take(), caller.take()):
        assert refused is not None
        assert refused.headers == (("retry-after", "1"),)
    clock.now += 0.5
    assert caller.spent() is None
    assert caller.take() is None
    assert caller.headers()["ratelimit"] == '"documents";r=1;t=60'


def test_callers_without_number_take_bounded_memory(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratelimit, "_MOST", 100)
    windows = ratelimit._Windows()
    limiter, limit = FixedWindowRateLimiter(windows), parse("1/minute")
    for number in range(1000):
        assert Quota(limiter, limit, f"{number}", "here").take() is None
        clock.now += 0.001
    assert 100 <= len(windows._windows) <= 101
    assert Quota(limiter, limit, "999", "here").take() is not None
    clock.now += 60
    assert Quota(limiter, limit, "new", "here").take() is None
    assert len(windows._windows) == 1


@pytest.mark.parametrize(
    "value", ["", "600", "fast", "0/minute", "-1/minute", "600/fortnight", "1/minute;x", "9/hour;1/minute"]
)
def test_a_limit_that_is_none_is_an_error(value: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        load({"WINNOW_RATE_LIMIT": value})
    assert caught.value.field == "WINNOW_RATE_LIMIT"
    assert "600/minute" in caught.value.mend


def test_a_limit_can_be_written_in_words() -> None:
    limit = load({"WINNOW_RATE_LIMIT": "20 per 5 seconds"}).rate_limit
    assert limit is not None
    assert (limit.amount, limit.get_expiry()) == (20, 5)
