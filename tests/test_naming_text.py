"""What the removed lines of a text are called, and why: there are no tags, only lines and where they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import Options, clean
from app.blocks import split
from app.filters.content import _weights
from app.filters.content._line_features import CLASSES, FEATURES, NAMED, known_as, line_features
from app.filters.content._line_reasons import reasons
from app.filters.content._ruled import hear
from app.filters.content._trees import Trees
from app.model import CATEGORIES, Action, Blocks, Cue, Document, Format, Limits

PROSE = (
    "The harbour of Lund opened again on Tuesday, two days after a storm had torn the eastern mole apart.",
    "Fishermen said that they had lost a week of work, and that the cost of the repairs would be felt for years.",
    "The council will meet on Friday to decide who pays for the new wall, which engineers have asked for since 2009.",
    "Until then, boats of more than twelve metres have to anchor outside and wait for the tide to come in.",
    "Nobody was hurt, said the harbour master, because the ferry had been kept in port on the evening before.",
    "The mole was built in the sixties from local stone, and it has been mended in part after every hard winter since.",
)
MENU = ("World", "Politics", "Business", "Sport", "Culture", "Travel", "Podcasts", "Video", "Weather", "Log in")
HEADLINES = (
    "Museum buys a letter that proves to be forged",
    "Schools in the north to open an hour later",
    "Ferry line to the islands returns in the spring",
    "Mayor of Ystad resigns over unpaid parking fines",
    "Why bakers are giving up on the sourdough loaf",
)
FOOTER = ("About us", "Advertise with us", "Careers", "Help", "Terms of use", "Privacy policy")
SMALL_PRINT = "© 2021 Harbour Media Ltd. All rights reserved."


def judged(*parts: str | tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Each removed line of a text made of these parts around the article, with its category and its reason."""
    lines = [line for part in parts for line in ((part,) if isinstance(part, str) else part)]
    blocks = clean("\n".join(lines), format="text", options=Options(blocks=True)).blocks
    return [
        (
            b.block.text,
            b.category,
            next((v.reason for v in b.verdicts if v.rule == b.rule and v.category == b.category), ""),
        )
        for b in blocks
        if b.action is Action.REMOVE
    ]


def named(*parts: str | tuple[str, ...]) -> dict[str, str]:
    return {line: category for line, category, _ in judged(*parts)}


def lines_of(text: str) -> Blocks:
    return split(Document(text, Format.TEXT), Limits())


# ------------------------------------------------------------------------------------------------------ what it does


def test_short_lines_above_the_article_are_a_menu() -> None:
    got = named(MENU, "Harbour opens again", PROSE, FOOTER, SMALL_PRINT)
    assert {got[line] for line in MENU} == {"navigation"}
    assert got[SMALL_PRINT] == "legal_footer"


def test_headlines_below_the_article_are_other_stories_and_the_menu_after_them_is_none() -> None:
    got = named(MENU, "Harbour opens again", PROSE, "More stories", HEADLINES, FOOTER, SMALL_PRINT)
    assert {got[line] for line in HEADLINES} == {"related_stories"}
    assert {got[line] for line in FOOTER[:4]} == {"navigation"}


def test_what_a_card_says_of_its_story_belongs_to_it() -> None:
    cards = tuple(line for i, head in enumerate(HEADLINES) for line in (head, f"May {i + 2}, 2021"))
    got = named(MENU, "Harbour opens again", PROSE, "More stories", cards, FOOTER, SMALL_PRINT)
    assert {got[line] for line in cards if line in got} == {"related_stories"}
    assert sum(line in got for line in cards) == len(cards)


def test_every_removal_has_a_reason_in_words() -> None:
    found = judged(MENU, "Harbour opens again", PROSE, "More stories", HEADLINES, FOOTER, SMALL_PRINT)
    for line, category, reason in found:
        assert reason, (line, category)
        assert "_" not in reason
    assert any(f"{len(MENU)} lines in a row above the article" in reason for _, _, reason in found)


# -------------------------------------------------------------------------------------------------------- the reasons


def why(lines: tuple[str, ...], named: list[str], cues: dict[str, list[Cue]] | None = None) -> list[str]:
    kept = np.array([not category for category in named])
    return reasons(lines_of("\n".join(lines)).items, named, kept, {}, [""] * len(named), cues or {})


def test_a_menu_is_told_by_how_many_short_lines_it_has() -> None:
    got = why((*MENU, *PROSE), ["navigation"] * len(MENU) + [""] * len(PROSE))
    assert set(got[: len(MENU)]) == {"menu: 10 lines in a row above the article, all of at most 4 words"}
    assert set(got[len(MENU) :]) == {""}


def test_a_list_of_headlines_is_told_by_their_number_and_place() -> None:
    got = why((*PROSE, *HEADLINES), [""] * len(PROSE) + ["related_stories"] * len(HEADLINES))
    assert set(got[len(PROSE) :]) == {"5 headlines in 5 lines below the article, none of them a sentence"}


def test_a_section_is_told_by_what_opens_it() -> None:
    lines = (*PROSE, "2 responses", "Bo Dahl", "Great read, thanks.")
    at = len(PROSE)
    cue = Cue(at, "comments", "heading", "en", "responses")
    got = why(lines, [""] * at + ["comments"] * 3, {"comments": [cue]})
    assert got[at + 1 :] == ["goes on the readers' comments that “2 responses” opens"] * 2


@given(st.lists(st.sampled_from(["", *CATEGORIES]), min_size=1, max_size=30))
def test_each_line_has_its_own_reason_whatever_the_names(names: list[str]) -> None:
    names = ["" if name == "body" else name for name in names]
    got = why(tuple(f"Line {i}" for i in range(len(names))), names)
    assert [bool(reason) for reason in got] == [bool(name) for name in names]


# ------------------------------------------------------------------------------------------------------ the features


@pytest.mark.parametrize("text", ["x", "World\nSport", "\n".join((*MENU, *PROSE, *HEADLINES)), "©\n×\n$ 5\na@b.org"])
@pytest.mark.parametrize("keeps", [True, False])
def test_features_are_numbers_whatever_the_text(text: str, keeps: bool) -> None:
    blocks = lines_of(text).items
    n = len(blocks)
    cues = {"comments": [Cue(n - 1, "comments", "heading", "en", "x")]}
    found = line_features(blocks, np.full(n, keeps), hear(n, (), cues), cues, known_as(blocks, {"world": 2}))
    assert found.shape == (len(FEATURES), n)
    assert np.isfinite(found).all()


def test_the_distance_to_a_heading_is_counted_from_the_last_one_above() -> None:
    blocks = lines_of("\n".join(("a", "Comments", "b", "c", "Related", "d"))).items
    cues = {
        "comments": [Cue(1, "comments", "heading", "en", "comments")],
        "related_stories": [Cue(4, "related_stories", "heading", "en", "related")],
    }
    rows = line_features(blocks, np.zeros(6, np.bool_), hear(6, (), cues), cues, known_as(blocks, {}))
    found = dict(zip(FEATURES, rows, strict=True))
    assert found["since comments"].tolist() == [99, 0, 1, 2, 3, 4]
    assert found["under comments"].tolist() == [0, 1, 1, 1, 0, 0]
    assert found["under related_stories"].tolist() == [0, 0, 0, 0, 1, 1]


def test_lines_are_known_whatever_their_numbers_and_marks() -> None:
    blocks = lines_of("12 Comments:\nMuseum").items
    assert known_as(blocks, {"0 comments": 7}).tolist() == [7, -1]


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_what_stands_around_is_the_mean_of_the_lines_there(kept: list[bool]) -> None:
    blocks = lines_of("\n".join(f"Line {i}" for i in range(len(kept)))).items
    rows = line_features(blocks, np.array(kept), hear(len(kept), (), {}), {}, known_as(blocks, {}))
    found = dict(zip(FEATURES, rows, strict=True))
    for i in range(len(kept)):
        before, after = kept[max(0, i - 5) : i], kept[i + 1 : i + 6]
        assert found["kept 5 before"][i] == pytest.approx(sum(before) / max(len(before), 1))
        assert found["kept 5 after"][i] == pytest.approx(sum(after) / max(len(after), 1))


# ------------------------------------------------------------------------------------------------------- the weights


def test_trees_of_several_classes_say_something_of_each() -> None:
    trees = Trees.load(
        {"bias": [0.5, -0.5], "trees": [{"asks": [[0, 1.0]], "leaves": [[0.1, 0.2], [-0.3, 0.4]]}]},
    )
    got = trees.value(np.array([[0.0, 2.0, 3.0]], np.float32))
    assert np.allclose(got, [[0.6, -0.3], [0.2, -0.1], [0.2, -0.1]])


def test_the_weights_that_ship_are_whole_small_and_say_where_they_come_from() -> None:
    from importlib.resources import files

    weights = _weights.load("names")
    assert weights.provenance["corpus"].endswith("CC BY 4.0")
    assert len(weights.provenance["sha256"]) == 64
    assert weights.provenance["command"] == "python -m benchmarks.train_names CORPORA"
    assert weights.features == FEATURES
    trees = weights.trees["line"]
    assert int(trees.rows.max()) < len(weights.features)
    assert trees.leaves.shape[1] == trees.bias.size == len(CLASSES)
    assert set(weights.known.values()) <= set(range(len(NAMED)))
    assert len((files("app.filters.content") / "names.json.gz").read_bytes()) < 80_000
