"""Gradient-boosted oblivious trees, evaluated in numpy: every tree asks the same questions of every block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Trees", "logistic"]

_AT_ONCE = 2_048  # blocks: bounds the memory of one pass


@dataclass(frozen=True, slots=True)
class Trees:
    """A boosted sum of oblivious trees.

    Attributes:
        rows: for each question the row of the feature that it asks of, trees × depth flattened.
        borders: for each question what the feature has to exceed.
        leaves: trees × 2^depth flattened, log-odds.
        bias: log-odds that every block begins with.
    """

    rows: NDArray[np.int64]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    depth: int
    bias: float

    @classmethod
    def load(cls, data: dict[str, Any]) -> Trees:
        """From what the weights file holds: per tree its questions (feature, border) and its leaves."""
        trees: Sequence[dict[str, Any]] = data["trees"]
        depth = max(len(tree["asks"]) for tree in trees)
        rows = np.zeros((len(trees), depth), np.int64)
        borders = np.full((len(trees), depth), np.inf, np.float32)  # a question that no block answers with yes
        leaves = np.zeros((len(trees), 1 << depth), np.float32)
        for t, tree in enumerate(trees):
            for d, (feature, border) in enumerate(tree["asks"]):
                rows[t, d], borders[t, d] = feature, border
            leaves[t, : len(tree["leaves"])] = tree["leaves"]
        return cls(rows.ravel(), borders.ravel(), leaves.ravel(), depth, float(data["bias"]))

    def value(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each column (block) of ``matrix`` (a row a feature) what the trees say: log-odds, or a number."""
        columns = matrix.shape[1]
        total = np.empty(columns, np.float32)
        for start in range(0, columns, _AT_ONCE):
            total[start : start + _AT_ONCE] = self._sum(matrix[:, start : start + _AT_ONCE])
        return total + np.float32(self.bias)

    def _sum(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        depth = self.depth
        asked = matrix[self.rows] > self.borders[:, None]
        answers = asked.view(np.uint8).reshape(-1, depth, matrix.shape[1])
        leaf = answers[:, 0].copy()
        for d in range(1, depth):
            leaf |= answers[:, d] << d
        first = np.arange(len(leaf), dtype=np.int64)[:, None] << depth
        picked: NDArray[np.float32] = self.leaves[first + leaf].sum(axis=0)
        return picked


def logistic(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability from log-odds."""
    out: NDArray[np.float32] = np.reciprocal(1 + np.exp(-log_odds), dtype=np.float32)
    return out
