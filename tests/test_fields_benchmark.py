"""The measure of the fields."""

from __future__ import annotations

import pytest

from benchmarks.fields import outcome


@pytest.mark.parametrize(
    ("field", "got", "gold", "found"),
    [
        ("title", "Bridge opens", "Bridge Opens!", "right"),
        ("title", "Bridge opens - Sample", "Bridge opens", "wrong"),
        ("author", "Zoe Roe, Ann Lee", "Ann Lee and Zoe Roe", "right"),
        ("author", "Zoe Roe", "Ann Lee", "wrong"),
        ("author", None, "Ann Lee", "missing"),
        ("date", "2021-05-20T10:00:00+02:00", "2021-05-20", "right"),
        ("date", "2021-05-20", None, "invented"),
        ("date", None, "", "rightly none"),
    ],
)
def test_outcomes(field: str, got: str | None, gold: str | None, found: str) -> None:
    assert outcome(field, got, gold) == found
