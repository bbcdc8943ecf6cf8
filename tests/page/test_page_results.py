"""What leaves the page (copy, download, curl), what goes wrong on the way, and documents that mean harm."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
from page_driver import Reader
from playwright.sync_api import FilePayload, Route, expect

PARAGRAPH = "The ferry to the outer islands will run again from Monday, the harbour master told reporters."
STRIP = "QXA 72.59 Increased By ▲ 3.39 (4.9%)"
STORY = f"{STRIP}\n\n{PARAGRAPH}\n\n{STRIP}\n\n“It was a long winter,” she said. “The ice was thicker than the boat.”"

SHELL_TRAPS = (
    "It's \"quoted\", `touch trap`, $(touch trap), ${HOME}, \\n \\\\, !! and !-1, %s, ; | & > trap # < 'end'",
    "WINNOW",
    "EOF",
    "'; touch trap; '",
    "a tab\there, a bell\u0007, a delete\u007f, a null\u0000, no-break\u00a0space, a \u200b, \u202eto the left\u202c",
    "🪁 𝒯 👨‍👩‍👧 مدينة 中文 line\u2028separator",
)
PAYLOADS = (
    "<script>window.pwned = 1; alert(1)</script>",
    '<img src=x onerror="window.pwned=1;alert(1)">',
    "<svg onload=alert(1)><script>alert(2)</script></svg>",
    '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    '<a href="javascript:alert(1)" onclick="alert(2)">a link</a>',
    "[a link](javascript:alert(1)) ![x](https://tracker.example/pixel.gif)",
    "<link rel=stylesheet href=https://evil.example/x.css><base href=https://evil.example/>",
    '<body onload=alert(1) style="background:url(https://evil.example/x.png)">',
    "</textarea><script>alert(1)</script>",
    "</pre></mark></div><script>alert(1)</script>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "{{constructor.constructor('alert(1)')()}}",
)
HOSTILE = "\n\n".join((STRIP, *(f"{PARAGRAPH} {payload}" for payload in PAYLOADS), *PAYLOADS, "Advertisement", STRIP))


@pytest.fixture
def clipboard(open_page: Callable[..., Reader]) -> Reader:
    """A reader who may use the clipboard."""
    return open_page(permissions=["clipboard-read", "clipboard-write"])


def copied(reader: Reader, output: str) -> str:
    reader.page.click(f"[data-output={output}]")
    reader.page.click("#copy")
    expect(reader.page.locator("#copy")).to_have_text("Copied")
    text: str = reader.page.evaluate("navigator.clipboard.readText()")
    return text


def run(command: str, folder: Path) -> dict[str, object]:
    """Run a copied command as an interactive bash would: history is expanded in every line."""
    bash = which("bash")
    if bash is None or which("curl") is None:
        pytest.skip("needs bash and curl")
    script = f"set -o history -o histexpand\n{command}"
    done = subprocess.run([bash], input=script.encode(), capture_output=True, cwd=folder, timeout=60, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("trap", SHELL_TRAPS)
def test_the_curl_command_gives_the_same_answer(clipboard: Reader, tmp_path: Path, trap: str) -> None:
    answer = clipboard.clean(f"{STORY}\n\n{trap}\n\n{PARAGRAPH}", "text")
    assert run(copied(clipboard, "curl"), tmp_path) == answer
    assert list(tmp_path.iterdir()) == []


def test_the_curl_command_carries_the_options(clipboard: Reader, tmp_path: Path) -> None:
    clipboard.clean(STORY, "text")
    kept = clipboard.answer_to(lambda: clipboard.page.uncheck("#switch-stock_ticker"))
    clipboard.answer_to(lambda: clipboard.page.fill("#url", "https://news.example/it's?a=1&b=$HOME"))
    answer = run(copied(clipboard, "curl"), tmp_path)
    assert answer["body"] == kept["body"]
    assert answer["url"] == "https://news.example/it's?a=1&b=$HOME"


def test_copies_are_what_the_service_answered(clipboard: Reader) -> None:
    answer = clipboard.sample("glacier.md")
    assert copied(clipboard, "article") == answer["body"]
    assert json.loads(copied(clipboard, "json")) == answer
    markdown = clipboard.answer_to(lambda: clipboard.page.click("[data-output=markdown]"))
    assert "## Three springs on skis" in markdown["body"]
    expect(clipboard.page.locator("#output pre")).to_contain_text("## Three springs on skis")
    assert copied(clipboard, "markdown") == markdown["body"]


def test_a_download_is_the_body(reader: Reader) -> None:
    answer = reader.sample("kites.txt")
    with reader.page.expect_download() as waiting:
        reader.page.click("#download")
    assert waiting.value.suggested_filename == "kites.clean.txt"
    assert Path(waiting.value.path()).read_text(encoding="utf-8") == answer["body"]


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_payloads_show_as_text(reader: Reader, format: str) -> None:
    answer = reader.clean(HOSTILE, format)
    assert reader.source() == answer["source_text"]
    if format == "text":
        assert "<script>window.pwned = 1; alert(1)</script>" in reader.source()
    for output in ("article", "markdown", "json", "curl"):
        reader.page.click(f"[data-output={output}]")
        expect(reader.page.locator("#output pre, #output article")).to_be_visible()
    for _ in range(len(answer["removed"]) + len(answer["lifted"])):
        reader.page.keyboard.press("j")
    reader.page.wait_for_load_state("networkidle")
    tags = reader.page.evaluate(
        "[...document.querySelectorAll('#marked *, #output *, #sections *, #why *')].map(element => element.localName)"
    )
    assert set(tags).isdisjoint({"script", "img", "iframe", "a", "link", "base", "style", "svg", "object", "form"})
    assert reader.page.evaluate("window.pwned") is None


def test_a_pasted_document_is_cleaned_by_itself(clipboard: Reader) -> None:
    clipboard.page.evaluate("text => navigator.clipboard.writeText(text)", STORY)
    clipboard.page.focus("#content")
    answer = clipboard.answer_to(lambda: clipboard.page.keyboard.press("Control+V"))
    assert clipboard.body() == answer["body"]
    expect(clipboard.page.locator("#marked")).to_be_visible()


def test_a_document_pasted_over_another_takes_nothing_over(clipboard: Reader) -> None:
    clipboard.open("page.html", f"<p>{PARAGRAPH}</p>".encode())
    assert clipboard.page.input_value("#format") == "html"
    clipboard.page.evaluate("text => navigator.clipboard.writeText(text)", STORY)
    clipboard.edit()
    clipboard.page.focus("#content")
    clipboard.page.keyboard.press("Control+A")
    answer = clipboard.answer_to(lambda: clipboard.page.keyboard.press("Control+V"))
    assert clipboard.page.input_value("#format") == "auto"
    assert answer["format"] == "text"


def test_a_dropped_file_is_cleaned(reader: Reader) -> None:
    drop = """text => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "story.txt", { type: "text/plain" }));
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }
    }"""
    answer = reader.answer_to(lambda: reader.page.evaluate(drop, STORY))
    assert answer["source_text"] == STORY
    assert reader.source() == STORY


def test_line_ends_of_a_file_stay_what_they_are(reader: Reader) -> None:
    answer = reader.open("story.txt", STORY.replace("\n", "\r\n").encode())
    assert answer["source_text"] == STORY.replace("\n", "\r\n")
    assert reader.source() == answer["source_text"]


def test_a_file_in_an_old_charset_is_read_by_the_service(reader: Reader) -> None:
    text = (
        "Паром на дальние острова снова пойдёт с понедельника, сообщил журналистам начальник порта.\n\n"
        "Зима была долгой, и лёд у причала стоял толще, чем борт лодки, сказала хозяйка рыбной лавки.\n"
    )
    file = FilePayload(name="old.txt", mimeType="text/plain", buffer=text.encode("cp1251"))
    reader.page.set_input_files("#file", file)
    expect(reader.page.locator(".warnings")).to_contain_text("windows-1251")
    assert reader.source() == text


def test_nothing_is_said_to_be_nothing(reader: Reader) -> None:
    reader.page.click("#clean")
    expect(reader.page.get_by_role("status")).to_contain_text("nothing to clean")
    empty = FilePayload(name="empty.txt", mimeType="text/plain", buffer=b"")
    reader.clean(STORY, "text")
    reader.page.set_input_files("#file", empty)
    expect(reader.page.get_by_role("status")).to_contain_text("nothing to clean")
    expect(reader.page.locator("#content")).to_be_visible()


def test_only_noise_is_said_to_be_that(reader: Reader) -> None:
    reader.clean(f"{STRIP}\n{STRIP}", "text")
    expect(reader.page.locator("#output")).to_contain_text("The body is empty")


def test_a_problem_is_shown_with_its_field_and_mend(reader: Reader, trouble: list[str]) -> None:
    reader.clean(STORY, "text")
    problem = {"title": "No such option", "detail": "keep names 'x'.", "field": "options.keep", "mend": "See /v1/rules"}
    media = "application/problem+json"
    reader.page.route(
        "**/v1/clean", lambda route: route.fulfill(status=422, content_type=media, body=json.dumps(problem))
    )
    reader.page.click("#clean")
    box = reader.page.get_by_role("alert")
    expect(box).to_have_text("No such option. keep names 'x'. Field: options.keep. See /v1/rules.")
    reader.page.unroute("**/v1/clean")
    reader.answer_to(lambda: reader.page.click("#clean"))
    expect(box).to_be_hidden()
    assert all("422" in entry for entry in trouble)
    trouble.clear()


def test_a_service_that_is_gone_is_said_in_words(reader: Reader, trouble: list[str]) -> None:
    reader.page.route("**/v1/clean", lambda route: route.abort())
    reader.edit()
    reader.page.fill("#content", STORY)
    expect(reader.page.get_by_role("alert")).to_contain_text("The service does not answer")
    assert reader.page.input_value("#content") == STORY
    assert all("ERR_FAILED" in entry for entry in trouble)
    trouble.clear()


def test_a_late_answer_to_an_older_question_is_thrown_away(reader: Reader) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    reader.page.route("**/v1/clean", hold_the_first)
    reader.page.fill("#content", "The older document, which takes its time.")
    with reader.page.expect_request("**/v1/clean"):
        reader.page.click("#clean")
    expect(reader.page.locator("html[data-status=loading]")).to_be_attached()
    reader.page.fill("#content", "The newer document, which is quick.")
    expect(reader.page.locator("#article-body")).to_have_text("The newer document, which is quick.")
    late = {"body": "late", "source_text": "late", "removed": [], "lifted": [], "warnings": [], "confidence": 1}
    held[0].fulfill(status=200, content_type="application/json", body=json.dumps(late))
    reader.page.wait_for_timeout(300)
    expect(reader.page.locator("#article-body")).to_have_text("The newer document, which is quick.")
