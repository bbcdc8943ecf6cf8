"""What a page's head says about the article."""

from __future__ import annotations

import json

import pytest

from app.documents import read
from app.documents.machine_dates import machine_date
from app.model import Limits, Metadata


def metadata(page: str) -> Metadata:
    return read(page, format="html", url=None, charset=None, limits=Limits()).metadata


def ld(*items: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)


def test_a_page_in_full() -> None:
    found = metadata(
        """<html lang="en-GB"><head><title>Bridge opens after two years | The Daily Sample</title>
        <meta property="og:title" content="Bridge opens after two years">
        <meta property="og:description" content="The mayor cut the ribbon.">
        <meta property="og:site_name" content="The Daily Sample"><meta property="og:type" content="Article">
        <meta name="author" content="Ann Lee">
        <meta property="article:published_time" content="2021-05-20T10:00:00+02:00">
        </head><body><h1>Bridge opens after two years</h1></body></html>"""
    )
    assert found == Metadata(
        title="Bridge opens after two years",
        subtitle="The mayor cut the ribbon.",
        byline="Ann Lee",
        published="2021-05-20T10:00:00+02:00",
        language="en",
        site="The Daily Sample",
        kind="article",
    )


def test_nothing_known() -> None:
    assert metadata("<p>Words.</p>") == Metadata()


def test_text_and_markdown_have_no_head() -> None:
    for format in ("text", "markdown"):
        page = "<title>A</title>"
        assert read(page, format=format, url=None, charset=None, limits=Limits()).metadata == Metadata()


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Bridge opens",
    "datePublished": "2021-05-20",
    "author": {"name": "Ann Lee"},
}


@pytest.mark.parametrize(
    "items",
    [
        [ARTICLE],
        [[ARTICLE]],
        [{"@graph": [{"@type": "WebSite", "name": "Sample"}, ARTICLE]}],
        [{"@type": "WebPage", "mainEntity": ARTICLE}],
        [{"@type": "Organization", "name": "Sample"}, ARTICLE],
        [ARTICLE | {"@type": ["Thing", "http://schema.org/BlogPosting"]}],
        [ARTICLE | {"author": [{"@type": "Person", "name": ["Ann Lee"]}]}],
        [ARTICLE | {"author": "By Ann Lee"}],
        [{"@graph": [ARTICLE | {"author": {"@id": "#ann"}}, {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]}],
        [{"@type": "WebPage", "headline": "The page"}, ARTICLE],
    ],
)
def test_the_shapes_of_json_ld(items: list[object]) -> None:
    found = metadata(ld(*items))
    assert (found.title, found.byline, found.published) == ("Bridge opens", "Ann Lee", "2021-05-20")


def test_several_authors_in_order() -> None:
    assert metadata(ld(ARTICLE | {"author": [{"name": "Zoe Roe"}, {"name": "Ann Lee"}, "Zoe Roe"]})).byline == (
        "Zoe Roe, Ann Lee"
    )


def test_articles_that_a_page_only_lists_are_not_it() -> None:
    listed = {"@type": "ItemList", "itemListElement": [ARTICLE]}
    assert metadata(ld(listed)).published is None


@pytest.mark.parametrize(
    "script",
    [
        "{", "[", "null", "3", '"x"', "[" * 100_000, '{"@graph":' * 5_000, '{"@type":{"a":1}}',
        '{"@type":"Article","author":3}',
        '{"@type":"Article","headline":{"a":[]},"datePublished":{}}', '{"@graph":"x","author":[[[]]]}', "\0", "{'a':1}",
    ],
)  # fmt: skip
def test_garbage_is_passed_over(script: str) -> None:
    page = f'<script type="application/ld+json">{script}</script><meta property="og:title" content="Bridge opens">'
    assert metadata(page).title == "Bridge opens"


def test_line_ends_inside_json_strings() -> None:
    page = '<script type="application/ld+json">{"@type":"Article","headline":"Bridge\nopens"}</script>'
    assert metadata(page).title == "Bridge opens"


@pytest.mark.parametrize(
    "title",
    [
        "Bridge opens - The Daily Sample",
        "Bridge opens | The Daily Sample",
        "Bridge opens – The Daily Sample",
        "The Daily Sample: Bridge opens",
        "Bridge opens",
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str) -> None:
    assert metadata(f"<title>{title}</title><meta property=og:site_name content='The Daily Sample'>").title == (
        "Bridge opens"
    )


def test_a_title_that_has_a_dash_of_its_own() -> None:
    assert metadata("<title>Bridge opens - but nobody came to see it, the mayor says</title>").title == (
        "Bridge opens - but nobody came to see it, the mayor says"
    )


def test_the_heading_that_the_head_confirms_wins() -> None:
    title = "Bridge opens after two years of work"
    assert metadata(f"<title>{title} - Local</title><h1>Sample</h1><h1>{title}</h1>").title == title


@pytest.mark.parametrize(
    "name", ["https://example.org/ann", "admin", "ann@example.org", "123456", "//example.org", "x" * 200]
)
def test_what_is_no_name_is_no_byline(name: str) -> None:
    assert metadata(f'<meta name="author" content="{name}">').byline is None


@pytest.mark.parametrize(
    ("markup", "byline"),
    [
        ('<a rel="author" href="/x">Ann Lee</a>', "Ann Lee"),
        ('<span itemprop="author" itemscope>by <b itemprop="name">Ann Lee</b></span>', "Ann Lee"),
        ('<div class="byline">By Ann Lee | May 20, 2021</div>', "Ann Lee"),
        ('<div class="c-author">Written by Ann van Lee</div>', "Ann van Lee"),
        ('<div class="author-box">About the author and more of the same</div>', None),
    ],
)
def test_an_author_that_only_the_page_shows(markup: str, byline: str | None) -> None:
    assert metadata(f"<h1>Bridge opens</h1>{markup}").byline == byline


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ('<time datetime="2021-05-20T08:00">today</time>', "2021-05-20T08:00:00"),
        ('<meta itemprop="datePublished" content="2021-05-20">', "2021-05-20"),
        ('<span class="post-date">May 20th, 2021</span>', "2021-05-20"),
        ("<p>20 May 2021</p>", "2021-05-20"),
        ('<time datetime="soon">2 hours ago</time>', None),
        ('<span class="date">Yesterday</span>', None),
    ],
)
def test_a_date_that_only_the_page_shows(markup: str, published: str | None) -> None:
    assert metadata(f"<h1>Bridge opens</h1>{markup}").published == published


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2021-05-20", "2021-05-20"),
        ("2021-5-2", "2021-05-02"),
        ("2021-05-20T10:00:00.123Z", "2021-05-20T10:00:00+00:00"),
        ("2021-05-20T10:00:00+0200", "2021-05-20T10:00:00+02:00"),
        ("2021-05-20 10:00", "2021-05-20T10:00:00"),
        ("2021-05-20T10:00-05", "2021-05-20T10:00:00-05:00"),
        ("20210520", "2021-05-20"),
        ("2021/05/20", "2021-05-20"),
        ("May 20, 2021", "2021-05-20"),
        ("Thu, 20 May 2021 10:00:00 GMT", "2021-05-20T10:00:00+00:00"),
        ("2021-13-45", None),
        ("0001-01-01T00:00:00", None),
        ("1621468800", None),
        ("today", None),
        ("", None),
        ("9" * 10_000, None),
    ],
)
def test_dates_as_machines_write_them(value: str, date: str | None) -> None:
    assert machine_date(value) == date


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ('<html lang="de-AT">', "de"),
        ('<html xml:lang="fr">', "fr"),
        ('<html lang="">', None),
        ('<html lang="english">', None),
        ('<html><meta property="og:locale" content="pt_BR">', "pt"),
    ],
)
def test_the_language(page: str, language: str | None) -> None:
    assert metadata(page).language == language


def test_large_hostile_pages_are_answered() -> None:
    for page in (
        "<div class=author-date>" * 900 + "x " * 500_000,
        "<article>" * 900 + "<time>x</time>" * 50_000,
        "<title>" + " - " * 300_000,
        "<meta name=date content=x>" * 50_000,
        ld({"@graph": [{"@type": "Article"}] * 20_000}),
        "<h1>" + "<b>" * 900 + "x" * 500_000,
    ):
        assert metadata(page).published is None


SHOWN = '<p class="byline">By Ann Lee</p><time datetime="2021-05-20">May 20</time>'


def test_the_front_of_a_site_and_goods_have_no_author_and_no_day() -> None:
    for page, url in (
        (SHOWN, "https://example.org/"),
        (SHOWN, "https://example.org/index.html?a=b"),
        (SHOWN + ld({"@type": "WebPage", "datePublished": "2021-05-20"}), "https://example.org"),
        ('<meta property="og:type" content="product">' + SHOWN, "https://example.org/mug"),
    ):
        found = read(page, format="html", url=url, charset=None, limits=Limits()).metadata
        assert (found.byline, found.published) == (None, None)
    found = read(SHOWN, format="html", url="https://example.org/bridge", charset=None, limits=Limits()).metadata
    assert (found.byline, found.published) == ("Ann Lee", "2021-05-20")


@pytest.mark.parametrize("name", ["comment-body", "review", "reviews-list", "testimonial"])
def test_who_comments_is_not_the_author(name: str) -> None:
    assert metadata(f'<div class="{name}"><div>{SHOWN}</div></div>') == Metadata()
    assert metadata(f'<div class="{name}">{SHOWN.replace("Ann", "Zoe")}</div>{SHOWN}').byline == "Ann Lee"


def test_a_name_that_ends_in_a_letter_praises_something() -> None:
    assert metadata('<p class="byline">Laura B</p>').byline is None


@pytest.mark.parametrize("name", ["undefined", "page.head.extra.author"])
def test_a_template_that_was_not_filled_in_is_no_author(name: str) -> None:
    assert metadata(f'<meta name="author" content="{name}">').byline is None


def test_the_name_of_a_picture_is_no_part_of_the_headline() -> None:
    assert metadata("<h1><svg><title>Artboard</title></svg>Bridge opens after two years</h1>").title == (
        "Bridge opens after two years"
    )


def test_marks_at_the_edges_of_a_title_and_entities_written_twice() -> None:
    assert metadata("<title>| Bridge &amp;amp; tunnel</title>").title == "Bridge & tunnel"
