"""Bad input: a clear answer, and the service is alive after it."""

from __future__ import annotations

import gzip
import socket
import sys
from collections.abc import Iterator

import brotli
import httpx
import pytest
from support.serving import ARTICLE, QUOTE, problem

zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
HTML = {"content-type": "text/html"}
TEXT = {"content-type": "text/plain"}


@pytest.fixture(autouse=True)
def alive_after(client: httpx.Client) -> Iterator[None]:
    yield
    assert client.get("/livez").status_code == 200
    assert "harbour" in client.post("/v1/clean", content=ARTICLE, headers=TEXT).json()["body"]


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n \xc2\xa0 ", QUOTE.encode(), b"<html></html>"])
def test_nothing_to_keep_is_an_empty_body_with_a_warning(client: httpx.Client, content: bytes) -> None:
    answer = client.post("/v1/clean", content=content).json()
    assert answer["body"] == ""
    assert answer["warnings"]


def test_a_wrong_declared_charset_is_overruled_or_said(client: httpx.Client) -> None:
    text = "Die Bürgermeisterin eröffnete am Freitag die größte Brücke über den Fluss."
    answer = client.post("/v1/clean", content=text, headers={"content-type": "text/plain; charset=utf-16"}).json()
    assert answer["body"] == text
    assert answer["warnings"]


def test_an_unknown_charset_is_no_error(client: httpx.Client) -> None:
    answer = client.post("/v1/clean", content=ARTICLE, headers={"content-type": "text/plain; charset=klingon"}).json()
    assert "harbour" in answer["body"]


@pytest.mark.parametrize("escaped", [r"\ud800", r"\udc00\ud800", r"\\\ud83d", r"\ud83d\ude00 \ude00"])
def test_lone_surrogates_in_json_become_replacement_characters(client: httpx.Client, escaped: str) -> None:
    sent = '{"content": "The storm came ESCAPED today.", "id": "ESCAPED"}'.replace("ESCAPED", escaped)
    response = client.post("/v1/clean", content=sent, headers={"content-type": "application/json"})
    assert response.status_code == 200
    assert "\ufffd" in response.json()["body"]
    assert "\ufffd" in response.json()["id"]


def test_a_surrogate_in_a_pages_own_metadata_is_no_error(client: httpx.Client) -> None:
    page = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Storm \\ud800",'
        ' "author": {"name": "Ann \\udfff Lee"}}</script></head>'
        "<body><h1>Storm</h1><p>The storm came today.</p></body></html>"
    )
    for accept in ("application/json", "text/plain"):
        assert client.post("/v1/clean", content=page, headers=HTML | {"accept": accept}).status_code == 200


def test_nuls_and_controls(client: httpx.Client) -> None:
    sent = b"The storm\x00 came\x00\x01\x1b[31m to the coast.\x00\n" * 50
    for headers in (TEXT, HTML, {}):
        assert client.post("/v1/clean", content=sent, headers=headers).status_code == 200
    assert client.post("/v1/clean", json={"content": sent.decode()}).status_code == 200


def test_broken_utf8(client: httpx.Client) -> None:
    sent = b"The storm \xff\xfe\xc3( came \xe2\x82 to \xf0\x9f the coast on Monday.\n" * 20
    for headers in (TEXT, HTML, {"content-type": "text/plain; charset=utf-8"}):
        assert client.post("/v1/clean", content=sent, headers=headers).status_code == 200


def test_200_000_nested_tags(client: httpx.Client) -> None:
    found = problem(client.post("/v1/clean", content=b"<div>" * 200_000 + b"text", headers=HTML), 422)
    assert found["type"].endswith("too-complex")


@pytest.mark.parametrize("tag", [b"<p>a", b"<br>a"])
def test_1_000_000_sibling_tags(client: httpx.Client, tag: bytes) -> None:
    response = client.post("/v1/clean", content=b"<html><body>" + tag * 1_000_000, headers=HTML)
    if response.status_code != 200:
        status = 422 if response.status_code == 422 else 503  # over the limit of blocks, or of time
        assert problem(response, status)["type"].endswith(("too-complex", "too-costly"))


def test_50_megabytes_on_a_single_line(client: httpx.Client) -> None:
    problem(client.post("/v1/clean", content=b"a " * 25_000_000, headers=TEXT), 413)


def test_50_megabytes_in_chunks_that_declare_no_length(client: httpx.Client) -> None:
    chunks = (b"a " * 500_000 for _ in range(50))
    problem(client.post("/v1/clean", content=chunks, headers=TEXT), 413)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_a_bomb_is_stopped_when_it_goes_off(client: httpx.Client, name: str) -> None:
    bomb = {"gzip": gzip.compress, "br": lambda data: brotli.compress(data, quality=1), "zstd": zstd.compress}[name](
        bytes(300_000_000)
    )
    problem(client.post("/v1/clean", content=bomb, headers=TEXT | {"content-encoding": name}), 413)


def test_a_bomb_inside_a_bomb(client: httpx.Client) -> None:
    bomb = gzip.compress(gzip.compress(bytes(300_000_000), 9), 9)
    problem(client.post("/v1/clean", content=bomb, headers=TEXT | {"content-encoding": "gzip, gzip"}), 413)


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\n",
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nThe storm came',
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nThe storm came\r\n--b',
        b'--b\r\nContent-Disposition: form-data; name="fi',
        b"no boundary at all",
        b"",
    ],
)
def test_a_truncated_upload_is_malformed(client: httpx.Client, body: bytes) -> None:
    response = client.post("/v1/clean", content=body, headers={"content-type": "multipart/form-data; boundary=b"})
    assert problem(response, 400)["field"] == "body"


def test_a_client_that_hangs_up_in_the_middle_of_an_upload(client: httpx.Client) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port)) as raw:
        raw.sendall(
            b"POST /v1/clean HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nThe storm'
        )


def test_the_limits_hold_for_what_comes_out_of_an_encoding_too(small: httpx.Client) -> None:
    within, over = b"The storm came. " * 1200, b"The storm came. " * 1300
    for sent, status in ((within, 200), (over, 413)):
        for body, headers in ((sent, TEXT), (gzip.compress(sent), TEXT | {"content-encoding": "gzip"})):
            assert small.post("/v1/clean", content=body, headers=headers).status_code == status
