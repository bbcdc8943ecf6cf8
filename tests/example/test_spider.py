"""The example crawler, for real: a site, a service and a Scrapy process, each with a port of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from support.serving import Running

pytest.importorskip("scrapy")

TOP = Path(__file__).parent.parent.parent
SPIDER = TOP / "docs" / "examples" / "spider.py"
ARTICLES = {
    "harbour.html": ("The old harbour of Lindesund will stay closed", "as much as a new ferry landing."),
    "library.html": ("On the second floor of the town library", "looked through a telescope before."),
    "bahnhof.html": ("Nach vier Jahren unter Planen", "pünktlich zum Fest der Stadt."),
}
NOISE = re.compile(
    "cookies|Skip to content|Recommended|Sign up|Share on|©|Advertisement|Log in|Terms of use|About us|Das könnte"
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the requests are not the test's business."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(TOP / "fixtures" / "site"))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of a real service."""
    with Running(workers=1) as running:
        yield running.url


def crawl(site: str, service: str, folder: Path, *settings: str) -> dict[str, dict[str, Any]]:
    """The crawler's items by the last part of their address."""
    out = folder / "articles.jsonl"
    command = [sys.executable, "-m", "scrapy", "runspider", SPIDER, "-a", f"start={site}", "-O", out, *settings]
    environment = {**os.environ, "CLEANER_URL": service}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    items = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {item["url"].rsplit("/", 1)[1]: item for item in items}


def test_every_article_of_the_site_comes_back_clean(site: str, service: str, tmp_path: Path) -> None:
    items = crawl(site, service, tmp_path)
    assert set(items) == set(ARTICLES)
    for name, (first, last) in ARTICLES.items():
        article = items[name]["article"]
        assert "page" not in items[name]
        assert article["url"] == items[name]["url"]
        assert article["body"].startswith(first), article["body"]
        assert article["body"].endswith(last), article["body"]
        assert NOISE.search(article["body"]) is None
        assert article["removed"]
    assert items["harbour.html"]["article"]["title"] == "Storm tide closes the old harbour"
    assert items["library.html"]["article"]["published"] == "2024-02-17"
    assert items["bahnhof.html"]["article"]["language"] == "de"


def test_a_page_that_is_refused_is_not_lost(site: str, service: str, tmp_path: Path) -> None:
    items = crawl(site, service, tmp_path, "-s", 'CLEANER_OPTIONS={"colour": "red"}')
    assert set(items) == set(ARTICLES)
    assert {item["article"] for item in items.values()} == {None}
    assert {(item["problem"]["status"], item["problem"]["field"]) for item in items.values()} == {
        (422, "options.colour")
    }


def test_the_service_is_the_one_that_was_started(service: str) -> None:
    with urllib.request.urlopen(f"{service}/version") as answer:
        assert json.load(answer)["name"] == "winnow"
