"""Drives the test page the way a reader would, and hands back what the service answered."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import FilePayload, Page, Response, expect

__all__ = ["Reader", "sections"]


def sections(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Removed and lifted sections in reading order, as the page numbers them."""
    both: list[dict[str, Any]] = [*answer["removed"], *answer["lifted"]]
    return sorted(both, key=lambda section: int(section["start"]))


class Reader:
    """Somebody in front of the test page.

    Args:
        page: a tab that shows it.
        base: the address of the service, ending in a slash.
    """

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def clean(self, text: str, format: str = "auto") -> dict[str, Any]:
        """Write a document into the editor and press Clean; the service's answer."""
        self.edit()
        if self.page.locator("#options-toggle").is_visible():
            self.page.click("#options-toggle")
        self.page.select_option("#format", format)
        self.page.fill("#content", text)
        return self.answer_to(lambda: self.page.click("#clean"))

    def sample(self, file: str) -> dict[str, Any]:
        """Pick a sample; the service's answer."""
        self.page.locator(f"#sample option[value='{file}']").wait_for(state="attached")
        return self.answer_to(lambda: self.page.select_option("#sample", file))

    def open(self, name: str, content: bytes) -> dict[str, Any]:
        """Open a file; the service's answer."""
        file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
        return self.answer_to(lambda: self.page.set_input_files("#file", file))

    def answer_to(self, act: Any) -> dict[str, Any]:
        """The service's answer to what ``act`` sets off, once the page shows it."""
        with self.page.expect_response(f"{self.base}v1/clean") as waiting:
            act()
        response: Response = waiting.value
        answer: dict[str, Any] = response.json()
        expect(self.page.locator("html[data-status=done]")).to_be_attached()
        return answer

    def edit(self) -> None:
        """Show the editor."""
        if self.page.locator("#view-edit").is_visible():
            self.page.click("#view-edit")

    def marks(self) -> list[str]:
        """The texts of the marks in the source."""
        texts: list[str] = self.page.locator("#marked .mark").evaluate_all("marks => marks.map(m => m.textContent)")
        return texts

    def source(self) -> str:
        """All of the marked source."""
        return self.page.locator("#marked").evaluate("element => element.textContent") or ""

    def body(self) -> str:
        """The body as the page shows it."""
        paragraphs: list[str] = self.page.locator("#article-body p").evaluate_all("all => all.map(p => p.textContent)")
        return "\n\n".join(paragraphs)
