"""The client against the real service: what it gives is what `app.clean` gives."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, asdict, fields
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from support.scripted import Run, Script, answered

from app import Options, __version__
from app import clean as clean_here
from app.client import (
    AsyncWinnow,
    Category,
    CleanResult,
    Document,
    JudgedBlock,
    Refused,
    Retries,
    Section,
    Unreachable,
    Verdict,
    Winnow,
)
from app.entrypoints import keys
from app.entrypoints.answer import answer
from app.entrypoints.http import schemas
from app.model import CATEGORIES
from app.pipeline import rules

TOP = Path(__file__).parents[2]
ARTICLE = (
    "Storm reaches the coast\n\n"
    "The storm reached the coast on Monday, and the harbour stayed closed for the day.\n\n"
    "HBL 112.40 Decreased By ▼ -0.36 (-0.32%)\n\n"
    "“We have seen worse,” the harbour master said, and went back to his ropes.\n"
)
PAGE = (TOP / "fixtures" / "site" / "news" / "bahnhof.html").read_bytes()
WHOLE = Options(keep=frozenset({"image_caption"}), output="markdown", source_text=True, blocks=True)


def expected(content: bytes | str, options: Options = Options(), id: Any = None, **arguments: Any) -> Any:
    """The answer's JSON as the engine gives it in this process."""
    return json.loads(json.dumps(answer(clean_here(content, options=options, **arguments), options, id=id)))


def as_json(result: CleanResult) -> Any:
    found = json.loads(json.dumps(asdict(result)))
    return {name: value for name, value in found.items() if value is not None or name not in ("source_text", "blocks")}


# ---------------------------------------------------------------------------------------------------- typed


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (CleanResult, schemas.CleanAnswer),
        (Section, schemas.SectionAnswer),
        (JudgedBlock, schemas.BlockAnswer),
        (Verdict, schemas.VerdictAnswer),
        (Category, schemas.CategoryAnswer),
    ],
)
def test_the_types_have_every_field_of_the_contract(ours: Any, theirs: Any) -> None:
    assert {field.name for field in fields(ours)} == set(theirs.model_fields)


def test_both_clients_have_the_same_surface() -> None:
    for name in {*vars(Winnow), *vars(AsyncWinnow)}:
        if not name.startswith("_"):
            one, other = signature(getattr(Winnow, name)), signature(getattr(AsyncWinnow, name))
            assert list(one.parameters) == list(other.parameters), name
    assert list(signature(Winnow).parameters) == list(signature(AsyncWinnow).parameters)


def test_fields_of_tomorrow_are_left_out(run: Run) -> None:
    section = {"start": 0, "end": 1, "blocks": [0], "confidence": 1.0, "mood": "grave"}
    section |= dict.fromkeys(("category", "rule", "reason", "position", "text"), "x")
    result = run(Script([answered(removed=[section], mood="grave")]), lambda winnow: winnow.clean("A storm."))
    assert result.body == "A storm."
    assert result.removed == (Section("x", "x", "x", 1.0, 0, 1, "x", (0,), "x"),)
    assert result.blocks is None
    with pytest.raises(FrozenInstanceError):
        result.body = "Another."


# ---------------------------------------------------------------------------------------------------- one document


def test_a_document_comes_back_as_from_the_engine(service: str) -> None:
    with Winnow(service) as winnow:
        text = winnow.clean(ARTICLE, id=7, url="https://example.com/a", format="text")
        assert as_json(text) == expected(ARTICLE, id=7, url="https://example.com/a", format="text")
        assert [section.category for section in text.removed] == ["stock_ticker"]
        page = winnow.clean(PAGE, id="ä", url="https://example.com/ä?a=1&b=2", options=WHOLE)
        assert as_json(page) == expected(PAGE, WHOLE, id="ä", url="https://example.com/ä?a=1&b=2")
        assert page.source_text is not None
        assert page.blocks
        assert page.blocks[0].verdicts or page.blocks[1].verdicts
        latin = "Der Sturm erreichte am Montag die Küste, und der Hafen blieb geschlossen.".encode("latin-1")
        assert as_json(winnow.clean(latin, charset="iso-8859-1")) == expected(latin, charset="iso-8859-1")
        assert winnow.clean(latin, charset='x"\r\n').body == clean_here(latin).body
        assert winnow.clean("Half a \ud83d storm.").body == "Half a \ufffd storm."


async def test_a_document_comes_back_as_from_the_engine_async(service: str) -> None:
    async with AsyncWinnow(service) as winnow:
        results = await asyncio.gather(*(winnow.clean(ARTICLE, id=n, options=WHOLE) for n in range(10)))
        assert [as_json(result) for result in results] == [expected(ARTICLE, WHOLE, id=n) for n in range(10)]
        assert as_json(await winnow.clean(PAGE)) == expected(PAGE)


def test_options_may_be_a_mapping(service: str) -> None:
    with Winnow(service) as winnow:
        for content in (ARTICLE, ARTICLE.encode()):
            assert "HBL" in winnow.clean(content, options={"keep": ["stock_ticker"]}).body
            with pytest.raises(Refused) as caught:
                winnow.clean(content, options={"colour": {"red"}})
            assert caught.value.status == 422
            assert (caught.value.field or "").endswith(".colour")
            assert caught.value.slug == "unknown-field"


def test_what_is_refused_says_why(service: str) -> None:
    with Winnow(service) as winnow:
        with pytest.raises(Refused) as caught:
            winnow.clean("x" * 300_000)
        assert (caught.value.status, caught.value.slug) == (413, "too-large")
        with pytest.raises(Refused) as caught:
            winnow.clean(b"\x00\x01\x02" * 100)
        assert (caught.value.status, caught.value.slug) == (422, "unreadable")


def test_an_address_that_is_too_long_is_the_documents_own_fault(service: str) -> None:
    lengths = (100, 9_000, 70_000)
    documents = [Document(ARTICLE.encode(), url="https://example.com/" + "a" * n, id=n) for n in lengths]
    with Winnow(service) as winnow:
        found = list(winnow.clean_many(documents))
    assert [type(outcome) for outcome in found] == [CleanResult, Refused, Refused]
    assert [outcome.id for outcome in found] == list(lengths)
    assert [outcome.status for outcome in found[1:]] == [422, 414]


def test_threads_share_a_client(service: str) -> None:
    with Winnow(service, connections=3) as winnow, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: winnow.clean(f"Storm {n} came.", id=n), range(40)))
    assert [(result.id, result.body) for result in found] == [(n, f"Storm {n} came.") for n in range(40)]


@pytest.mark.parametrize("content", [ARTICLE, PAGE, ARTICLE * 500], ids=["text", "bytes", "large"])
def test_compressed_or_not_is_the_same(service: str, content: bytes | str) -> None:
    with Winnow(service) as plain, Winnow(service, compress=True) as packed:
        assert packed.clean(content) == plain.clean(content)
        assert list(packed.clean_many([content] * 3)) == list(plain.clean_many([content] * 3))


# ---------------------------------------------------------------------------------------------------- many documents


def mixed(number: int) -> list[Document]:
    """Documents of all kinds; every tenth is refused."""
    kinds: list[Any] = [
        ARTICLE,
        PAGE,
        "# Storm\n\nThe storm came on Monday.",
        PAGE.decode("latin-1"),
        "A storm.\u2028And\x85rain.",
    ]
    found = [Document(f"{n}" + kinds[n % 5] if isinstance(kinds[n % 5], str) else PAGE, id=n) for n in range(number)]
    return [Document("", "no-format", id=d.id) if n % 10 == 9 else d for n, d in enumerate(found)]


def test_many_come_back_as_from_the_engine(service: str) -> None:
    documents = mixed(70)
    with Winnow(service) as winnow:
        found = list(winnow.clean_many(iter(documents), window=30))  # the service takes twenty in one request
    check(documents, found)


async def test_many_come_back_as_from_the_engine_async(service: str) -> None:
    documents = mixed(70)
    async with AsyncWinnow(service) as winnow:
        found = [outcome async for outcome in winnow.clean_many(documents, window=30, parallel=4)]
    check(documents, found)


def check(documents: list[Document], found: list[Any]) -> None:
    assert [outcome.id for outcome in found] == list(range(len(documents)))
    for document, outcome in zip(documents, found, strict=True):
        if document.format == "no-format":
            assert isinstance(outcome, Refused)
            assert outcome.field == "format"
        else:
            assert as_json(outcome) == expected(document.content, id=document.id)


def test_answers_larger_than_every_buffer_block_nobody(service: str) -> None:
    """A window is sent whole before its answers are read; they wait in the buffers of the connection until then."""
    document = Document(ARTICLE * 10, options=Options(source_text=True, blocks=True))
    with Winnow(service) as winnow:
        found = list(winnow.clean_many([document] * 100, window=1000))
    assert len(found) == 100
    assert found.count(found[0]) == 100


# ---------------------------------------------------------------------------------------------------- the rest


def test_rules_categories_version_ready(service: str) -> None:
    with Winnow(service) as winnow:
        assert {rule.id: rule for rule in winnow.rules()} == dict(rules())
        assert [category.id for category in winnow.categories()] == list(CATEGORIES)
        assert winnow.version() == __version__
        assert winnow.ready() is True


async def test_rules_categories_version_ready_async(service: str) -> None:
    async with AsyncWinnow(service) as winnow:
        assert len(await winnow.rules()) == len(rules())
        assert len(await winnow.categories()) == len(CATEGORIES)
        assert await winnow.version() == __version__
        assert await winnow.ready() is True


def test_what_every_request_carries(run: Run) -> None:
    script = Script([answered()])
    trace = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    run(script, lambda winnow: winnow.clean("A storm."), api_key="k-1", headers=trace)
    [request] = script.requests
    assert request.headers["authorization"] == "Bearer k-1"
    assert request.headers["traceparent"] == trace["traceparent"]
    assert request.headers["user-agent"] == f"winnow-client/{__version__}"


def test_address_and_key_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv("CLEANER_URL", "https://cleaner.test/winnow/")
    monkeypatch.setenv("CLEANER_API_KEY", "k-2")
    script = Script([answered()])
    run(script, lambda winnow: winnow.clean("A storm."), url=None)
    [request] = script.requests
    assert str(request.url) == "https://cleaner.test/winnow/v1/clean"
    assert request.headers["authorization"] == "Bearer k-2"


def test_nobody_there_is_said(unused: str) -> None:
    with Winnow(unused, retries=Retries(attempts=2, first=0.0)) as winnow:
        assert winnow.ready() is False
        with pytest.raises(Unreachable, match="ConnectError"):
            winnow.clean("A storm.")


@pytest.fixture
def unused() -> str:
    """An address at which nobody listens: the port is bound, and so nobody else's."""
    return "http://127.0.0.1:1"


def test_the_client_loads_nothing_of_the_engine() -> None:
    heavy = (
        "numpy selectolax ahocorasick_rs regex dateparser pycld2 chardet pydantic fastapi orjson app.pipeline".split()
    )
    code = f"import sys, app.client; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_who_lacks_httpx_is_told_what_to_install() -> None:
    code = "import sys; sys.modules['httpx'] = None; import app; app.clean; import app.client"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("pip install winnow[client]")


def test_the_client_of_the_readme_runs(service: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    text = (TOP / "README.md").read_text(encoding="utf-8")
    example = next(part.split("```")[0] for part in text.split("```python\n") if "from app.client" in part)
    monkeypatch.setenv("CLEANER_URL", service)
    exec(compile(example, "README.md", "exec"), {"page": PAGE, "pages": {"https://example.com/a": ARTICLE, "b": PAGE}})
    assert "Bahnhof" in capsys.readouterr().out


# ---------------------------------------------------------------------------------------------------- access


def test_keys_and_rate_limits_are_kept_to(serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A batch over the limit gets error lines of 429 in its middle; what is behind them is sent again."""
    key, entry = keys.fresh("crawler")
    with serve(workers=1, api_keys=str(entry), rate_limit="20 per 1 second") as http:
        with Winnow(str(http.base_url)) as nobody, pytest.raises(Refused) as caught:
            next(nobody.clean_many(["A storm."]))
        assert (caught.value.status, caught.value.slug) == (401, "unauthorized")
        with Winnow(str(http.base_url), api_key=key) as winnow, caplog.at_level("INFO", "winnow.client"):
            documents = [Document(f"Storm {n} came.", id=n) for n in range(50)]
            found = list(winnow.clean_many(documents, parallel=1))
    assert [(result.id, result.body) for result in found] == [(n, f"Storm {n} came.") for n in range(50)]
    assert "(rate-limited)" in caplog.text
