"""Text that a page carries without showing it."""

from __future__ import annotations

import json

import pytest

from app import Result, clean

SENTENCES = [
    f"On day {n} the mayor walked over the new bridge with {n + 3} guests and counted the boats below."
    for n in range(12)
]
LEAD, *REST = (" ".join(SENTENCES[n : n + 3]) for n in range(0, 12, 3))
BODY = [LEAD, *REST]
SHELL = '<title>Bridge opens</title><body><nav><a href="/">Home</a></nav><div id="root"></div>'


def ld(item: object) -> str:
    return f'{SHELL}<script type="application/ld+json">{json.dumps(item)}</script>'


def data(item: object) -> str:
    return f'{SHELL}<script id="__NEXT_DATA__" type="application/json">{json.dumps(item)}</script>'


def paragraphs(result: Result) -> list[str]:
    return result.body.split("\n\n")


MARKUP = "".join(f"<p>{words}</p>\n" for words in BODY)
POST = {"title": "Bridge opens", "slug": "bridge", "paragraphs": [{"kind": "p", "text": words} for words in BODY]}


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (ld({"@type": "NewsArticle", "articleBody": "\n\n".join(BODY)}), "JSON-LD"),
        (ld({"@graph": [{"@type": "Article", "articleBody": MARKUP}]}), "JSON-LD"),
        (ld({"@type": "Article", "articleBody": MARKUP.replace("<", "&lt;").replace(">", "&gt;")}), "JSON-LD"),
        (ld({"@type": "DiscussionForumPosting", "text": LEAD, "comment": [{"text": t} for t in REST]}), "JSON-LD"),
        (data({"props": {"post": POST}}), "embedded data"),
        (data([{"headline": "Bridge  opens!", "html": MARKUP}]), "embedded data"),
        (f"{SHELL}<template><article>{MARKUP}</article></template>", "template"),
    ],
)
def test_an_article_that_is_not_shown_is_taken_and_named(page: str, source: str) -> None:
    result = clean(page, format="html")
    assert paragraphs(result) == BODY
    assert result.warnings == (f"The page shows no article; the body was taken from its {source}.",)
    for section in (*result.kept, *result.removed, *result.lifted):
        assert result.source_text[section.start : section.end] == section.text


def test_what_is_shown_is_not_said_twice() -> None:
    page = f"<article><p>{LEAD}</p></article>" + ld({"@type": "Article", "articleBody": "\n".join(BODY)})
    assert paragraphs(clean(page, format="html")) == BODY


@pytest.mark.parametrize(
    "page",
    [
        f"<article>{MARKUP}</article>" + ld({"@type": "Article", "articleBody": "\n".join(BODY)}),
        ld({"@type": "FAQPage", "mainEntity": [{"acceptedAnswer": {"text": text}} for text in BODY]}),
        ld({"@type": "Article", "articleBody": SENTENCES[0]}),
        data({"title": "Another page", "body": MARKUP}),
        data({"title": "Bridge opens", "related": [{"title": "Harbour closes", "body": MARKUP}]}),
        data({"title": "Bridge opens", "comments": [{"text": text} for text in BODY]}),
        data({"title": "Bridge opens", "words": ["bridge", "river"] * 200}),
    ],
)
def test_what_is_shown_anyway_or_is_no_article_is_left(page: str) -> None:
    assert not any("taken from" in warning for warning in clean(page, format="html").warnings)


def test_a_teaser_of_the_article_does_not_cost_its_first_paragraph() -> None:
    wall = '<div class="paywall"><p>Subscribe to read the rest.</p><p>Already a subscriber? Log in.</p></div>'
    page = ld({"@type": "NewsArticle", "articleBody": "\n".join(BODY)})
    for shown in (f"<p>{LEAD}</p>", f'<p class="standfirst">{LEAD}</p>', f"<aside>{LEAD}</aside>"):
        result = clean(f"{page}<h1>Bridge opens</h1>{shown}{wall}", format="html")
        assert paragraphs(result) == BODY


def test_a_refrain_stays_where_the_author_repeats_it() -> None:
    refrain = "And so we waited, all of us, as we always do in this town."
    body = [words for paragraph in BODY for words in (paragraph, refrain)]
    assert paragraphs(clean(ld({"@type": "Article", "articleBody": "\n".join(body)}), format="html")) == body


def test_comments_on_an_article_are_not_the_article() -> None:
    comments = [{"@type": "Comment", "text": words} for words in BODY]
    page = ld({"@type": "NewsArticle", "articleBody": "", "comment": comments})
    assert clean(page, format="html").body == ""


def test_a_template_that_is_no_article_is_left() -> None:
    page = f"<p>Twelve bridges in four seasons.</p>{SHELL}<template><h2>Your privacy</h2>{MARKUP}</template>"
    assert not clean(page, format="html").warnings


def test_a_script_that_is_too_large_does_not_hide_the_next() -> None:
    big = f'<script type="application/json">{json.dumps({"x": "y" * 5_000_000})}</script>'
    page = ld({"@type": "Article", "articleBody": "\n".join(BODY)})
    assert paragraphs(clean(page.replace("<script", f"{big}<script", 1), format="html")) == BODY


@pytest.mark.parametrize(
    "script",
    [
        "[" * 200_000, '{"a":' * 5_000, "null", "{", '"x"', '{"articleBody": {"text": [3, null]}, "@type": 3}',
        '{"articleBody": "' + "<" * 200_000 + '"}', '{"articleBody": "' + "<p " * 200_000 + '"}',
        '{"articleBody": "' + "<style>" * 100_000 + '"}', "\0", '{"text": "' + "a\0" * 50_000 + '"}',
    ],
)  # fmt: skip
def test_hostile_data_is_survived(script: str) -> None:
    for kind in ("ld+json", "json"):
        clean(f'{SHELL}<script type="application/{kind}">{script}</script>', format="html")


def test_a_declared_shadow_tree_is_shown() -> None:
    page = f"{SHELL}<x-story><template shadowrootmode=open><article>{MARKUP}</article></template></x-story>"
    result = clean(page + "<template><p>A row of a list that is filled in later.</p></template>", format="html")
    assert paragraphs(result) == BODY
    assert not result.warnings
