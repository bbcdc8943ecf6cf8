"""The content scorer: its arithmetic against slow and plain versions of the same, and what it does to pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from app import Options, clean
from app.blocks import split
from app.filters.content import _html, _text, _weights
from app.filters.content._evidence import FAMILIES, Evidence, line_key
from app.filters.content._features import distances, features
from app.filters.content._layout import Floats, lay_out
from app.filters.content._ruled import Ruled, hear, rule_features
from app.filters.content._text_features import gate_features, text_features
from app.filters.content._threshold import LEAST, MOST, threshold
from app.filters.content._topic import topic_features
from app.filters.content._trees import Trees, logistic
from app.model import Action, Blocks, Cue, Document, Format, Limits, Metadata, Page, Verdict

PROSE = [
    "The harbour of Lund opened again on Tuesday, two days after a storm had torn the eastern mole apart.",
    "Fishermen said that they had lost a week of work, and that the cost of the repairs would be felt for years.",
    "The council will meet on Friday to decide who pays for the new wall, which engineers have asked for since 2009.",
    "Until then, boats of more than twelve metres have to anchor outside and wait for the tide to come in.",
    "Nobody was hurt, said the harbour master, because the ferry had been kept in port on the evening before.",
]
ARTICLE = "".join(f"<p>{words}</p>" for words in PROSE)
MENU = (
    "<ul>"
    + "".join(f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(("World", "Sport", "Jobs")))
    + "</ul>"
)


def page(html: str) -> Blocks:
    return split(Document(html, Format.HTML, tree=LexborHTMLParser(html)), Limits())


def unruled(blocks: Blocks) -> Ruled:
    return hear(len(blocks), (), {})


# ------------------------------------------------------------------------------------------------------- the trees


def plain(data: Mapping[str, Any], column: np.ndarray) -> float:
    """One block through every tree, question by question."""
    total = data["bias"]
    for tree in data["trees"]:
        leaf = 0
        for d, (feature, border) in enumerate(tree["asks"]):
            leaf |= int(column[feature] > np.float32(border)) << d
        total += tree["leaves"][leaf]
    return 1 / (1 + np.exp(-total))


def test_trees_in_one_pass_agree_with_question_by_question() -> None:
    data = {
        "bias": -0.3,
        "trees": [
            {"asks": [[0, 0.5], [2, -1.0]], "leaves": [0.1, -0.2, 0.3, 0.7]},
            {"asks": [[1, 2.0]], "leaves": [-1.0, 1.0]},  # not as deep as the other
            {"asks": [[2, -1.0], [1, 2.0]], "leaves": [0.0, 0.02, 0.3, -0.4]},  # asks what the others ask
        ],
    }
    matrix = np.random.default_rng(1).normal(size=(3, 5_000)).astype(np.float32) * 3  # more than one pass takes
    got = logistic(Trees.load(data).value(matrix))
    assert np.allclose(got, [plain(data, matrix[:, i]) for i in range(5_000)], atol=1e-6)
    assert len(np.unique(got.round(4))) == 8


@pytest.mark.parametrize("name", ["html", "text"])
def test_the_weights_that_ship_are_whole_and_say_where_they_come_from(name: str) -> None:
    weights = _weights.load(name)
    assert weights.provenance["corpus"].endswith("CC BY 4.0")
    assert len(weights.provenance["sha256"]) == 64
    assert weights.provenance["command"].startswith("python -m benchmarks.train")
    for kind, trees in weights.trees.items():
        assert kind == "sure" or int(trees.rows.max()) < len(weights.features)
        assert len(trees.leaves) == len(trees.first) << len(trees.asks) // len(trees.first)


def test_the_weights_know_every_feature_there_is_and_no_other() -> None:
    of = page(ARTICLE)
    assert _weights.load("html").features == tuple(features(of, lay_out(of, Evidence()), Metadata(), unruled(of)))
    assert _weights.load("text").features == tuple(text_features(of, Evidence(), unruled(of)))


def test_the_weights_are_small() -> None:
    from importlib.resources import files

    sizes = [len((files("app.filters.content") / f"{name}.json.gz").read_bytes()) for name in ("html", "text")]
    assert sum(sizes) < 1_500_000


# ---------------------------------------------------------------------------------------------------- the threshold


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 300)), min_size=1, max_size=30))
def test_no_other_cut_is_expected_to_do_better(blocks: list[tuple[float, int]]) -> None:
    p = np.array([a for a, _ in blocks], np.float32)
    words = np.array([b for _, b in blocks], np.float32)
    article = float((p * words).sum())

    def expected(cut: float) -> float:
        kept = p >= cut
        return 2 * float((p * words)[kept].sum()) / (float(words[kept].sum()) + article + 1e-9)

    got = threshold(p, words)
    inside = [float(cut) for cut in p if LEAST <= cut <= MOST]
    assert LEAST <= got <= MOST
    if LEAST < got < MOST:
        assert all(expected(got) >= expected(cut) - 1e-5 for cut in inside)


# ----------------------------------------------------------------------------------------------------- the features


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_distances_to_marked_blocks(marked: list[bool]) -> None:
    before, after = distances(np.array(marked))
    at = [i for i, mark in enumerate(marked) if mark]
    for i in range(len(marked)):
        assert before[i] == min((i - j for j in at if j <= i), default=99)
        assert after[i] == min((j - i for j in at if j >= i), default=99)


@pytest.mark.parametrize(
    "html",
    ["<p>x", "<title>A long title</title><h1>A long title</h1>", MENU * 50, ARTICLE + MENU, "x"],
    ids=["a word", "a title", "menus", "an article", "bare"],
)
def test_features_are_numbers_whatever_the_page(html: str) -> None:
    of = page(html)
    head, none = Metadata(title="A long title"), unruled(of)
    found = [features(of, lay_out(of, Evidence()), head, none), text_features(of, Evidence(), none)]
    for values in (values for made in found for values in made.values()):
        assert values.shape == (len(of),)
        assert np.isfinite(values).all()


def test_a_wrapper_of_the_whole_page_says_nothing_by_its_name() -> None:
    wrapped = page(f'<div class="comments"><div class="sidebar">{ARTICLE}</div></div>')
    beside = page(f'<div>{ARTICLE}</div><div class="sidebar">{MENU}</div>')
    bit = FAMILIES["aside"].bit
    of = lay_out(wrapped, Evidence())
    assert not (of.families[of.element] & bit).any()
    of = lay_out(beside, Evidence())
    assert [(b & bit) > 0 for b in of.families[of.element]] == [False] * len(PROSE) + [True] * 3


def test_comments_are_comments_however_long() -> None:
    of = page(f'<h1>Harbour</h1><p>{PROSE[0]}</p><div class="komentarze">{ARTICLE * 3}</div>')
    found = lay_out(of, Evidence())
    inside = (found.families[found.element] & FAMILIES["comment"].bit) > 0
    assert inside.tolist() == [False] * 2 + [True] * 3 * len(PROSE)


def test_names_in_other_languages_say_what_their_translations_say() -> None:
    learned = Evidence({"comments": -2.0})
    assert learned.of_names("div", ("kommentare",)) == learned.of_names("div", ("comments",))
    assert learned.of_names("div", ("kommentare",))[0] == -2.0


def test_what_rules_said_is_heard() -> None:
    verdicts = (
        Verdict(1, "a", "comments", Action.REMOVE, 0.4, ""),
        Verdict(1, "b", "date", Action.LIFT, 0.9, ""),
        Verdict(2, "c", "body", Action.KEEP, 1.0, ""),
        Verdict(3, "d", "comments", Action.REMOVE, 0.8, ""),
    )
    cue = Cue(4, "related_stories", "heading", "en", "related")
    ruled = hear(5, verdicts, {"related_stories": [cue]})
    assert ruled.sure.tolist() == pytest.approx([0, 0.9, 0, 0.8, 0])
    found = rule_features(ruled, np.ones(5, np.float32))
    assert found["rule takes"].tolist() == pytest.approx([0, 0, 0, 0.8, 0])
    assert found["rule lifts"].tolist() == [0, 1, 0, 0, 0]
    assert found["since comments"].tolist() == [99, 99, 99, 0, 1]
    assert found["until related_stories"].tolist() == [4, 3, 2, 1, 0]


def test_names_are_matched_as_whole_tokens() -> None:
    assert Evidence().of_names("div", ("gradient", "header-ads-free"))[3] == 0
    assert Evidence().of_names("div", ("ad",))[3] == FAMILIES["ad"].bit
    assert Evidence().of_names("nav", ())[3] == FAMILIES["nav"].bit


def test_short_lines_are_known_whatever_their_numbers_and_marks() -> None:
    assert line_key("» 12 comments:") == line_key("3 comments") == "0 comments"


# ------------------------------------------------------------------------------------------------------ what it does


def test_the_article_stays_and_the_template_goes() -> None:
    html = f"<html><body><nav>{MENU}</nav><main>{ARTICLE}</main><footer>{MENU}</footer></body></html>"
    result = clean(html, options=Options(blocks=True))
    assert result.body.split("\n\n") == PROSE
    assert {s.category for s in result.removed} == {"navigation"}
    assert any("in <nav>" in s.reason and "link" in s.reason for s in result.removed)


def test_names_that_lie_do_not_take_the_article() -> None:
    for wrapper in (
        '<form class="comments">',
        '<aside id="sidebar">',
        '<div class="footer ad">',
        '<div class="cookie">',
    ):
        assert clean(f"<html><body>{wrapper}{ARTICLE}").body.split("\n\n") == PROSE


def test_every_block_of_a_page_has_an_opinion_and_none_is_as_sure_as_proof() -> None:
    html = f"<html><body><nav>{MENU}</nav><main>{ARTICLE}</main></body></html>"
    for judged in clean(html, options=Options(blocks=True)).blocks:
        ours = [v for v in judged.verdicts if v.rule == "scorer"]
        assert ours or any(v.action is not Action.KEEP for v in judged.verdicts)
        assert all(0.5 <= v.confidence <= 0.94 and v.reason for v in ours)


def test_focus_chooses_the_trees_and_an_article_is_the_first_guess() -> None:
    html = f"<html><body><nav>{MENU}</nav><main>{ARTICLE}</main></body></html>"
    document = Document(html, Format.HTML, tree=LexborHTMLParser(html))
    blocks = split(document, Limits())
    weights = _weights.load("html")
    by_focus = {
        focus: _html.score(Page(document, blocks, {}, focus), unruled(blocks), weights).probability
        for focus in ("auto", "article", "page")
    }
    assert np.allclose(by_focus["auto"], by_focus["article"], atol=0.1)
    assert (by_focus["page"] != by_focus["article"]).any()


def test_a_copy_in_another_place_goes_and_a_line_that_the_author_repeats_stays() -> None:
    refrain = "And the tide came in, as it always had, and took the letters from the sand."
    article = f"<main>{ARTICLE}<p>{refrain}</p><p>{PROSE[0].replace('Lund', 'Ystad')}</p><p>{refrain}</p></main>"
    result = clean(f"<html><body>{article}<noscript><div>{ARTICLE}</div></noscript></body></html>")
    assert result.body.count(PROSE[1]) == 1
    assert result.body.count(refrain) == 2


def test_confidence_tells_an_article_from_a_heap_of_links() -> None:
    heap = "".join(f"<div>{MENU}<span>{i} new</span></div>" for i in range(40))
    good, bad = clean(f"<html><body><main>{ARTICLE}</main></body></html>"), clean(f"<html><body>{heap}</body></html>")
    assert 0 <= bad.confidence < good.confidence <= 1


def test_a_short_text_is_the_work_of_rules() -> None:
    text = "\n".join(["World", "Sport", PROSE[0]])
    assert "scorer" not in {s.rule for s in clean(text, format="text").removed}


def as_text(lines: Sequence[str]) -> dict[str, Floats]:
    of = split(Document("\n".join(lines), Format.TEXT), Limits())
    return text_features(of, Evidence(), unruled(of))


def test_a_line_on_another_subject_shares_little_with_the_article_in_any_script() -> None:
    # two paragraphs each on a ferry, then a line on the ferry and one on an election
    for own in (
        [
            "The ferry between Lund and Ystad stopped after its engine failed, and passengers waited for another boat.",
            "Passengers of the ferry said that the engine had failed before, and that another boat was late again.",
            "The ferry needs another engine before passengers return.",
            "Voters choose their mayor in autumn, officials announced yesterday.",
        ],
        [
            "Паром между островами остановился после поломки двигателя, и пассажиры ждали другого судна.",
            "Пассажиры парома говорят, что двигатель ломался и раньше, а другого судна между островами нет.",
            "Парому нужен новый двигатель, говорят пассажиры судна.",
            "Избиратели выберут мэра осенью, сообщили вчера чиновники.",
        ],
        [
            "渡轮因发动机故障在两座岛屿之间停航，乘客在码头等待了几个小时，另一艘船晚上才到达码头接走乘客。",
            "乘客说渡轮的发动机以前也发生过故障，每次都要在码头等待另一艘船，岛屿之间没有别的交通工具。",
            "渡轮的发动机需要更换，乘客才会回到码头。",
            "选民将在秋季选举市长，官员昨天宣布。",
        ],
    ):
        shared = as_text(own)["shares core"]
        assert shared[2] > 0.4 > 0.2 > shared[3]


def test_a_text_shares_no_terms_where_there_are_none() -> None:
    assert not as_text(["1 2 3 4 5", "? ! . , ;", "7 8 9 10 11"])["shares core"].any()


def test_the_gate_sees_the_text_and_not_the_line() -> None:
    found = as_text(PROSE)
    seen = gate_features(found)
    assert len(seen) == sum(name.startswith("page ") for name in found)
    assert seen.tolist() == gate_features({name: row[::-1] for name, row in found.items()}).tolist()


def test_on_a_page_a_firm_opinion_outweighs_a_rule_without_proof() -> None:
    menu = ["Home", "World", "Sport", "Jobs", "Log in", "Subscribe", "Search", "Podcasts", "About us", "Careers"] * 3
    foot = ["Privacy policy", "Terms of use", "Cookie settings", "Sitemap", "© 2026 Example Media", *menu]
    of = split(Document("\n".join([*menu, "Harbour opens again", *PROSE, *foot]), Format.TEXT), Limits())
    at = len(menu) + 2
    for sure, stays in ((0.8, True), (0.96, False)):
        ruled = hear(len(of), [Verdict(at, "x", "related_stories", Action.REMOVE, sure, "")], {})
        scored = _text.score(Page(Document(of.text, Format.TEXT), of, {}), ruled, _weights.load("text"))
        assert scored is not None
        assert bool(scored.overruled[at]) is stays


def test_a_flattened_page_loses_its_menus_and_keeps_its_prose() -> None:
    menu = "Home\nWorld\nSport\nJobs\nLog in\nSubscribe\nSearch\nPodcasts\nNewsletters\nAbout us\nContact us\nCareers"
    text = f"{menu}\nHarbour opens again\n" + "\n".join(PROSE) + "\n" + menu + "\nPrivacy policy\nTerms of use"
    result = clean(text, format="text")
    assert all(words in result.body for words in PROSE)
    assert "Podcasts" not in result.body
    assert "Careers" not in result.body


def test_a_clean_article_as_text_stays_whole() -> None:
    more = [words.replace("Lund", "Malmö").replace("Tuesday", "Monday") + " It had done so before." for words in PROSE]
    last = [words.replace("Lund", "Ystad").replace("harbour", "port") + " Others agreed." for words in PROSE]
    result = clean("\n\n".join(PROSE + more + last), format="text")
    assert [section for section in result.removed if section.rule == "scorer"] == []


def test_code_of_several_lines_is_one_line_to_the_topic() -> None:
    keys = ["the ferry came back", "ferry = harbour\nreturn ferry", "the harbour of the ferry"]
    words = np.array([4.0, 4.0, 5.0])
    folded = topic_features([key.replace("\n", " ") for key in keys], words, words)
    found = topic_features(keys, words, words)
    assert all((found[name] == folded[name]).all() for name in folded)
