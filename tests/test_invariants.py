"""What always holds, on any input: the accounting, the positions, the same answer every time, no error but our own."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import Options, Result, WinnowError, clean
from app.model import CATEGORIES, Format

# Pieces of real documents: shapes that rules look for, prose, markup, and garbage between them.
LINES = st.sampled_from(
    [
        "ABC 72.59 Increased By ▲ 3.39 (4.9%)",
        "Harbour council votes to reopen the old ferry line",
        "The harbour council voted on Monday to reopen the old ferry line between the two banks, seven years on.",
        "Members said the ferry would start in spring, once the landing stages have been repaired.",
        "Image source: Agency",
        "Recommended Stories",
        "• Oops!\n    Something went wrong.",
        "- a bullet",
        "By Ann Lee",
        "Published May 20, 2021",
        "2 min read",
        "Comments are closed.",
        "© 2021 Example. All rights reserved.",
        "北方港口议会周一投票决定重新开放两岸之间的旧渡轮航线。",
        "أعاد مجلس الميناء فتح خط العبارة القديم",
        "👩‍👩‍👧 emoji before a section 🎉",
        "\u200b",
        "\u00a0",
        "\u3000全角",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "# Heading",
        "> quote",
        "```\ncode\n```",
        "![alt](http://x/y.jpg)",
        "[text](http://x) and more [text](http://y)",
        "***",
        "a\x00b",
        "date 2021-05-19 Storm",
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=60), max_size=14).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n", "\r\n", " "]).map(lambda gap: gap.join(lines))
)
TAGS = st.sampled_from(
    "<p> </p> <div class=nav> </div> <h1> </h1> <ul><li> </ul> <a href=x> </a> <table><tr><td> <td> </table> "
    "<br> <br><br> <script> </script> <pre> </pre> <!-- --> <noscript> </noscript> <footer> "
    "<b> </b> <svg> <![CDATA[ &amp; &#0; <p hidden>".split()
)
PAGES = st.lists(TAGS | LINES | st.text(max_size=30), max_size=40).map("".join)

relaxed = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def check(result: Result) -> None:
    sections = sorted((*result.kept, *result.removed, *result.lifted), key=lambda s: s.start)
    text = result.source_text
    at = 0
    for section in sections:
        assert at <= section.start <= section.end <= len(text)
        assert text[at : section.start].strip() == "", "something between two sections vanished"
        assert text[section.start : section.end] == section.text
        assert section.category in CATEGORIES
        assert 0 <= section.confidence <= 1
        assert section.category == "body" or section.reason
        at = section.end
    assert text[at:].strip() == "", "something after the last section vanished"
    blocks = [index for section in sections for index in section.blocks]
    assert blocks == list(range(result.stats["blocks"])), "every block in exactly one section, in order"
    result.body.encode()
    kept = "".join("".join(s.text.split()) for s in result.kept)
    if result.format is Format.TEXT:
        assert "".join(result.body.split()) == kept, "the body is the kept blocks' own words"


@relaxed
@given(TEXTS, st.sampled_from(["auto", "text", "markdown"]))
def test_text_and_markdown_are_accounted_for(text: str, format: str) -> None:
    check(clean(text, format=format))


@relaxed
@given(PAGES, st.sampled_from(["auto", "html"]))
def test_pages_are_accounted_for(page: str, format: str) -> None:
    check(clean(page, format=format))


@relaxed
@given(st.binary(max_size=400), st.sampled_from(["auto", "html", "text", "markdown"]))
def test_bytes_give_a_result_or_an_error_of_ours(content: bytes, format: str) -> None:
    try:
        check(clean(content, format=format))
    except WinnowError:
        return  # drawn in app/errors.py; any other exception fails the test


@relaxed
@given(TEXTS | PAGES, st.sampled_from(["text", "markdown"]))
def test_the_same_input_gives_the_same_result_on_any_thread(text: str, output: str) -> None:
    options = Options(output=output, blocks=True)  # type: ignore[arg-type]
    first = clean(text, options=options)
    with ThreadPoolExecutor(2) as threads:
        again = list(threads.map(lambda _: clean(text, options=options), range(2)))
    for other in again:
        assert other.body == first.body
        assert (other.kept, other.removed, other.lifted) == (first.kept, first.removed, first.lifted)
        assert (other.title, other.byline, other.published, other.language) == (
            first.title,
            first.byline,
            first.published,
            first.language,
        )


@relaxed
@given(TEXTS, st.sampled_from(sorted(id for id in CATEGORIES if id != "body")))
def test_a_category_that_is_kept_takes_nothing(text: str, category: str) -> None:
    result = clean(text, options=Options(keep=frozenset({category})))
    check(result)
    assert category not in {section.category for section in (*result.removed, *result.lifted)}
