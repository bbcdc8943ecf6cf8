"""What a page is like as a whole: by its text and structure, and by its own word."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import FAMILIES
from app.filters.content._layout import Floats, Layout
from app.model import Kind, Metadata

__all__ = ["hints", "page_features", "says_article"]

_KIND = {kind: code for code, kind in enumerate(Kind)}
# Words of og:type and JSON-LD's @type. They are a hint: shops call their advice "product", blogs their posts "website".
_ARTICLES = ("article", "news", "blog", "story", "report")
_SITES = ("website", "webpage")
_SHOPS = ("product", "offer")


def hints(metadata: Metadata) -> dict[str, float]:
    """What the page says of itself; all 0 for one that says nothing."""
    kind = metadata.kind or ""
    article = says_article(metadata)
    site = any(word in kind for word in _SITES)
    return {
        "hint article": float(article),
        "hint shop": float(any(word in kind for word in _SHOPS)),
        "hint site": float(site),
        "hint other": float(bool(kind) and not article and not site),
        "hint date": float(metadata.published is not None),
        "hint author": float(metadata.byline is not None),
    }


def says_article(metadata: Metadata) -> bool:
    """Whether the page calls itself an article."""
    return any(word in (metadata.kind or "") for word in _ARTICLES)


def page_features(layout: Layout, m: dict[str, Floats], found: dict[str, Floats]) -> dict[str, float]:
    """What the page is like as a whole, by name, in an order that never changes.

    Args:
        m: the measures of each block.
        found: the features of each block.
    """
    words = m["words"]
    total = max(float(words.sum()), 1.0)
    prose = float(m["prose"].sum())
    bits = layout.families[layout.element]
    kind = m["kind"]

    def share(mask: NDArray[np.bool_]) -> float:
        return float(words[mask].sum()) / total

    return {
        "page words": float(np.log1p(total)),
        "page blocks": float(np.log1p(len(words))),
        "page prose": prose / total,
        "page prose words": float(np.log1p(prose)),
        "page prose blocks": float(np.log1p((m["prose"] > 0).sum())),
        "page links": float(m["linked"].sum()) / total,
        "page mean words": total / max(len(words), 1),
        "page headings": float(m["heading"].mean()) if len(words) else 0.0,
        "page h1": float(((m["level"] == 1) & (m["heading"] > 0)).sum()),
        "page lists": share(kind == _KIND[Kind.LIST_ITEM]),
        "page tables": share(kind == _KIND[Kind.TABLE]),
        "page code": share(kind == _KIND[Kind.CODE]),
        "page comments": share((bits & FAMILIES["comment"].bit) > 0),
        "page shop": share((bits & FAMILIES["cart"].bit) > 0),
        "page content": share((bits & FAMILIES["content"].bit) > 0),
        "page hidden": share(layout.hidden[layout.element]),
        "page digits": float((m["digits"] * m["chars"]).sum() / max(float(m["chars"].sum()), 1.0)),
        "page longest": float(words.max(initial=0)),
        **_prose(m, found),
    }


def _prose(m: dict[str, Floats], found: dict[str, Floats]) -> dict[str, float]:
    """Where the page's prose stands: all in one place, or in many of a kind."""
    words, prose = m["words"], m["prose"]
    total, read = max(float(words.sum()), 1.0), max(float(prose.sum()), 1.0)
    longest = np.sort(prose)[::-1]
    heading = m["heading"] * m["level"]
    passages = longest[longest > 0]

    def of_words(mask: NDArray[np.bool_]) -> float:
        return float(words[mask].sum()) / total

    def of_prose(weight: Floats | NDArray[np.bool_]) -> float:
        return float((prose * weight).sum()) / read

    return {
        "page longest prose": float(longest[:5].sum()) / read,
        "page middle prose": float(np.median(passages)) if len(passages) else 0.0,
        "page prose in 80 %": of_prose(found["outside 80 %"] == 0),
        "page words in 80 %": of_words(found["outside 80 %"] == 0),
        "page words in 50 %": of_words(found["outside 50 %"] == 0),
        "page prose in core": of_prose(found["outside core"] == 0),
        "page navigation": of_words(found["in nav"] > 0),
        "page related": of_words(found["in related"] > 0),
        "page meta": of_words(found["in meta"] > 0),
        "page author": of_words(found["in author"] > 0),
        "page prose alike": of_prose(found["blocks of same path"]),
        "page names of prose": of_prose(found["names of path"]),
        "page prose in lists": of_prose(found["is list_item"]),
        "page titles": float(found["is title"].sum()),
        "page times": float(found["opens time"].sum()),
        "page h2": float((heading == 2).sum()),
        "page h3": float((heading == 3).sum()),
    }
