"""The learned numbers behind the cut before other stories: one file, read once, when first needed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Features", "Floats", "Linear", "Weights", "load", "parse"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """What was measured of several things.

    Attributes:
        values: a row for each of ``names``.
    """

    names: tuple[str, ...]
    values: Floats


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds as a weighted sum of features, which come in the order of ``names``."""

    names: tuple[str, ...]
    weights: Floats
    bias: float

    def of(self, features: Features) -> Floats:
        if features.names != self.names:
            raise ValueError("learned from other features: run benchmarks.train_trailing")
        return np.asarray(self.weights @ features.values + self.bias)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a training run learned.

    Attributes:
        rarity: for each stem how rare it is: the logarithm of one over the share of articles that hold it.
        unknown: the same for stems that are not in the table.
        openers: for first words the log-odds that they open an article and not a later paragraph.
        foreign: whether a passage belongs to another story than what stands before it.
        cut: whether a cut is the one before other stories.
    """

    rarity: Mapping[str, float]
    unknown: float
    openers: Mapping[str, float]
    foreign: Linear
    cut: Linear
    provenance: Mapping[str, Any]

    def rarity_of(self, stems: Iterable[str]) -> Floats:
        """Of each stem ten times the rarity: whole numbers, whose sums do not depend on the order of the stems."""
        get, unknown = self.rarity.get, self.unknown
        return np.asarray(np.rint(np.array([get(stem, unknown) for stem in stems], float) * 10))


@cache
def load() -> Weights:
    """The weights that ship."""
    return parse((files(__package__) / "trailing_story.json.gz").read_bytes())


def parse(data: bytes | Path) -> Weights:
    """Weights from the bytes of a file, or from its path."""
    raw: dict[str, Any] = json.loads(gzip.decompress(data.read_bytes() if isinstance(data, Path) else data))
    rarity = {stem: float(level) for level, stems in raw["rarity"].items() for stem in stems.split(" ")}
    return Weights(
        rarity, raw["unknown"], raw["openers"], _linear(raw["foreign"]), _linear(raw["cut"]), raw["provenance"]
    )


def _linear(raw: Mapping[str, Any]) -> Linear:
    return Linear(tuple(raw["features"]), np.array(raw["weights"], float), raw["bias"])
