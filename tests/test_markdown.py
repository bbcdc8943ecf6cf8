"""Markdown → Blocks: what is one block, what its words are, and that nothing of the source is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.blocks.markdown import split
from app.blocks.markdown_inline import plain
from app.errors import TooManyBlocks
from app.model import Blocks, Document, Format, Kind, Limits


def blocks(text: str, **limits: int) -> Blocks:
    return split(Document(text, Format.MARKDOWN), Limits(**limits))


def shape(text: str) -> list[tuple[str, str, int, str]]:
    return [(b.kind.value, b.marker, b.level, b.text) for b in blocks(text)]


@pytest.mark.parametrize(
    ("source", "kind", "marker", "level", "text"),
    [
        ("# Bridge opens", "heading", "# ", 1, "Bridge opens"),
        ("### Bridge *opens* ###", "heading", "### ", 3, "Bridge opens"),
        ("  ## [Bridge](https://example.org)", "heading", "## ", 2, "Bridge"),
        ("Bridge opens\n======", "heading", "# ", 1, "Bridge opens"),
        ("Bridge opens\n---", "heading", "## ", 2, "Bridge opens"),
        ("#bridge opens", "paragraph", "", 0, "#bridge opens"),
        ("####### seven", "paragraph", "", 0, "####### seven"),
        ("The bridge\nopens on\r\nMonday.", "paragraph", "", 0, "The bridge opens on Monday."),
        ("- one\n  goes on", "list_item", "- ", 1, "one goes on"),
        ("12. one", "list_item", "12. ", 1, "one"),
        ("• one", "list_item", "• ", 1, "one"),
        ("> said\n> the mayor", "quote", "> ", 0, "said the mayor"),
        ("> said\nthe mayor", "quote", "> ", 0, "said the mayor"),
        ("> ## In a quote", "heading", "> ## ", 2, "In a quote"),
        ("> - in a quote", "list_item", "> - ", 1, "in a quote"),
        ("***", "separator", "", 0, "***"),
        ("- - -", "separator", "", 0, "- - -"),
        ("![The *bridge*](b.png)", "caption", "", 0, "The bridge"),
        ('![](b.png "t")', "caption", "", 0, '![](b.png "t")'),
        ("[![Logo](l.png)](https://example.org)", "caption", "", 0, "Logo"),
        ("| a | **b** |", "table", "", 0, "a | b"),
        ("| a | b |\n|---|:-:|", "table", "", 0, "a | b"),
        ("a | b\n--- | ---", "table", "", 0, "a | b"),
        ("```py\nif a:\n\n    b *c*\n```", "code", "", 0, "if a:\n\n    b *c*"),
        ("~~~\na\n```\n~~~", "code", "", 0, "a\n```"),
        ("    a\n      b", "code", "", 0, "a\n  b"),
        ("<!-- an\nold note -->", "paragraph", "", 0, "<!-- an old note -->"),
        ("[1]: https://example.org 'T'", "paragraph", "", 0, "[1]: https://example.org 'T'"),
        ("```\nnever closed", "paragraph", "", 0, "``` never closed"),
        ("a | b", "paragraph", "", 0, "a | b"),
        ("-", "paragraph", "", 0, "-"),
    ],
)
def test_one_block(source: str, kind: str, marker: str, level: int, text: str) -> None:
    assert shape(source) == [(kind, marker, level, text)]
    assert (blocks(source)[0].start, blocks(source)[0].end) == (len(source) - len(source.lstrip()), len(source))


def test_a_page_as_crawlers_emit_it() -> None:
    source = """# Bridge opens

By [Ann Lee](https://example.org/ann) | May 20, 2021
![The mayor](m.png)
The mayor came
and cut the ribbon.
- one
    - deeper
      1. deepest
- two
| Year | Cost |
|------|-----:|
| 2020 | 3    |

> It rained.
>
> A lot.
## After
End."""
    assert shape(source) == [
        ("heading", "# ", 1, "Bridge opens"),
        ("paragraph", "", 0, "By Ann Lee | May 20, 2021"),
        ("caption", "", 0, "The mayor"),
        ("paragraph", "", 0, "The mayor came and cut the ribbon."),
        ("list_item", "- ", 1, "one"),
        ("list_item", "- ", 2, "deeper"),
        ("list_item", "1. ", 3, "deepest"),
        ("list_item", "- ", 1, "two"),
        ("table", "", 0, "Year | Cost"),
        ("table", "", 0, "2020 | 3"),
        ("quote", "> ", 0, "It rained."),
        ("quote", "> ", 0, "A lot."),
        ("heading", "## ", 2, "After"),
        ("paragraph", "", 0, "End."),
    ]


def test_a_hard_break_parts_two_blocks() -> None:
    assert [b.text for b in blocks("Ann Lee  \nMay 20, 2021\\\nOslo")] == ["Ann Lee", "May 20, 2021", "Oslo"]


def test_lines_too_long_to_be_wrapped_are_paragraphs() -> None:
    line = "The bridge opens on a Monday in the presence of the mayor. " * 4
    assert len(blocks(f"{line.strip()}\n{line.strip()}")) == 2


def test_a_paragraph_inside_a_list_item_is_not_code() -> None:
    assert [b.kind for b in blocks("- one\n\n    goes on\n\nOut\n\n    code")] == [
        Kind.LIST_ITEM,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
        Kind.CODE,
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a **b** _c_ ***d*** ~~e~~ `f *g*`", "a b c d e f *g*"),
        ("snake_case_name 2*3*4 5 * 3 * 2 f**k", "snake_case_name 2*3*4 5 * 3 * 2 f**k"),
        ("**bold _both_** and *a **b** c*", "bold both and a b c"),
        ("**open only and *this", "**open only and *this"),
        (r"\*no\* \# \[x\] \a", r"*no* # [x] \a"),
        ("[a](b) [c](<d e> 'f') [g](h_(i))", "a c g"),
        ("[a [b](c) d](e) [![i](j)](k)", "a b d i"),
        ("[a] [b][] [c](", "[a] [b][] [c]("),
        ("<https://example.org/a_b_c> x@y.z <x@y.z>", "https://example.org/a_b_c x@y.z x@y.z"),
        ("https://example.org/_a_*b*", "https://example.org/_a_*b*"),
        ("a<br>b <sup>2</sup> <i>c</i> 1 < 2 <nobody> &amp; &nope;", "a b 2 c 1 < 2 <nobody> & &nope;"),
        ("``a ` b`` `c", "a ` b `c"),
        ("**标题**：正文", "标题：正文"),
        ("“*quoted*,” he said", "“quoted,” he said"),
    ],
)
def test_the_words_of_inline_markdown(source: str, text: str) -> None:
    assert plain(source).text == text


def test_references_count_only_where_they_are_defined() -> None:
    found = blocks("See [the bridge][B] and [b] and [c][d].\n\n[b]: https://example.org")
    assert found[0].text == "See the bridge and b and [c][d]."


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("[all of it](x)", 1.0),
        ("none of it", 0.0),
        ("half [half](x)", 4 / 9),
        ("| [all](x) | none |", 3 / 10),
        ("[a ![b](c) d](e)", 1.0),
        ("https://example.org", 1.0),
    ],
)
def test_the_share_of_link_text(source: str, links: float) -> None:
    assert blocks(source)[0].features.links == pytest.approx(links)


def test_too_many_blocks() -> None:
    with pytest.raises(TooManyBlocks) as caught:
        blocks("# a\n" * 11, blocks=10)
    assert caught.value.field == "content"
    assert len(blocks("# a\n" * 10, blocks=10)) == 10


HOSTILE = [
    "[a](", "[", "](", "![", "*", "**a", "_", "`", "` ``", "``` \n", "```x\n", ">\n", "> ", "> > ", "- ", "| ", "|-",
    "|-|\n", "<!--", "<!-- x\n", "<a ", "\\", "&", "# ", "=", "---\n", "[a]: x\n", "[![a](b)](c)", "![a](b", "*a* ",
    "**a_", "1. ", "  - a\n", "http://", "a`b``c```d````", "[a][", "x|y\n", "***a", '[a](b "', "    x\n\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_repetition_is_answered(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert_whole(text, blocks(text, blocks=1_000_000))


MARKS = st.sampled_from(
    [
        "#", "##  ", "- ", "* ", "1. ", "> ", ">", "|", "---", "===", "```", "~~~", "    ", "\t", "\n",
        "\n\n", "\r\n", "\r", "  \n", "[", "]", "(", ")", "![", "](x)", "**", "_", "`", "\\", "<!--", "-->", "<b>",
        "&amp;", "http://x.y", "word ", "Ein Satz. ", "字", "\u200b", "\u00a0", "\x00", "\x0b", "\x85", "\u2028", "🙂",
        "|-|", "[a]: b",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(MARKS | st.text(max_size=5), max_size=40).map("".join))
def test_nothing_but_white_space_is_between_blocks(text: str) -> None:
    found = blocks(text)
    assert_whole(text, found)
    for index, block in enumerate(found):
        assert block.index == index
        assert block.start < block.end
        assert block.text.strip()
        assert 0 <= block.features.links <= 1
        source = text[block.start : block.end]
        assert source == source.strip()


def assert_whole(text: str, found: Blocks) -> None:
    """Blocks are ordered and disjoint, and only white space stands between them."""
    ends = [0, *(b.end for b in found)]
    starts = [*(b.start for b in found), len(text)]
    for end, start in zip(ends, starts, strict=True):
        assert end <= start
        assert text[end:start].strip() == ""
