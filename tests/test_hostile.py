"""Hostile documents, made small, through the engine: the right outcome, in bounded time and memory."""

from __future__ import annotations

from functools import cache

import pytest

from fixtures.hostile import documents
from fixtures.hostile.engine import Measured, Plain, measure
from fixtures.hostile.model import Hostile

SIZE = 12_000  # bytes
ROOM = 3  # times the budget: a small document's share of what every document costs, and a loaded machine
SPARE = 48 << 20  # bytes that any document may take beside its budget: what libraries set aside in large pieces

HERE = [one for one in documents() if one.coding is None]


@cache
def measured() -> tuple[dict[str, Plain], dict[str, Measured]]:
    plains, rows = measure(SIZE)
    return plains, {row.name: row for row in rows}


@pytest.mark.parametrize("one", HERE, ids=lambda one: one.name)
def test_a_hostile_document_is_answered_within_its_budget(one: Hostile) -> None:
    plains, rows = measured()
    plain, row = plains[one.format], rows[one.name]
    assert row.outcome in one.outcomes
    seconds = plain.seconds * max(row.bytes, SIZE)
    assert row.seconds <= ROOM * (one.time + 1) * seconds, f"{row.seconds / seconds:.1f} times"
    assert row.memory <= ROOM * (one.memory + max(0.0, plain.memory)) * row.bytes + SPARE


def test_names_are_told_apart() -> None:
    assert len({one.name for one in documents()}) == len(documents())
