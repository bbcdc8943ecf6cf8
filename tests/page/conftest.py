"""The real service as a process of its own, and Debian's Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from page_driver import Reader
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 60  # seconds; a machine that is busy with other tests loads the engine slowly
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


# Of one module, not of the session: Playwright keeps an event loop running in this thread, which asyncio tests of other
# folders could not stand.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield running
        running.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service, ending in a slash."""
    with _running(tmp_path_factory.mktemp("service") / "log.txt") as base:
        yield base


@pytest.fixture(scope="session")
def start() -> Callable[..., AbstractContextManager[str]]:
    """Starts a service of one's own: its log file and its settings in, its address out."""
    return _running


@pytest.fixture
def open_tab(service: str, trouble: list[str]) -> Callable[[BrowserContext], Reader]:
    """Opens the test page in another tab of a profile."""
    return lambda profile: _opened(profile, service, trouble)


@contextmanager
def _running(log: Path, **settings: str) -> Iterator[str]:
    """A service of its own with these settings; its address, ending in a slash."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "from app.entrypoints.cli import main; main()"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WINNOW_")} | settings
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [sys.executable, "-c", command, "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
            cwd=ROOT,
            env=clean,
            stdout=out,
            stderr=out,
        ) as process,
    ):
        base = f"http://127.0.0.1:{port}/"
        try:
            _wait_until_ready(base, process, log)
            yield base
        finally:
            process.terminate()


def _wait_until_ready(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{base}readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the service did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture
def trouble() -> list[str]:
    """What must not happen on the page. A test that provokes an entry takes it out itself."""
    return []


@pytest.fixture
def open_page(browser: Browser, service: str, trouble: list[str]) -> Iterator[Callable[..., Reader]]:
    """Opens the test page in a fresh profile; arguments are those of a browser context."""
    contexts: list[BrowserContext] = []

    def opener(**options: object) -> Reader:
        options.setdefault("viewport", {"width": 1400, "height": 900})
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        return _opened(context, service, trouble)

    yield opener
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Shared by most tests, because a page opens sooner from a warm cache."""
    with browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def reader(profile: BrowserContext, open_tab: Callable[..., Reader], trouble: list[str]) -> Iterator[Reader]:
    """The test page at 1400 pixels, with nothing remembered."""
    reader = open_tab(profile)
    yield reader
    reader.page.evaluate("localStorage.clear()")
    reader.page.close()
    assert trouble == []


def _opened(context: BrowserContext, service: str, trouble: list[str]) -> Reader:
    page = context.new_page()
    _watch(page, service, trouble)
    page.goto(service)
    page.locator(".card").first.wait_for()
    return Reader(page, service)


def _watch(page: Page, base: str, trouble: list[str]) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            trouble.append(f"{message.type}: {message.text}")

    def request(request: Request) -> None:
        if not request.url.startswith((base, f"blob:{base}")):
            trouble.append(f"outside: {request.url}")

    def dialog(dialog: Dialog) -> None:
        trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("console", console)
    page.on("request", request)
    page.on("dialog", dialog)
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("popup", lambda popup: trouble.append(f"popup: {popup.url}"))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('policy', e.violatedDirective, e.blockedURI))"
    )
