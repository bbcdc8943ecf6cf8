"""A Scrapy item pipeline that has Winnow clean every page. Copy this file into your project, or import it.

It needs `pip install winnow[client]` and Scrapy's asyncio reactor, which is Scrapy's default.

Settings (of Scrapy):
    ITEM_PIPELINES = {"yourproject.pipeline.WinnowPipeline": 300}
    CLEANER_URL = "http://127.0.0.1:8000"   # where the service listens
    CLEANER_API_KEY = None   # if the service wants one
    CLEANER_CONNECTIONS = 16   # requests at a time; more pages wait for their turn
    CLEANER_OPTIONS = {"keep": ["image_caption"]}   # as in POST /v1/clean

The pipeline takes items that are dicts with ``url`` and ``page`` (the response's text, or its body) and puts
``article``, the answer of ``POST /v1/clean``, in the place of ``page``. Where no article is to be had, ``article`` is
None and ``problem`` says why, so that no page is lost in silence.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Self

from scrapy.crawler import Crawler

from app.client import AsyncWinnow, ServiceError


class WinnowPipeline:
    """Pages wait in the event loop, no thread does; what may go better is tried again by the client."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.options = crawler.settings.getdict("CLEANER_OPTIONS")
        self.winnow = AsyncWinnow(
            crawler.settings.get("CLEANER_URL"),
            api_key=crawler.settings.get("CLEANER_API_KEY"),
            connections=crawler.settings.getint("CLEANER_CONNECTIONS", 16),
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def close_spider(self) -> None:
        await self.winnow.close()

    async def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        cleaned = {name: value for name, value in item.items() if name != "page"}
        try:
            result = await self.winnow.clean(item["page"], url=item["url"], options=self.options)
        except ServiceError as error:
            self.crawler.stats.inc_value(f"winnow/failed/{error.slug or type(error).__name__}")
            named = ("status", "slug", "detail", "field", "mend")
            return {**cleaned, "article": None, "problem": {name: getattr(error, name) for name in named}}
        return {**cleaned, "article": asdict(result)}
