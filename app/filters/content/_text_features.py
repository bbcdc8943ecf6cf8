"""What the trees of the text scorer look at: for each feature one number a line. Sums over ranges are prefix sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import Evidence
from app.filters.content._layout import FAR, Floats, cumulate, distances, flat, measure_blocks, within
from app.filters.content._ruled import COUNTS, Ruled, is_lifted, tells_of
from app.filters.content._topic import topic_features
from app.model import Blocks

__all__ = ["gate_features", "text_features"]

AROUND = (2, 5, 10, 25)  # lines on both sides
SIDES = (5, 15, 40)  # lines on either side
_MARKER = 0.8  # log-odds: a line that says so much of what follows or precedes it parts sections
_KNOWN = 1.2  # … or of itself
_LONG, _FULL = 25, 40  # words of a paragraph, and of a long one
_BESIDE = ("words", "line", "capitals", "ends")
_SUMMED = (
    "words prose short ends line capitals taken lifted digits opens closes stamp commas reads paragraph"
).split()  # fmt: skip
_PASSED = "words prose line taken lifted opens closes stamp short".split()
_BEFORE = "words prose line taken opens stamp".split()
_AFTER = "words prose line taken closes stamp".split()
# Parts of a page that stand around an article: how far each is says in which of them a line stands.
_PARTS = (
    "related_stories", "comments", "newsletter_signup", "share_buttons", "legal_footer", "advertisement", "navigation",
    "author_bio", "tags", "promotion",
)  # fmt: skip

Rows = dict[str, Floats]
Sums = NDArray[np.float64]


def text_features(blocks: Blocks, evidence: Evidence, ruled: Ruled) -> Rows:
    """Every feature by name, in an order that never changes."""
    m = _measure(blocks, evidence, ruled)
    sums = cumulate(np.stack([m[name] for name in _SUMMED]))
    keys = [block.features.key for block in blocks.items]
    out = _own(m, ruled)
    out |= _beside(m)
    out |= _around(sums)
    out |= _sides(sums)
    out |= _passed(sums)
    out |= _distances(m, ruled, sums)
    out |= _under(m)
    out |= _runs(m)
    out |= _alike(m, keys)
    out |= topic_features(keys, m["words"], m["prose"])
    return out | _whole(m, sums)


def gate_features(found: Rows) -> Floats:
    """What a text is like as a whole, one number a feature: those that are the same for every line."""
    return np.array([row[0] for name, row in found.items() if name.startswith("page ")], np.float32)


def _measure(blocks: Blocks, evidence: Evidence, ruled: Ruled) -> Rows:
    m, _ = measure_blocks(blocks, evidence)
    features = [block.features for block in blocks.items]
    opens, closes = evidence.of_sections(features)
    words, prose = m["words"], m["prose"]
    counts = ruled.sure >= COUNTS
    lifted = counts & is_lifted(ruled)
    m["opens"], m["closes"] = np.array(opens, np.float32), np.array(closes, np.float32)
    m["lifted"], m["taken"] = lifted.astype(np.float32), (counts & ~lifted).astype(np.float32)
    m["commas"] = np.array([f.key.count(",") + f.key.count("，") + f.key.count("、") for f in features], np.float32)
    m["short"] = (words < 6).astype(np.float32)
    m["reads"] = (prose > 0).astype(np.float32)
    m["paragraph"] = (words >= _LONG).astype(np.float32)
    return m


def _own(m: Rows, ruled: Ruled) -> Rows:
    words: Floats = np.maximum(m["words"], np.float32(1))
    names = "words capitals digits ends cut sentences level kind line opens closes stamp lifted".split()
    return {name: m[name] for name in names} | {
        "word length": m["chars"] / words,
        "sentence length": words / (m["sentences"] + np.float32(1)),
        "commas": m["commas"] / words,
        "rule": ruled.sure,
        "rule takes": ruled.sure * m["taken"],
        "phrase": (ruled.cued >= 0).astype(np.float32),
    }


def _beside(m: Rows) -> Rows:
    n = len(m["words"])
    padded = np.zeros((len(_BESIDE), n + 4), np.float32)
    padded[:, 2:-2] = [m[name] for name in _BESIDE]
    return {
        f"{name} {shift:+d}": padded[row, 2 + shift : 2 + shift + n]
        for shift in (-2, -1, 1, 2)
        for row, name in enumerate(_BESIDE)
    }


def _around(sums: Sums) -> Rows:
    out: Rows = {}
    n = sums.shape[1] - 1
    count = np.arange(n + 1, dtype=np.float64)
    for reach in AROUND:
        near = within(sums, reach)
        words, prose = near[0], near[1]
        out[f"prose ±{reach}"] = prose.astype(np.float32)
        out[f"prose share ±{reach}"] = (prose / np.maximum(words, 1)).astype(np.float32)
        mean = (near / within(count, reach)).astype(np.float32)
        out |= {f"{name} ±{reach}": mean[row] for row, name in enumerate(_SUMMED) if name != "prose"}
    return out


def _sides(sums: Sums) -> Rows:
    n = sums.shape[1] - 1
    at = np.arange(n)
    before, after = _rows(_BEFORE), _rows(_AFTER)
    out: Rows = {}
    for reach in SIDES:
        past = (sums[before, :-1] - sums[before][:, np.maximum(at - reach, 0)]).astype(np.float32)
        coming = (sums[after][:, np.minimum(at + reach + 1, n)] - sums[after, 1:]).astype(np.float32)
        out |= {f"{name} {reach} before": row for name, row in zip(_BEFORE, past, strict=True)}
        out |= {f"{name} {reach} after": row for name, row in zip(_AFTER, coming, strict=True)}
    return out


def _rows(names: Iterable[str]) -> list[int]:
    return [_SUMMED.index(name) for name in names]


def _passed(sums: Sums) -> Rows:
    """Where a line stands: how much of everything came before it, and how much is left."""
    n = sums.shape[1] - 1
    own = sums[_rows(_PASSED)]
    passed, left = own[:, :-1], own[:, -1:] - own[:, 1:]
    share = (passed / np.maximum(np.abs(own[:, -1:]), 1)).astype(np.float32)
    out = {"position": (np.arange(n) / n).astype(np.float32)}
    for row, name in enumerate(_PASSED):
        lengths = name in ("words", "prose")
        out[f"{name} passed"] = (np.log1p(passed[row]) if lengths else passed[row]).astype(np.float32)
        out[f"{name} left"] = (np.log1p(np.maximum(left[row], 0)) if lengths else left[row]).astype(np.float32)
        out[f"{name} passed, share"] = share[row]
    return out


def _distances(m: Rows, ruled: Ruled, sums: Sums) -> Rows:
    """How far the nearest lines are that part sections or are surely of one."""
    marked = {
        "prose": m["prose"] > 0,
        "line of some words": m["words"] >= 6,
        "long paragraph": m["words"] >= _FULL,
        "end of a sentence": m["ends"] > 0,
        "stamp": m["stamp"] > 0,
        "metadata": m["lifted"] > 0,
        "bad line": m["line"] <= -_KNOWN,
        "good line": m["line"] >= _KNOWN,
        "opener": m["opens"] <= -_MARKER,
        "good opener": m["opens"] >= _MARKER,
        "closer": m["closes"] <= -_MARKER,
        "good closer": m["closes"] >= _MARKER,
    } | dict(zip(_PARTS, tells_of(ruled, _PARTS), strict=True))
    since, until = distances(np.stack(list(marked.values())))
    out = {f"since {name}": since[row] for row, name in enumerate(marked)}
    out |= {f"until {name}": until[row] for row, name in enumerate(marked)}
    out["run of short lines"] = np.minimum(since[1] + until[1], np.float32(FAR))
    words, n = sums[0], len(since[0])
    at = np.arange(n)
    for name in ("prose", "opener", "related_stories", "comments"):
        back = out[f"since {name}"].astype(np.int64)
        gone = words[at] - words[np.minimum(np.maximum(at - back, 0) + 1, at)]
        out[f"words since {name}"] = np.where(back < FAR, np.log1p(gone), FAR).astype(np.float32)
    return out


def _under(m: Rows) -> Rows:
    """What the nearest short line above is like: it may be the heading of what a line stands in."""
    at = np.arange(len(m["words"]))
    heading = np.maximum.accumulate(np.where((m["short"] > 0) & (m["ends"] == 0), at, 0))
    marker = np.maximum.accumulate(np.where(np.abs(m["opens"]) >= _MARKER, at, 0))
    return {f"{name} of heading": m[name][heading] for name in ("line", "opens", "words", "taken")} | {
        "since heading": np.minimum(at - heading, FAR).astype(np.float32),
        "opens of marker": m["opens"][marker],
    }


def _runs(m: Rows) -> Rows:
    """The run of prose or of other lines that a line stands in."""
    prose = m["prose"] > 0
    starts = np.concatenate(([True], prose[1:] != prose[:-1]))
    run = np.cumsum(starts) - 1
    size = np.bincount(run)
    words = np.bincount(run, m["words"])
    line = np.bincount(run, m["line"]) / size
    first = np.flatnonzero(starts)
    largest = int(np.argmax(np.bincount(run, m["prose"])))
    return {
        "run": np.minimum(size[run], FAR).astype(np.float32),
        "words of run": np.log1p(words[run]).astype(np.float32),
        "line of run": line[run].astype(np.float32),
        "place in run": ((np.arange(len(run)) - first[run]) / size[run]).astype(np.float32),
        "words of run before": np.log1p(np.concatenate(([0.0], words))[run]).astype(np.float32),
        "words of run after": np.log1p(np.concatenate((words, [0.0]))[run + 1]).astype(np.float32),
        "runs from the largest": np.clip(run - largest, -FAR, FAR).astype(np.float32),
    }


def _alike(m: Rows, keys: Sequence[str]) -> Rows:
    """How many lines say the same, and how many look the same: as long, as capitalised, ended alike."""
    size = np.minimum(np.log2(m["words"] + 1), 7).astype(np.int64)
    shape = size * 8 + (m["capitals"] > 0.6) * 4 + (m["ends"] > 0) * 2 + (m["digits"] > 0.2)
    n = len(shape)
    same = np.zeros(n, np.float32)
    for shift in range(1, 6):
        equal = (shape[shift:] == shape[:-shift]).astype(np.float32)
        same[shift:] += equal
        same[:-shift] += equal
    count = Counter(keys)
    return {
        "same shape": same,
        "of this shape": (np.bincount(shape)[shape] / n).astype(np.float32),
        "copies": np.array([count[key] for key in keys], np.float32),
    }


def _whole(m: Rows, sums: Sums) -> Rows:
    """What the text is like as a whole."""
    n = len(m["words"])
    total = dict(zip(_SUMMED, sums[:, -1].tolist(), strict=True))
    words = max(total["words"], 1.0)
    some = m["words"][m["words"] >= 6]
    whole = {
        "words": np.log1p(words),
        "lines": np.log1p(n),
        "prose": total["prose"] / words,
        "prose words": np.log1p(total["prose"]),
        "paragraphs": np.log1p(total["reads"]),
        "mean words": words / n,
        "middle words": np.median(some) if len(some) else 0.0,
        "longest": m["words"].max(),
        "commas": total["commas"] / words,
        "capitals": float((m["capitals"] * m["words"]).sum()) / words,
        "ruled": float((m["words"] * m["taken"]).sum()) / words,
        "cut": m["cut"].mean(),
    } | {name: total[name] / n for name in ("short", "ends", "line", "taken", "opens", "closes", "stamp", "digits")}
    return {f"page {name}": flat(n, float(value)) for name, value in whole.items()}
