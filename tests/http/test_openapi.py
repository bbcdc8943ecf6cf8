"""The description is true: schemathesis finds nothing, and every answer fits its schema."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.serving import ARTICLE

CLEAN = "/v1/clean"


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_schemathesis_finds_nothing(client: httpx.Client, tmp_path: Path) -> None:
    """All its phases and all its checks, over real HTTP."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{client.base_url}/openapi.json"),
            *("--max-examples", "15", "--seed", "1", "--no-color"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(Path(__file__).parent)},
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
    assert "9 selected / 9 total" in done.stdout


def test_every_media_type_and_every_error_is_described(description: dict[str, Any]) -> None:
    clean = description["paths"][CLEAN]["post"]
    assert set(clean["requestBody"]["content"]) == {
        *("application/json", "multipart/form-data", "text/html", "text/plain", "text/markdown"),
        *("application/xhtml+xml", "application/octet-stream"),
    }
    assert set(clean["responses"]["200"]["content"]) == {"application/json", "text/plain", "text/markdown"}
    for operation in (clean, description["paths"]["/v1/clean/batch"]["post"]):
        for status in ("400", "406", "408", "413", "415", "422", "429", "500", "503"):
            schema = operation["responses"][status]["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/ProblemAnswer"}


def test_options_list_every_id_that_may_be_named(client: httpx.Client, description: dict[str, Any]) -> None:
    ids = [rule["id"] for rule in client.get("/v1/rules").json()]
    ids += [category["id"] for category in client.get("/v1/categories").json() if category["id"] != "body"]
    listed = description["components"]["schemas"]["OptionsObject"]["properties"]["keep"]["items"]["enum"]
    assert sorted(set(ids)) == sorted(listed)
    query = next(p for p in description["paths"][CLEAN]["post"]["parameters"] if p["name"] == "keep")
    assert query["schema"]["items"]["enum"] == listed


def test_an_answer_has_the_fields_that_its_schema_requires_and_no_other(
    client: httpx.Client, description: dict[str, Any]
) -> None:
    schema = description["components"]["schemas"]["CleanAnswer"]
    plain = client.post(CLEAN, json={"content": ARTICLE}).json()
    full = client.post(CLEAN, json={"content": ARTICLE, "options": {"blocks": True, "source_text": True}}).json()
    assert set(plain) == set(schema["required"])
    assert set(full) == set(schema["properties"])
