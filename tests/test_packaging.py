"""What is shipped, and that it can be: dependencies, pins, package data, image and compose file."""

from __future__ import annotations

import ast
import fnmatch
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.entrypoints.settings import Settings

TOP = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((TOP / ".requirements").glob("*.txt"))
COMPOSE: dict[str, Any] = yaml.safe_load((TOP / "docker-compose.yml").read_text(encoding="utf-8"))
PROFILES = {"example", "replicas"}
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
# Imported only when asked for, and named in an extra of its own.
OPTIONAL = {"opentelemetry"}
# Of the standard library, but only from Python 3.14 on.
LATER = {"compression"}


def imported(paths: Iterable[Path]) -> set[str]:
    """The distributions that the statements of these files import."""
    names = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module).partition(".")[0])
    distributions = packages_distributions()
    foreign = names - set(sys.stdlib_module_names) - LATER - OPTIONAL - {"app"}
    return {normal(distributions[name][0]) for name in foreign}


def test_the_dependencies_are_what_the_code_imports() -> None:
    client = set((TOP / "app" / "client").rglob("*.py"))
    service = set((TOP / "app").rglob("*.py")) - client
    assert set(wanted(PROJECT["project"]["dependencies"])) == (imported(service) - UNNAMED) | UNIMPORTED
    assert set(wanted(PROJECT["project"]["optional-dependencies"]["client"])) == imported(client)


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
    expect_at_least(least, locked)


def test_the_crawler_gets_what_the_client_needs_and_not_the_engine() -> None:
    locked = pins(TOP / ".requirements" / "example.txt")
    expect_at_least(wanted(PROJECT["project"]["optional-dependencies"]["client"]), locked)
    assert {"numpy", "selectolax", "fastapi"} & set(locked) == set()


def expect_at_least(least: dict[str, tuple[int, ...]], locked: dict[str, str]) -> None:
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
    assert [name for name in ("run", "venv", "tools") if not os.access(TOP / ".ci" / name, os.X_OK)] == []


def test_make_lists_its_targets() -> None:
    done = subprocess.run(["make", "help"], cwd=TOP, capture_output=True, text=True, check=True)
    listed = re.findall(r"^  make ([a-z]+) ", done.stdout, flags=re.M)
    declared = re.search(r"^\.PHONY: (.*)$", (TOP / "Makefile").read_text(), flags=re.M)
    assert declared is not None
    assert {"serve", "test", "lint"} <= set(listed) == set(declared[1].split()) - {"tools"}


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
    assert {profile for service in services.values() for profile in service.get("profiles", ())} == PROFILES
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
            assert (TOP / volume.split(":")[0]).exists()


ENDS = {"crawler"}  # does its work once; everything else runs until it is stopped


@pytest.mark.parametrize("name", sorted(COMPOSE["services"].keys() - ENDS))
def test_what_runs_on_is_watched_and_comes_back(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] == "CMD"
    assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_nothing_starts_before_what_it_needs_is_healthy(name: str) -> None:
    services = COMPOSE["services"]
    addresses = " ".join(services[name].get("environment", {}).values())
    spoken_to = {other for other in services if re.search(rf"\b{other}:\d", addresses)}
    needed = services[name].get("depends_on", {})
    assert spoken_to <= set(needed)
    for other, how in needed.items():
        assert how == {"condition": "service_healthy"}
        assert "healthcheck" in services[other]
        # A profile that starts this one has to start the other one, too.
        assert "profiles" not in services[other] or set(services[name]["profiles"]) <= set(services[other]["profiles"])


def test_the_replicas_stand_behind_one_port() -> None:
    replicas = {n: s for n, s in COMPOSE["services"].items() if "replicas" in s.get("profiles", ())}
    assert sorted(replicas) == ["proxy", "winnow-1", "winnow-2"]
    assert [service["ports"] for service in replicas.values() if "ports" in service] == [["127.0.0.1:8080:8000"]]
    alone = {**COMPOSE["services"]["winnow"], "profiles": ["replicas"]}
    alone["environment"] = {**alone["environment"], "FORWARDED_ALLOW_IPS": "*"}
    del alone["ports"]
    assert replicas["winnow-1"] == alone
    del alone["build"]  # one builds the image, both use it
    assert replicas["winnow-2"] == alone


def test_the_proxy_is_told_all_that_its_file_asks_for() -> None:
    proxy = COMPOSE["services"]["proxy"]
    [mounted] = proxy["volumes"]
    source, target, mode = mounted.split(":")
    assert (target, mode) == ("/usr/local/etc/haproxy/haproxy.cfg", "ro")
    asked = set(re.findall(r"\$\{(\w+)\}", (TOP / source).read_text(encoding="utf-8")))
    assert asked == set(proxy["environment"])


def test_the_proxy_waits_longer_than_the_service() -> None:
    """Or the client would hear from the proxy, who does not know what went wrong."""
    text = (TOP / "docs" / "examples" / "haproxy.cfg").read_text(encoding="utf-8")
    waits = {name: int(seconds) for name, seconds in re.findall(r"^ *timeout (\S+) +(\d+)s\b", text, flags=re.M)}
    settings = Settings()
    assert min(waits["client"], waits["http-request"]) > settings.stall_timeout
    assert waits["server"] > max(settings.stall_timeout, settings.document_timeout)
    assert "option http-buffer-request" not in text


def test_what_the_service_may_take_fits_into_its_container() -> None:
    service = COMPOSE["services"]["winnow"]
    given = {name.removeprefix("WINNOW_").lower(): value for name, value in service["environment"].items()}
    settings = Settings.model_validate(given)
    assert settings.processes == service["cpus"], "a container sees every processor of its machine"
    assert settings.processes * settings.worker_memory + settings.held_bytes < 2 * 1024**3
    assert service["mem_limit"] == "2g"
