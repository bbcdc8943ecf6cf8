"""The test page of a service that asks for a key, and what it says when one has sent too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from page_driver import Reader
from playwright.sync_api import BrowserContext, expect
from test_page_access import CONTRASTS, ENOUGH, nameless

from app.entrypoints import keys

KEY, ENTRY = keys.fresh("desk")
TEXT = "The storm reached the coast on Monday, and the harbour stayed closed for the day."
Open = Callable[..., Reader]


@pytest.fixture(scope="module")
def service(
    start: Callable[..., AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """In place of the open one."""
    log = tmp_path_factory.mktemp("guarded") / "log.txt"
    with start(log, WINNOW_API_KEYS=str(ENTRY), WINNOW_RATE_LIMIT="30/hour") as base:
        yield base


@pytest.fixture
def reader(profile: BrowserContext, open_tab: Callable[..., Reader], trouble: list[str]) -> Iterator[Reader]:
    """The page in a tab of its own, which knows no key. A 401 in the console is what this is about."""
    reader = open_tab(profile)
    yield reader
    reader.page.close()
    assert [entry for entry in trouble if "401" not in entry] == []


def enter(reader: Reader, key: str) -> None:
    reader.page.get_by_label("Key", exact=True).fill(key)
    reader.page.keyboard.press("Enter")


def form(reader: Reader) -> Any:
    return reader.page.get_by_role("form", name="Key for the service")


def test_the_page_asks_for_a_key_and_goes_on_with_it(reader: Reader) -> None:
    expect(form(reader)).to_contain_text("This service asks for a key.")
    expect(reader.page.get_by_role("link", name="Rules")).to_be_hidden()
    reader.page.fill("#content", TEXT)
    reader.page.click("#clean")
    field = reader.page.get_by_label("Key", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("type", "password")
    expect(reader.page.get_by_role("alert")).to_be_hidden()  # it is said once
    assert reader.page.input_value("#content") == TEXT
    answer = reader.answer_to(lambda: enter(reader, f" {KEY} "))
    assert answer["body"] == TEXT
    expect(form(reader)).to_be_hidden()
    expect(reader.page.locator("#marked")).to_be_focused()
    assert reader.page.evaluate("localStorage.length") == 0


def test_a_wrong_key_is_said_to_be_wrong(reader: Reader) -> None:
    field = reader.page.get_by_label("Key", exact=True)
    for wrong in ("winnow_wrong", "schlüssel", KEY[:-1]):
        enter(reader, wrong)
        expect(form(reader)).to_contain_text("does not know this key")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
    enter(reader, KEY)
    expect(form(reader)).to_be_hidden()
    expect(reader.page.locator("#content")).to_be_focused()


def test_a_key_is_kept_for_the_tab_alone_and_can_be_forgotten(reader: Reader) -> None:
    enter(reader, KEY)
    expect(form(reader)).to_be_hidden()
    reader.page.reload()
    reader.page.locator(".card").first.wait_for()
    opened = reader.page.get_by_role("button", name="Key", exact=True)
    expect(opened).to_be_visible()
    expect(form(reader)).to_be_hidden()
    opened.focus()
    reader.page.keyboard.press("Enter")
    expect(form(reader)).to_contain_text("A key is in use")
    reader.page.keyboard.press("Escape")
    expect(opened).to_be_focused()
    opened.click()
    reader.page.get_by_role("button", name="Forget key").click()
    expect(form(reader)).to_contain_text("asks for a key")
    assert reader.page.evaluate("sessionStorage.length") == 0
    reader.page.fill("#content", TEXT)
    reader.page.click("#clean")
    expect(form(reader)).to_contain_text("asks for a key")


def test_the_key_stands_in_no_address_and_in_nothing_to_copy(reader: Reader) -> None:
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    enter(reader, KEY)
    expect(form(reader)).to_be_hidden()
    reader.clean(TEXT, "text")
    for output in ("json", "curl"):
        reader.page.click(f"[data-output={output}]")
        expect(reader.page.locator("#output pre")).to_be_visible()
        assert KEY not in reader.page.content()
    expect(reader.page.locator("#output")).to_contain_text('-H "Authorization: Bearer $WINNOW_KEY"')
    assert asked
    assert not [entry for entry in asked if KEY in entry]


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1400)])
def test_the_field_can_be_seen_and_heard(open_page: Open, trouble: list[str], scheme: str, width: int) -> None:
    reader = open_page(color_scheme=scheme, viewport={"width": width, "height": 844})
    for key in ("", "winnow_wrong"):
        if key:
            enter(reader, key)
            expect(form(reader)).to_contain_text("does not know this key")
        assert [entry for entry in reader.page.evaluate(CONTRASTS) if entry[1] < ENOUGH] == []
        assert nameless(reader) == []
        assert reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    trouble[:] = [entry for entry in trouble if "401" not in entry]


def test_too_much_at_once_says_when_to_try_again(reader: Reader, trouble: list[str]) -> None:
    enter(reader, KEY)
    expect(form(reader)).to_be_hidden()
    waits = {"1": "1 second.", "37": "37 seconds.", "1501": "26 minutes.", "9000": "3 hours."}
    asked = iter(waits)
    problem = {"title": "Too many documents", "detail": "More than 30 came.", "mend": "Send it again in a while."}
    reader.page.route(
        "**/v1/clean", lambda route: route.fulfill(status=429, headers={"Retry-After": next(asked)}, json=problem)
    )
    reader.page.fill("#content", TEXT)
    for words in waits.values():
        reader.page.click("#clean")
        box = reader.page.get_by_role("alert")
        expect(box).to_have_text(f"Too many documents. More than 30 came. Try again in {words}")
    trouble[:] = [entry for entry in trouble if "429" not in entry]


def test_the_description_can_be_tried_out_with_a_key(reader: Reader) -> None:
    page = reader.page
    page.goto(f"{reader.base}docs")
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_label("auth-bearer-value").fill(KEY)
    page.locator(".auth-container", has_text="bearer").get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").last.click()
    page.locator("#operations-Rules-list_rules_v1_rules_get .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    with page.expect_response(f"{reader.base}v1/rules") as waiting:
        page.get_by_role("button", name="Execute").click()
    assert waiting.value.status == 200
