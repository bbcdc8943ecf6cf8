"""The learned numbers behind the cut before other stories: one file, read once, when first needed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters.content._trees import Trees
from app.filters.page._trailing_words import Hashes, hashed

__all__ = ["Floats", "Tables", "Weights", "load", "parse", "tables"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Table:
    """A number for each of many words, given by the words' hashes, ascending."""

    hashes: Hashes
    values: Floats
    default: float

    @classmethod
    def of(cls, values: Mapping[str, float], default: float) -> _Table:
        hashes = hashed(list(values))
        order = np.argsort(hashes)
        return cls(hashes[order], np.array(list(values.values()), np.float32)[order], default)

    def __getitem__(self, wanted: Hashes) -> Floats:
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        return np.where(self.hashes[places] == wanted, self.values[places], np.float32(self.default))


@dataclass(frozen=True, slots=True)
class Tables:
    """What is known of words, by their hash.

    Attributes:
        rarity: the logarithm of one over the share of articles that hold it.
        beginning: the log-odds that it stands in the beginning of an article's first paragraph, not of a later one.
        first: the same of it as a paragraph's first word.
    """

    rarity: _Table
    beginning: _Table
    first: _Table


@dataclass(frozen=True, slots=True)
class Weights:
    """What a training run learned.

    Attributes:
        foreign: whether a passage belongs to another story than what stands before it.
        cut: whether a cut is the one before other stories: the greater, the surer.
        bias: what it must exceed for a cut before one passage, two, and more.
        features: by the name of the trees what they ask of.
    """

    tables: Tables
    foreign: Trees
    cut: Trees
    bias: Floats
    features: Mapping[str, Sequence[str]]
    provenance: Mapping[str, Any]


@cache
def load() -> Weights:
    """The weights that ship."""
    return parse((files(__package__) / "trailing_story.json.gz").read_bytes())


def parse(data: bytes | Path) -> Weights:
    """Weights from the bytes of a file, or from its path."""
    raw: dict[str, Any] = json.loads(gzip.decompress(data.read_bytes() if isinstance(data, Path) else data))
    return Weights(
        tables(raw["words"]),
        Trees.load(raw["foreign"]),
        Trees.load(raw["cut"]),
        np.array(raw["bias"], np.float32),
        raw["features"],
        raw["provenance"],
    )


def tables(raw: Mapping[str, Any]) -> Tables:
    """The tables of words as the file writes them: for each number the words that it is of."""
    return Tables(
        _Table.of(_flat(raw["rarity"]), raw["unknown"]),
        _Table.of(_flat(raw["beginning"]), 0.0),
        _Table.of(_flat(raw["first"]), 0.0),
    )


def _flat(levels: Mapping[str, str]) -> dict[str, float]:
    return {word: float(level) for level, words in levels.items() for word in words.split(" ")}
