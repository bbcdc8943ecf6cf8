"""Where the fuzzer begins: our own fixtures in the shape that each target takes, and the words that rules look for."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli

from app.blocks import html_tags
from app.documents import tags
from app.filters.phrases import lists
from fuzz.targets import HEAD

FIXTURES = Path(__file__).parents[2] / "fixtures"
MOST = 1500  # bytes of a seed: short ones are run, and cut up, faster
MARKUP = re.compile(rb"(?m)^[-^~ ](?=.)|^===.*\n")  # what a fixture of a rule says beside its lines


def corpus(target: str) -> Iterator[bytes]:
    """Inputs for a target, each with the bytes that choose its options."""
    for number, document in enumerate(documents()):
        yield bytes((number * (at + 1)) % 256 if number % 3 else 0 for at in range(HEAD)) + shaped(target, document)


def documents() -> Iterator[bytes]:
    """The fixtures without their gutter, cut short."""
    for path in sorted(FIXTURES.rglob("*")):
        if path.suffix in (".txt", ".html", ".md"):
            content = path.read_bytes()
            yield (MARKUP.sub(b"", content) if path.parent.name == "rules" else content)[:MOST]


def shaped(target: str, document: bytes) -> bytes:
    """The document as the target's own kind of input."""
    text = document.decode(errors="ignore")
    match target:
        case "json":
            options = {"keep": ["teaser"], "drop": [], "output": "markdown", "blocks": True}
            return json.dumps({"content": text, "id": "a-1", "url": None, "options": options}).encode()
        case "codings":
            packed = (gzip.compress(document, mtime=0), zlib.compress(document), brotli.compress(document))
            return packed[len(document) % 3]
        case "lines":
            return document.replace(b". ", b".\n")
        case "form":
            field = b'--b\r\nContent-Disposition: form-data; name="keep"\r\n\r\nteaser\r\n'
            file = (
                b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: text/html\r\n\r\n'
            )
            return field + file + document + b"\r\n--b--\r\n"
        case "request":
            head = b"keep=teaser&output=text\nkey, */*;q=0.1\n"
            return head + shaped(("json", "form", "clean")[len(text) % 3], document)
        case "negotiate":
            return b"text/html;q=0.8, application/json, */*;q=0.1\ntext/html; charset=" + document[:10]
    return document


def dictionary() -> str:
    """A phrase of each word list, form and language, and every tag that we name, as libFuzzer reads it."""
    words = set({(category, form, language): phrase for phrase, category, form, language in lists()}.values())
    words |= {f"<{name}>" for module in (html_tags, tags) for name in _names(module)}
    words |= {
        "<!--",
        "-->",
        "<![CDATA[",
        "&amp;",
        "&#0;",
        "<br>",
        ' class="',
        " hidden",
        "```",
        "| - |",
        "\ufeff",
        "\u2028",
    }
    return "".join(f'"{_escaped(word)}"\n' for word in sorted(words))


def _names(module: object) -> set[str]:
    """The strings in the sets and mappings that a module of ours defines."""
    found = [value for value in vars(module).values() if isinstance(value, (frozenset, set, dict))]
    return {
        name for value in found for name in value if isinstance(name, str) and re.fullmatch(r"[a-z][a-z0-9-]*", name)
    }


def _escaped(word: str) -> str:
    return "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in word.encode()[:60])
