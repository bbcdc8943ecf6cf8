"""The documentation is a product: what it shows is true, and what there is, it shows."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

import app.filters
from app import Options, __version__, clean
from app.entrypoints.cli import cli
from app.entrypoints.settings import Settings, reference
from app.filters.block._shape import Scan
from app.filters.phrases import lists
from app.model import CATEGORIES, Action, Limits

TOP = Path(__file__).parent.parent
PAGES = sorted([*TOP.glob("*.md"), *TOP.glob("docs/**/*.md")])


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up there
    spec.loader.exec_module(module)
    return module


GENERATOR = load("winnow_docs_generate", TOP / "docs" / "generate.py")


def read(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def code(page: str, language: str) -> list[str]:
    """The code blocks of a language in a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, flags=re.M | re.S)


# ---------------------------------------------------------------------------------------------------- generated


@pytest.mark.parametrize("name", ["README.md", "docs/http.md", "docs/rules.md", "docs/settings.md"])
def test_generated_pages_are_fresh(name: str) -> None:
    assert read(name) == GENERATOR.pages()[TOP / name], "run `make docs`"


def test_the_example_of_the_readme_is_a_good_one() -> None:
    """What a visitor sees first: every kind of noise gone, every field read, no word of the article lost."""
    text = read(GENERATOR.EXAMPLE)
    result = clean(text)
    article = [line for line in text.splitlines() if line.startswith(("The ", "Divers "))]
    assert result.body.split("\n\n") == article
    assert result.title == "Storm tide closes the old harbour of Lindesund for a week"
    assert (result.byline, result.published) == ("Marta Vik", "2024-03-03")
    assert {section.category for section in result.removed} == {
        "stock_ticker",
        "error_widget",
        "image_credit",
        "related_stories",
        "newsletter_signup",
        "share_buttons",
        "legal_footer",
    }


# ---------------------------------------------------------------------------------------------------- complete


def routes() -> Iterator[tuple[str, str]]:
    """Every route of the service as ``METHOD /path``; files of the test page are not listed one by one."""
    http = pytest.importorskip("app.entrypoints.http.app")
    description = http.create_app(Settings()).openapi()
    for path, methods in description["paths"].items():
        for method in methods:
            yield method.upper(), path


def test_every_route_is_documented_and_every_documented_route_is_there() -> None:
    page = read("docs/http.md")
    documented = set(re.findall(r"^\| `(GET|POST) (/\S*)` \|", page, flags=re.M))
    described = set(routes())
    assert described - documented == set()
    # These three describe or show the service and so do not stand in its description.
    assert documented - described == {("GET", "/"), ("GET", "/docs"), ("GET", "/openapi.json")}


def test_every_field_of_a_request_is_documented() -> None:
    schemas = pytest.importorskip("app.entrypoints.http.schemas")
    page = read("docs/http.md")
    fields = {*schemas.KNOWN[""], *(f"options.{name}" for name in schemas.KNOWN["options"])} - {"options"}
    assert {name for name in fields if f"| `{name}` |" not in page} == set()


def test_every_setting_is_documented() -> None:
    page = read("docs/settings.md")
    assert [setting.name for setting in reference() if f"| `{setting.name}` |" not in page] == []
    assert [setting.name for setting in reference() if not setting.description] == []


def test_every_category_and_option_is_documented() -> None:
    assert [id for id in CATEGORIES if f"| `{id}` |" not in read("docs/rules.md")] == []
    options = Options.__dataclass_fields__
    assert [name for name in options if f"| `{name}` |" not in read("README.md")] == []


def test_the_changelog_knows_this_version() -> None:
    assert re.search(rf"^## {re.escape(__version__)}$", read("CHANGELOG.md"), flags=re.M)


# ---------------------------------------------------------------------------------------------------- true


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(TOP)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"(?ms)^```.*?^```", "", text))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_the_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.M))
    named = {name for page in PAGES for name in re.findall(r"`?\bmake ([a-z]+)\b[^a-z]", shell(page))}
    assert {"serve", "test", "lint", "docs", "bench"} <= named <= targets


def shell(page: Path) -> str:
    """What a page shows as commands: its shell blocks and what stands between backticks."""
    text = page.read_text(encoding="utf-8")
    return "\n".join([*code(text, "sh"), *re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", text))]) + "\n"


def test_the_commands_of_the_readme_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text("<html><body><p>A page.</p></body></html>")
    commands = re.findall(
        r"^(?:.*\| )?winnow (clean .*?|rules.*?) *(?:#.*)?$", "\n".join(code(read("README.md"), "sh")), flags=re.M
    )
    assert len(commands) >= 4
    for command in commands:
        arguments = [word.replace("pages/*.html", "page.html") for word in shlex.split(command)]
        result = CliRunner().invoke(cli, arguments, input="<p>A page.</p>")
        assert result.exit_code == 0, (command, result.output)


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example, _ = code(read("README.md"), "python")  # the other one needs a service: tests/client runs it
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_bytes((TOP / "fixtures" / "site" / "news" / "harbour.html").read_bytes())
    exec(
        compile(example.replace('open("page.html", "rb").read()', "page"), "README.md", "exec"),
        {"page": (tmp_path / "page.html").read_bytes()},
    )


def test_the_rule_of_the_contributing_guide_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = read("CONTRIBUTING.md")
    [rule], fixture = code(page, "python"), code(page, "text")[0]
    (tmp_path / "helpline.py").write_text(rule, encoding="utf-8")
    module = load("winnow_helpline", tmp_path / "helpline.py")
    found = app.filters._modules()
    monkeypatch.setattr(app.filters, "_modules", lambda: {**found, "block": {**found["block"], "helpline": module}})
    scan = Scan({id: m.SHAPE for id, m in app.filters._modules()["block"].items() if hasattr(m, "SHAPE")})
    monkeypatch.setattr(app.filters, "_scan", lambda: scan)
    (tmp_path / "helpline.txt").write_text(fixture, encoding="utf-8")
    fixtures = load("winnow_rule_fixtures", TOP / "tests" / "test_rule_fixtures.py")
    cases = fixtures.load(tmp_path / "helpline.txt")
    assert {mark for case in cases for mark in case.gutter} == {"-", " "}
    for case in cases:
        fixtures.test_every_line_has_the_fate_that_its_gutter_says(case)
    app.filters.rules.cache_clear()
    try:
        told = app.filters.rules()["helpline"]
        assert all((told.summary, told.removes, told.why, told.example, told.keeps))
    finally:
        app.filters.rules.cache_clear()


def test_the_limits_of_the_readme_are_the_limits() -> None:
    limits, page = Limits(), " ".join(read("README.md").split())
    told = (
        f"{limits.chars // 1_000_000} million characters, {limits.depth:,} nested elements and {limits.blocks:,} blocks"
    )
    assert told in page


def test_the_languages_of_the_readme_are_those_of_the_word_lists() -> None:
    english = (
        "English German French Spanish Portuguese Italian Dutch Polish Russian Greek Turkish Arabic Chinese Japanese"
    )
    codes = dict(zip("en de fr es pt it nl pl ru el tr ar zh ja".split(), english.split(), strict=True))
    listed = {language for _, _, _, language in lists()}
    page = " ".join(read("README.md").split())
    assert {name for code, name in codes.items() if code in listed and name in page} == set(english.split())
    assert listed - set(codes) <= {"any"}


def test_the_precedence_is_told_as_it_is() -> None:
    """docs/design.md says: a confidence of 0.5 decides, and keeping comes before lifting before removing."""
    settle = importlib.import_module("app.results.settle")
    assert settle.THRESHOLD == 0.5
    assert sorted(settle._ACTION_RANK, key=settle._ACTION_RANK.__getitem__) == [Action.KEEP, Action.LIFT, Action.REMOVE]


def test_the_shown_answer_is_json_with_the_shown_request() -> None:
    page = read("docs/http.md")
    answer = json.loads(code(page, "json")[0])
    assert answer["removed"][0]["text"] == "ABC 72.59 ▲ 3.39 (4.9%)"
    assert GENERATOR.REQUEST in page


def test_the_readme_shows_a_document_before_and_after() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- generated: (\w+) -->\n(.+?)\n<!-- end -->", readme, re.S)
    assert [name for name, part in shown if len(part) > 200] == ["before", "after", "ledger"]
