"""What always holds, on any input: the accounting, the positions, the same answer every time, no error but our own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from fuzz.inventions import PAGES, TEXTS, examples
from hypothesis import given
from hypothesis import strategies as st
from invariants import check

from app import Options, WinnowError, clean
from app.model import CATEGORIES

relaxed = examples(150)


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
    options = Options(keep=frozenset({category}))
    check(clean(text, options=options), options)
