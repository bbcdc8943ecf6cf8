"""What tells the parts of a page without tags: for each line its shape, its place and what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import look_up
from app.filters.content._layout import FAR, Floats, Ints, columns
from app.filters.content._ruled import COUNTS, Ruled
from app.model import CATEGORIES, Block, Cue

__all__ = ["CLASSES", "FEATURES", "NAMED", "known_as", "line_features"]

# What removed lines are called here; the rest only rules can tell.
NAMED = tuple(
    "related_stories newsletter_signup paywall cookie_notice advertisement promotion share_buttons comments author_bio "
    "contact tags navigation legal_footer image_caption image_credit media_player".split()
)
# What the trees tell apart: these, and lines that only a rule can name.
CLASSES = (*NAMED, "ruled")
_CODES = {id: code for code, id in enumerate(CATEGORIES)}
_ROWS = np.array([NAMED.index(id) if id in NAMED else len(NAMED) for id in CATEGORIES] + [len(NAMED)])  # -1: none
# By the code of a category, -1 for none.
_LIFTED = np.array([id in ("title", "subtitle", "byline", "date") for id in CATEGORIES] + [False])
_FACTS = np.array([id in ("byline", "date", "reading_time", "image_credit") for id in CATEGORIES] + [False])
_NETWORKS = re.compile(
    r"facebook|twitter|instagram|linkedin|youtube|tiktok|pinterest|whatsapp|telegram|reddit|snapchat|tumblr|flipboard"
    r"|rss|bluesky|mastodon|vkontakte|вконтакте|одноклассник|фейсбук|微信|微博"
)
_NETWORK_WORDS = 8  # words of the longest line that names a network as a button does
_STAMP_WORDS = 12  # … and of the longest that dates a comment
_SHAPES = (2, 5, 12)  # blocks on either side over which shapes are averaged
_VOTES = (2, 8)  # … and what rules, phrases and known lines say
_SAYS = ("rule", "phrase", "known")
_OWN = (
    "words chars capitals digits ends cut sentences upper colon asks copyright at price comma bars stamp level "
    "network starred copies".split()
)
_MADE = ("word length", "entry", "headline", "prose")
_AROUND = ("words", "ends", "entry", "headline", "prose", "digits", "capitals", "stamp", "network", "copies")
_AROUND_ROWS = [(*_OWN, *_MADE).index(name) for name in _AROUND]
_PLACE = (
    "side",
    "until article",
    "since article",
    "since kept",
    "until kept",
    "run",
    "into run",
    "from top",
    "from end",
    "how far",
    "blocks",
    "share kept",
)


def _sides(names: Sequence[str], reaches: Sequence[int]) -> list[str]:
    return [f"{name} {reach} {side}" for reach in reaches for side in ("before", "after") for name in names]


# Every feature, in the order of the rows of ``line_features``.
FEATURES = (
    *_OWN,
    *_MADE,
    *_PLACE,
    *_sides(("kept", *_AROUND), _SHAPES),
    *_sides((*NAMED, "facts"), _VOTES),
    *(f"{what} {id}" for what in _SAYS for id in NAMED),
    "rule",
    "rule lifts",
    *(f"since {id}" for id in NAMED),
    *(f"under {id}" for id in NAMED),
    "since any",
    "kept since any",
)


def known_as(blocks: Sequence[Block], known: Mapping[str, int]) -> Ints:
    """For each block the category that the table knows its line by, by its place in ``NAMED``; -1 for none."""
    return np.array(look_up(known, [block.features for block in blocks], -1), np.int64)


def line_features(
    blocks: Sequence[Block],
    kept: NDArray[np.bool_],
    ruled: Ruled,
    cues: Mapping[str, Sequence[Cue]],
    known: Ints,
) -> Floats:
    """A row a feature, in the order of ``FEATURES``, a column a block.

    Args:
        kept: for each block whether it is the article.
        cues: as in ``Page``.
        known: as ``known_as`` says.
    """
    n = len(blocks)
    own = _own(blocks)
    taken = np.where(ruled.sure >= COUNTS, ruled.category, -1)
    said = np.zeros((len(_SAYS), len(CLASSES), n), np.float32)
    for votes, rows in zip(said, (_ROWS[taken], _ROWS[ruled.cued], known), strict=True):
        votes[rows, np.arange(n)] = 1
    said[:, -1] = _FACTS[taken]
    return np.concatenate(
        (
            own,
            _place(kept),
            _around(np.vstack((kept, own[_AROUND_ROWS])), _SHAPES),
            _around(said.max(axis=0), _VOTES),
            said[:, :-1].reshape(-1, n),
            ruled.sure[None],
            _LIFTED[taken][None],
            _opened(n, cues, kept),
        ),
        dtype=np.float32,
    )


def _own(blocks: Sequence[Block]) -> Floats:
    """What each line looks like."""
    features = [block.features for block in blocks]
    texts = [block.text for block in blocks]
    last = [text[-1:] for text in texts]
    everything = "\n".join(texts)

    def hold(marks: str) -> NDArray[np.uint8]:
        """Which lines hold one of the marks, of which most texts have none."""
        rows = [bytes([mark in text for text in texts]) for mark in marks if mark in everything]
        out = np.zeros(len(texts), np.uint8)
        for row in rows:
            out |= np.frombuffer(row, np.uint8)
        return out

    keys = [f.key for f in features]
    copies = Counter(keys)
    own = columns(
        len(blocks),
        [f.words for f in features],
        [len(text) for text in texts],
        [f.capitals for f in features],
        [f.digits for f in features],
        bytes([f.ends for f in features]),
        bytes([f.cut for f in features]),
        [f.sentences for f in features],
        bytes(map(str.isupper, texts)),
        bytes([char in ":：" for char in last]),
        bytes([char in "?？" for char in last]),
        hold("©"),
        hold("@"),
        hold("$€£"),
        hold(","),
        hold("|›»"),
        bytes([f.digits > 0 and f.words <= _STAMP_WORDS and ":" in f.key for f in features]),
        [block.level for block in blocks],
        bytes(_name_networks([f.key if f.words <= _NETWORK_WORDS else "" for f in features])),
        bytes([char == "*" for char in last]),
        np.minimum([copies[key] for key in keys], 5),
    )
    words, chars, ends, sentences = own[0], own[1], own[4], own[6]
    short, headline = words <= 3, (words >= 5) & (words <= 20)
    reads = (words >= 12) & (ends + sentences > 0)
    made = (
        chars / np.maximum(words, 1),
        short * (1 - ends),
        headline * (1 - ends),
        reads * np.minimum(words, 60),
    )
    return np.vstack((own, *made)).astype(np.float32)


def _name_networks(keys: Sequence[str]) -> bytearray:
    """For each line whether it names a network."""
    out = bytearray(len(keys))
    ends = list(accumulate([len(key) + 1 for key in keys]))
    for match in _NETWORKS.finditer("\n".join(keys)):
        out[bisect_right(ends, match.start())] = 1
    return out


def _place(kept: NDArray[np.bool_]) -> Floats:
    """Where each line stands in the text, to the article, and in its run of removed lines."""
    n = len(kept)
    at = np.arange(n)
    stays = np.flatnonzero(kept)
    first, last = (stays[0], stays[-1]) if len(stays) else (n, n)
    before = np.maximum.accumulate(np.where(kept, at, -1))
    after = np.minimum.accumulate(np.where(kept, at, n)[::-1])[::-1]
    run = np.maximum(after - before - 1, 1)
    return np.array(
        (
            np.where(at < first, -1, np.where(at > last, 1, 0)),
            np.clip(first - at, -FAR, FAR),
            np.clip(at - last, -FAR, FAR),
            np.minimum(at - before, FAR),
            np.minimum(after - at, FAR),
            np.minimum(run, 4 * FAR),
            (at - before) / run,
            np.minimum(at, FAR),
            np.minimum(n - at, FAR),
            at / n,
            np.full(n, np.log1p(n)),
            np.full(n, kept.mean()),
        ),
        np.float32,
    )


def _around(rows: NDArray[np.float32], reaches: Sequence[int]) -> Floats:
    """The mean of each row over the blocks before and over those after, for each reach."""
    n, most = rows.shape[1], max(reaches)
    sums = np.zeros((len(rows), n + 1 + 2 * most))  # padded, so that what a block looks back on is a slice
    np.cumsum(rows, axis=1, out=sums[:, most + 1 : most + 1 + n])
    sums[:, most + 1 + n :] = sums[:, most + n, None]
    passed = np.clip(np.arange(n + 1 + 2 * most) - most, 0, n)
    here, next_ = slice(most, most + n), slice(most + 1, most + 1 + n)
    out = np.empty((2 * len(reaches), len(rows), n), np.float32)
    for number, reach in enumerate(reaches):
        low, high = slice(most - reach, most - reach + n), slice(most + 1 + reach, most + 1 + reach + n)
        out[2 * number] = (sums[:, here] - sums[:, low]) / np.maximum(passed[here] - passed[low], 1)
        out[2 * number + 1] = (sums[:, high] - sums[:, next_]) / np.maximum(passed[high] - passed[next_], 1)
    return out.reshape(-1, n)


def _opened(n: int, cues: Mapping[str, Sequence[Cue]], kept: NDArray[np.bool_]) -> Floats:
    """How far above the last heading of each category's word list stands, and which came last of all."""
    at = np.arange(n)
    marked = np.full((len(NAMED), n), -1, np.int64)
    for row, id in enumerate(NAMED):
        here = [cue.block for cue in cues.get(id, ()) if cue.form in ("heading", "line")]
        marked[row, here] = here
    marked[:, kept] = -1
    last = np.maximum.accumulate(marked, axis=1)
    latest = last.max(axis=0)
    since = np.where(last < 0, FAR, np.minimum(at - last, FAR))
    since_any = np.where(latest < 0, FAR, np.minimum(at - latest, FAR))
    stays = np.maximum.accumulate(np.where(kept, at, -1))
    return np.vstack((since, (last == latest) & (last >= 0), since_any, stays > latest)).astype(np.float32)
