"""Documents made from our own fixtures, in any number and all different: what load and soak send where no corpus is.

The same seed gives the same documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from random import Random

__all__ = ["Document", "documents", "page", "sized_pages"]

_FIXTURES = Path(__file__).parent.parent / "fixtures"
_MEDIA = {"html": "text/html", "text": "text/plain", "markdown": "text/markdown"}
_MENU = ("Home", "World", "Politics", "Business", "Sport", "Culture", "Weather", "Opinion", "Video", "Jobs", "About us")
_SENTENCE = 60  # characters that a kept line has to have to count as prose


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it is posted."""

    body: bytes
    media_type: str


def documents(seed: int = 1) -> Iterator[Document]:
    """Without end: pages, texts and Markdown, from a line to some 100 kB, now and then a bad one."""
    random = Random(seed)
    while True:
        kind = random.choices(("html", "text", "markdown", "bad"), (50, 30, 15, 5))[0]
        paragraphs = min(400, int(random.lognormvariate(2.2, 1.1)) + 1)
        if kind == "html":
            yield Document(page(random, paragraphs), _MEDIA[kind])
        elif kind == "bad":
            yield Document(_bad(random), random.choice(tuple(_MEDIA.values())))
        else:
            yield Document(_text(random, paragraphs, marks=kind == "markdown").encode(), _MEDIA[kind])


def sized_pages(count: int, smallest: int, largest: int, seed: int = 1) -> list[Document]:
    """Pages whose sizes, in bytes, lie evenly between two."""
    random = Random(seed)
    sizes = [smallest + (largest - smallest) * number // max(1, count - 1) for number in range(count)]
    return [Document(page(random, size // 2_500, size), _MEDIA["html"]) for size in sizes]


def page(random: Random, paragraphs: int, size: int = 0) -> bytes:
    """A page as sites make them, an article of so many paragraphs amid what surrounds one.

    Args:
        size: bytes to reach; scripts and styles make up what is missing, as they do on real pages.
    """
    menu = "".join(f'<li class="nav-item"><a class="nav-link" href="/{name}">{name}</a></li>' for name in _MENU)
    title = " ".join(_prose(random).split()[:9])
    inner = [f"<h1>{escape(title)}</h1><p class='byline'>By Marta Vik</p>"]
    for number in range(paragraphs):
        inner.append(f'<p class="text-{number % 7}">{escape(_prose(random))} <a href="/{number}">{number}</a></p>')
        if random.random() < 0.2:
            inner.append(f"<div class='box'>{escape(_noise(random))}</div>")
    teasers = "".join(
        f'<li class="card"><a href="/n/{number}"><img src="/{number}.jpg" alt=""><h3>{escape(_noise(random))}</h3></a>'
        for number in range(random.randrange(4, 30))
    )
    body = (
        f"<header><nav><ul>{menu}</ul></nav></header><main><article>{''.join(inner)}</article>"
        f"<aside><h2>You may also like</h2><ul>{teasers}</ul></aside></main>"
        f"<footer><ul>{menu}</ul><p>© 2024 Lindesund Courier. All rights reserved.</p></footer>"
    )
    missing = size - len(body.encode())
    filling = "".join(f"var s{number}={{'a':[1,2,3],'u':'/x/{number}'}};" for number in range(max(0, missing) // 38))
    head = f"<meta charset=utf-8><title>{escape(title)} | Lindesund Courier</title><script>{filling}</script>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def _text(random: Random, paragraphs: int, *, marks: bool) -> str:
    head, item = ("# ", "- ") if marks else ("", "")
    lines = [head + " ".join(_prose(random).split()[:9])]
    lines += (_prose(random) if random.random() < 0.8 else item + _noise(random) for _ in range(paragraphs))
    return random.choice(("\n", "\n\n")).join(lines)


def _bad(random: Random) -> bytes:
    """Half a page, noise, deep nesting, or nothing."""
    choice = random.randrange(4)
    if choice == 0:
        whole = page(random, 20)
        return whole[: random.randrange(len(whole))]
    if choice == 1:
        return random.randbytes(random.randrange(5_000))
    if choice == 2:
        return b"<div>" * random.randrange(3_000) + b"text"
    return b" \n" * random.randrange(100)


def _prose(random: Random) -> str:
    return " ".join(random.choices(_lines()[0], k=random.randrange(1, 5)))


def _noise(random: Random) -> str:
    return random.choice(_lines()[1])


@lru_cache(maxsize=1)
def _lines() -> tuple[list[str], list[str]]:
    """The kept and the removed lines of the fixtures, by their gutter."""
    found = [
        line
        for folder in ("articles", "rules")
        for path in sorted((_FIXTURES / folder).glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("===") and "<" not in line
    ]
    kept = [line[1:] for line in found if line.startswith(" ") and len(line) > _SENTENCE]
    return kept, [line[1:] for line in found if line.startswith("-") and line[1:].strip()]
