"""The benchmarks measure what they say, and a drop in quality fails their check."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from app import clean
from benchmarks import labels, quality
from benchmarks.corpus import f1, folds, tokens
from benchmarks.flatten import by_block, by_node
from benchmarks.lines import score_lines

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
FLOORS = json.loads((Path(__file__).parent.parent / "benchmarks" / "floors.json").read_text())
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside this checkout")


@needs_corpora
def test_a_sample_of_pages_is_as_good_as_pinned() -> None:
    got = {quality.QUICK: quality.quick(CORPORA)}
    assert quality.failures(got, {quality.QUICK: FLOORS["floors"][quality.QUICK]}) == []


@needs_corpora
def test_a_lowered_score_fails_the_check() -> None:
    half = quality.quick(CORPORA, lambda sample: clean(sample.html, url=sample.url).body[::2])
    (failure,) = quality.failures({quality.QUICK: half}, {quality.QUICK: FLOORS["floors"][quality.QUICK]})
    assert "under the floor" in failure
    assert quality.report([failure]) == 1


@needs_corpora
def test_the_floors_were_measured_on_these_corpora() -> None:
    from benchmarks.corpus import digest

    assert {name: digest(CORPORA, name) for name in quality.SETS} == FLOORS["corpora"]


def test_what_fails_a_check() -> None:
    floors = {"a": 0.9, "b": 0.5}
    assert quality.failures({"a": 0.91, "b": 0.5}, floors) == []
    assert len(quality.failures({"a": 0.89, "b": 0.5}, floors)) == 1
    assert len(quality.failures({"a": 0.91}, floors)) == 1, "a number that is no longer measured"
    assert len(quality.failures({"a": 0.91, "b": 0.5}, floors, {"set": "x"}, {"set": "y"})) == 1, "another corpus"


def test_floors_rise_and_fall_only_when_told_by_name() -> None:
    floors = {"a": 0.9, "b": 0.5}
    assert quality.raised({"a": 0.95, "b": 0.4}, floors) == {"a": round(0.95 - quality.SLACK, 4), "b": 0.5}
    assert quality.raised({"a": 0.95, "b": 0.4}, floors, ["b"])["b"] == round(0.4 - quality.SLACK, 4)
    assert quality.raised({"new": 0.7}, floors)["new"] == round(0.7 - quality.SLACK, 4)


def test_bag_f1() -> None:
    assert f1("The Storm, again", "the storm again!") == 1.0
    assert f1("a b", "a c") == 0.5
    assert f1("a a a", "a") == 0.5, "a word counts as often as it stands there"
    assert f1("", "") == 1.0
    assert f1("a", "") == 0.0
    assert tokens("北京 2008年 ok") == ["北", "京", "2008", "年", "ok"]


def test_the_pages_of_a_host_share_a_fold() -> None:
    assert folds("example.org") == folds("example.org")
    assert {folds(f"{i}.example") for i in range(100)} == set(range(5))


def test_labels_follow_the_order_of_the_gold_text() -> None:
    gold = "Storm hits the coast\nThe harbour was closed for two days.\nWhat comes next\nNobody was hurt by the storm."
    page = [
        "What comes next",  # in the menu: the gold has it elsewhere
        "Sport and weather",
        "About us",
        "Contact",
        "Log in",
        "Storm hits the coast",
        "The harbour was closed for two days.",
        "What comes next",
        "Nobody was hurt by the storm.",
        "Nobody asked for the cookie",
    ]
    assert [share >= 0.5 for share in labels.label(page, gold)] == [False] * 5 + [True] * 4 + [False]


def test_flattening() -> None:
    html = b"<p>One <a href=x>link</a> here</p><p>two</p><script>x()</script>"
    assert by_block(html) == "One link here\ntwo"
    assert by_node(html) == "One\nlink\nhere\ntwo"


def test_lines_are_scored_by_their_category(tmp_path: Path) -> None:
    text = "Photo: J. Doe/Reuters\nThe harbour of Lund opened again on Tuesday, after the storm."
    rows = [{"id": "1", "text": text, "labels": [["1", "image_credit"], ["2", "body"]]}]
    path = tmp_path / "docs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert score_lines(path, lambda id: nullcontext())["exact category"] == 1.0
    rows[0]["labels"] = [["1-2", "body"]]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert score_lines(path, lambda id: nullcontext())["exact category"] == 0.5
