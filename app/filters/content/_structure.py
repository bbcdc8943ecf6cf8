"""Where a block stands among the page's elements: what their names say, what they hold, what looks like them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.filters.content._evidence import FAMILIES
from app.filters.content._layout import FAR, Floats, Ints, Layout, flat

__all__ = ["structure"]

_GROWTHS = 4  # containers looked at around a block, each with more blocks than the one before


def structure(layout: Layout, m: dict[str, Floats], sums: dict[str, NDArray[np.float64]]) -> dict[str, Floats]:
    """Every feature by name, in an order that never changes."""
    out = _path(layout)
    out |= _containers(layout, sums)
    out |= _core(layout, m, sums)
    out |= _groups(layout, m)
    return out


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
        "blocks": np.log1p(of["one"]).astype(np.float32),
        "words": np.log1p(of["words"]).astype(np.float32),
        "links": (of["linked"] / words).astype(np.float32),
        "prose": (of["prose"] / words).astype(np.float32),
        "mean words": (of["words"] / size).astype(np.float32),
        "share of prose": (of["prose"] / max(sums["prose"][-1], 1)).astype(np.float32),
        "headings": (of["heading"] / size).astype(np.float32),
        "stamps": (of["stamp"] / size).astype(np.float32),
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
        out[f"outside {name}"] = np.clip(outside, -FAR, FAR).astype(np.float32)
        out[f"place in {name}"] = np.clip((at - start[e]) / max(end[e] - start[e], 1), -1, 2).astype(np.float32)
    out["prose of core"] = flat(n, direct[chosen["core"]] / max(sums["prose"][-1], 1))
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
        stamps = np.bincount(ids, m["stamp"])
        floor = np.maximum(words, 1)
        for label, values in (
            ("blocks", np.log1p(count)),
            ("mean words", words / np.maximum(count, 1)),
            ("share of words", words / max(words.sum(), 1)),
            ("share of prose", prose / max(prose.sum(), 1)),
            ("links", linked / floor),
            ("stamps", stamps / np.maximum(count, 1)),
        ):
            out[f"{label} of same {name}"] = values[ids].astype(np.float32)
    return out
