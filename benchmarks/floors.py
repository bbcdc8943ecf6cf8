"""The floors under our numbers: a drop fails the check, and only what is named may be lowered."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["SLACK", "failures", "pinned", "raised", "report", "store"]

FLOORS = Path(__file__).parent / "floors.json"
SLACK = 0.003  # what a floor is set below the measured value


def pinned() -> dict[str, Any]:
    """The digests of the ``corpora`` and the ``floors`` measured on them."""
    return dict(json.loads(FLOORS.read_text())) if FLOORS.exists() else {"corpora": {}, "floors": {}}


def store(corpora: Mapping[str, str], floors: Mapping[str, float]) -> None:
    FLOORS.write_text(json.dumps({"corpora": corpora, "floors": floors}, indent=2) + "\n")


def failures(
    got: Mapping[str, float],
    floors: Mapping[str, float],
    digests: Mapping[str, str] = {},
    pinned: Mapping[str, str] = {},
) -> list[str]:
    """What is wrong: a number under its floor, a floor that nothing was measured for, another corpus."""
    changed = [name for name in pinned if digests.get(name) != pinned[name]]
    out = [f"{name} is not the corpus that the floors were measured on" for name in changed]
    for name, floor in floors.items():
        if name not in got:
            out.append(f"{name}: not measured, floor {floor:.4f}")
        elif got[name] < floor:
            out.append(f"{name}: {got[name]:.4f} is under the floor of {floor:.4f}")
    return out


def raised(got: Mapping[str, float], floors: Mapping[str, float], lower: Sequence[str] = ()) -> dict[str, float]:
    """The floors after this run: none is lower than before unless it is named."""
    out = dict(floors)
    for name, value in got.items():
        floor = round(value - SLACK, 4)
        out[name] = floor if name in lower else max(floor, floors.get(name, floor))
    return dict(sorted(out.items()))


def report(found: Sequence[str]) -> int:
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0
