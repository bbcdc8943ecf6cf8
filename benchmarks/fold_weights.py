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
    # what trains is not needed to measure
    if not all(_file(folder, name, fold).exists() for name in NAMES for fold in range(FOLDS)):
        from benchmarks import train

        train.folds(corpora, folder)
    lines = [_file(folder, "names", fold) for fold in range(FOLDS)]
    if not all(file.exists() for file in lines):
        from benchmarks import train_names

        train_names.fold_names(corpora, lines)
    return folder


def _file(folder: Path, name: str, fold: int) -> Path:
    """Where the weights without a fold are; those that name lines go by their own code."""
    return folder / (
        f"names-{_digest(NAMED_THROUGH)[:8]}-{fold}.json.gz" if name == "names" else f"{name}-{fold}.json.gz"
    )


def cache_folder() -> Path:
    """Where the benchmarks keep what takes long to make."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "winnow"


# What the weights come from. How they are used (thresholds, names, reasons) may change without learning anew.
# The rules, too, are features, but they change every day: weights that heard the rules of yesterday have seen no more.
LEARNED_THROUGH = (
    "app/blocks/*.py app/filters/_characters.py app/filters/content/_evidence.py app/filters/content/_features.py "
    "app/filters/content/_layout.py "
    "app/filters/content/_ruled.py app/filters/content/_structure.py app/filters/content/_text_features.py "
    "app/filters/content/_topic.py app/filters/content/_whole.py benchmarks/boost.py benchmarks/corpus.py "
    "benchmarks/flatten.py benchmarks/labels.py benchmarks/learning.py benchmarks/texts.py benchmarks/train_html.py "
    "benchmarks/train_text.py"
)
# … and those that name what is removed from a text.
NAMED_THROUGH = "app/filters/content/_line_features.py benchmarks/train_names.py"


def _key(corpora: Path) -> str:
    """Changes when the corpus does or any code that training runs through."""
    return _digest(LEARNED_THROUGH, digest(corpora, CORPUS))[:16]


@cache
def _digest(patterns: str, seed: str = "") -> str:
    root = Path(__file__).parent.parent
    sha = hashlib.sha256(seed.encode())
    for path in sorted(path for pattern in patterns.split() for path in root.glob(pattern)):
        sha.update(path.read_bytes())
    return sha.hexdigest()


@contextmanager
def without(folder: Path, fold: int | None) -> Iterator[None]:
    """Clean with the weights of that fold; None leaves those that ship."""
    if fold is None:
        yield
        return
    with patch.object(_weights, "load", lambda name: _load(_file(folder, name, fold))):
        yield


@cache
def _load(path: Path) -> _weights.Weights:
    return _weights.parse(path)
