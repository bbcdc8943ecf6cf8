"""From probabilities to a decision: each page has its own threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST", "MOST", "threshold"]

LEAST, MOST = 0.12, 0.6


def threshold(probability: NDArray[np.float32], words: NDArray[np.float32]) -> float:
    """The probability from which on keeping blocks is expected to give the greatest F1 of words.

    The expected F1 of keeping the k surest blocks is 2·(their expected words of the article) / (their words + the
    article's expected words).
    """
    if not len(probability):
        return MOST
    order = np.argsort(-probability, kind="stable")
    sure, size = probability[order].astype(np.float64), words[order].astype(np.float64)
    hits = np.cumsum(sure * size)
    best = int(np.argmax(2 * hits / (np.cumsum(size) + hits[-1] + 1e-9)))
    return float(np.clip(sure[best], LEAST, MOST))
