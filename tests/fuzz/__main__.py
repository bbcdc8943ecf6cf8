"""Looks for inputs that break what always holds, guided by coverage: ``make fuzz``, or from the tests.

A finding is a file in ``tests/fuzz/findings``, where the tests find it as well, until it is mended and for ever after.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha1
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["app"]):  # of ours alone: what libraries do is not what we look for
    from app import clean
    from fuzz.seeds import corpus, dictionary
    from fuzz.targets import TARGETS

    clean("<p>A storm.")  # the rules are imported with the first document
    clean("A storm.")

FINDINGS = Path(__file__).parent / "findings"
LONGEST = 4096  # bytes of an input
PATIENCE = 20  # seconds after which an input of so few bytes is a finding


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"what to fuzz, of {', '.join(TARGETS)}; everything if not said")
    parser.add_argument("--seconds", type=int, default=0, help="for each target")
    parser.add_argument("--runs", type=int, default=-1, help="of each target, always the same ones")
    parser.add_argument("--findings", type=Path, default=FINDINGS, help="folder for inputs that break something")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(TARGETS):
        parser.error(f"there is no {' '.join(sorted(unknown))}: the targets are {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), asked.targets or list(TARGETS))
        limits = [f"-max_total_time={asked.seconds}"] if asked.seconds else [f"-runs={asked.runs}", "-seed=1"]
        jobs = [(name, Path(folder), asked.findings, limits) for name in asked.targets or TARGETS]
        failed = run(jobs)
        for name in failed:
            print(f"== {name} ==\n{(Path(folder) / name / 'log').read_text(errors='replace')[-6000:]}")
    for path in sorted(asked.findings.glob("*-*")) if failed else ():
        print(f"{path}: to run it again, python -m pytest tests/fuzz -k {path.name}")
    return bool(failed)


def prepare(folder: Path, names: Sequence[str]) -> None:
    """Write the dictionary, and for each target the inputs to begin with."""
    (folder / "words").write_text(dictionary())
    for name in names:
        (folder / name / "corpus").mkdir(parents=True)
        for number, data in enumerate(corpus(name)):
            (folder / name / "corpus" / str(number)).write_bytes(data)


def run(jobs: Sequence[tuple[str, Path, Path, Sequence[str]]]) -> list[str]:
    """Fuzz each target in a process of its own, as many at a time as there are CPUs; the names of those that fail."""
    context = multiprocessing.get_context("fork")  # everything is imported and instrumented only once
    waiting, running, failed = list(jobs), dict[str, BaseProcess](), list[str]()
    while waiting or running:
        while waiting and len(running) < len(os.sched_getaffinity(0)):
            job = waiting.pop(0)
            running[job[0]] = context.Process(target=fuzz, args=job)
            running[job[0]].start()
        wait([process.sentinel for process in running.values()])
        for name in [name for name, process in running.items() if not process.is_alive()]:
            failed += [name] if running.pop(name).exitcode else []
            log = (jobs[0][1] / name / "log").read_text(errors="replace")
            inputs = re.search(r"number_of_executed_units: *(\d+)", log)
            what = "SOMETHING FOUND" if name in failed else "nothing found"
            print(f"{name}: {what} in {inputs[1] if inputs else '?'} inputs", flush=True)
    return failed


def fuzz(name: str, folder: Path, findings: Path, limits: Sequence[str]) -> None:
    """Fuzz one target until its time is over or something is found. Never returns."""
    log = os.open(folder / name / "log", os.O_CREAT | os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)
    options = [
        *limits,
        f"-artifact_prefix={findings}/{name}-",
        f"-dict={folder / 'words'}",
        f"-max_len={LONGEST}",
        f"-timeout={PATIENCE}",
        "-print_final_stats=1",
        "-reload=0",  # which it would do by the clock
    ]

    def target(data: bytes) -> None:
        try:
            TARGETS[name](data)
        except Exception:
            (findings / f"{name}-{sha1(data, usedforsecurity=False).hexdigest()[:12]}").write_bytes(data)
            raise

    atheris.Setup([sys.argv[0], *options, str(folder / name / "corpus")], target)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
