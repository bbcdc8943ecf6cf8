"""Boosted oblivious trees, and the files that hold them."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Matrix", "averages", "fit", "pack", "write"]

Matrix = NDArray[np.float32]
Column = NDArray[np.float64]


def fit(
    matrices: Sequence[Matrix],
    labels: Sequence[Column],
    weights: Sequence[Column],
    *,
    trees: int,
    depth: int = 6,
    rate: float = 0.1,
    share: float = 0.3,
    rows: Sequence[int] | None = None,
    number: bool = False,
    classes: int = 0,
) -> dict[str, Any]:
    """Boosted oblivious trees as the weights file writes them. Deterministic: one thread, one seed.

    Args:
        matrices: a row a feature, a column a block; one a page.
        rate: the learning rate.
        share: of the features that each tree may choose among: a third is faster and no worse.
        rows: the features that may be asked for; all if None.
        number: whether the labels are numbers to come near to, not probabilities.
        classes: where the labels are the numbers of classes, how many there are.
    """
    from catboost import CatBoostClassifier, CatBoostRegressor  # what measures does not need what learns

    learner = CatBoostRegressor if number else CatBoostClassifier
    model = learner(
        iterations=trees,
        depth=depth,
        learning_rate=rate,
        l2_leaf_reg=3,
        border_count=32,
        rsm=share,
        bootstrap_type="Bernoulli",
        subsample=0.5,
        random_seed=1,
        thread_count=1,
        verbose=0,
        allow_writing_files=False,
        **({"loss_function": "MultiClass", "classes_count": classes} if classes else {}),
    )
    chosen = [matrix[rows] for matrix in matrices] if rows else matrices
    model.fit(np.concatenate(chosen, axis=1).T, np.concatenate(labels), sample_weight=np.concatenate(weights))
    return _export(model, rows)


def _export(model: Any, rows: Sequence[int] | None) -> dict[str, Any]:
    """The trees of a fitted model; with ``rows`` its columns are those rows of the whole matrix."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        raw = json.loads(path.read_text())
    scale, biases = raw["scale_and_bias"]
    bias = [round(value, 5) for value in biases]
    columns = [feature["flat_feature_index"] for feature in raw["features_info"]["float_features"]]
    return {
        "bias": bias if len(bias) > 1 else bias[0],
        "trees": [
            {
                "asks": [
                    [_row(columns[ask["float_feature_index"]], rows), _short(ask["border"])] for ask in tree["splits"]
                ],
                "leaves": _leaves([scale * leaf for leaf in tree["leaf_values"]], len(bias)),
            }
            for tree in raw["oblivious_trees"]
        ],
    }


def _leaves(values: Sequence[float], classes: int) -> list[Any]:
    """The values of a tree's leaves; with several classes those of each leaf together, and shorter."""
    if classes == 1:
        return [round(value, 4) for value in values]
    return [[round(value, 2) for value in values[i : i + classes]] for i in range(0, len(values), classes)]


def _row(column: int, rows: Sequence[int] | None) -> int:
    return rows[column] if rows else column


def _short(border: float) -> float:
    return float(np.format_float_positional(np.float32(border), unique=True))


def averages(scores: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Mean score of each group, rounded."""
    groups = sorted({group for group, _ in scores})
    return {group: round(float(np.mean([score for name, score in scores if name == group])), 4) for group in groups}


def pack(weights: dict[str, Any]) -> bytes:
    text = json.dumps(weights, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def write(path: Path, weights: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack(weights))
    print(f"{path}: {path.stat().st_size:,} bytes")
