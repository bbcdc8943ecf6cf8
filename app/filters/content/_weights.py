"""The learned numbers: one file per task beside this one, read once, when first needed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.filters.content._evidence import Evidence
from app.filters.content._trees import Trees

__all__ = ["Weights", "load", "parse"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a training run learned.

    Attributes:
        features: the names of the features, in the order of the rows that the trees ask about.
        trees: by the name of what they decide.
        known: for short lines that mean the same on many sites the number of their class.
        provenance: what it was learned from, by which command, and how well it did on pages it had not seen.
    """

    features: tuple[str, ...]
    trees: Mapping[str, Trees]
    evidence: Evidence
    known: Mapping[str, int]
    provenance: Mapping[str, Any]


@cache
def load(name: str) -> Weights:
    """The weights that ship, ``html``, ``text`` or ``names``."""
    return parse((files(__package__) / f"{name}.json.gz").read_bytes())


def parse(data: bytes | Path) -> Weights:
    """Weights from the bytes of a file, or from its path."""
    raw = json.loads(gzip.decompress(data.read_bytes() if isinstance(data, Path) else data))
    return Weights(
        tuple(raw["features"]),
        {name: Trees.load(trees) for name, trees in raw["trees"].items()},
        Evidence(raw.get("names", {}), raw.get("lines", {}), raw.get("sections", {})),
        raw.get("known", {}),
        raw["provenance"],
    )
