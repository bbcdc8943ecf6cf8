"""Which patterns the package compiles, where, and how each is used: found by watching, so that a new one is found, too.

Run as a program it imports every module of the package, cleans every fixture, and writes what was compiled as JSON.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ANCHORED = {"match", "fullmatch"}  # tried at one place only
METHODS = {"search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"}


class Used(NamedTuple):
    """One compiled pattern.

    Attributes:
        where: file and line, relative to the checkout.
        pattern: its source; of one over bytes, as Latin-1.
        flags: as given to ``re.compile``.
        binary: whether it is one over bytes.
        how: the methods called on it; every one if it is handed around.
        library: ``re`` or ``regex``.
    """

    where: str
    pattern: str
    flags: int
    binary: bool
    how: tuple[str, ...]
    library: str


def recorded() -> list[Used]:
    """The package's patterns, from a process of its own: here, much is imported already.

    Raises:
        CalledProcessError: a module cannot be imported or a fixture not cleaned.
    """
    run = [sys.executable, str(Path(__file__))]
    out = subprocess.run(run, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=200).stdout
    return [Used(*row[:4], tuple(row[4]), row[5]) for row in json.loads(out)]


def main() -> None:
    seen: dict[tuple[str, int, bool, str], tuple[str, set[str]]] = {}

    def watch(library: Any, name: str) -> None:
        compiled = getattr(library, name)

        def watched(pattern: Any, flags: Any = 0, *rest: Any, **named: Any) -> Any:
            frame: FrameType | None = sys._getframe(1)
            method = None
            if frame is not None and frame.f_globals.get("__name__") in ("re", "regex._main", "regex.regex"):
                method, frame = frame.f_code.co_name, frame.f_back
            path = Path(frame.f_code.co_filename) if frame is not None else Path()
            if frame is not None and path.is_relative_to(ROOT / "app") and isinstance(pattern, str | bytes):
                source = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
                key = (source, int(flags), isinstance(pattern, bytes), library.__name__)
                used = {method} if method in METHODS else methods(path, frame.f_lineno)
                where = f"{path.relative_to(ROOT)}:{frame.f_lineno}"
                seen.setdefault(key, (where, set()))[1].update(used)
            return compiled(pattern, flags, *rest, **named)

        setattr(library, name, watched)

    import regex

    watch(re, "_compile")
    watch(regex, "compile")

    import app

    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for fixture in sorted((ROOT / "fixtures").rglob("*.txt")):
        lines = fixture.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line if line.startswith("===") else line[1:] for line in lines)
        for format in ("auto", "text", "markdown", "html"):
            app.clean(text, format=format)
    for where, pattern, flags, method in written():
        used = {method} if method in METHODS else set()
        seen.setdefault((pattern, flags, False, "re"), (where, used or METHODS.copy()))[1].update(used)
    rows = [
        (where, pattern, flags, is_bytes, sorted(used), library)
        for (pattern, flags, is_bytes, library), (where, used) in seen.items()
    ]
    json.dump(sorted(rows), sys.stdout)


def written() -> Iterator[tuple[str, str, int, str]]:
    """Patterns that stand in calls of ``re``, whether these ran or not: where, the pattern, its flags, the function."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args):
                continue
            first, method = node.args[0], ast.unparse(node.func).removeprefix("re.")
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and method in {*METHODS, "compile"}:
                named = {str(keyword.arg): keyword.value for keyword in node.keywords}
                given = inspect.signature(getattr(re, method)).bind(*node.args, **named)
                flags = given.arguments.get("flags", ast.Constant(0))
                value = int(eval(ast.unparse(flags), {"re": re}))  # our own source
                yield f"{path.relative_to(ROOT)}:{node.lineno}", first.value, value, method


@cache
def _loads() -> dict[str, list[tuple[str, str | None]]]:
    """For each name of the package how it is used: in which file, and by which method (None: handed around)."""
    loads: dict[str, list[tuple[str, str | None]]] = {}
    for path in (ROOT / "app").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called: dict[ast.expr, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                at = node.args[1:2]  # from a place on other than the beginning: it may be tried at every place in turn
                moves = bool(node.keywords) or (at and not (isinstance(at[0], ast.Constant) and at[0].value == 0))
                called[node.func.value] = "search" if moves and node.func.attr in ANCHORED else node.func.attr
            elif isinstance(node, ast.ImportFrom):
                for name in node.names:
                    loads.setdefault(name.name, []).append((str(path), "imported"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                name = node.id if isinstance(node, ast.Name) else node.attr
                loads.setdefault(name, []).append((str(path), called.get(node)))
    return loads


@cache
def _assigned(path: Path) -> list[ast.Assign]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.Assign)]


def methods(path: Path, line: int) -> set[str]:
    """The methods called on the pattern that a module compiles in this line; all of them if that cannot be told."""
    for node in _assigned(path):
        if node.lineno <= line <= (node.end_lineno or 0) and isinstance(node.value, ast.Call):
            target, function = node.targets[0], node.value.func
            if isinstance(target, ast.Name) and isinstance(function, ast.Attribute) and function.attr == "compile":
                uses = _loads().get(target.id, [])
                private = target.id.startswith("_")
                found = {how for file, how in uses if how != "imported" and (file == str(path) or not private)}
                if found and found <= METHODS:
                    return {how for how in found if how}
    return set(METHODS)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
