"""What is fuzzed: plain functions from bytes to nothing, which raise only when something is wrong with us.

The first bytes of an input choose options and the rest is the document, so that a finding can be read and edited, and
so that Hypothesis, which makes inputs of its own, and atheris, which mutates files, can use the same functions.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from invariants import check, check_blocks, check_error, check_opinion

from app import Options, WinnowError, clean
from app.blocks import split
from app.documents import read
from app.entrypoints.answer import answer
from app.entrypoints.http import upload, work
from app.entrypoints.http.app import create_app
from app.entrypoints.http.body import Line, Patience, chunks, lines, read_all
from app.entrypoints.http.codings import ERRORS, NAMES, decoders
from app.entrypoints.http.intake import Intake
from app.entrypoints.http.negotiate import accepted, content_type, document_format
from app.entrypoints.http.problems import Problem, RequestProblem
from app.entrypoints.http.schemas import CleanAnswer
from app.entrypoints.pool import Pool
from app.entrypoints.settings import Settings
from app.filters import judge, rules
from app.model import CATEGORIES, Action, Document, Limits, Opinion, Verdict
from app.results import compose

logging.getLogger("python_multipart").setLevel(logging.ERROR)  # as the service has it

T = TypeVar("T")

HEAD = 12  # bytes before the document, each of which chooses something
FORMATS = ("auto", "html", "text", "markdown", "", "pdf")
CHARSETS = (None, None, "utf-8", "windows-1252", "utf-16", "gb18030", "shift_jis", "iso-2022-jp", "utf-7", "\x00", "x")
URLS = (None, "https://example.com/2021/05/20/a-storm", "//[", "\ud800", "a" * 300, "mailto:a@b")
LIMITS = (
    *(Limits(chars=100_000), Limits(chars=100_000, depth=100, blocks=200), Limits(chars=64)),
    *(Limits(chars=100_000, depth=4), Limits(chars=100_000, blocks=3), Limits(chars=0, depth=0, blocks=0)),
)
SMALL = 4096  # bytes that a body may have
WANTS = ("json", "text", "markdown")
PATHS = ("/v1/clean", "/v1/clean/batch", "/v1/rules/teaser", "/v1/categories", "/readyz", "/metrics", "/v1/rules/é")
HEADERS = (
    *("content-encoding", "x-request-id", "traceparent", "content-type", "accept", "content-length", "origin"),
    *("authorization", "x-api-key", "tracestate", "host", "x-forwarded-for", "cookie"),
)
MEDIA = (
    *("text/plain", "text/html", "application/json", "application/x-ndjson", "multipart/form-data; boundary=b", "*/*"),
    *("text/markdown", "application/octet-stream", "image/png"),
)


class Choices:
    """The bytes before the document, one after the other; an input that is too short chooses the first of all."""

    def __init__(self, data: bytes) -> None:
        self._head, self.rest = data[:HEAD].ljust(HEAD, b"\0"), data[HEAD:]
        self._at = 0

    def byte(self) -> int:
        self._at += 1
        return self._head[self._at - 1]

    def among(self, what: Sequence[T]) -> T:
        return what[self.byte() % len(what)]

    def options(self) -> Options:
        flags, keep, drop = self.byte(), self.byte(), self.byte()
        return Options(
            keep=_some(keep),
            drop=_some(drop) - _some(keep),
            output="markdown" if flags & 1 else "text",
            focus=("auto", "article", "page", "auto")[flags >> 1 & 3],  # type: ignore[arg-type]
            source_text=bool(flags & 8),
            blocks=bool(flags & 16),
        )

    def content(self) -> bytes | str:
        """The document as bytes, or as text that may hold lone surrogates."""
        return self.rest.decode("utf-8", "surrogateescape") if self.byte() & 1 else self.rest


@cache
def ids() -> tuple[str, ...]:
    return (*(id for id in CATEGORIES if id != "body"), *rules())


def _some(byte: int) -> frozenset[str]:
    """No id, one of the first two hundred, or a good many of them."""
    if byte < 200:
        return frozenset(ids()[byte - 1 : byte]) if byte else frozenset()
    return frozenset(ids()[byte - 200 :: 3])


# ---------------------------------------------------------------------------------------------------- the engine


def decode(data: bytes) -> None:
    """Bytes and whatever was declared of them → a document, or an error of ours."""
    _read(Choices(data))


def split_into_blocks(data: bytes) -> None:
    """A document → blocks that account for it."""
    choices = Choices(data)
    if document := _read(choices):
        _split(document, choices)


def judge_blocks(data: bytes) -> None:
    """Blocks → verdicts about them, the same ones every time."""
    choices = Choices(data)
    if (document := _read(choices)) and (blocks := _split(document, choices)):
        focus = choices.options().focus
        opinion = judge(document, blocks, focus=focus)
        check_opinion(opinion, blocks)
        assert judge(document, blocks, focus=focus) == opinion


def compose_result(data: bytes) -> None:
    """Whatever opinion there is of a document, its result accounts for all of it: here the opinion is made up."""
    choices = Choices(data)
    head = choices.rest[:32]
    choices.rest = choices.rest[32:]
    if (document := _read(choices)) and (blocks := _split(document, choices)):
        options = choices.options()
        known = list(rules().values())
        verdicts = tuple(
            Verdict(
                block=index % len(blocks),
                rule=known[a % len(known)].id,
                category=list(CATEGORIES)[b % len(CATEGORIES)],
                action=list(Action)[c % 3],
                confidence=c / 255,
                reason="made up",
                fields={("title", "subtitle", "byline", "published")[a % 4]: blocks[index % len(blocks)].text},
            )
            for index, (a, b, c) in enumerate(zip(head, head[1:], head[2:], strict=False))
            if len(blocks)
        )
        check(compose(document, blocks, Opinion(verdicts), options), options)


def clean_document(data: bytes) -> None:
    """The four stages with every option: accounted for, and the same result every time."""
    choices = Choices(data)
    options, format, limits = choices.options(), choices.among(FORMATS), choices.among(LIMITS)
    charset, url, content = choices.among(CHARSETS), choices.among(URLS), choices.content()

    def result() -> Any:
        return clean(content, format=format, url=url, charset=charset, options=options, limits=limits)

    try:
        found = result()
    except WinnowError as error:
        check_error(error)
    else:
        check(found, options)
        assert answer(result(), options) == answer(found, options)


def _read(choices: Choices) -> Document | None:
    format, limits, charset = choices.among(FORMATS), choices.among(LIMITS), choices.among(CHARSETS)
    try:
        document = read(choices.content(), format=format, url=choices.among(URLS), charset=charset, limits=limits)
    except WinnowError as error:
        check_error(error)
        return None
    assert len(document.text) <= limits.chars
    document.text.encode()
    return document


def _split(document: Document, choices: Choices) -> Any:
    limits = LIMITS[choices.byte() % 2]
    try:
        blocks = split(document, limits, marks=True)
    except WinnowError as error:
        check_error(error)
        return None
    assert len(blocks) <= limits.blocks
    check_blocks(blocks, None if document.tree is not None else document.text)
    return blocks


# ---------------------------------------------------------------------------------------------------- the service


def clean_json(data: bytes) -> None:
    """The bytes of a JSON request → an answer that fits its schema, or a problem that is not our fault."""
    choices = Choices(data)
    wants = choices.among(WANTS)
    job = work.Job(choices.rest, choices.among(LIMITS), json=True, wants=wants)  # type: ignore[arg-type]
    _holds(work.work(job), wants)
    work.identify(choices.rest)
    items = work.split_array(choices.rest, 5)
    assert isinstance(items, Problem) or all(b"\n" not in item and json.loads(item) is not ... for item in items)


def clean_raw(data: bytes) -> None:
    """A raw document with its options → body and headers that HTTP can carry."""
    choices = Choices(data)
    wants, options = choices.among(WANTS), choices.options()
    asked = {"keep": list(options.keep), "drop": list(options.drop), "focus": options.focus, "blocks": options.blocks}
    charset, limits = choices.among(CHARSETS), choices.among(LIMITS)
    job = work.Job(choices.rest, limits, options=asked, charset=charset, wants=wants)  # type: ignore[arg-type]
    _holds(work.work(job), wants)


def _holds(answer: work.Answer, wants: str) -> None:
    if answer.problem is not None:
        assert 400 <= answer.problem.status < 500, answer.problem
        answer.problem.body("/v1/clean")
        return
    assert answer.report is not None
    if wants == "json":
        CleanAnswer.model_validate_json(answer.body)
    answer.body.decode()
    for name, value in answer.headers:
        assert (name + value).isascii()
        assert (name + value).isprintable()


def decompress(data: bytes) -> None:
    """However a compressed body is cut up, the same comes out of it, and never too much."""
    choices = Choices(data)
    names = [choices.among(("", *NAMES, "identity", "x-gzip", "zip")) for _ in range(choices.byte() % 5)]
    headers = {"content-encoding": ", ".join(names)}
    whole = _run(_chunks(choices.rest, headers, len(choices.rest) or 1))
    assert len(whole) <= SMALL if isinstance(whole, bytes) else whole.status in (400, 413, 415)
    cut = _run(_chunks(choices.rest, headers, 7))
    if isinstance(whole, bytes) or isinstance(cut, bytes):
        assert whole == cut
    if isinstance(whole, bytes) and len(names) == 1:  # feeding a decoder by hand gives the same
        for decoder in decoders(names[0]):
            try:
                pieces = list(decoder.feed(choices.rest))
            except ERRORS:
                raise AssertionError("the body was read, but its decoder fails") from None
            assert max(map(len, pieces), default=0) <= 64 * 1024
            assert b"".join(pieces) == whole


async def _chunks(body: bytes, headers: dict[str, str], size: int) -> bytes | Problem:
    request = _request(headers, [body[at : at + size] for at in range(0, len(body), size)])
    try:
        return await read_all(chunks(request, Patience(60, 60), SMALL, "The document"))
    except RequestProblem as error:
        return error.problem


def split_lines(data: bytes) -> None:
    """NDJSON falls into the same lines however it was cut up; a line that is too long is told, not kept."""
    choices = Choices(data)
    limit, size = 1 + choices.byte(), 1 + choices.byte()
    expected = [
        Line(number, line if len(line) <= limit else None)
        for number, line in enumerate(choices.rest.split(b"\n"), 1)
        if line.strip() or len(line) > limit
    ]
    assert _run(_lines(choices.rest, limit, size)) == expected


async def _lines(body: bytes, limit: int, size: int) -> list[Line]:
    held: list[int] = [0]

    def hold(size: int) -> None:
        held.append(held[-1] + size)

    found = [line async for line in lines(_pieces(body, size), limit, Patience(60, 60), hold)]
    assert min(held) == held[-1] == 0, "what is kept is let go again"
    assert max(held) <= limit
    return found


def read_form(data: bytes) -> None:
    """A form is read, or refused with a problem that is the sender's; how it was cut up makes no difference."""
    choices = Choices(data)
    boundary = ("b", "", "b; charset=utf-8", '"b"', "b; boundary=c", "=?")[choices.byte() % 6]
    limit = (SMALL, 8)[choices.byte() % 2]
    body = choices.rest.lstrip(b"\r\n")  # after a newline the library skips ahead as far as the first piece goes
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    whole = _run(_form(headers, body, limit, len(body) or 1))
    cut = _run(_form(headers, body, limit, 1 + choices.byte()))
    if isinstance(whole, upload.Upload) or isinstance(cut, upload.Upload):
        assert whole == cut
    if isinstance(whole, upload.Upload):
        assert len(whole.content) <= len(body) * 3  # a field that is no file may hold replaced characters
    else:
        assert 400 <= whole.status < 500


async def _form(headers: dict[str, str], body: bytes, limit: int, size: int) -> upload.Upload | Problem:
    try:
        return await upload.read_upload(_request(headers, []), _pieces(body, size), limit)
    except RequestProblem as error:
        return error.problem


def negotiate(data: bytes) -> None:
    """Header values of any bytes: understood or refused."""
    choices = Choices(data)
    accept, _, content = choices.rest.decode("latin-1").partition("\n")
    offered = ("application/json", "text/plain", "text/markdown")
    found = _or_problem(lambda: accepted(_request({"accept": accept}, []), offered))
    assert found in offered if isinstance(found, str) else found.status == 406
    media = content_type(content)
    assert media.charset is None or media.charset.strip() == media.charset
    found = _or_problem(lambda: document_format(media))
    assert found in FORMATS if isinstance(found, str) else found.status == 415


def _or_problem(function: Callable[[], str]) -> str | Problem:
    try:
        return function()
    except RequestProblem as error:
        error.problem.body("/v1/clean")
        return error.problem


def whole_request(data: bytes) -> None:
    """Any request is answered, whole and once, and never by a fault of ours: all of the service but its processes.

    The input's first line is the query, the second the value of a header that was chosen, the rest is the body.
    """
    choices = Choices(data)
    path, media, accept = choices.among(PATHS), choices.among(MEDIA), choices.among(MEDIA)
    headers = {"content-type": media, "accept": accept, choices.among(HEADERS): ""}
    query, _, rest = choices.rest.partition(b"\n")
    value, _, body = rest.partition(b"\n")
    raw = [(name.encode(), (text.encode() or value.replace(b"\r", b""))) for name, text in headers.items()]
    scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "client": ("127.0.0.1", 9),
        "server": ("localhost", 80),
        "method": choices.among(("POST", "POST", "GET", "HEAD", "OPTIONS", "BREW")),
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": raw,
    }
    status, sent, answer = _run(_asgi(scope, body, 1 + choices.byte()))
    assert status < 500 or path == "/readyz", answer[:300]
    assert sent[b"x-request-id"]
    assert len(answer) == int(sent.get(b"content-length", len(answer)))
    if sent.get(b"content-type") == b"application/problem+json":
        assert json.loads(answer)["status"] == status
    for name, said in sent.items():
        assert not set(b"\r\n\0") & set(name + said)


async def _asgi(scope: dict[str, Any], body: bytes, size: int) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of the service's answer."""
    app = _app()
    intake = Intake(most_bytes=4 * SMALL, most_batches=1)  # it belongs to an event loop, of which each run has its own
    app.state.service = replace(app.state.service, intake=intake)
    pieces = [piece async for piece in _pieces(body, size)]
    waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[Any] = []

    async def receive() -> Any:
        if not waiting:
            await asyncio.Event().wait()  # the client waits for its answer
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    begin, *rest = sent
    assert begin["type"] == "http.response.start"
    assert [message.get("more_body", False) for message in rest] == [True] * (len(rest) - 1) + [False]
    return begin["status"], dict(begin["headers"]), b"".join(message.get("body", b"") for message in rest)


@cache
def _app() -> FastAPI:
    app = create_app(Settings(max_body=SMALL, batch_documents=5))
    app.state.service = replace(app.state.service, pool=Inline(workers=1, queue=1, timeout=60))
    return app


class Inline(Pool):
    """Runs a task where it stands."""

    async def run(self, function: Callable[..., T], *args: object, wait: bool = False) -> T:
        return function(*args)


def _request(headers: dict[str, str], body: Sequence[bytes]) -> Request:
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    waiting = iter(messages)

    async def receive() -> Any:
        return next(waiting)

    raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw}, receive)


async def _pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(body), size):
        yield body[at : at + size]


def _run(work: Any) -> Any:
    return asyncio.run(work)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "decode": decode,
    "split": split_into_blocks,
    "judge": judge_blocks,
    "compose": compose_result,
    "clean": clean_document,
    "json": clean_json,
    "raw": clean_raw,
    "codings": decompress,
    "lines": split_lines,
    "form": read_form,
    "negotiate": negotiate,
    "request": whole_request,
}
