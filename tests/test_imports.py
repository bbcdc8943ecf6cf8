"""Who may import whom, over the import statements: the one-way flow that docs/design.md draws."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((TOP / "app").rglob("*.py"))
}

NOUNS = {"app.model", "app.errors", "app.version"}
STAGES = {"app.documents", "app.blocks", "app.filters", "app.results"}

# What each part may import of ours; the longest prefix that fits a module decides. A part may always import itself.
OURS = {
    "app": {"app.errors", "app.model", "app.pipeline", "app.version"},
    "app.model": set(),
    "app.errors": set(),
    "app.version": set(),
    "app.documents": NOUNS,
    "app.blocks": NOUNS,
    "app.filters": NOUNS,
    "app.results": NOUNS,
    "app.pipeline": NOUNS | STAGES,
    "app.entrypoints": NOUNS | {"app.pipeline"},
    "app.client": NOUNS,
    "app.__main__": {"app.entrypoints.cli"},
}

# Libraries with a fence around them: where they may be imported.
FENCED = {
    "selectolax": {"app.documents", "app.blocks"},
    "chardet": {"app.documents"},
    "ahocorasick_rs": {"app.filters.block", "app.filters.phrases"},
    "regex": {"app.filters.block"},
    "dateparser": {"app.results"},
    "pycld2": {"app.results"},
    "fastapi": {"app.entrypoints.http"},
    "starlette": {"app.entrypoints.http"},
    "uvicorn": {"app.entrypoints.http"},
    "pydantic": {"app.entrypoints.http", "app.entrypoints.settings"},
    "pydantic_settings": {"app.entrypoints.settings"},
    "prometheus_client": {"app.entrypoints.http"},
    "httpx": {"app.client"},
    "click": {"app.entrypoints.cli"},
    "limits": {"app.entrypoints.http", "app.entrypoints.settings"},
    "opentelemetry": {"app.entrypoints.http.tracing"},
    "rich": {"app.entrypoints.explain", "app.entrypoints.terminal"},
}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever the statement stands; for ``from package import module`` the module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: say where it is imported from in full"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)
        yield from loaded_by_name(node)


def loaded_by_name(node: ast.AST) -> Iterator[str]:
    """The library in ``import_module("library.…")``, also where the rest of the name is put together."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "import_module":
        first = node.args[0].values[0] if isinstance(node.args[0], ast.JoinedStr) else node.args[0]
        if isinstance(first, ast.Constant):
            yield str(first.value)


def inside(module: str, part: str) -> bool:
    return module == part or module.startswith(part + ".")


def part_of(module: str) -> str:
    return max((part for part in OURS if inside(module, part)), key=len)


@pytest.mark.parametrize("module", MODULES)
def test_the_flow_goes_one_way(module: str) -> None:
    part = part_of(module)
    wrong = [
        imported
        for imported in imports(MODULES[module])
        if inside(imported, "app")
        and not (part != "app" and inside(imported, part))
        and not any(imported == allowed or (allowed in STAGES and inside(imported, allowed)) for allowed in OURS[part])
    ]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_libraries_stay_behind_their_fences(module: str) -> None:
    wrong = {
        library
        for imported in imports(MODULES[module])
        if (library := imported.partition(".")[0]) in FENCED
        and not any(inside(module, allowed) for allowed in FENCED[library])
    }
    assert wrong == set()


def test_every_fence_and_part_is_about_something_that_exists() -> None:
    imported = {name.partition(".")[0] for path in MODULES.values() for name in imports(path)}
    assert set(FENCED) <= imported
    assert set(OURS) <= set(MODULES)


def test_filters_never_import_one_another() -> None:
    """A rule is one file: what two of them share stands in a module whose name begins with an underscore."""
    rules = {
        m for m in MODULES if m.count(".") == 3 and inside(m, "app.filters") and not m.split(".")[-1].startswith("_")
    }
    rules -= {m for m in rules if inside(m, "app.filters.phrases")}
    wrong = {(m, i) for m in rules for i in imports(MODULES[m]) if i in rules}
    assert wrong == set()
