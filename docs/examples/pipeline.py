"""A Scrapy item pipeline that has Winnow clean every page. Copy this file into your project, or import it.

Settings (of Scrapy):
    ITEM_PIPELINES = {"yourproject.pipeline.WinnowPipeline": 300}
    CLEANER_URL = "http://127.0.0.1:8000"   # where the service listens
    CLEANER_OPTIONS = {"keep": ["image_caption"]}   # as in POST /v1/clean

The pipeline takes items that are dicts with ``url`` and ``page`` (the response's text) and puts ``article``, the answer
of ``POST /v1/clean``, in the place of ``page``. Where Winnow refuses a page, ``article`` is None and ``problem`` says
why, so that no page is lost in silence.
"""

from __future__ import annotations

import json
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

OK = 200


class WinnowPipeline:
    """Posts pages through Scrapy's own downloader: no thread waits, and its retries and concurrency limits apply."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.endpoint = crawler.settings.get("CLEANER_URL", "http://127.0.0.1:8000").rstrip("/") + "/v1/clean"
        self.options = crawler.settings.getdict("CLEANER_OPTIONS")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        cleaned = {name: value for name, value in item.items() if name != "page"}
        status, answer = await self._post({"content": item["page"], "url": item["url"], "options": self.options})
        if status == OK:
            return {**cleaned, "article": answer}
        self.crawler.stats.inc_value(f"winnow/refused/{status}")
        return {**cleaned, "article": None, "problem": answer}

    async def _post(self, document: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        request = Request(
            self.endpoint,
            method="POST",
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            body=json.dumps(document),
            dont_filter=True,  # many posts to one address, which is not the site that is crawled
        )
        response = await self.crawler.engine.download_async(request)
        return response.status, json.loads(response.body)
