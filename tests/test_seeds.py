"""The real scrapes with line-by-line gold, where they stand beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import clean
from app.model import CATEGORIES

SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
GOLD: dict[str, Any] = json.loads((SEEDS / "gold.json").read_text()) if SEEDS.is_dir() else {}

pytestmark = pytest.mark.skipif(not GOLD, reason="the seeds are not beside this checkout")


def line_categories(text: str, sections: list[Any]) -> dict[int, str]:
    """For each line with something on it (1-based) the category of its last block."""
    out = {}
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        end = start + len(line)
        over = [s for s in sections if s.start < end and s.end > start]
        if over and line.strip():
            out[number] = over[-1].category
        start = end + 1
    return out


@pytest.mark.parametrize("name", sorted(GOLD))
def test_seed(name: str) -> None:
    text = (SEEDS / name).read_text()
    result = clean(text)
    gold = {}
    for span, category in GOLD[name]["labels"]:
        first, _, last = span.partition("-")
        gold |= dict.fromkeys(range(int(first), int(last or first) + 1), category)
    lines = text.split("\n")
    gold = {n: category for n, category in gold.items() if lines[n - 1].strip()}
    sections = sorted((*result.kept, *result.removed, *result.lifted), key=lambda s: s.start)
    got = line_categories(text, sections)
    wrong = {n: (category, got.get(n), lines[n - 1][:60]) for n, category in gold.items() if got.get(n) != category}
    assert wrong == {}
    for field in ("title", "byline", "published"):
        assert getattr(result, field) == GOLD[name]["fields"].get(field), field
    body = [line.strip() for n, line in enumerate(lines, 1) if gold.get(n) == "body"]
    assert [line for line in result.body.split("\n") if line.strip()] == body
    assert {s.category for s in sections} <= set(CATEGORIES)
