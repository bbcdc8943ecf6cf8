"""Who is let in: keys, what is open without one, and pages of other origins."""

from __future__ import annotations

import socket
import statistics
from collections.abc import Iterator
from hashlib import sha256

import httpx
import pytest
from click.testing import CliRunner
from support.serving import ARTICLE, problem, served

from app.entrypoints import keys
from app.entrypoints.cli import cli
from app.entrypoints.settings import load
from app.errors import InvalidOption

TEXT = {"content-type": "text/plain"}
ORIGIN = "https://desk.example"
OLD, OLD_ENTRY = keys.fresh("desk")
NEW, NEW_ENTRY = keys.fresh("desk")
OTHER, OTHER_ENTRY = keys.fresh("crawler")
SETTING = f"{OLD_ENTRY}, {NEW_ENTRY},{OTHER_ENTRY}"


@pytest.fixture(scope="module")
def guarded() -> Iterator[httpx.Client]:
    """A server that asks for a key, limits nobody, and knows one other origin."""
    with served(workers=1, api_keys=SETTING, cors_origins=ORIGIN) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


# ------------------------------------------------------------------------------------------------ keys


@pytest.mark.parametrize("key", [OLD, NEW, OTHER], ids=["old", "new", "other"])
@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_every_key_opens_the_service_in_either_header(guarded: httpx.Client, key: str, header: str) -> None:
    headers = TEXT | {header: f"bearer {key}" if header == "Authorization" else key}
    assert guarded.post("/v1/clean", content=ARTICLE, headers=headers).status_code == 200


def test_our_own_header_wins_because_the_other_may_be_meant_for_a_proxy(guarded: httpx.Client) -> None:
    for foreign in ("Basic ZGVzazpkZXNr", "Bearer of-the-proxy"):
        headers = {"authorization": foreign, "x-api-key": NEW}
        assert guarded.get("/v1/rules", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/categories", "/v1/nothing", "/metrics", "/nothing", "/V1/rules"])
def test_what_is_not_open_is_closed(guarded: httpx.Client, path: str) -> None:
    assert problem(guarded.get(path), 401)["type"] == "urn:winnow:problem:unauthorized"
    assert guarded.get(path, headers=bearer(NEW)).status_code in (200, 404)


@pytest.mark.parametrize(
    "path",
    ["/", "/static/js/main.js", "/docs", "/docs/static/docs.js", "/openapi.json", "/livez", "/readyz", "/version"],
)
def test_what_holds_no_document_is_open(guarded: httpx.Client, path: str) -> None:
    assert guarded.get(path).status_code == 200


def test_who_sends_none_is_told_how(guarded: httpx.Client) -> None:
    response = guarded.post("/v1/clean", content=ARTICLE, headers=TEXT)
    found = problem(response, 401)
    assert "Authorization: Bearer KEY" in found["mend"]
    assert response.headers["www-authenticate"] == 'Bearer realm="winnow"'


@pytest.mark.parametrize(
    "headers",
    [
        bearer(NEW[:-1]),
        bearer(NEW + "a"),
        bearer(NEW.upper()),
        {"authorization": "Bearer"},
        bearer(sha256(NEW.encode()).hexdigest()),
        bearer(str(NEW_ENTRY)),
        {"x-api-key": "ünknown".encode()},
        {"x-api-key": "wrong"} | bearer(NEW),
    ],
)
def test_a_wrong_key_is_refused(guarded: httpx.Client, headers: dict[str, str]) -> None:
    response = guarded.get("/v1/rules", headers=headers)
    problem(response, 401)
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


def test_a_key_in_the_query_is_not_taken(guarded: httpx.Client) -> None:
    for name in ("key", "api_key", "access_token"):
        problem(guarded.get("/v1/rules", params={name: NEW}), 401)


def test_the_refusal_comes_before_the_body(guarded: httpx.Client) -> None:
    """A caller who asks first is never told to go on, and one who sends nothing has the answer all the same."""
    head = b"POST /v1/clean HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection((guarded.base_url.host, guarded.base_url.port), timeout=60) as raw:
        raw.sendall(head)
        assert raw.recv(65_536).startswith(b"HTTP/1.1 401 ")


def test_without_keys_everybody_is_let_in(client: httpx.Client) -> None:
    assert client.get("/v1/rules").status_code == 200
    assert client.get("/v1/rules", headers=bearer("anything")).status_code == 200
    assert "securitySchemes" not in client.get("/openapi.json").json()["components"]


def test_metrics_can_be_opened() -> None:
    with served(workers=1, api_keys=SETTING, open_metrics=True) as client:
        assert client.get("/metrics").status_code == 200
        problem(client.get("/v1/rules"), 401)


def test_the_description_names_both_ways(guarded: httpx.Client) -> None:
    description = guarded.get("/openapi.json").json()
    schemes = description["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}
    for path, operations in description["paths"].items():
        for operation in operations.values():
            assert ("security" in operation) == ("401" in operation["responses"]) == path.startswith("/v1/")
            assert all(name in schemes for either in operation.get("security", ()) for name in either)


def test_all_keys_are_compared_whichever_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(keys, "compare_digest", lambda a, b: compared.append((a, b)) or a == b)
    known = keys.parse(SETTING)
    for given, name in ((OLD, "desk"), (OTHER, "crawler"), ("wrong", None), (None, None)):
        compared.clear()
        found = keys.find(known, given)
        assert (found.name if found else None) == name
        assert len(compared) == len(known)


# ------------------------------------------------------------------------------------------------ the setting


def test_the_command_makes_a_key_that_fits_its_entry() -> None:
    lines = CliRunner().invoke(cli, ["key", "crawler"], catch_exceptions=False).output.splitlines()
    (_, key), (_, entry) = (line.split() for line in lines)
    found = keys.find(load({"WINNOW_API_KEYS": entry}).api_keys, key)
    assert found is not None
    assert found.name == "crawler"
    assert key not in entry


def test_no_two_keys_are_alike() -> None:
    made = {keys.fresh("a")[0] for _ in range(100)}
    assert len(made) == 100
    assert statistics.mean(len(set(key)) for key in made) > 20  # random, not padded


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a,b", "-a", "é", "a" * 65])
def test_a_name_that_could_not_stand_in_the_setting_is_refused(name: str) -> None:
    done = CliRunner().invoke(cli, ["key", "--", name])
    assert done.exit_code == 2
    assert "letters, digits" in done.output


@pytest.mark.parametrize(
    "value",
    [
        NEW,
        f"desk:{NEW}",
        f"desk:sha256:{NEW}",
        f"{NEW_ENTRY},{NEW}",
        f"desk:sha1:{'a' * 40}",
        str(NEW_ENTRY)[:-1],
        f"{NEW_ENTRY},{NEW_ENTRY}",
        " ,",
    ],
    ids=["plain", "named", "unhashed", "second", "algorithm", "short", "twice", "empty"],
)
def test_a_setting_that_is_none_is_an_error_that_says_no_key_back(value: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        load({"WINNOW_API_KEYS": value})
    assert caught.value.field == "WINNOW_API_KEYS"
    assert "winnow key NAME" in caught.value.mend
    assert NEW not in f"{caught.value}{caught.value.mend}"


@pytest.mark.parametrize("value", ["https://a.example/", "a.example", "https://a.example/path", "null", "https://*.a"])
def test_an_origin_that_is_none_is_an_error(value: str) -> None:
    with pytest.raises(InvalidOption, match="no origin") as caught:
        load({"WINNOW_CORS_ORIGINS": f"https://b.example:8443,{value}"})
    assert caught.value.field == "WINNOW_CORS_ORIGINS"


# ------------------------------------------------------------------------------------------------ other origins


def test_a_page_of_a_known_origin_may_ask_and_read(guarded: httpx.Client) -> None:
    asks = {
        "origin": ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type, x-api-key, traceparent, x-request-id",
    }
    preflight = guarded.options("/v1/clean", headers=asks)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == ORIGIN
    assert "x-request-id" in preflight.headers
    for headers, status in ((TEXT | bearer(NEW), 200), (TEXT, 401)):
        response = guarded.post("/v1/clean", content=ARTICLE, headers=headers | {"origin": ORIGIN})
        assert response.status_code == status
        assert response.headers["access-control-allow-origin"] == ORIGIN
        assert "Origin" in response.headers["vary"]
        exposed = {name.strip().lower() for name in response.headers["access-control-expose-headers"].split(",")}
        assert exposed >= {"x-request-id", "ratelimit", "ratelimit-policy", "retry-after", "server-timing"}
        assert exposed >= {"winnow-title", "winnow-warning", "www-authenticate"}


def test_a_page_of_another_origin_may_not(guarded: httpx.Client, client: httpx.Client) -> None:
    asks = {"origin": "https://else.example", "access-control-request-method": "POST"}
    assert guarded.options("/v1/clean", headers=asks).status_code == 400
    assert "access-control-allow-origin" not in guarded.get("/livez", headers=asks).headers
    asks["origin"] = ORIGIN
    assert "access-control-allow-origin" not in client.get("/livez", headers=asks).headers  # nobody by default


def test_what_nobody_foresaw_can_be_read_from_another_origin_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("secret words of the document")

    monkeypatch.setattr("app.entrypoints.http.catalogue.rules", fail)
    with served(workers=1, cors_origins="*") as client:
        response = client.get("/v1/rules", headers={"origin": ORIGIN})
        problem(response, 500)
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["x-request-id"]
