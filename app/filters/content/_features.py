"""What the trees of the HTML scorer look at: for each feature one number a block. Sums over ranges are prefix sums."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from app.filters.content._layout import FAR, Floats, Layout, cumulate, distances, flat, within
from app.filters.content._ruled import Ruled, rule_features
from app.filters.content._structure import structure
from app.filters.content._whole import hints, page_features
from app.model import Blocks, Kind, Metadata

__all__ = ["SUMS", "around", "complete", "features", "place"]

_KIND = {kind: code for code, kind in enumerate(Kind)}
_WINDOWS = (1, 2, 5, 10)
SUMS = ("words", "linked", "prose", "one", "ended", "heading", "short", "stamp")


def features(blocks: Blocks, layout: Layout, metadata: Metadata, ruled: Ruled) -> dict[str, Floats]:
    """Every feature by name, in an order that never changes."""
    measures = complete(layout.block)
    sums = {name: cumulate(measures[name]) for name in SUMS}
    out = _own(layout, measures)
    out |= around(measures, sums)
    out |= place(blocks, measures, sums, metadata.title)
    out |= structure(layout, measures, sums)
    out |= rule_features(ruled, measures["words"])
    whole = page_features(layout, measures, out) | hints(metadata)
    return out | {name: np.full(len(layout.element), value, np.float32) for name, value in whole.items()}


def complete(block: dict[str, Floats]) -> dict[str, Floats]:
    """The measures and those that follow from them."""
    words = block["words"]
    return block | {
        "linked": words * block["links"],
        "one": np.ones_like(words),
        "ended": block["ends"],
        "heading": (block["kind"] == _KIND[Kind.HEADING]).astype(np.float32),
        "short": (words < 6).astype(np.float32),
    }


def _log(values: NDArray[np.float64]) -> Floats:
    out: Floats = np.log1p(values).astype(np.float32)
    return out


def _own(layout: Layout, m: dict[str, Floats]) -> dict[str, Floats]:
    words: Floats = np.maximum(m["words"], np.float32(1))
    bits = m["inline_bits"].astype(np.int64)
    out: dict[str, Floats] = {
        "words": m["words"],
        "word length": m["chars"] / words,
        "links": m["links"],
        "capitals": m["capitals"],
        "digits": m["digits"],
        "ends": m["ends"],
        "cut": m["cut"],
        "sentences": m["sentences"],
        "sentence length": words / (m["sentences"] + np.float32(1)),
        "level": m["level"],
        "line": m["line"],
        "inline": m["inline"],
        "hidden": layout.hidden[layout.element].astype(np.float32),
    }
    for kind in (Kind.HEADING, Kind.LIST_ITEM, Kind.TABLE, Kind.QUOTE, Kind.CODE, Kind.CAPTION):
        out[f"is {kind}"] = (m["kind"] == _KIND[kind]).astype(np.float32)
    for bit, name in ((1, "link"), (2, "bold"), (4, "time")):
        out[f"opens {name}"] = ((bits & bit) > 0).astype(np.float32)
    return out


def around(m: dict[str, Floats], sums: dict[str, NDArray[np.float64]]) -> dict[str, Floats]:
    """What stands before and after each block."""
    n = len(m["words"])
    out: dict[str, Floats] = {}
    stacked = np.stack([sums[name] for name in ("words", "linked", "prose", "short", "stamp", "one")])
    for reach in _WINDOWS:
        words, linked, prose, short, stamps, size = within(stacked, reach)
        out[f"words ±{reach}"] = (words / size).astype(np.float32)
        out[f"links ±{reach}"] = (linked / np.maximum(words, 1)).astype(np.float32)
        if reach > 1:
            out[f"prose ±{reach}"] = prose.astype(np.float32)
            out[f"short ±{reach}"] = (short / size).astype(np.float32)
    for name in ("words", "links", "line", "heading", "ends"):
        padded = np.zeros(n + 4, np.float32)
        padded[2:-2] = m[name]
        for shift in (-2, -1, 1, 2) if name in ("words", "links") else (-1, 1):
            out[f"{name} {shift:+d}"] = padded[2 + shift : 2 + shift + n]
    before, after = distances(np.stack((m["prose"] > 0, m["stamp"] > 0, m["words"] >= 6)))
    out["since prose"], out["until prose"] = before[0], after[0]
    out["stamp"] = m["stamp"]
    out["since stamp"], out["until stamp"] = before[1], after[1]
    out["stamps ±10"] = stamps.astype(np.float32)  # the widest window's
    out["stamps before"] = np.log1p(sums["stamp"][:-1]).astype(np.float32)
    out["run of short lines"] = np.minimum(before[2] + after[2], np.float32(FAR))
    return out


def place(
    blocks: Blocks, m: dict[str, Floats], sums: dict[str, NDArray[np.float64]], title: str | None
) -> dict[str, Floats]:
    """Where each block stands on the page."""
    n = len(m["words"])
    at = np.arange(n)
    total = max(sums["words"][-1], 1.0)
    titled = _titled(blocks, title)
    top = (m["level"] == 1) & (m["heading"] > 0)
    heading = np.maximum.accumulate(np.where(m["heading"] > 0, at, 0))
    keys = [block.features.key for block in blocks.items]
    count = Counter(keys)
    return {
        "position": (at / n).astype(np.float32),
        "position in words": (sums["words"][:-1] / total).astype(np.float32),
        "words before": _log(sums["words"][:-1]),
        "words after": _log(total - sums["words"][1:]),
        "prose before": _log(sums["prose"][:-1]),
        "prose after": _log(sums["prose"][-1] - sums["prose"][1:]),
        "since heading": np.minimum(at - heading, FAR).astype(np.float32),
        "level of heading": m["level"][heading],
        "line of heading": m["line"][heading],
        "words of heading": m["words"][heading],
        "after first h1": _after(top),
        "after title": _after(titled),
        "is title": titled.astype(np.float32),
        "copies": np.array([count[key] for key in keys], np.float32),
    }


def _after(marked: NDArray[np.bool_]) -> Floats:
    """How many blocks after the first marked one each stands; negative before it."""
    n = len(marked)
    if not marked.any():
        return flat(n, -FAR)
    out: Floats = np.clip(np.arange(n) - np.argmax(marked), -FAR, 3 * FAR).astype(np.float32)
    return out


def _titled(blocks: Blocks, title: str | None) -> NDArray[np.bool_]:
    """Which blocks are the title that the page's head gives, or most of it."""
    name = title.casefold() if title else ""
    if len(name) < 8:
        return np.zeros(len(blocks), np.bool_)
    longest = len(name) * 1.3
    return np.array(
        [8 <= len(b.text) <= longest and (b.features.key in name or name in b.features.key) for b in blocks.items],
        np.bool_,
    )
