"""What the client sends: a document as the request of its own, or many packed into windows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.model import Options

__all__ = ["Document", "Encoded", "OptionsLike", "Packer", "Window", "encoded"]

OptionsLike = Options | Mapping[str, Any]

# httpx sends the whole of a request before it reads any of the answer, while the service answers as it reads, and reads
# no further when nobody takes its answers. What waits to be sent then has to fit into the buffers of the connection.
WINDOW_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """One document for ``clean_many``; the fields are the arguments of ``clean``."""

    content: bytes | str
    format: str = "auto"
    url: str | None = None
    id: str | int | None = None
    charset: str | None = None
    options: OptionsLike | None = None

    def asked(self) -> dict[str, Any]:
        """The options as JSON has them; of ``Options`` those that are no defaults."""
        if isinstance(self.options, Options):
            of = ((f.name, getattr(self.options, f.name), f.default) for f in fields(Options))
            given = {name: value for name, value, default in of if value != default}
        else:
            given = dict(self.options or {})
        return {n: sorted(value) if isinstance(value, (set, frozenset)) else value for n, value in given.items()}


@dataclass(frozen=True, slots=True)
class Encoded:
    """The body of a request and what has to be said beside it."""

    body: bytes
    media: str
    query: Mapping[str, str]


def encoded(document: Document) -> Encoded:
    """A document as the request of its own: text as JSON, bytes as they are, for the service to find their charset."""
    if isinstance(document.content, str):
        return Encoded(_line(document, document.id), "application/json", {})
    query = {"format": document.format} | {name: _flat(value) for name, value in document.asked().items()}
    if document.url:
        query["url"] = _flat(document.url)
    return Encoded(document.content, "application/octet-stream" + _charset(document.charset), query)


@dataclass(frozen=True, slots=True)
class Window:
    """Documents for one batch request, each a line; or one that has to go alone and has no line."""

    documents: tuple[Document, ...]
    lines: tuple[bytes, ...]


class Packer:
    """Packs documents into windows, in their order.

    Args:
        most: documents in a window.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._documents: list[Document] = []
        self._lines: list[bytes] = []
        self._bytes = 0

    def add(self, document: Document | bytes | str) -> Iterator[Window]:
        """Take a document, and give the windows that are full by it."""
        if not isinstance(document, Document):
            document = Document(document)
        if isinstance(document.content, bytes):
            yield from self.rest()
            yield Window((document,), ())
            return
        # Answers are told apart by the place in the window, so that none can be taken for another's.
        line = _line(document, len(self._lines) + 1) + b"\n"
        if self._bytes + len(line) > WINDOW_BYTES:
            yield from self.rest()
            line = _line(document, 1) + b"\n"
        self._documents.append(document)
        self._lines.append(line)
        self._bytes += len(line)
        if len(self._lines) >= self._most:
            yield from self.rest()

    def rest(self) -> Iterator[Window]:
        """The window that is not full, if there is one."""
        if self._lines:
            yield Window(tuple(self._documents), tuple(self._lines))
        self._documents.clear()
        self._lines.clear()
        self._bytes = 0


def _line(document: Document, id: str | int | None) -> bytes:
    """A document whose content is text as JSON without line ends."""
    fields = {
        "id": id,
        "content": document.content,
        "format": document.format,
        "url": document.url,
        "options": document.asked(),
    }
    try:
        return json.dumps(fields, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair is no character, but JSON can say it
        return json.dumps(fields).encode()


def _charset(name: str | None) -> str:
    """What the sender declared, unless no header can carry it: then it names no charset either."""
    fits = name and name.isascii() and name.isprintable() and not set(name) & set('"\\')
    return f'; charset="{name}"' if fits else ""


def _flat(value: Any) -> str:
    """A value as the query has it."""
    if isinstance(value, bool):
        return str(value).lower()
    text = ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return text.encode("utf-8", "replace").decode()
