"""Every rule has a fixture, and every line of it the fate that its gutter says.

A fixture is ``fixtures/rules/<rule>.txt``: cases headed ``=== name`` (``=== name [html]`` for markup). Each line has
a one-character gutter: ``-`` removed by this rule, ``^`` lifted by it, ``~`` taken by another rule, space kept.
Without the gutter the lines are the input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import Options, Result, clean
from app.filters import rules
from app.model import Action

FOLDER = Path(__file__).parent.parent / "fixtures" / "rules"


@dataclass(frozen=True)
class Case:
    rule: str
    name: str
    format: str
    gutter: str
    lines: tuple[str, ...]


def load(path: Path) -> list[Case]:
    cases = []
    for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, _, body = part.partition("\n")
        match = re.fullmatch(r"(.*?)(?: \[(html|markdown|text)\])?", head.strip())
        assert match is not None
        lines = body.rstrip("\n").split("\n")
        assert all(line == "" or line[0] in "-^~ " for line in lines), f"{path.name}: {head}: a line without a gutter"
        cases.append(
            Case(
                rule=path.stem.replace("_", "-"),
                name=match[1],
                format=match[2] or "text",
                gutter="".join(line[:1] or " " for line in lines),
                lines=tuple(line[1:] for line in lines),
            )
        )
    return cases


CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in load(path)]


def fate(result: Result, case: Case, number: int) -> str:
    """The gutter character that the result would put before a line."""
    if case.format == "html":
        words = " ".join(re.sub(r"<[^>]+>", " ", case.lines[number]).split())
        at = [b for b in result.blocks if words and words in " ".join(b.block.text.split())]
    else:
        start = sum(len(line) + 1 for line in case.lines[:number])
        end = start + len(case.lines[number])
        at = [b for b in result.blocks if b.block.start < end and b.block.end > start]
    marks = set()
    for judged in at:
        if judged.action is Action.KEEP:
            marks.add(" ")
            continue
        mine = judged.rule == case.rule or any(
            v.rule == case.rule and v.category == judged.category for v in judged.verdicts
        )
        marks.add(("^" if judged.action is Action.LIFT else "-") if mine else "~")
    return marks.pop() if len(marks) == 1 else "?" if marks else " "


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule}: {case.name}" for case in CASES])
def test_every_line_has_the_fate_that_its_gutter_says(case: Case) -> None:
    result = clean("\n".join(case.lines), format=case.format, options=Options(blocks=True))
    wrong = [
        f"{mark}|{got}|{line}"
        for n, (mark, line) in enumerate(zip(case.gutter, case.lines, strict=True))
        if line.strip() and (got := fate(result, case, n)) != mark
    ]
    assert wrong == [], "wanted|got|line"


@pytest.mark.parametrize("rule", rules())
def test_every_rule_has_cases_that_go_and_cases_that_stay(rule: str) -> None:
    marks = "".join(case.gutter for case in CASES if case.rule == rule)
    if rules()[rule].category == "body":  # it protects: what would go without it stays
        assert "~" in marks
        return
    assert set(marks) & set("-^"), f"fixtures/rules/{rule.replace('-', '_')}.txt has no line that goes"
    assert " " in marks, f"fixtures/rules/{rule.replace('-', '_')}.txt has no near-miss that stays"


@pytest.mark.parametrize("rule", rules().values(), ids=list(rules()))
def test_every_rule_documents_itself(rule: object) -> None:
    missing = [name for name in ("summary", "removes", "why", "example", "keeps") if not getattr(rule, name)]
    assert missing == []
