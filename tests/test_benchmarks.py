"""The benchmarks measure what they say, and a drop in quality fails their check."""

from __future__ import annotations

import gzip
import json
from contextlib import nullcontext
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app import clean
from benchmarks import answers, floors, labels, lines, peers, picture, quality, speed, tables
from benchmarks.c4 import keep_lines
from benchmarks.corpus import f1, folds, tokens
from benchmarks.flatten import by_block, by_node
from benchmarks.intervals import interval, ratio
from benchmarks.measures import shingle_f1, snippets
from benchmarks.pages import US, Measured

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
FLOORS = json.loads((Path(__file__).parent.parent / "benchmarks" / "floors.json").read_text())
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside this checkout")


@needs_corpora
def test_a_sample_of_pages_is_as_good_as_pinned() -> None:
    got = {quality.QUICK: quality.quick(CORPORA)}
    assert floors.failures(got, {quality.QUICK: FLOORS["floors"][quality.QUICK]}) == []


@needs_corpora
def test_a_lowered_score_fails_the_check() -> None:
    half = quality.quick(CORPORA, lambda sample: clean(sample.html, url=sample.url).body[::2])
    (failure,) = floors.failures({quality.QUICK: half}, {quality.QUICK: FLOORS["floors"][quality.QUICK]})
    assert "under the floor" in failure
    assert floors.report([failure]) == 1


@needs_corpora
def test_the_floors_were_measured_on_these_corpora() -> None:
    from benchmarks.corpus import digest

    assert {name: digest(CORPORA, name) for name in quality.SETS} == FLOORS["corpora"]


def test_what_fails_a_check() -> None:
    set_at = {"a": 0.9, "b": 0.5}
    assert floors.failures({"a": 0.91, "b": 0.5}, set_at) == []
    assert len(floors.failures({"a": 0.89, "b": 0.5}, set_at)) == 1
    assert len(floors.failures({"a": 0.91}, set_at)) == 1, "a number that is no longer measured"
    assert len(floors.failures({"a": 0.91, "b": 0.5}, set_at, {"set": "x"}, {"set": "y"})) == 1, "another corpus"


def test_floors_rise_and_fall_only_when_told_by_name() -> None:
    set_at = {"a": 0.9, "b": 0.5}
    assert floors.raised({"a": 0.95, "b": 0.4}, set_at) == {"a": round(0.95 - floors.SLACK, 4), "b": 0.5}
    assert floors.raised({"a": 0.95, "b": 0.4}, set_at, ["b"])["b"] == round(0.4 - floors.SLACK, 4)
    assert floors.raised({"new": 0.7}, set_at)["new"] == round(0.7 - floors.SLACK, 4)


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
    text = "Photo: J. Doe/Reuters\nThe harbour of Lund opened again\non Tuesday, after the storm."
    html = "<p>Photo: J. Doe/Reuters</p><p>The harbour of Lund opened again on Tuesday, after the storm.</p>"
    (tmp_path / "lines-dev").mkdir()
    (tmp_path / "wcxb-dev" / "html").mkdir(parents=True)
    (tmp_path / "wcxb-dev" / "html" / "1.html.gz").write_bytes(gzip.compress(html.encode()))

    def exact(form: str, *labels: tuple[str, str]) -> float:
        row = {"id": "wcxb-dev:1", "text": text, "labels": labels}
        (tmp_path / "lines-dev" / "docs.jsonl").write_text(json.dumps(row))
        return lines.score(list(lines.label_lines(tmp_path, form, lambda id: nullcontext())))["exact category"]

    for form in lines.FORMS:
        assert exact(form, ("1", "image_credit"), ("2-3", "body")) == 1.0, "a block may cover two lines"
        assert exact(form, ("1-3", "body")) == pytest.approx(2 / 3)


def test_a_labelled_line_that_we_lost_counts_only_as_body() -> None:
    document = {"id": "wcxb-dev:1", "text": "One two three\nfour five six", "labels": [("1", "body"), ("2", "body")]}
    result = clean("One two three", format="text")
    assert [line.got for line in lines._match(document, result)] == ["body", lines.MISSING]
    document["labels"] = [("1", "body"), ("2", "navigation")]
    assert [line.got for line in lines._match(document, result)] == ["body"]


def test_shingle_f1_asks_for_order() -> None:
    text = "the harbour of Lund opened again on Tuesday"
    assert shingle_f1(text, text.upper()) == 1.0
    assert shingle_f1(" ".join(reversed(text.split())), text) == 0.0, "a bag would say 1"
    assert shingle_f1("a b c d e", "a b c d f") == 0.5
    assert shingle_f1("", "") == 1.0
    assert shingle_f1(text, "") == 0.0
    assert shingle_f1("Lund", "Lund") == 1.0, "too short for four words"


def test_snippets_stand_in_the_text_as_written() -> None:
    got = snippets("The harbour\n\nopened again. Log in", ["The harbour opened", "ships left"], ["Log in", "Subscribe"])
    assert got == {"musts found": (1, 2), "must-nots left out": (1, 2), "snippets": (2, 4)}
    assert snippets("log in", [], ["Log in"])["must-nots left out"] == (1, 1), "capitals count"


def test_an_interval_is_drawn_by_host() -> None:
    scores = [(0.9, 1.0), (0.5, 1.0)] * 50
    by_page = interval([f"{i}.example" for i in range(100)], scores)
    by_host = interval([f"{i // 20}.example" for i in range(100)], [*[(0.9, 1.0)] * 50, *[(0.5, 1.0)] * 50])
    assert by_page is not None
    assert by_host is not None
    assert by_page.low < ratio(scores) < by_page.high
    assert by_host.high - by_host.low > 2 * (by_page.high - by_page.low), "five hosts know less than a hundred"
    assert by_page == interval([f"{i}.example" for i in range(100)], scores), "the same draws each time"
    assert interval(["one.example"] * 100, scores) is None


def test_a_difference_is_paired() -> None:
    hosts = [f"{i}.example" for i in range(50)]
    ours = [(i / 50, 1.0) for i in range(50)]
    span = interval(hosts, ours, [(score - 0.01, 1.0) for score, _ in ours])
    assert span is not None
    assert (span.low, span.high) == (pytest.approx(0.01), pytest.approx(0.01)), "each page is better by the same"


def test_a_share_counts_every_snippet_alike() -> None:
    assert ratio([(1, 1), (0, 3)]) == 0.25
    assert ratio([(0, 0)]) == 0.0


def _measured(number: int, ours: float, other: float) -> Measured:
    page = Measured(f"{number}.example", "wcxb-dev")
    for pages in ("wcxb-dev, all", "news-multilingual-dev, all"):
        page.scores["html, {}", pages] = {US: (ours, 1), "other": (other, 1)}
    page.seconds, page.failed = {US: 0.01, "other": 0.1}, {US: False, "other": number == 0}
    return page


def test_the_table_shows_ours_beside_the_others() -> None:
    pages = [_measured(number, 0.9, 0.7) for number in range(10)]
    text = tables.tables(tables.gather(pages))
    (row,) = [line for line in text.splitlines() if "wcxb-dev, all" in line]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == ["wcxb-dev, all", "10 / 10", "0.9000", "[0.900, 0.900]", "0.7000", "+0.2000 [+0.200, +0.200]"]
    assert "100.0" in tables.costs(pages)
    assert "| wcxb-dev, pages that failed |      0 |     1 |" in tables.costs(pages)


def test_the_picture_shows_every_extractor(tmp_path: Path) -> None:
    pages = [_measured(number, 0.9, 0.7) for number in range(10)]
    picture.write(tables.gather(pages), pages, tmp_path / "quality.svg")
    drawn = ElementTree.parse(tmp_path / "quality.svg").getroot()
    bars = [float(bar.attrib["height"]) for bar in drawn.iterfind(".//{*}rect")]
    texts = " ".join(text.text or "" for text in drawn.iterfind(".//{*}text"))
    assert bars[2:] == [pytest.approx(180), pytest.approx(140)] * 2, "as high as they score"
    assert f"{US} 0.900, 10 ms" in texts
    assert "other 0.700, 100 ms" in texts


def test_measured_blocks_of_the_documentation_are_filled(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- measured: x -->\nold\n<!-- end: x -->\nb\n")
    tables.fill("x", "new \\1", page)
    assert page.read_text() == "a\n<!-- measured: x -->\n\nnew \\1\n\n<!-- end: x -->\nb\n"
    with pytest.raises(ValueError, match="no place"):
        tables.fill("y", "new", page)


def test_a_peer_that_raises_leaves_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str, language: str | None) -> str:
        raise RuntimeError(html)

    monkeypatch.setattr(peers, "PEERS", {"bad": peers.Peer("none", fail)})
    answer = peers.ask("bad", "<p>x</p>", None)
    assert (answer.text, answer.failed) == ("", True)


def test_answers_of_peers_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "peers" / "answers.json.gz"
    known = {"2": peers.Answer("Lund", 0.5, False), "1": peers.Answer("", 0.1, True)}
    answers._store(path, known)
    assert answers._load(path) == known
    assert answers._load(tmp_path / "none.json.gz") == {}


def test_what_confidence_is_worth(tmp_path: Path) -> None:
    scipy = pytest.importorskip("scipy", reason="only the benchmarks need scipy")
    assert scipy
    from benchmarks import confidence

    true = [confidence.Trust(i / 100, i / 100) for i in range(100)]
    assert confidence.rank_correlation(true) == pytest.approx(1.0)
    assert confidence.caught(true) == 1.0
    assert confidence.deciles(true)[0] == (pytest.approx(0.045), pytest.approx(0.045), 10)
    reverse = [confidence.Trust(1 - i / 100, i / 100) for i in range(100)]
    assert confidence.rank_correlation(reverse) == pytest.approx(-1.0)
    assert confidence.caught(reverse) == 0.0
    assert confidence.rank_correlation([confidence.Trust(0.9, i / 10) for i in range(10)]) == 0.0
    assert "| wcxb-dev |   100 |            1.000 |               100% |    0.000 |" in confidence.report(
        {"wcxb-dev": true}
    )
    confidence.draw({"wcxb-dev": true}, tmp_path / "confidence.svg")
    drawn = ElementTree.parse(tmp_path / "confidence.svg").getroot()
    dots = [(float(dot.attrib["cx"]) - 60, 410 - float(dot.attrib["cy"])) for dot in drawn.iterfind(".//{*}circle")]
    assert all(x == pytest.approx(y) for x, y in dots[:10]), "on the diagonal"


def test_times_are_told_in_parses() -> None:
    text = speed.table({"parse": [0.001, 0.003], "whole": [0.002, 0.008]})
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]
    assert rows == [["parse", "2.00", "2.00", "1.0"], ["whole", "5.00", "5.00", "2.5"]]


def test_every_stage_is_timed() -> None:
    times = speed.measure([b"<p>The harbour of Lund opened again on Tuesday.</p>"], 2, ())
    assert [name.removeprefix("Winnow: ") for name in times][1:6] == [
        "read",
        "split",
        "judge",
        "compose",
        "whole, HTML",
    ]
    assert all(seconds > 0 for of in times.values() for seconds in of)
    of_text = speed.measure_text(["The harbour of Lund opened again on Tuesday."], 2)
    assert [*of_text][-1] == "whole"
    assert all(seconds > 0 for of in of_text.values() for seconds in of)


def test_texts_are_told_in_megabytes_a_second() -> None:
    text = speed.text_table({"whole": [0.002, 0.008]}, [10_000, 20_000])
    assert [cell.strip() for cell in text.splitlines()[-1].strip("|").split("|")] == ["whole", "5.00", "5.00", "3.00"]


def test_the_line_rules_of_c4_keep_sentences_and_nothing_else() -> None:
    text = "Home\nThe ferry is late again.\n  He said “no”. \nGo!\nEnable Javascript to read on.\nRelated stories"
    assert keep_lines(text) == "The ferry is late again.\nHe said “no”."
