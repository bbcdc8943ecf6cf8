"""The scorer's weights without one fold of the corpus, so that no page is judged by weights that saw its host."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from app.filters.content import _weights
from benchmarks.corpus import digest
from benchmarks.learning import CORPUS, FOLDS, NAMES

__all__ = ["cache_folder", "ensure", "without"]


def ensure(corpora: Path) -> Path:
    """The folder of the folds' weights; they are trained first where this corpus and this code have none yet."""
    folder = cache_folder() / _key(corpora)
    if not all((folder / f"{name}-{fold}.json.gz").exists() for name in NAMES for fold in range(FOLDS)):
        from benchmarks import train  # what trains is not needed to measure

        train.folds(corpora, folder)
    return folder


def cache_folder() -> Path:
    """Where the benchmarks keep what takes long to make."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "winnow"


# What the weights come from. How they are used (thresholds, names, reasons) may change without learning anew.
# The rules, too, are features, but they change every day: weights that heard the rules of yesterday have seen no more.
LEARNED_THROUGH = (
    "app/blocks/*.py app/filters/content/_evidence.py app/filters/content/_features.py app/filters/content/_layout.py "
    "app/filters/content/_ruled.py app/filters/content/_structure.py app/filters/content/_text.py "
    "app/filters/content/_whole.py benchmarks/boost.py benchmarks/corpus.py benchmarks/flatten.py benchmarks/labels.py "
    "benchmarks/learning.py benchmarks/train_html.py benchmarks/train_text.py"
)


def _key(corpora: Path) -> str:
    """Changes when the corpus does or any code that training runs through."""
    root = Path(__file__).parent.parent
    sha = hashlib.sha256(digest(corpora, CORPUS).encode())
    for path in sorted(path for pattern in LEARNED_THROUGH.split() for path in root.glob(pattern)):
        sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


@contextmanager
def without(folder: Path, fold: int | None) -> Iterator[None]:
    """Clean with the weights of that fold; None leaves those that ship."""
    if fold is None:
        yield
        return
    with patch.object(_weights, "load", lambda name: _load(folder / f"{name}-{fold}.json.gz")):
        yield


@cache
def _load(path: Path) -> _weights.Weights:
    return _weights.parse(path)
