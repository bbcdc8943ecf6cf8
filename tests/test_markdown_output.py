"""A page's body as Markdown: what was marked up stays marked up, and what was text never becomes markup."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from app import Options, clean
from app.blocks import split
from app.model import Block, Document, Format, Limits
from app.results.render import render

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def bodies(page: str, url: str | None = "https://haven.example/boats/") -> tuple[str, str]:
    """The whole page, nothing removed, as Markdown and as text."""
    document = Document(page, Format.HTML, url=url, tree=LexborHTMLParser(page))
    blocks = split(document, Limits(), marks=True)
    as_markdown, as_text = (render(blocks.items, Format.HTML, out, blocks.text) for out in ("markdown", "text"))
    return as_markdown, as_text


def markdown(page: str, url: str | None = "https://haven.example/boats/") -> str:
    return bodies(page, url)[0]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def read_back(source: str) -> str:
    """The words of Markdown as a reader sees them; a picture or a tag would be an error."""
    out = []
    for token in MARKDOWN.parse(source):
        assert token.type != "html_block"
        if token.type in ("fence", "code_block"):
            out.append(token.content)
        for child in token.children or ():
            assert child.type not in ("html_inline", "image")
            out.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
        out.append("\n")
    return "".join(out)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h2>The <b>ferry</b></h2><p>It sails.</p>", "## The ferry\n\nIt sails."),
        ("<h3>In C #</h3>", "### In C \\#"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<ol><li>one<li>two</ol>", "1. one\n2. two"),
        ("<ol start=7><li>one<li value=12>two<li>three</ol>", "7. one\n12. two\n13. three"),
        ("<ul><li>one<ul><li>deeper<ol><li>deepest</ol></ul><li>two</ul>", "- one\n  - deeper\n    1. deepest\n- two"),
        ("<ul><li><p>one</p><p>more of it</p><li>two</ul>", "- one\n\n  more of it\n- two"),
        ("<p>a</p><ol><li>one</ol><ol><li>another list</ol>", "a\n\n1. one\n\n1) another list"),
        ("<ul><li><h3>A card</h3><p>is no item</p></ul>", "### A card\n\nis no item"),
        ("<blockquote><p>one</p><p>two</p></blockquote><p>after", "> one\n>\n> two\n\nafter"),
        ("<blockquote>one<blockquote>inner</blockquote></blockquote>", "> one\n>\n> > inner"),
        ("<blockquote><ul><li>one<li>two</ul></blockquote>", "> - one\n> - two"),
        ("<blockquote>one</blockquote><blockquote>another</blockquote>", "> one\n\n> another"),
        ('<pre><code class="language-python">if x:\n    y()</code></pre>', "```python\nif x:\n    y()\n```"),
        ("<ul><li>so:<pre>a\n  b</pre></ul>", "- so:\n\n  ```\n  a\n    b\n  ```"),
        ("<pre>```\ncode</pre>", "````\n```\ncode\n````"),
        ("<p>call <code>f(`x`)</code> now", "call ``f(`x`)`` now"),
        ("<p>an <em>old</em> and <strong>big <i>red</i></strong> boat", "an *old* and **big *red*** boat"),
        ('<p><b class="drop">T</b>he storm', "The storm"),
        ("<p><b>all of </b>it", "**all of** it"),
        ("<b><p>one</p><p>two</p></b>", "**one**\n\n**two**"),
        ("<p>one<br>two<br># three", "one  \ntwo  \n\\# three"),
        ("<p><a href='../port?x=1 2'>The port</a>", "[The port](https://haven.example/port?x=12)"),
        ("<p><a href='/a_(b)'><b>x</b></a>", "**[x](https://haven.example/a_%28b%29)**"),
        ("<base href=https://cdn.example/x/><p><a href=y>z</a>", "[z](https://cdn.example/x/y)"),
        ("<p><a href=mailto:a@b.example>write</a>", "[write](mailto:a@b.example)"),
        ("<p><a href='JavaScript:x()'>run</a> <a href='data:text/html,x'>data</a> <a>none</a>", "run data none"),
        ("<p>see <img src=x.png alt=Boat><a href=/y><img src=z.png></a>here", "see here"),
        ("<p>Look!<a href=/y>here</a>", "Look\\![here](https://haven.example/y)"),
        (
            "<table><tr><th></th><th>Boat</th></tr><tr><td>1</td><td>Gull | <b>Tern</b></td></tr></table>",
            "|  | Boat |\n| --- | --- |\n| 1 | Gull \\| **Tern** |",
        ),
        (
            "<table><tr><td>a<td>b</tr><tr><td colspan=2>both<td>c</tr></table>",
            "| a | b |  |\n| --- | --- | --- |\n| both |  | c |",
        ),
        ("<table><tr><td>a<br>b<td>c</table>", "| a b | c |\n| --- | --- |"),
        ("<table><tr><td>not a table</table>", "not a table"),
        ("<p># a</p><p>1. b</p><p>- c</p><p>&gt; d</p>", "\\# a\n\n1\\. b\n\n\\- c\n\n\\> d"),
        ("<p>*a* _b_ snake_case `c` [d](e) &lt;b&gt; &amp;lt; 1 &lt; 2 &amp; 3",
         "\\*a\\* \\_b\\_ snake_case \\`c\\` \\[d\\](e) \\<b> \\&lt; 1 < 2 & 3"),
    ],
)  # fmt: skip
def test_a_page_as_markdown(page: str, expected: str) -> None:
    assert markdown(page) == expected


def test_a_link_without_a_place_is_words() -> None:
    assert markdown("<p><a href=/y>here</a> <a href=https://z.example/>there</a>", url=None) == (
        "here [there](https://z.example/)"
    )


def test_text_asks_for_no_marks_and_its_blocks_are_the_same() -> None:
    page = "<ul><li><b>a</b> <a href=/b>b</a><table><tr><td>c<td><i>d</i></table></ul><p>e<br>f<p><code>g</code>"
    document = Document(page, Format.HTML, tree=LexborHTMLParser(page))
    plain, marked = (split(document, Limits(), marks=marks) for marks in (False, True))

    def seen(block: Block) -> tuple[object, ...]:
        return (block.text, block.start, block.end, block.kind, block.level, block.features, block.inline)

    assert list(map(seen, plain.items)) == list(map(seen, marked.items))
    assert not any(block.marks for block in plain.items)
    assert [mark.kind for block in marked.items for mark in block.marks if mark.kind != "link"] == [
        *("strong", "cell", "cell", "emphasis", "break", "code"),
    ]


def test_only_kept_blocks_are_rendered() -> None:
    lines = "".join(
        f"<p>On {day} the <b>ferry</b> carried three hundred people over the river, and no one had to wait.</p>"
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
    )
    page = f"<nav><a href=/>Home</a> <a href=/news>News</a></nav><article>{lines}</article>"
    body = clean(page, url="https://haven.example/", options=Options(output="markdown")).body
    assert body.startswith("On Monday the **ferry** carried")
    assert "Home" not in body


def test_text_that_looks_like_markdown_stays_text() -> None:
    line = "The * in `notes` marks what [the council](of the town) wrote about_the_ferry and _its_ crew on Monday."
    body = clean(line, format="text", options=Options(output="markdown")).body
    assert words(read_back(body)) == words(line)
    assert "\\*" in body


TEXT = st.text(st.sampled_from("ab1 _*`#-+=~|>[]()!&;.:\\<\"'文，é\n\u00a0"), max_size=12).map(html.escape)
INLINE = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.builds(
            "<{0}>{1}</{0}>".format, st.sampled_from(["b", "i", "em", "strong", "code", "span"]), inner
        ),
        st.builds('<a href="{}">{}</a>'.format, st.sampled_from(["/x_(y)", "#`", "//z.example/?a&amp;lt;"]), inner),
        st.lists(inner, min_size=2, max_size=4).map("".join),
        inner.map("{}<br>".format),
    ),
    max_leaves=6,
)  # fmt: skip
BLOCK = st.recursive(
    st.one_of(
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "h1", "h6", "li", "pre", "dt", "div"]), INLINE),
        INLINE,
    ),
    lambda inner: st.one_of(
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["li", "blockquote", "td", "b", "a href=/x"]), inner),
        st.lists(st.builds("<li>{}</li>".format, inner), max_size=3).map(lambda items: f"<ul>{''.join(items)}</ul>"),
        st.builds(
            "<ol start={}>{}</ol>".format,
            st.integers(0, 12),
            st.lists(st.builds("<li>{}</li>".format, inner), max_size=3).map("".join),
        ),
        st.lists(
            st.lists(
                st.builds("<{0} colspan={1}>{2}</{0}>".format, st.sampled_from(["td", "th"]), st.integers(0, 3), inner),
                max_size=3,
            ),
            max_size=3,
        ).map(lambda rows: "<table>" + "".join("<tr>" + "".join(row) + "</tr>" for row in rows) + "</table>"),
        st.lists(inner, min_size=2, max_size=3).map("".join),
    ),
    max_leaves=10,
)  # fmt: skip


@given(BLOCK)
def test_markdown_read_back_has_the_words_of_the_text(page: str) -> None:
    as_markdown, as_text = bodies(page)
    assert words(read_back(as_markdown)) == words(as_text)


@given(st.text(st.sampled_from("ab1 _*`#-+=~|>[]()!&;.:\\<•\n"), max_size=60))
def test_text_as_markdown_read_back_has_its_words(text: str) -> None:
    document = Document(text, Format.TEXT)
    blocks = split(document, Limits())
    as_markdown, as_text = (render(blocks.items, Format.TEXT, out, blocks.text) for out in ("markdown", "text"))
    numbers = re.compile(r"(?m)^\d+[.)](?=\s)")  # an item's number is a mark of the list, not one of its words
    assert words(read_back(as_markdown)) == words(numbers.sub("", as_text))


def test_a_bar_is_escaped_in_a_table_and_nowhere_else() -> None:
    row = "<tr><td>Count the lines with <code>grep x log | wc -l</code> and compare the number with yesterday's.</td>"
    prose = "<p>The operator looked at the log every morning, and every morning there was one line more in it.</p>"
    for more, wanted in (("", "`grep x log | wc -l`"), ("<td>daily</td>", "`grep x log \\| wc -l`")):
        page = f"<main><h1>Logs</h1>{prose}<table>{row}{more}</tr></table>{prose.replace('one', 'another')}</main>"
        assert wanted in clean(page, options=Options(output="markdown")).body
