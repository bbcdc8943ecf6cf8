"""Which weights may judge a labelled page: those of the fold that has not seen its host."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

from benchmarks import fold_weights
from benchmarks.corpus import folds, load
from benchmarks.learning import CORPUS, FOLDS

__all__ = ["unseen"]


@cache
def unseen(corpora: Path) -> Callable[[str], AbstractContextManager[None]]:
    """For a page, named ``corpus:id``, the context in which it is cleaned with weights that have not seen its host.

    Pages of other corpora were never learned from: the weights that ship judge them.
    """
    folder = fold_weights.ensure(corpora)
    fold = {f"{CORPUS}:{page.id}": folds(page.host, FOLDS) for page in load(corpora, CORPUS, pages=False)}
    return lambda id: fold_weights.without(folder, fold.get(id))
