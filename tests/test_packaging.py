"""What is shipped, and that it can be: dependencies, pins, package data, image and compose file."""

from __future__ import annotations

import ast
import fnmatch
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((TOP / ".requirements").glob("*.txt"))
COMPOSE: dict[str, Any] = yaml.safe_load((TOP / "docker-compose.yml").read_text(encoding="utf-8"))
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9][0-9a-z.]*)(?: ; .+)?")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()


def wanted(dependencies: list[str]) -> dict[str, tuple[int, ...]]:
    """Name and least version of each dependency."""
    pairs = (dependency.partition(";")[0].split(">=") for dependency in dependencies)
    return {normal(name): tuple(map(int, version.split("."))) for name, version in pairs}


def pins(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found = [PIN.fullmatch(line) for line in lines]
    assert None not in found, [line for line, match in zip(lines, found, strict=True) if match is None]
    return {match["name"]: match["version"] for match in found if match}


# ---------------------------------------------------------------------------------------------------- dependencies

# Named although no statement imports them: uvicorn picks up the first two where they are there, the third carries
# files, and of the fourth single modules are loaded by name.
UNIMPORTED = {"httptools", "uvloop", "fastapi-offline", "dateparser"}
# Imported although not named: they are their frameworks' own foundations and come in the versions that those ask for.
UNNAMED = {"starlette"}
# Of the standard library, but only from Python 3.14 on.
LATER = {"compression"}


def test_the_dependencies_are_what_the_code_imports() -> None:
    names = set()
    for path in (TOP / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module).partition(".")[0])
    distributions = packages_distributions()
    foreign = names - set(sys.stdlib_module_names) - LATER - {"app"}
    imported = {normal(distributions[name][0]) for name in foreign}
    assert set(wanted(PROJECT["project"]["dependencies"])) == (imported - UNNAMED) | UNIMPORTED


@pytest.mark.parametrize("path", LOCKS, ids=[path.name for path in LOCKS])
def test_locks_hold_pins_and_no_addresses(path: Path) -> None:
    assert len(pins(path)) > 10
    assert "://" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("extra", ["runtime", "test", "bench"])
def test_locks_fit_the_project(extra: str) -> None:
    least = wanted(PROJECT["project"]["dependencies"])
    least |= wanted(PROJECT["project"]["optional-dependencies"].get(extra, []))
    locked = pins(TOP / ".requirements" / f"{extra}.txt")
    assert {name for name in least if name not in locked} == set()
    for name, version in least.items():
        assert tuple(map(int, re.findall(r"\d+", locked[name])[: len(version)])) >= version, name


def test_locks_agree() -> None:
    runtime = pins(TOP / ".requirements" / "runtime.txt")
    for extra in ("test", "bench"):
        assert runtime.items() <= pins(TOP / ".requirements" / f"{extra}.txt").items()


# ---------------------------------------------------------------------------------------------------- the package


def test_every_data_file_is_shipped() -> None:
    data: dict[str, list[str]] = PROJECT["tool"]["setuptools"]["package-data"]
    for path in (TOP / "app").rglob("*"):
        if path.is_dir() or path.suffix in (".py", ".pyc"):
            continue
        package = next(parent for parent in path.parents if (parent / "__init__.py").exists())
        name = ".".join(package.relative_to(TOP).parts)
        patterns = [*data.get("*", []), *data.get(name, [])]
        inside = str(path.relative_to(package))
        assert any(fnmatch.fnmatch(inside, pattern.replace("**/", "*")) for pattern in patterns), (
            f"{path} would not be shipped"
        )


def test_every_package_has_an_init() -> None:
    folders = {path.parent for path in (TOP / "app").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_only_what_belongs_at_the_top_stands_there() -> None:
    allowed = {
        *("app", "tests", "fixtures", "docs", "benchmarks", "pyproject.toml", "Makefile", "Dockerfile"),
        *("docker-compose.yml", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "CONTRIBUTING.md"),
    }
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= allowed


def test_the_licence_is_whole_and_the_credits_are_there() -> None:
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in (TOP / "LICENSE").read_text()
    notice = (TOP / "NOTICE").read_text()
    assert "Murrough Foley" in notice
    assert "CC BY 4.0" in notice


# ---------------------------------------------------------------------------------------------------- make and .ci


def test_ci_runs_what_the_readme_says() -> None:
    script = (TOP / ".ci" / "run").read_text()
    assert "\nmake lint\nmake test\n" in script
    assert [name for name in ("run", "venv", "browser") if not os.access(TOP / ".ci" / name, os.X_OK)] == []


def test_make_lists_its_targets() -> None:
    done = subprocess.run(["make", "help"], cwd=TOP, capture_output=True, text=True, check=True)
    listed = re.findall(r"^  make ([a-z]+) ", done.stdout, flags=re.M)
    declared = re.search(r"^\.PHONY: (.*)$", (TOP / "Makefile").read_text(), flags=re.M)
    assert declared is not None
    assert {"serve", "test", "lint"} <= set(listed) == set(declared[1].split()) - {"browser"}


def test_a_python_that_is_too_old_is_told_so(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    old.chmod(0o755)
    environment = {**os.environ, "PYTHON": str(old)}
    done = subprocess.run(
        [TOP / ".ci" / "venv"], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 1
    assert "Python 3.9.2 is too old" in done.stderr
    assert not (tmp_path / ".venv").exists()


# ---------------------------------------------------------------------------------------------------- image and compose


def test_the_image_is_built_in_stages_and_runs_as_nobody() -> None:
    text = (TOP / "Dockerfile").read_text()
    stages = re.findall(r"^FROM (\S+)", text, flags=re.M)
    assert stages == ["${BASE}", "${BASE}"]
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, flags=re.M)
    assert "HEALTHCHECK" in last
    assert "RUN" not in last
    assert 'CMD ["winnow", "serve"]' in last


def test_the_builder_gets_only_what_it_copies() -> None:
    ignored = (TOP / ".dockerignore").read_text().splitlines()
    sent = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    for dockerfile in (TOP / "Dockerfile", TOP / "docs" / "examples" / "Dockerfile"):
        for sources in re.findall(r"^COPY (?!--from)(.*) \S+$", dockerfile.read_text(), flags=re.M):
            for source in sources.split():
                assert (TOP / source).exists(), source
                assert any(source == name or source.startswith(name + "/") for name in sent), source


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_service_is_hardened(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
    assert "privileged" not in service


def test_the_service_alone_starts_without_a_profile() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "profiles" not in service] == ["winnow"]
    assert {tuple(service.get("profiles", ())) for name, service in services.items() if name != "winnow"} == {
        ("example",)
    }
    winnow = services["winnow"]
    assert winnow["ports"] == ["127.0.0.1:8000:8000"]
    assert winnow["restart"] == "unless-stopped"
    assert winnow["tmpfs"]
    assert winnow["healthcheck"]["test"][0] == "CMD"


def test_what_the_compose_file_names_exists() -> None:
    for service in COMPOSE["services"].values():
        build = service.get("build")
        if isinstance(build, dict):
            assert (TOP / build["context"] / build["dockerfile"]).is_file()
        for volume in service.get("volumes", ()):
            assert (TOP / volume.split(":")[0]).is_dir()
        for other in service.get("depends_on", {}):
            assert "healthcheck" in COMPOSE["services"][other]
