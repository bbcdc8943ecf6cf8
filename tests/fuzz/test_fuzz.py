"""The fuzz targets: every finding of the past, inputs that Hypothesis makes up, and some that coverage leads to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import targets
from fuzz.inventions import PAGES, TEXTS, examples
from fuzz.seeds import corpus, shaped
from fuzz.targets import HEAD, TARGETS

FINDINGS = sorted((Path(__file__).parent / "findings").glob("*-*"))
DOCUMENTS = st.binary(max_size=200) | st.builds(lambda text: text.encode("utf-8", "surrogatepass"), TEXTS | PAGES)


@pytest.mark.parametrize("path", FINDINGS, ids=[path.name for path in FINDINGS])
def test_what_was_found_once_stays_mended(path: Path) -> None:
    TARGETS[path.name.partition("-")[0]](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@examples(100)
@given(st.binary(min_size=HEAD, max_size=HEAD), DOCUMENTS, st.booleans())
def test_a_target_holds_on_what_hypothesis_makes_up(target: str, head: bytes, document: bytes, whole: bool) -> None:
    TARGETS[target](head + (shaped(target, document) if whole else document))


@pytest.mark.skipif(not find_spec("atheris"), reason="atheris, which there is for Linux alone, is not installed")
def test_targets_hold_on_what_coverage_leads_to(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "fuzz", "--runs", "200", "--findings", tmp_path],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, Path(__file__).parents[1:3])), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    inputs = [int(number) for number in re.findall(r": nothing found in (\d+) inputs", run.stdout)]
    assert inputs == [200] * len(TARGETS)


def test_the_seeds_reach_what_they_are_meant_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Targets that refuse everything would hold, too: of the seeds a good part comes through to a result."""
    cleaned = []
    monkeypatch.setattr(targets, "check", lambda result, options: cleaned.append(result))
    for seed in corpus("clean"):
        TARGETS["clean"](seed)
    assert len(cleaned) > 30
    assert any(result.removed for result in cleaned)


def test_a_result_that_loses_something_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = targets.compose
    monkeypatch.setattr(targets, "compose", lambda *given: replace(honest(*given), kept=()))
    with pytest.raises(AssertionError, match="vanished"):
        TARGETS["compose"](bytes(HEAD) + bytes(32) + b"A storm reached the coast on Monday.\n\nIt rained.")


def test_a_decoder_that_gives_too_much_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "SMALL", 3)
    monkeypatch.setattr(targets, "chunks", lambda *_: targets._pieces(b"long", 2))
    with pytest.raises(AssertionError):
        TARGETS["codings"](bytes(HEAD) + b"long")
