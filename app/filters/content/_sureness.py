"""How well the kept text is expected to agree with the article, learned from pages that the scorer had not seen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.filters.content._layout import Floats
from app.filters.content._weights import Weights

__all__ = ["expected_f1", "outline"]

_NEAR = 0.1  # of the threshold: a block this near might as well have gone the other way


def expected_f1(weights: Weights, outlined: Floats) -> float:
    """Bag F1 of what is kept with the article, 0…1, as pages of this ``outline`` had it in cross-validation."""
    return float(np.clip(weights.trees["sure"].value(outlined[:, None])[0], 0.0, 1.0))


def outline(
    found: Mapping[str, Floats], probability: Floats, kept: NDArray[np.bool_], least: float, other: float
) -> Floats:
    """What tells how hard the page was: numbers in an order that never changes, those of the whole page last.

    Args:
        found: the features of each block.
        probability, kept, least: what the scorer thinks of each block, and what it keeps.
        other: how likely the page is no article.
    """
    words = found["words"].astype(np.float64)
    p = probability.astype(np.float64)
    total, expected = words.sum() + 1e-9, float(p @ words) + 1e-9
    held = float(words[kept].sum()) + 1e-9
    hits = float(p[kept] @ words[kept])
    doubt = float((p * (1 - p)) @ words)
    at = np.flatnonzero(kept)
    span = int(at[-1] - at[0]) + 1 if len(at) else 1
    gaps = np.diff(at)

    def of_kept(name: str) -> float:
        return float(found[name][kept] @ words[kept]) / held

    own = [
        other,
        least,
        expected / total,
        np.log1p(expected),
        doubt / total,
        doubt / expected,
        float(p.max(initial=0.0)),
        *(float(words[p >= step].sum()) / total for step in (0.1, 0.3, 0.5, 0.7, 0.9)),
        held / total,
        np.log1p(held),
        hits / held,
        hits / expected,
        2 * hits / (held + expected),
        float(words[np.abs(p - least) < _NEAR].sum()) / held,
        len(at) / span,
        float((gaps > 1).sum()) + 1,
        float(gaps.max(initial=0)),
        held / (float(words[at[0] : at[-1] + 1].sum()) + 1e-9) if len(at) else 0.0,
        of_kept("ends"),
        of_kept("rule"),
        held / max(len(at), 1),
        float(words[kept].max(initial=0.0)) / held,
    ]
    whole = [float(values[0]) for name, values in found.items() if name.startswith("page ")]
    return np.array(own + whole, np.float32)
