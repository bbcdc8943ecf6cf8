"""Crawls one site and prints every article clean, one JSON object a line.

    scrapy runspider docs/examples/spider.py -a start=http://127.0.0.1:8080/ -O articles.jsonl

Where Winnow listens is the Scrapy setting or environment variable CLEANER_URL, the site START_URL or ``-a start=``.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from pipeline import WinnowPipeline  # lies beside this file
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor


class ArticleSpider(scrapy.Spider):
    """Follows every link of the site; what stands under ``/news/`` is an article."""

    name = "articles"
    articles = "/news/"
    custom_settings = {  # noqa: RUF012  # Scrapy's own way to say it
        "ITEM_PIPELINES": {WinnowPipeline: 300},
        "CONCURRENT_REQUESTS": 4,
        "COOKIES_ENABLED": False,
        "FEED_EXPORT_ENCODING": "utf-8",
        "TELNETCONSOLE_ENABLED": False,  # nobody needs to steer it while it runs, so it opens no port
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "INFO",
    }

    def __init__(self, start: str | None = None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.first = start or os.environ.get("START_URL", "http://127.0.0.1:8080/")
        self.links = LinkExtractor(allow_domains=urlsplit(self.first).netloc)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        yield scrapy.Request(self.first)

    def parse(self, response: Response) -> Iterator[Any]:
        if self.articles in response.url:
            yield {"url": response.url, "page": response.text}
        yield from response.follow_all(self.links.extract_links(response))
