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
from benchmarks import train
from benchmarks.corpus import digest
from benchmarks.learning import FOLDS

__all__ = ["ensure", "without"]


def ensure(corpora: Path) -> Path:
    """The folder of the folds' weights; they are trained first where this corpus and this code have none yet."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "winnow" / _key(corpora)
    if not all((folder / f"{name}-{fold}.json.gz").exists() for name in train.NAMES for fold in range(FOLDS)):
        train.folds(corpora, folder)
    return folder


def _key(corpora: Path) -> str:
    """Changes when the corpus does or any code that training runs through."""
    root = Path(__file__).parent.parent
    code = [*(root / "app" / "filters" / "content").glob("*.py"), *(root / "app" / "blocks").glob("*.py")]
    code += [Path(__file__).parent / f"{name}.py" for name in ("train", "learning", "labels", "corpus")]
    sha = hashlib.sha256(digest(corpora, train.CORPUS).encode())
    for path in sorted(code):
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
