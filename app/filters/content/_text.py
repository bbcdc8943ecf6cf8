"""How likely each line of a text is the article: what is left to see when the tags are gone.

A text is a whole page, or an article with little or nothing around it. The two are judged by trees of their own: on a
page most lines are noise and the article has to be found; in an article a line goes only when it stands out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.filters.content._layout import Floats
from app.filters.content._ruled import COUNTS, Ruled, is_lifted, tells_of
from app.filters.content._sureness import outline
from app.filters.content._text_features import gate_features, text_features
from app.filters.content._threshold import threshold
from app.filters.content._trees import logistic
from app.filters.content._weights import Weights
from app.model import Page

__all__ = ["Scored", "score"]

LEAST_BLOCKS = 15  # a shorter text is the work of rules
PROOF = 0.949  # a rule as sure as this is never overruled
NOISE = 0.05  # a line so unlikely is noise
PROOFS = 2  # lines that rules with proof take are noise, too; a text without either is quiet
OVERRULED = 0.65  # a line of a page that is so likely the article stays, though a rule without proof takes it
OVERRULED_QUIET = 0.5  # … of a quiet text
NEVER = 2.0  # … of an article that holds noise: there the rules know better
STRICTER = 1.1  # than the greatest expected F1 asks for: of noise in unknown languages the trees are not sure enough
STANDS_OUT = 0.7  # what is less likely goes from an article that holds noise
ALONE = 0.03  # … and from a text in which nothing is noise
DOUBT = 0.07  # more for each line of noise: the less of it there is, the more a line has to stand out
GOING_ON = 0.25  # of what is asked for: a sentence right after the article's nearly always is its next
BETWEEN = (0.03, 0.99)  # what is as likely a page as this is judged by the trees of both


class Scored(NamedTuple):
    """What the scorer thinks of a text.

    Attributes:
        probability: for each block how likely it is the article.
        least: the probability from which on blocks are kept.
        least_going_on: the same for a sentence right after what is kept.
        overruled: which blocks are the article though a rule takes them.
        outline: what tells how hard the text was.
    """

    probability: Floats
    least: float
    least_going_on: float
    overruled: NDArray[np.bool_]
    outline: Floats


def score(page: Page, ruled: Ruled, weights: Weights) -> Scored | None:
    """Judge all blocks at once; None for a text that is too short to tell.

    Args:
        ruled: what the rules have said.
    """
    if len(page.blocks) < LEAST_BLOCKS:
        return None
    found = text_features(page.blocks, weights.evidence, ruled)
    matrix = np.stack(list(found.values()))
    whole = float(logistic(weights.trees["gate"].value(gate_features(found)[:, None]))[0])
    probability = _probability(matrix, whole, weights)
    takes = (ruled.sure >= COUNTS) & ~is_lifted(ruled)
    words = found["words"]
    is_page = whole > 0.5
    unlikely = bool((probability < NOISE).any())
    quiet = not unlikely and int((takes & (ruled.sure >= PROOF)).sum()) < PROOFS
    firm = OVERRULED_QUIET if quiet else OVERRULED if is_page else NEVER
    # other stories read like an article: only the rule, which compares them, can tell
    other = tells_of(ruled, ("trailing_story",))[0]
    overruled = takes & ~other & (ruled.sure < PROOF) & (probability >= firm)
    noise = int(((probability < NOISE) | (takes & ~overruled)).sum())
    asked = threshold(probability, words) * STRICTER if is_page else STANDS_OUT
    least = min(asked, ALONE + DOUBT * noise)
    kept = (probability >= least) & (~takes | overruled)
    return Scored(probability, least, least * GOING_ON, overruled, outline(found, probability, kept, least, whole))


def _probability(matrix: Floats, whole: float, weights: Weights) -> Floats:
    """How likely each line is the article, of a text that is so likely a whole page."""
    low, high = BETWEEN
    page = logistic(weights.trees["page"].value(matrix)) if whole > low else 0.0
    article = logistic(weights.trees["article"].value(matrix)) if whole < high else 0.0
    share = 1.0 if whole >= high else 0.0 if whole <= low else whole
    return np.asarray(share * page + (1 - share) * article, np.float32)
