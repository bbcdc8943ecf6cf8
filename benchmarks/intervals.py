"""How sure a number is: bootstrap intervals, drawn by host, because pages of one host stand and fall together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.measures import Ratio

__all__ = ["Interval", "interval", "ratio"]

SEED = 20
DRAWS = 2000
LEAST = 5  # hosts; of fewer nothing is drawn


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the number would lie in 95 of 100 samples of hosts."""

    low: float
    high: float


def ratio(scores: Sequence[Ratio]) -> float:
    """The pages' numerators by their denominators."""
    over, under = map(sum, zip(*scores, strict=True))
    return over / under if under else 0.0


def interval(hosts: Sequence[str], ours: Sequence[Ratio], minus: Sequence[Ratio] | None = None) -> Interval | None:
    """The interval of ours, or of the difference ours − other on the same draws; None for fewer than five hosts.

    Args:
        hosts: the host of each page.
        ours, minus: the score of each page, in the same order.
    """
    names, of = np.unique(np.array(hosts), return_inverse=True)
    if len(names) < LEAST:
        return None
    drawn = _drawn(ours, of, len(names))
    if minus is not None:
        drawn = drawn - _drawn(minus, of, len(names))
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Interval(float(low), float(high))


def _drawn(scores: Sequence[Ratio], of: NDArray[np.intp], hosts: int) -> NDArray[np.float64]:
    """The number for each draw of hosts."""
    over, under = (np.bincount(of, weights=column, minlength=hosts) for column in np.array(scores, float).T)
    weights = _draws(hosts)
    with np.errstate(invalid="ignore", divide="ignore"):  # a draw of hosts without any snippet says nothing
        return np.asarray((weights @ over) / (weights @ under))


@cache
def _draws(hosts: int) -> NDArray[np.float64]:
    """How often each host is in each draw; the same ones each time."""
    return np.random.default_rng(SEED).multinomial(hosts, np.full(hosts, 1 / hosts), DRAWS).astype(float)
