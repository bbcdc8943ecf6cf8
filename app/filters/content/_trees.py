"""Gradient-boosted oblivious trees, evaluated in numpy: every tree asks the same questions of every block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Trees", "logistic"]

_AT_ONCE = 512  # blocks: bounds the memory of one pass, and keeps it in the processor's cache


@dataclass(frozen=True, slots=True)
class Trees:
    """A boosted sum of oblivious trees. Many ask the same questions: each is answered once.

    Attributes:
        rows: for each question the row of the feature that it asks of.
        borders: for each question, in a column, what the feature has to exceed.
        asks: depth × trees flattened, the questions of all trees at one depth after those at the one before.
        leaves: trees × 2^depth flattened, log-odds; where there are several classes, a column each.
        first: for each tree, in a column, where its leaves begin.
        bias: log-odds that every block begins with; where there are several classes, of each.
    """

    rows: NDArray[np.int64]
    borders: NDArray[np.float32]
    asks: NDArray[np.int64]
    leaves: NDArray[np.float32]
    first: NDArray[np.int64]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, data: dict[str, Any]) -> Trees:
        """From what the weights file holds: per tree its questions (feature, border) and its leaves."""
        trees: Sequence[dict[str, Any]] = data["trees"]
        depth = max(len(tree["asks"]) for tree in trees)
        rows = np.zeros((depth, len(trees)))
        borders = np.full((depth, len(trees)), np.inf, np.float32)  # a question that no block answers with yes
        bias = np.array(data["bias"], np.float32)
        leaves = np.zeros((len(trees), 1 << depth, *bias.shape), np.float32)
        for t, tree in enumerate(trees):
            for d, (feature, border) in enumerate(tree["asks"]):
                rows[d, t], borders[d, t] = feature, border
            leaves[t, : len(tree["leaves"])] = tree["leaves"]
        pairs = np.stack((rows.ravel(), borders.ravel()), axis=1)
        questions, asks = np.unique(pairs, axis=0, return_inverse=True)
        return cls(
            questions[:, 0].astype(np.int64),
            questions[:, 1:].astype(np.float32),
            asks.ravel(),
            leaves.reshape(-1, *bias.shape),
            np.arange(0, len(trees) << depth, 1 << depth)[:, None],
            bias,
        )

    def value(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each column (block) of ``matrix`` (a row a feature) what the trees say: log-odds, or a number.

        Where there are several classes, a row a block and a column a class.
        """
        columns = matrix.shape[1]
        total = np.empty((columns, *self.bias.shape), np.float32)
        for start in range(0, columns, _AT_ONCE):
            total[start : start + _AT_ONCE] = self._sum(matrix[:, start : start + _AT_ONCE])
        return total + self.bias

    def _sum(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        answers = (matrix.take(self.rows, axis=0) > self.borders).view(np.uint8)
        asked = answers.take(self.asks, axis=0).reshape(-1, len(self.first), matrix.shape[1])
        leaf = asked[-1]  # the answers of a tree, its first question's the lowest bit, number its leaf
        for answered in asked[-2::-1]:
            leaf += leaf
            leaf |= answered
        picked: NDArray[np.float32] = self.leaves.take(self.first + leaf, axis=0).sum(axis=0)
        return picked


def logistic(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability from log-odds."""
    out: NDArray[np.float32] = np.reciprocal(1 + np.exp(-log_odds), dtype=np.float32)
    return out
