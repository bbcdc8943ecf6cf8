"""The contract of ``POST /v1/clean``."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from typing import Any
from urllib.parse import unquote

import brotli
import httpx
import pytest
from support.serving import ARTICLE, QUOTE, problem

zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
FIELDS = {
    *("id", "format", "url", "charset", "title", "subtitle", "byline", "published", "language", "body"),
    *("removed", "lifted", "confidence", "warnings", "stats", "version"),
}
SECTION = {"category", "rule", "reason", "confidence", "start", "end", "position", "blocks", "text"}
PAGE = "<html><head><title>Storm</title></head><body><article>{}</article></body></html>".format(
    "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n\n"))
)


def post(
    client: httpx.Client, content: bytes | str = ARTICLE, type: str = "text/plain", **kwargs: Any
) -> httpx.Response:
    headers = {"content-type": type} | kwargs.pop("headers", {})
    return client.post("/v1/clean", content=content, headers=headers, **kwargs)


def test_a_raw_text_is_answered_with_exactly_the_documented_fields(client: httpx.Client) -> None:
    response = post(client)
    answer = response.json()
    assert response.headers["content-type"] == "application/json"
    assert set(answer) == FIELDS
    assert QUOTE not in answer["body"]
    section = next(s for s in answer["removed"] if s["category"] == "stock_ticker")
    assert set(section) == SECTION
    assert ARTICLE[section["start"] : section["end"]] == section["text"] == QUOTE


@pytest.mark.parametrize(
    ("type", "content", "format"),
    [
        ("text/html", PAGE, "html"),
        ("application/xhtml+xml", PAGE, "html"),
        ("text/plain", PAGE, "text"),
        ("text/markdown", "# Storm\n\nThe storm came.", "markdown"),
        ("application/octet-stream", PAGE, "html"),
        ("application/octet-stream", ARTICLE, "text"),
        ("Text/HTML; Charset=UTF-8", PAGE, "html"),
    ],
)
def test_the_media_type_says_the_format(client: httpx.Client, type: str, content: str, format: str) -> None:
    assert post(client, content, type).json()["format"] == format


def test_a_format_in_the_query_wins_over_the_media_type(client: httpx.Client) -> None:
    assert post(client, PAGE, params={"format": "html"}).json()["format"] == "html"


def test_a_body_without_a_media_type_is_told_by_its_content(client: httpx.Client) -> None:
    assert client.post("/v1/clean", content=PAGE.encode()).json()["format"] == "html"


def test_the_charset_of_the_media_type_decodes_the_body(client: httpx.Client) -> None:
    text = "Погода в Москве сегодня остаётся прохладной, сообщили синоптики."
    answer = post(client, text.encode("koi8-r"), "text/plain; charset=koi8-r").json()
    assert answer["body"] == text
    assert answer["charset"].lower() == "koi8-r"


def test_json_carries_document_and_options(client: httpx.Client) -> None:
    request = {
        "content": ARTICLE,
        "format": "text",
        "url": "https://example.com/a",
        "id": "a-1",
        "options": {"keep": ["stock-ticker"], "source_text": True, "blocks": True},
    }
    answer = client.post("/v1/clean", json=request).json()
    assert set(answer) == FIELDS | {"source_text", "blocks"}
    assert (answer["id"], answer["url"], answer["charset"]) == ("a-1", "https://example.com/a", None)
    assert QUOTE in answer["body"]
    assert answer["source_text"] == ARTICLE
    block = answer["blocks"][2]
    assert set(block) == {"index", "start", "end", "kind", "path", "text", "action", "category", "verdicts"}
    assert block["verdicts"][0]["rule"] == "stock-ticker"


@pytest.mark.parametrize("id", ["x", 17, None])
def test_an_id_comes_back_as_it_was(client: httpx.Client, id: Any) -> None:
    assert client.post("/v1/clean", json={"content": "A storm.", "id": id}).json()["id"] == id


def test_an_upload_takes_its_options_from_form_and_query_and_the_form_wins(client: httpx.Client) -> None:
    response = client.post(
        "/v1/clean",
        params={"id": "query", "source_text": "true"},
        files={"file": ("page.html", PAGE, "text/html")},
        data={"id": "form", "keep": ["stock_ticker,byline", "title"]},
    )
    answer = response.json()
    assert (answer["id"], answer["format"]) == ("form", "html")
    assert "source_text" in answer
    assert QUOTE in answer["body"]


@pytest.mark.parametrize(
    "query", ["keep=stock_ticker&keep=title", "keep=title,stock_ticker", "keep=title, stock-ticker"]
)
def test_keep_is_repeated_or_parted_by_commas(client: httpx.Client, query: str) -> None:
    assert QUOTE in post(client, params=httpx.QueryParams(query)).json()["body"]


def test_the_same_input_gives_the_same_answer_and_the_time_is_a_header(client: httpx.Client) -> None:
    first, second = post(client, PAGE, "text/html"), post(client, PAGE, "text/html")
    assert first.content == second.content
    assert "clean;dur=" in first.headers["server-timing"]


# ------------------------------------------------------------------------------------------------ forms of the answer


@pytest.mark.parametrize(
    ("accept", "type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/*", "text/plain; charset=utf-8"),
        ("text/markdown, application/json;q=0.5", "text/markdown; charset=utf-8"),
        ("application/json;q=0, */*", "text/plain; charset=utf-8"),
    ],
)
def test_accept_chooses_the_form(client: httpx.Client, accept: str, type: str) -> None:
    response = post(client, headers={"accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == type


def test_a_text_answer_is_the_body_and_loses_no_warning(client: httpx.Client) -> None:
    whole = post(client, "▲ " + QUOTE).json()
    text = post(client, "▲ " + QUOTE, headers={"accept": "text/plain"})
    assert text.text == whole["body"] == ""
    assert [unquote(w) for w in text.headers.get_list("winnow-warning")] == [w[:200] for w in whole["warnings"]] != []
    assert text.headers["winnow-confidence"] == str(whole["confidence"])


def test_a_markdown_answer_is_markdown(client: httpx.Client) -> None:
    page = (
        "<html><body><article><h1>Storm</h1><p>The storm reached the coast on Monday, officials said.</p>"
        "<h2>What the harbour master says</h2><p>The harbour stayed closed for the day, he told reporters.</p>"
        "</article></body></html>"
    )
    response = post(client, page, "text/html", headers={"accept": "text/markdown"})
    assert "## What the harbour master says" in response.text
    assert (
        response.text
        == client.post("/v1/clean", json={"content": page, "options": {"output": "markdown"}}).json()["body"]
    )


def test_an_answer_that_we_do_not_have_is_refused(client: httpx.Client) -> None:
    found = problem(post(client, headers={"accept": "image/png"}), 406)
    assert found["field"] == "Accept"


# ------------------------------------------------------------------------------------------------ encodings


def deflate_raw(data: bytes) -> bytes:
    return zlib.compress(data, wbits=-15)


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "GZip": gzip.compress,
    "identity": bytes,
}


@pytest.mark.parametrize("name", ENCODERS)
def test_every_encoding_is_undone(client: httpx.Client, name: str) -> None:
    sent = (ARTICLE * 600).encode()  # larger than any one piece
    plain = post(client, sent)
    coded = post(client, ENCODERS[name](sent), headers={"content-encoding": name})
    assert coded.content == plain.content


def test_bare_deflate_several_members_and_stacked_encodings_are_undone(client: httpx.Client) -> None:
    sent = ARTICLE.encode()
    plain = post(client).content
    half = len(sent) // 2
    members = gzip.compress(sent[:half]) + gzip.compress(sent[half:])
    frames = zstd.compress(sent[:half]) + zstd.compress(sent[half:])
    assert post(client, deflate_raw(sent), headers={"content-encoding": "deflate"}).content == plain
    assert post(client, members, headers={"content-encoding": "gzip"}).content == plain
    assert post(client, frames, headers={"content-encoding": "zstd"}).content == plain
    stacked = brotli.compress(gzip.compress(sent))
    assert post(client, stacked, headers={"content-encoding": "gzip, br"}).content == plain


def test_an_unknown_encoding_is_refused_with_those_that_are_known(client: httpx.Client) -> None:
    response = post(client, headers={"content-encoding": "compress"})
    assert problem(response, 415)["field"] == "Content-Encoding"
    assert "zstd" in response.headers["accept-encoding"]
    assert problem(post(client, headers={"content-encoding": "gzip, gzip, gzip, gzip"}), 415)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("harm", ["garbage", "cut off", "more after the end"])
def test_corrupt_data_is_the_senders_fault(client: httpx.Client, name: str, harm: str) -> None:
    whole = ENCODERS[name]((ARTICLE * 100).encode())
    sent = {"garbage": b"\x1f\x8b" + b"no such data" * 9, "cut off": whole[:-9], "more after the end": whole + b"more"}[
        harm
    ]
    assert problem(post(client, sent, headers={"content-encoding": name}), 400)["field"] == "Content-Encoding"


# ------------------------------------------------------------------------------------------------ wrong requests


@pytest.mark.parametrize(
    ("query", "field", "mend"),
    [
        ({"kep": "x"}, "query.kep", "Did you mean keep?"),
        ({"zzz": "x"}, "query.zzz", "Known: format, keep"),
        ({"output": "pdf"}, "query.output", "'text', 'markdown'"),
        ({"blocks": "perhaps"}, "query.blocks", None),
        ({"keep": "no-such-rule"}, "options.keep", "/v1/rules"),
        ({"keep": "x" * 5000}, "query.keep.0", "/docs"),
        ({"keep": ["title"] * 300}, "query.keep", "/docs"),
        ({"format": ""}, "query.format", "'markdown'"),
        ({"url": "x" * 9000}, "query.url", "/docs"),
        ({"id": "x" * 600}, "query.id", "/docs"),
    ],
)
def test_a_wrong_option_in_the_query_is_named(client: httpx.Client, query: Any, field: str, mend: str | None) -> None:
    found = problem(post(client, params=query), 422)
    assert found["field"] == field
    assert (mend or "") in (found["mend"] or "")
    assert "x" * 200 not in json.dumps(found)


@pytest.mark.parametrize(
    ("request_", "field", "mend"),
    [
        ({}, "content", "Add content"),
        ([], "body", '{"content"'),
        ("text", "body", '{"content"'),
        ({"content": 5}, "content", None),
        ({"content": "a", "contents": "secret words"}, "contents", "Did you mean content?"),
        ({"content": "a", "options": {"focus": "paper"}}, "options.focus", "'auto'"),
        ({"content": "a", "options": {"blokcs": True}}, "options.blokcs", "Did you mean blocks?"),
        ({"content": "a", "options": {"blocks": "yes"}}, "options.blocks", None),
        ({"content": "a", "options": {"keep": "title"}}, "options.keep", None),
        ({"content": "a", "options": {"keep": ["title"], "drop": ["title"]}}, "options.drop", "one of the two"),
        ({"content": "a", "format": "pdf"}, "format", "'markdown'"),
        ({"content": "a", "id": {"a": 1}}, "id", "/docs"),
        ({"content": "a", "id": True}, "id", "/docs"),
        ({"content": "a", "id": 1 << 64}, "id", "/docs"),
        ({"content": "a", "id": "x" * 513}, "id", "/docs"),
        ({"content": None}, "content", "/docs"),
        ({"content": "a", "options": None}, "options", "/docs"),
    ],
)
def test_a_wrong_field_in_the_json_is_named(client: httpx.Client, request_: Any, field: str, mend: str | None) -> None:
    response = client.post("/v1/clean", json=request_)
    found = problem(response, 422)
    assert found["field"] == field
    assert "validation" not in found["detail"]
    assert (mend or "") in (found["mend"] or "")
    assert "secret" not in response.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"content": "a"', b"nope", b'{"content": "\xff"}', b"[" * 100_000, b'{"content": NaN}']
)
def test_what_is_not_json_is_said_to_be_none(client: httpx.Client, body: bytes) -> None:
    assert "not JSON" in problem(post(client, body, "application/json"), 400)["detail"]


def test_a_form_of_curls_is_told_how_to_do_it(client: httpx.Client) -> None:
    found = problem(post(client, "a=b", "application/x-www-form-urlencoded"), 415)
    assert "--data-binary" in found["mend"]
    assert problem(post(client, b"%PDF", "application/pdf"), 415)["field"] == "Content-Type"


def test_an_upload_needs_its_file_and_knows_its_fields(client: httpx.Client) -> None:
    assert problem(client.post("/v1/clean", files={"other": ("a", "text")}), 422)["field"] == "file"
    for kind in (("a.txt", "One storm."), (None, "One storm.")):  # as a file, and as a field without a name
        twice = problem(client.post("/v1/clean", files=[("file", kind), ("file", kind)]), 422)
        assert (twice["field"], "one document" in twice["mend"]) == ("file", True)
    both = client.post("/v1/clean", files=[("file", ("a.txt", "One storm.")), ("image", ("b.png", "PNG"))])
    assert problem(both, 422)["field"] == "form.image"
    wrong = client.post("/v1/clean", files={"file": ("a.txt", "text", "text/plain")}, data={"outptu": "text"})
    assert "Did you mean output?" in problem(wrong, 422)["mend"]
    assert problem(post(client, b"x", "multipart/form-data"), 400)["field"] == "body"


def test_paths_and_methods_that_are_not_there(client: httpx.Client) -> None:
    assert problem(client.get("/nothing/here"), 404)["instance"] == "/nothing/here"
    response = client.get("/v1/clean")
    problem(response, 405)
    assert response.headers["allow"] == "POST"
    assert client.delete("/livez").headers["allow"] == "GET, HEAD"
    problem(client.get("/static/nothing.js"), 404)
    problem(client.get("/static/..%2f..%2fapp.py"), 404)
