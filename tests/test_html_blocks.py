"""Pages fall into blocks as a reader sees them."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from app.blocks import split
from app.errors import TooDeep, TooManyBlocks
from app.model import Blocks, Document, Format, Kind, Limits


def blocks(html: str, **limits: int) -> Blocks:
    return split(Document(html, Format.HTML, tree=LexborHTMLParser(html)), Limits(**limits))


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html).items]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one <b>bold</b> word</p><p>two</p>", ["one bold word", "two"]),
        ("<div>loose<p>inner</p>tail</div>", ["loose", "inner", "tail"]),
        ("a line<br>and another", ["a line and another"]),
        ("one paragraph<br><br>the next<br> <br>and the last", ["one paragraph", "the next", "and the last"]),
        ("<p>so <i>much</i><br></p><p>more</p>", ["so much", "more"]),
        ('<p><span class="drop">T</span>he storm', ["The storm"]),
        ("<p><span>hyphen</span><span>ation</span>", ["hyphenation"]),
        ("<p><span>Read more</span><span>Share</span>", ["Read more Share"]),
        ("<a href=x>Home</a><a href=y>news</a>", ["Home news"]),
        ("<p><span><a href=x>Home</a></span><span><a href=y>news</a></span>", ["Home news"]),
        ("<noscript><p>for those without scripts</p></noscript>", ["for those without scripts"]),
        ("<my-card>one</my-card><my-card>two</my-card>", ["one", "two"]),
        ("<dl><dt>Term</dt><dd>What it means</dd></dl>", ["Term", "What it means"]),
        ("<script>x()</script><style>p{}</style><p>seen</p><textarea>typed</textarea>", ["seen"]),
        ("<!-- note --><p>seen</p><!-- end -->", ["seen"]),
        ("<p>\u200b</p><p> \u00a0 </p><p>seen</p>", ["seen"]),
        ("<p>x<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字</p>", ["x漢字"]),
        ("", []),
    ],
)
def test_what_is_one_block(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_a_row_of_data_is_one_block() -> None:
    of = blocks("<table><tr><th>Town<th>People</tr><tr><td>Lund<td>94,000</tr></table>")
    assert [(b.text, b.kind) for b in of.items] == [("Town | People", Kind.TABLE), ("Lund | 94,000", Kind.TABLE)]


def test_the_cells_of_a_layout_table_are_apart() -> None:
    article = "The harbour opened again on Tuesday, two days after a storm had torn the mole apart. " * 4
    of = blocks(f"<table><tr><td><a href=x>Home</a> <a href=y>News</a><td>{article}</tr></table>")
    assert [b.text for b in of.items] == ["Home News", article.strip()]
    assert {b.kind for b in of.items} == {Kind.PARAGRAPH}


def test_kinds_and_levels() -> None:
    of = blocks(
        "<h2>Head</h2><ul><li>one<ul><li><p>deeper</p></ul></ul><blockquote><p>said</p></blockquote>"
        "<figure><figcaption>what it shows</figcaption></figure><pre>a\n  b</pre>"
    )
    assert [(b.text, b.kind, b.level) for b in of.items] == [
        ("Head", Kind.HEADING, 2),
        ("one", Kind.LIST_ITEM, 1),
        ("deeper", Kind.LIST_ITEM, 2),
        ("said", Kind.QUOTE, 0),
        ("what it shows", Kind.CAPTION, 0),
        ("a\n  b", Kind.CODE, 0),
    ]


@pytest.mark.parametrize(
    "attribute", ["hidden", 'aria-hidden="true"', 'style="color:red; display : none"', 'style="VISIBILITY:hidden"']
)
def test_what_the_reader_does_not_see_is_flagged_with_all_inside(attribute: str) -> None:
    unseen, seen = blocks(f"<div {attribute}><section><p>unseen</p></section></div><p>seen</p>").items
    assert (unseen.element.hidden, seen.element.hidden) == (True, False)


def test_names_are_whole_tokens_then_their_parts() -> None:
    (block,) = blocks('<div class="post-footer colTwo_3" id="Main" role="navigation"><p>x</p></div>').items
    assert block.element.parent.names == (
        *("post-footer", "col-two_3", "main", "navigation"),
        *("post", "footer", "col", "two"),
    )
    (block,) = blocks('<div class="gradient"><p>x</p></div>').items
    assert "ad" not in block.element.parent.names


def test_share_of_links() -> None:
    linked, half, plain = blocks("<p><a href=x>abcd</a></p><p><a href=x>abcd</a> efg</p><p>abcd</p>").items
    assert (linked.features.links, half.features.links, plain.features.links) == (1.0, 0.5, 0.0)


def test_positions_and_ranges_fit_the_text() -> None:
    of = blocks("<main><h1>Title</h1><div><p>one</p><p>two</p></div></main><div></div><footer>end</footer>")
    assert [of.text[b.start : b.end] for b in of.items] == [b.text for b in of.items] == of.text.split("\n")
    inside = {(e.tag, of.ranges[e.index]) for e in of.elements}
    assert {("main", (0, 3)), ("div", (1, 3)), ("footer", (3, 4)), ("body", (0, 4))} <= inside
    assert all(start < end for start, end in of.ranges), "an element without a block is not recorded"
    assert all(e.parent is None or e.parent.index < e.index for e in of.elements)


def test_inline_elements_that_open_a_block_are_told() -> None:
    (block,) = blocks('<p><time class="entry-date"><b>1 May</b></time> and <i>more</i></p>').items
    assert block.inline == ("time", "entry-date", "entry", "date", "b")


def test_a_tag_that_one_page_invents_means_nothing_in_the_next() -> None:
    for _ in range(20):  # the parser may give the number of the one to the other
        assert texts("<p>one<my-card>two</my-card>three") == ["one", "two", "three"]
        assert texts("<p>one<my_card>two</my_card>three") == ["onetwothree"]


def test_nesting_over_the_limit() -> None:
    with pytest.raises(TooDeep):
        blocks("<div>" * 60 + "x", depth=50)
    assert [b.text for b in blocks("<div>" * 40 + "x", depth=50).items] == ["x"]


def test_a_million_empty_siblings_make_nothing_and_too_many_blocks_an_error() -> None:
    of = blocks("<i></i><p></p>" * 500_000)
    assert (len(of), len(of.elements)) == (0, 0)
    with pytest.raises(TooManyBlocks):
        blocks("<p>x</p>" * 1_000, blocks=999)
