"""What the trees of the HTML scorer look at: for each feature one number a block. Sums over ranges are prefix sums."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import FAMILIES
from app.filters.content._layout import Floats, Ints, Layout
from app.model import Blocks, Kind

__all__ = ["SUMS", "around", "complete", "cumulate", "distances", "features", "place"]

_KIND = {kind: code for code, kind in enumerate(Kind)}
_WINDOWS = (1, 2, 5, 10)
_GROWTHS = 4  # containers looked at around a block, each with more blocks than the one before
_FAR = 99.0
SUMS = ("words", "linked", "prose", "one", "ended", "heading", "short")


def features(blocks: Blocks, layout: Layout, title: str | None) -> dict[str, Floats]:
    """Every feature by name, in an order that never changes."""
    measures = complete(layout.block)
    sums = {name: cumulate(measures[name]) for name in SUMS}
    out = _own(layout, measures)
    out |= around(measures, sums)
    out |= place(blocks, measures, sums, title)
    out |= _path(layout)
    out |= _containers(layout, sums)
    out |= _core(layout, measures, sums)
    out |= _groups(layout, measures)
    page = _page(layout, measures)
    out |= {name: np.full(len(layout.element), value, np.float32) for name, value in page.items()}
    return out


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


def cumulate(values: Floats) -> NDArray[np.float64]:
    out = np.zeros(len(values) + 1)
    np.cumsum(values, out=out[1:])
    return out


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
    at = np.arange(n)
    out: dict[str, Floats] = {}
    for reach in _WINDOWS:
        lo, hi = np.maximum(at - reach, 0), np.minimum(at + reach + 1, n)
        size = hi - lo
        words = sums["words"][hi] - sums["words"][lo]
        out[f"words ±{reach}"] = (words / size).astype(np.float32)
        out[f"links ±{reach}"] = ((sums["linked"][hi] - sums["linked"][lo]) / np.maximum(words, 1)).astype(np.float32)
        if reach > 1:
            out[f"prose ±{reach}"] = (sums["prose"][hi] - sums["prose"][lo]).astype(np.float32)
            out[f"short ±{reach}"] = ((sums["short"][hi] - sums["short"][lo]) / size).astype(np.float32)
    for name in ("words", "links", "line", "heading", "ends"):
        padded = np.concatenate(([0, 0], m[name], [0, 0])).astype(np.float32)
        for shift in (-2, -1, 1, 2) if name in ("words", "links") else (-1, 1):
            out[f"{name} {shift:+d}"] = padded[2 + shift : 2 + shift + n]
    before, after = distances(m["prose"] > 0)
    out["since prose"], out["until prose"] = before, after
    before, after = distances(m["words"] >= 6)
    out["run of short lines"] = np.minimum(before + after, _FAR)
    return out


def distances(marked: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """For each block how many blocks ago the last marked one was, and in how many the next comes (0 for itself)."""
    n = len(marked)
    at = np.arange(n)
    last = np.maximum.accumulate(np.where(marked, at, -1))
    following = np.minimum.accumulate(np.where(marked, at, n + 1_000)[::-1])[::-1]
    before = np.where(last < 0, _FAR, np.minimum(at - last, _FAR))
    return before.astype(np.float32), np.minimum(following - at, _FAR).astype(np.float32)


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
        "since heading": np.minimum(at - heading, _FAR).astype(np.float32),
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
        return _flat(n, -_FAR)
    out: Floats = np.clip(np.arange(n) - np.argmax(marked), -_FAR, 3 * _FAR).astype(np.float32)
    return out


def _flat(n: int, value: float) -> Floats:
    return np.full(n, value, np.float32)


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


def _path(layout: Layout) -> dict[str, Floats]:
    element, parent, names = layout.element, layout.parent, layout.names
    mean, least, greatest = names[:, 0], names[:, 1], names[:, 2]
    depth = np.where(parent == np.arange(len(parent)), 0, 1).astype(np.float32)
    total = np.where(depth > 0, mean, 0)
    nearest = np.where(mean != 0, mean, 0)
    up = parent
    while True:
        least, greatest = np.minimum(least, least[up]), np.maximum(greatest, greatest[up])
        nearest = np.where(nearest == 0, nearest[up], nearest)
        total, depth = total + total[up], depth + depth[up]
        further = up[up]
        if np.array_equal(further, up):
            break
        up = further
    out = {
        "names": mean[element],
        "names of parent": mean[parent][element],
        "names of grandparent": mean[parent[parent]][element],
        "least name": names[:, 1][element],
        "least name of path": least[element],
        "greatest name of path": greatest[element],
        "names of path": (total / np.maximum(depth, 1))[element].astype(np.float32),
        "nearest names": nearest[element],
        "depth": depth[element],
    }
    families, own = layout.families[element], layout.own_families[element]
    for id, family in FAMILIES.items():
        out[f"in {id}"] = ((families & family.bit) > 0).astype(np.float32) + ((own & family.bit) > 0)
    return out


def _containers(layout: Layout, sums: dict[str, NDArray[np.float64]]) -> dict[str, Floats]:
    start, end, element = layout.start, layout.end, layout.element
    of = {name: values[end] - values[start] for name, values in sums.items()}
    size = np.maximum(of["one"], 1)
    words = np.maximum(of["words"], 1)
    table = {
        "blocks": _log(of["one"]),
        "words": _log(of["words"]),
        "links": (of["linked"] / words).astype(np.float32),
        "prose": (of["prose"] / words).astype(np.float32),
        "mean words": (of["words"] / size).astype(np.float32),
        "share of prose": (of["prose"] / max(sums["prose"][-1], 1)).astype(np.float32),
        "headings": (of["heading"] / size).astype(np.float32),
        "names": layout.names[:, 0],
    }
    grown = _grown(layout.parent, of["one"])
    at, around = np.arange(len(element)), element
    out: dict[str, Floats] = {}
    for step in range(_GROWTHS):
        around = grown[around]
        for name, values in table.items():
            out[f"{name} of container {step + 1}"] = values[around]
        out[f"place in container {step + 1}"] = ((at - start[around]) / size[around]).astype(np.float32)
    return out


def _grown(parent: Ints, size: NDArray[np.float64]) -> Ints:
    """For each element the nearest one around it that holds more blocks."""
    up = parent
    while True:
        same = (size[up] == size) & (up != parent[up])
        if not same.any():
            return up
        up = np.where(same, up[up], up)  # an element of the same size has the same answer: what is left halves


def _core(layout: Layout, m: dict[str, Floats], sums: dict[str, NDArray[np.float64]]) -> dict[str, Floats]:
    """Where the block stands to the elements that hold the bulk of the prose."""
    start, end, element, parent = layout.start, layout.end, layout.element, layout.parent
    n = len(element)
    at = np.arange(n)
    prose = sums["prose"][end] - sums["prose"][start]
    out: dict[str, Floats] = {}
    direct = np.bincount(element, m["prose"], len(parent))
    direct = direct + np.bincount(parent, direct, len(parent)) * 0.9
    chosen = {"core": int(np.argmax(direct))}
    for share in (50, 80):
        holds = np.flatnonzero(prose >= share / 100 * max(sums["prose"][-1], 1))
        chosen[f"{share} %"] = int(holds[-1]) if len(holds) else 0
    for name, e in chosen.items():
        outside = np.where(at < start[e], at - start[e], np.where(at >= end[e], at - end[e] + 1, 0))
        out[f"outside {name}"] = np.clip(outside, -_FAR, _FAR).astype(np.float32)
        out[f"place in {name}"] = np.clip((at - start[e]) / max(end[e] - start[e], 1), -1, 2).astype(np.float32)
    out["prose of core"] = _flat(n, direct[chosen["core"]] / max(sums["prose"][-1], 1))
    out["beside core"] = ((parent[element] == chosen["core"]) | (element == chosen["core"])).astype(np.float32)
    return out


def _groups(layout: Layout, m: dict[str, Floats]) -> dict[str, Floats]:
    """What the blocks have in common that stand in elements of the same names."""
    element = layout.element
    own = layout.signature[element]
    wide = own * (int(layout.signature.max(initial=0)) + 1) + layout.signature[layout.parent[element]]
    out: dict[str, Floats] = {}
    for name, ids in (("names", own), ("path", np.unique(wide, return_inverse=True)[1])):
        count = np.bincount(ids)
        words = np.bincount(ids, m["words"])
        prose = np.bincount(ids, m["prose"])
        linked = np.bincount(ids, m["linked"])
        floor = np.maximum(words, 1)
        for label, values in (
            ("blocks", np.log1p(count)),
            ("mean words", words / np.maximum(count, 1)),
            ("share of words", words / max(words.sum(), 1)),
            ("share of prose", prose / max(prose.sum(), 1)),
            ("links", linked / floor),
        ):
            out[f"{label} of same {name}"] = values[ids].astype(np.float32)
    return out


def _page(layout: Layout, m: dict[str, Floats]) -> dict[str, float]:
    """What the page is like as a whole."""
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
    }
