"""Settling, sections, the guard, rendering, and the options that steer them."""

from __future__ import annotations

import random

import pytest

from app import Options, clean
from app.blocks import split
from app.errors import InvalidOption
from app.filters import _modules, judge
from app.model import Action, Blocks, Document, Format, Limits, Opinion, Verdict
from app.results import compose
from app.results.dates import iso
from app.results.settle import settle

ARTICLE = [
    "The mayors of five river towns voted on Thursday to bring back the ferry that they closed seven years ago.",
    "The boats have been laid up at Haven since the line was closed. Two of the three can be repaired.",
    "Fares will be the same as on the buses, and the ferry will take bicycles for nothing, the towns said.",
]


def blocks_of(*lines: str) -> tuple[Document, Blocks]:
    document = Document("\n\n".join(lines), Format.TEXT)
    return document, split(document, Limits())


def verdict(block: int, action: str, confidence: float, category: str = "boilerplate", rule: str = "r") -> Verdict:
    return Verdict(block, rule, category, Action(action), confidence, "because")


@pytest.mark.parametrize(
    ("verdicts", "action", "category"),
    [
        ([], "keep", "body"),
        ([("remove", 0.49)], "keep", "body"),
        ([("remove", 0.5)], "remove", "boilerplate"),
        ([("remove", 0.9), ("keep", 0.8)], "remove", "boilerplate"),
        ([("remove", 0.9), ("keep", 0.9)], "keep", "body"),
        ([("remove", 0.9), ("lift", 0.9, "title")], "lift", "title"),
        ([("remove", 0.9, "navigation"), ("remove", 0.9, "image_credit")], "remove", "image_credit"),
    ],
)
def test_the_surest_verdict_wins_and_ties_keep(verdicts: list[tuple], action: str, category: str) -> None:  # type: ignore[type-arg]
    _, blocks = blocks_of("One line")
    for order in (verdicts, verdicts[::-1]):
        (outcome,) = settle(blocks, tuple(verdict(0, *v) for v in order), Options())
        assert (outcome.action, outcome.category) == (action, category)


def test_keep_and_drop_stand_above_every_verdict() -> None:
    _, blocks = blocks_of("One line")
    sure = (verdict(0, "remove", 0.99, "comments", "a-rule"),)
    unsure = (verdict(0, "remove", 0.2, "comments", "a-rule"), verdict(0, "keep", 0.94, "body", "scorer"))
    for id in ("comments", "a-rule"):
        assert settle(blocks, sure, Options(keep=frozenset({id})))[0].action is Action.KEEP
        assert settle(blocks, unsure, Options(drop=frozenset({id})))[0].action is Action.REMOVE


def test_a_lifted_category_can_be_dropped() -> None:
    text = "\n\n".join(["Five towns bring back the ferry", *ARTICLE])
    assert clean(text).title == "Five towns bring back the ferry"
    dropped = clean(text, options=Options(drop=frozenset({"title"})))
    assert dropped.title is None
    assert [s.category for s in dropped.removed] == ["title"]


@pytest.mark.parametrize(
    ("options", "field", "word"),
    [
        (Options(keep=frozenset({"commments"})), "options.keep", "commments"),
        (Options(drop=frozenset({"body"})), "options.drop", "body"),
        (Options(keep=frozenset({"title"}), drop=frozenset({"title"})), "options.drop", "title"),
        (Options(output="pdf"), "options.output", "pdf"),  # type: ignore[arg-type]
        (Options(focus="all"), "options.focus", "all"),  # type: ignore[arg-type]
    ],
)
def test_an_option_that_does_not_exist_is_named(options: Options, field: str, word: str) -> None:
    with pytest.raises(InvalidOption, match=word) as caught:
        clean("x", options=options)
    assert caught.value.field == field
    assert caught.value.mend


def test_the_guard_keeps_prose_that_no_proof_removes() -> None:
    document, blocks = blocks_of(*ARTICLE)
    doubtful = tuple(verdict(i, "remove", 0.8) for i in range(3))
    result = compose(document, blocks, Opinion(doubtful), Options())
    assert result.body == "\n\n".join(ARTICLE)
    assert any("prose" in warning for warning in result.warnings)
    proof = tuple(verdict(i, "remove", 0.97) for i in range(3))
    assert compose(document, blocks, Opinion(proof), Options()).body == ""


def test_an_empty_body_is_a_warning_not_an_error() -> None:
    for text in ("", " \n\t\u00a0\n", "Advertisement"):
        result = clean(text)
        assert result.body == ""
        assert any("empty" in warning for warning in result.warnings)
        assert result.confidence == 0


def test_positions_say_where_the_section_stood() -> None:
    text = "\n\n".join(["Advertisement", ARTICLE[0], "Advertisement", *ARTICLE[1:], "Advertisement"])
    assert [s.position for s in clean(text).removed] == ["before", "inside", "after"]


def test_the_body_parts_paragraphs_and_joins_items() -> None:
    text = f"{ARTICLE[0]}\n\n- two boats\n- twelve crew\n\n{ARTICLE[1]}"
    assert clean(text).body == f"{ARTICLE[0]}\n\n- two boats\n- twelve crew\n\n{ARTICLE[1]}"


def test_shuffling_the_rules_of_a_tier_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(
        ["World", "Five towns bring back the ferry", "By Ann Lee", *ARTICLE, "Read more: Herring", "© 2021 X"]
    )
    document = Document(text, Format.TEXT)
    blocks = split(document, Limits())
    before = compose(document, blocks, judge(document, blocks), Options())
    modules = _modules()
    for seed in range(5):
        shuffled = {
            tier: dict(random.Random(seed).sample(sorted(found.items()), len(found))) for tier, found in modules.items()
        }
        monkeypatch.setattr("app.filters._modules", lambda shuffled=shuffled: shuffled)
        assert compose(document, blocks, judge(document, blocks), Options()) == before


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("Published May 20, 2021", "en", "2021-05-20"),
        ("date 2021-05-19", None, "2021-05-19"),
        ("20.05.2021", "de", "2021-05-20"),
        ("no date at all", "en", None),
    ],
)
def test_dates_become_iso(text: str, language: str | None, date: str | None) -> None:
    assert iso(text, language) == date


def test_markdown_output_marks_headings_lists_and_tables() -> None:
    page = f"<h2>Boats</h2><p>{ARTICLE[0]}</p><ul><li>two</li><li>three</li></ul><p>{ARTICLE[1]}</p><p>{ARTICLE[2]}</p>"
    body = clean(f"<html><body><article>{page}</article></body></html>", options=Options(output="markdown")).body
    assert ARTICLE[0] in body
    assert "- two\n- three" in body


def test_markdown_output_is_markdown() -> None:
    rows = "<tr><td>boat</td><td>year</td></tr><tr><td>Gull</td><td>1987</td></tr><tr><td>Tern</td><td>1991</td></tr>"
    page = f"<article><p>{ARTICLE[0]}</p><table>{rows}</table><p># {ARTICLE[1]}</p><p>2. {ARTICLE[2]}</p></article>"
    body = clean(page, format="html", options=Options(output="markdown")).body
    assert "| boat | year |\n| --- | --- |\n| Gull | 1987 |\n| Tern | 1991 |" in body
    assert f"\\# {ARTICLE[1]}" in body, "a paragraph that begins like a heading is none"
    assert f"2\\. {ARTICLE[2]}" in body, "nor is one that begins like a list"


def test_markdown_from_markdown_is_the_source_as_it_stands() -> None:
    source = f"# Ferry\n\n{ARTICLE[0]}\n\n- [two boats](https://haven.example/boats)\n- *twelve* crew\n\n{ARTICLE[1]}"
    body = clean(source, format="markdown", options=Options(output="markdown", keep=frozenset({"title"}))).body
    assert body == source
