"""What names (class, id, role, tag) and whole short lines say for or against the article.

Learned log-odds, and families: sets of names that say the same ("nav", "menu", "breadcrumb"). Names are matched as
whole tokens: ``ad`` is not in ``gradient``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.model import Features

__all__ = ["FAMILIES", "LINE_CHARS", "Evidence", "Family", "line_key", "look_up"]

_T = TypeVar("_T")
_DIGITS = re.compile(r"\d+")
_EDGES = " .:,;!?…|•·-–—»«›‹()[]→←+*#"
LINE_CHARS = 60  # longer lines are never in the table
LINE_WORDS = 8  # nor are those of more words


@dataclass(frozen=True, slots=True)
class Family:
    """Names that say the same of what stands inside.

    Attributes:
        bit: its place in a set of families written as an integer.
    """

    bit: int
    names: frozenset[str]


def _families(*rows: tuple[str, str]) -> Mapping[str, Family]:
    return {id: Family(1 << i, frozenset(names.split())) for i, (id, names) in enumerate(rows)}


FAMILIES = _families(
    ("content", "article content entry post story body main articlebody text prose"),
    ("cookie", "cookie cookies consent gdpr onetrust cookiebot ccpa cmp"),
    ("newsletter", "newsletter newsletters subscribe subscription signup mailchimp optin mailing"),
    ("paywall", "paywall regwall piano metered"),
    (
        "comment",
        "comment comments commentlist respond disqus commentform reply replies discussion",
    ),
    ("share", "share sharing social sharedaddy addtoany addthis sharethis follow socials shares"),
    (
        "related",
        "related recirc recirculation trending recommended recommendations recommendation popular latest recent "
        "readmore outbrain taboola more mostread morefrom upnext teasers",
    ),
    (
        "ad",
        "ad ads advert adverts advertisement advertising sponsor sponsored sponsors dfp adsense adslot promoted",
    ),
    ("promo", "promo promos promotion donate donation membership app download cta"),
    ("author", "author authors bio byline contributor writer about vcard"),
    ("tags", "tag tags topic topics keywords taglist tagcloud"),
    ("caption", "caption figcaption figure credit wp-caption-text"),
    ("player", "player video audio gallery carousel slider slideshow jwplayer"),
    ("widget", "weather poll quiz scoreboard currency"),
    (
        "nav",
        "nav navbar navigation menu menus submenu breadcrumb breadcrumbs pagination pager paging sitemap search skip "
        "masthead topbar megamenu dropdown language languages login account hamburger menuitem menubar toolbar tablist",
    ),
    ("footer", "footer foot copyright legal imprint colophon contentinfo disclaimer privacy terms"),
    ("header", "header banner head site-header"),
    ("aside", "aside sidebar side widget widgets complementary rail secondary"),
    ("modal", "modal popup overlay dialog lightbox toast tooltip offcanvas drawer"),
    ("meta", "meta date time published timestamp posted dateline info"),
    ("form", "form input field button btn label checkbox"),
    ("title", "title headline heading"),
    ("cart", "cart price product products shop basket wishlist sku review reviews rating"),
)  # fmt: skip
# Class names are English nearly everywhere. Where they are not, they say what their translation says.
_TRANSLATED = {
    word: english
    for english, words in {
        "ad": "reklama reklamy reklam reklame werbung anzeige anzeigen publicidad publicidade publicite pubblicita "
        "annons annonse guanggao",
        "article": "artykul artikel articulo articolo artigo statya",
        "author": "autor autore auteur autorzy yazar",
        "comments": "kommentar kommentare kommentarer komentarz komentarze komentar komentare comentario comentarios "
        "commentaire commentaires commento commenti reactie reacties yorum yorumlar opinie opinia otzyvy kommentarii "
        "pinglun",
        "content": "tresc inhalt contenido contenu contenuto conteudo innehall",
        "date": "datum fecha",
        "footer": "stopka fusszeile rodape podval",
        "login": "anmelden zaloguj connexion",
        "more": "mehr wiecej",
        "navigation": "nawigacja navegacion navegacao daohang",
        "news": "nachrichten noticias nouvelles notizie wiadomosci novosti",
        "newsletter": "boletin infolettre rundbrief bulten",
        "related": "powiazane verwandte relacionadas relacionados relacionado correlati similaires gerelateerd "
        "relaterade relaterte ilgili xiangguan",
        "recommended": "polecane polecamy empfohlen recomendados recomendadas tuijian",
        "search": "suche szukaj wyszukiwarka buscar recherche zoeken poisk",
        "share": "teilen partager compartir condividi udostepnij delen paylas",
        "sidebar": "seitenleiste",
        "tags": "tagi etiquetas schlagworte",
        "text": "texto testo tekst",
        "title": "titel titulo titre titolo tytul naglowek zagolovok",
    }.items()
    for word in words.split()
}
_BITS = {name: 0 for family in FAMILIES.values() for name in family.names}
for _family in FAMILIES.values():
    for _name in _family.names:
        _BITS[_name] |= _family.bit
_BITS |= {word: _BITS.get(english, 0) for word, english in _TRANSLATED.items()}
_INLINE_TAGS = {"a": 1, "strong": 2, "b": 2, "time": 4, "label": 8, "em": 16, "i": 16, "span": 0, "td": 32, "th": 32}


def line_key(key: str) -> str:
    """A short line as the table knows it: digits are one, symbols at the ends don't count."""
    return _DIGITS.sub("0", key).strip(_EDGES)


def look_up(table: Mapping[str, _T], lines: Iterable[Features], unknown: _T) -> list[_T]:
    """What a table by ``line_key`` says of each line; none but short lines are in one."""
    get = table.get
    return [
        get(_DIGITS.sub("0", f.key).strip(_EDGES) if f.digits else f.key.strip(_EDGES), unknown)
        if f.words <= LINE_WORDS and len(f.key) <= LINE_CHARS
        else unknown
        for f in lines
    ]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Learned log-odds that a block is the article; what the tables don't hold says nothing (0).

    Attributes:
        names: by tag (``<p``), and by token of class, id or role.
        lines: by ``line_key``.
        sections: by ``line_key`` the log-odds that what follows the line is the article, and that what precedes it is.
    """

    names: Mapping[str, float] = field(default_factory=dict)
    lines: Mapping[str, float] = field(default_factory=dict)
    sections: Mapping[str, Sequence[float]] = field(default_factory=dict)
    # For each name that says anything its log-odds and its families: a page has hundreds of names, most say nothing.
    _known: Mapping[str, tuple[float | None, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {name: (self.names.get(name), _BITS.get(name, 0)) for name in self.names.keys() | _BITS.keys()}
        known |= {word: (self.names.get(english), _BITS[word]) for word, english in _TRANSLATED.items()}
        object.__setattr__(self, "_known", known)

    def of_names(self, tag: str, names: tuple[str, ...]) -> tuple[float, float, float, int]:
        """Mean, least and greatest log-odds of an element's names, and their families as bits."""
        get = self._known.get
        told = [known for name in names if (known := get(name)) is not None]
        of_tag, bits = self.names.get("<" + tag, 0.0), _BITS.get(tag, 0)
        for _, families in told:
            bits |= families
        found = [value for value, _ in told if value is not None]
        if not found:
            return of_tag, min(of_tag, 0.0), max(of_tag, 0.0), bits
        return sum(found) / len(found) + of_tag, min(found), max(found), bits

    def of_lines(self, lines: Iterable[Features]) -> list[float]:
        """Log-odds of each line."""
        return look_up(self.lines, lines, 0.0)

    def of_sections(self, lines: Iterable[Features]) -> tuple[Sequence[float], Sequence[float]]:
        """For each line the log-odds that the article follows, and for each that it precedes."""
        found = look_up(self.sections, lines, (0.0, 0.0))
        return [opens for opens, _ in found], [closes for _, closes in found]

    def of_inline(self, inline: tuple[str, ...]) -> tuple[float, int]:
        """Mean log-odds of the names of the inline elements that open a block, and which tags they are as bits."""
        get = self.names.get
        found = [value for name in inline if (value := get(name)) is not None]
        bits = 0
        for name in inline:
            bits |= _INLINE_TAGS.get(name, 0)
        return (sum(found) / len(found) if found else 0.0), bits
