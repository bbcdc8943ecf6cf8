"""The words and categories by which the parts of a page are told: data for ``_sections``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CARDS", "MENU_NAMES", "NAMES", "OPENS", "PIECES", "RANKS", "SOLID", "VOTING", "WITHIN", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page.

    Attributes:
        why: the evidence in a person's words.
        closed: whether what stands inside is a piece of it, whatever it is named.
        name: the tag or name that told it; empty where something else did.
    """

    category: str
    why: str
    closed: bool = False
    name: str = ""


# Names of menus, whose entries may be as long as headlines.
_MENUS = (
    "menu menus submenu megamenu menubar hamburger dropdown breadcrumb breadcrumbs pagination pager sitemap skip toc"
)
MENU_NAMES = frozenset(_MENUS.split())

# What the names of an element say, the specific before the general, and whether the part is closed.
NAMES = tuple(
    (category, closed, frozenset(names.split()))
    for category, closed, names in (
        (
            "cookie_notice",
            True,
            "cookie cookies consent gdpr onetrust cookiebot ccpa cmp didomi usercentrics cookieconsent cookiebanner",
        ),
        ("paywall", True, "paywall regwall piano metered"),
        ("navigation", True, "login account"),
        ("comments", True, "comment comments commentlist respond disqus commentform reply replies kommentare"),
        ("newsletter_signup", False, "newsletter newsletters signup mailchimp mc4wp optin mailing mailinglist"),
        (
            "share_buttons",
            False,
            "share sharing social sharedaddy addtoany addthis sharethis follow socials shares socialmedia sharebar "
            "sharebuttons bookmarks tools articletools",
        ),
        (
            "related_stories",
            True,
            "related recirc recirculation trending recommended recommendations recommendation popular readmore "
            "outbrain taboola mostread morefrom upnext relatedposts similar yarpp",
        ),
        (
            "advertisement",
            True,
            "ad ads advert adverts advertisement advertising sponsor sponsored sponsors dfp adsense adslot promoted",
        ),
        ("contact", True, "contact contacts contactform kontakt"),
        ("promotion", True, "promo promos promotion donate donation membership upsell cta events event webinar"),
        ("navigation", True, _MENUS),
        ("navigation", True, "nav navbar navigation topbar languages"),
        ("legal_footer", False, "copyright imprint colophon legal"),
        ("author_bio", False, "author authors bio contributor writer vcard authorbox"),
        ("section_label", False, "eyebrow kicker rubric overline category"),
        ("teaser", False, "pullquote pull-quote pull_quote highlights takeaways keypoints"),
        ("tags", False, "tag tags topic topics keywords taglist tagcloud"),
        ("image_caption", False, "caption figcaption figure wp-caption wp-caption-text"),
        ("media_player", False, "player video audio jwplayer"),
        ("data_widget", False, "weather poll quiz scoreboard currency"),
        ("newsletter_signup", False, "subscribe subscription"),
        ("legal_footer", False, "footer foot contentinfo disclaimer privacy terms"),
        ("navigation", False, "masthead site-header search toolbar"),
    )
)
RANKS: Mapping[str, tuple[int, str]] = {name: (rank, name) for rank, row in enumerate(NAMES) for name in row[2]}

# WordPress names the element of a post after its category and its tags ("tag-menu"), which say nothing of the part.
CARDS = frozenset("hentry type-post status-publish".split())
# These are pieces of a story or a comment where they stand in one.
PIECES = frozenset({"tags", "author_bio", "image_caption", "media_player", "comments", "section_label", "teaser"})
# These stand for themselves in any part …
SOLID = frozenset({"cookie_notice", "newsletter_signup", "advertisement", "paywall"})
# … and these in some: a menu holds the buttons to follow.
WITHIN: Mapping[str, frozenset[str]] = {"navigation": frozenset({"share_buttons", "contact"})}
# Categories that an element takes from its blocks, if rules call most of them so.
VOTING: Mapping[str, int] = {
    category: number
    for number, category in enumerate(
        "share_buttons newsletter_signup cookie_notice comments stock_ticker legal_footer contact".split(), 1
    )
}
# What headings open, and the most blocks that then belong to it; None: as many as there are.
OPENS: Mapping[str, int | None] = {
    "related_stories": None,
    "comments": None,
    "newsletter_signup": 6,
    "share_buttons": 10,
    "author_bio": 4,
    "tags": 15,
    "advertisement": 8,
    "promotion": 8,
    "contact": 8,
    "cookie_notice": 8,
    "disclaimer": 3,
    "legal_footer": 10,
    "stock_ticker": None,
    "data_widget": None,
    "teaser": 8,
}
