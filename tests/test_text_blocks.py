"""Plain text falls into the blocks that a person would see in it, however the scraper delivered it."""

from __future__ import annotations

import pytest

from app.blocks import split
from app.errors import TooManyBlocks
from app.model import Document, Format, Kind, Limits


def texts(text: str) -> list[str]:
    return [block.text for block in split(Document(text, Format.TEXT), Limits())]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\n \u00a0 \n", "\n\n\n\n"])
def test_every_line_is_a_block_whatever_ends_it(gap: str) -> None:
    lines = ["The first paragraph is a sentence.", "The second one is another.", "A third ends the text."]
    assert texts(gap.join(lines)) == lines


def test_no_break_spaces_fold_and_invisible_characters_go_along() -> None:
    blocks = split(Document("One\u00a0 two\u3000three.\n\u200b\nFour.", Format.TEXT), Limits())
    assert [b.text for b in blocks] == ["One two three. \u200b", "Four."] or [b.text for b in blocks][1] == "Four."
    assert len(blocks) == 2


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The mayors of five river towns voted on Thursday to bring back the\n"
        "ferry that they closed seven years ago, in spite of warnings from their\n"
        "own engineers, who had asked for another year.\n"
        "\n"
        "Two of the three boats can be repaired; the third will be broken up for\n"
        "parts, the towns said in a statement on Friday."
    )
    assert [t.split()[-1] for t in texts(text)] == ["year.", "Friday."]


def test_lines_that_are_short_by_nature_are_not_joined() -> None:
    lines = ["Ferry timetable for the winter season", "North Quay 08:10", "Castle Steps 08:25", "Fish Hall 08:40"]
    assert texts("\n".join(lines)) == lines


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (
            "The minister met envoys of\nNorway\nin the capital on Monday.",
            ["The minister met envoys of Norway in the capital on Monday."],
        ),
        (
            "It will call at the landing stage\n, which was closed in 2016.",
            ["It will call at the landing stage , which was closed in 2016."],
        ),
        (
            "Members of the council said\nthe line would open in spring.",
            ["Members of the council said the line would open in spring."],
        ),
        ("It ends here.\nand this begins anew", ["It ends here.", "and this begins anew"]),
        ("eggs\nflour\nmilk", ["eggs", "flour", "milk"]),
    ],
)
def test_sentences_broken_by_links_are_rejoined(text: str, joined: list[str]) -> None:
    assert texts(text) == joined


def test_bullets_take_their_indented_continuation() -> None:
    blocks = split(Document("  • Oops!\n    Something went wrong.\n  • Another", Format.TEXT), Limits())
    assert [(b.text, b.kind, b.marker) for b in blocks] == [
        ("Oops! Something went wrong.", Kind.LIST_ITEM, "• "),
        ("Another", Kind.LIST_ITEM, "• "),
    ]


@pytest.mark.parametrize("stamp", [" date 2021-05-19 ", "date 2021-05 ", " date 2021 "])
def test_a_date_stamp_before_the_first_words_is_a_block_of_its_own(stamp: str) -> None:
    assert texts(f"{stamp}Ferry to return in April\n\nThe mayors voted.") == [
        stamp.strip(),
        "Ferry to return in April",
        "The mayors voted.",
    ]


def test_a_sentence_about_a_date_is_no_stamp() -> None:
    assert texts("date 2021 was the year") == ["date 2021", "was the year"]
    assert texts("The date 2021-05-19 was set.") == ["The date 2021-05-19 was set."]


def test_paragraphs_glued_without_a_space_are_parted() -> None:
    paragraph = "El ministro dijo que la línea volvería a abrir en primavera y que las obras costarían cuatro millones"
    glued = ".".join([paragraph] * 6) + "."
    assert texts(glued) == [paragraph + "."] * 6


def test_abbreviations_and_numbers_in_a_long_line_part_nothing() -> None:
    line = (
        "The U.S. envoy met Mr. Lee at 3.5 per cent of the cost, as the node.js team of example.com said in v2.Beta. "
        * 8
    )
    assert texts(line) == [line.strip()]


def test_chinese_and_japanese_lines_have_words() -> None:
    blocks = split(
        Document("五镇决定四月恢复河上渡轮。\n港の議会は月曜日に航路の再開を決めた。", Format.TEXT), Limits()
    )
    assert all(b.features.words >= 6 and b.features.ends for b in blocks)


def test_between_blocks_there_is_only_white_space() -> None:
    text = " \ufeff date 2021-05-19 A\n\n  • b\n    c\n***\n\u00a0\n d.\n"
    blocks = split(Document(text, Format.TEXT), Limits())
    ends = [0, *(b.end for b in blocks)]
    starts = [*(b.start for b in blocks), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))


def test_more_blocks_than_the_limit_is_a_clear_error() -> None:
    with pytest.raises(TooManyBlocks, match="100") as caught:
        split(Document("a\n\n" * 101, Format.TEXT), Limits(blocks=100))
    assert caught.value.mend
