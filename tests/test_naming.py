"""What a removed part of a page is called: by the names, headings and shapes around it, and by what it holds."""

from __future__ import annotations

import pytest

from app import Options, clean
from app.model import Action

PROSE = (
    "The harbour of Lund opened again on Tuesday, two days after a storm had torn the eastern mole apart.",
    "Fishermen said that they had lost a week of work, and that the cost of the repairs would be felt for years.",
    "The council will meet on Friday to decide who pays for the new wall, which engineers have asked for since 2009.",
    "Until then, boats of more than twelve metres have to anchor outside and wait for the tide to come in.",
    "Nobody was hurt, said the harbour master, because the ferry had been kept in port on the evening before.",
)
ARTICLE = "<main><h1>Harbour opens again</h1>" + "".join(f"<p>{words}</p>" for words in PROSE) + "</main>"
HEADLINES = (
    "Museum buys a letter that proves to be forged",
    "Schools in the north to open an hour later",
    "Ferry line to the islands returns in the spring",
)
STORIES = "<ul>" + "".join(f'<li><a href="/{i}">{line}</a></li>' for i, line in enumerate(HEADLINES)) + "</ul>"


def links(*labels: str) -> str:
    return "<ul>" + "".join(f'<li><a href="/{label}">{label}</a></li>' for label in labels) + "</ul>"


def named(before: str, after: str = "") -> dict[str, str]:
    """For each removed block of a page around the article what it is called."""
    page = f"<html><head><title>Harbour opens again</title></head><body>{before}{ARTICLE}{after}</body></html>"
    result = clean(page, options=Options(blocks=True))
    assert result.body.split("\n\n") == list(PROSE)
    removed = [judged for judged in result.blocks if judged.action is Action.REMOVE]
    assert all(verdict.reason for judged in removed for verdict in judged.verdicts)
    return {judged.block.text: judged.category for judged in removed}


def test_entries_of_a_menu_are_its_entries_whatever_their_words() -> None:
    entries = ("Video", "Latest", "Most read", "Subscribe", "Cookies", "Podcasts", "Weather", "Reviews", "About us")
    assert set(named(f"<nav>{links(*entries)}</nav>").values()) == {"navigation"}
    assert set(named(links(*entries)).values()) == {"navigation"}  # by its shape alone


def test_a_menu_may_hold_the_buttons_to_follow() -> None:
    got = named("", f'<nav>{links("Jobs", "Privacy")}<div class="social">{links("Facebook", "Twitter")}</div></nav>')
    assert got == {
        "Jobs": "navigation",
        "Privacy": "navigation",
        "Facebook": "share_buttons",
        "Twitter": "share_buttons",
    }


@pytest.mark.parametrize(
    "part",
    [
        f"<div>{STORIES}</div>",
        f'<div class="sidebar-nav">{STORIES}</div>',  # no menu has such entries
        f"<footer>{STORIES}</footer>",
        f'<div class="related">{STORIES}</div>',
        f"<div><h3>Mehr zum Thema</h3>{STORIES}</div>",
        f"<div><p>x</p><p>y</p><h3>Más leídas</h3>{STORIES}</div>",
    ],
)
def test_a_list_of_headlines_is_other_stories(part: str) -> None:
    got = named(links("World", "Sport", "Jobs"), part)
    assert {got[line] for line in HEADLINES} == {"related_stories"}


def test_what_a_card_says_of_its_story_belongs_to_it() -> None:
    cards = "".join(
        f'<li class="card"><span class="tag"><a href="/t">Culture</a></span><h3><a href="/{i}">{line}</a></h3>'
        f'<div class="author"><a href="/a">Ann Lee</a></div><time>May {i + 1}, 2021</time></li>'
        for i, line in enumerate(HEADLINES)
    )
    assert set(named("", f'<section class="popular"><h2>Most read</h2><ul>{cards}</ul></section>').values()) == {
        "related_stories"
    }


def test_a_list_of_key_words_under_a_name_for_them_is_tags() -> None:
    got = named("", f'<div class="article-tags">{links("Harbour", "Storm", "Lund")}</div>')
    assert set(got.values()) == {"tags"}


def test_reader_comments_are_comments_down_to_their_fields() -> None:
    thread = "".join(
        f'<li class="comment"><div class="comment-author vcard"><cite>{who}</cite></div><time>May {i}, 2021</time>'
        f'<p>{words}</p><a class="comment-reply-link" href="#r">Reply</a></li>'
        for i, (who, words) in enumerate(
            (("Bo Dahl", "Great read, thanks."), ("Eva", "Who pays for it in the end?")), 1
        )
    )
    form = "<form><label>Name</label><br><br><label>Email</label><br><br><button>Post</button></form>"
    got = named("", f'<section id="comments"><h2>2 thoughts on the harbour</h2><ol>{thread}</ol>{form}</section>')
    assert set(got.values()) == {"comments"}


def test_a_footer_is_its_menu_and_its_small_print() -> None:
    got = named(
        "", f"<footer>{links('Jobs', 'Masthead', 'Privacy')}<p>Harbour Media Ltd, 4 Quay Street, Lund</p></footer>"
    )
    assert got.pop("Harbour Media Ltd, 4 Quay Street, Lund") == "legal_footer"
    assert set(got.values()) == {"navigation"}


def test_an_address_in_a_list_of_buttons_is_a_contact() -> None:
    got = named("", f'<div class="social">{links("Facebook", "Twitter", "desk@example.org", "+46 46 123 45 67")}</div>')
    assert got["Facebook"] == "share_buttons"
    assert got["desk@example.org"] == got["+46 46 123 45 67"] == "contact"


def test_a_section_ends_where_the_next_begins() -> None:
    buttons = '<h3>Follow us</h3><p><a href="/f">Facebook</a></p>'
    got = named("", f"<div>{buttons}<h3>Categories</h3>{links('World', 'Sport', 'Jobs')}</div>")
    assert got["Facebook"] == "share_buttons"
    assert got["World"] == got["Sport"] == got["Jobs"] == "navigation"


def test_a_name_around_the_article_says_nothing_of_what_it_loses() -> None:
    page = f'<html><body><div class="comments related"><p><a href="/o">Offers</a></p>{ARTICLE}</div></body></html>'
    result = clean(page)
    assert result.body.endswith(PROSE[-1])
    assert {section.category for section in result.removed} <= {"navigation", "section_label"}


def test_the_title_of_a_table_is_no_caption_of_a_picture() -> None:
    table = "<table><caption>Boats in port, by length</caption><tr><td>12 m</td><td>48</td></tr></table>"
    for page in (ARTICLE.replace("</main>", table + "</main>"), f"{ARTICLE}<aside>{table}</aside>"):
        blocks = clean(f"<html><body>{page}</body></html>", options=Options(blocks=True)).blocks
        title = next(judged for judged in blocks if judged.block.text == "Boats in port, by length")
        assert title.category != "image_caption"


def test_more_posts_below_the_article_are_told_by_their_headlines() -> None:
    def post(words: int) -> str:
        text = " ".join(["It was the third time that week."] * (words // 7))
        return f'<article class="hentry"><h2>{HEADLINES[0]}</h2><p>{text}</p></article>'

    for words, category in ((28, "related_stories"), (84, "trailing_story")):
        got = named(links("World", "Sport", "Jobs"), f"<footer>{post(words)}</footer>")
        assert got[HEADLINES[0]] == category
