"""Which form of an answer a caller takes, and which form of a document it sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from python_multipart.multipart import parse_options_header

from app.entrypoints.http.problems import Problem, RequestProblem

__all__ = ["DOCUMENTS", "MediaType", "accepted", "content_type", "document_format", "unsupported"]

DOCUMENTS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "application/octet-stream": "auto",
}


@dataclass(frozen=True, slots=True)
class MediaType:
    """A parsed ``Content-Type``; ``name`` is lower-case, empty if there was none."""

    name: str
    charset: str | None


def content_type(header: str | None) -> MediaType:
    name, parameters = parse_options_header(header or "")
    charset = parameters.get(b"charset", b"").decode("latin-1").strip()
    return MediaType(name.decode("latin-1").strip().lower(), charset or None)


def document_format(media: MediaType, others: Sequence[str] = ()) -> str:
    """The format that a raw document's media type names; ``auto`` if it names none.

    Raises:
        RequestProblem: 415, listing what is taken, ``others`` included.
    """
    if not media.name:
        return "auto"
    if media.name not in DOCUMENTS:
        raise unsupported(media, (*DOCUMENTS, *others))
    return DOCUMENTS[media.name]


def unsupported(media: MediaType, known: Sequence[str]) -> RequestProblem:
    form = media.name == "application/x-www-form-urlencoded"
    hint = 'With curl, add -H "Content-Type: text/html" and use --data-binary. ' if form else ""
    return RequestProblem(
        Problem(
            415,
            "unsupported-media-type",
            "The body's media type is not taken here",
            f"The media type {media.name[:100] or '(none)'!r} is not taken here.",
            "Content-Type",
            f"{hint}Use one of: {', '.join(known)}.",
            (("accept", ", ".join(known)),),
        )
    )


def accepted(request: Request, offered: Sequence[str]) -> str:
    """The offered media type that the caller likes best; the first of them if it does not care.

    Raises:
        RequestProblem: 406 when it takes none of them.
    """
    ranges = [_range(part) for part in ",".join(request.headers.getlist("accept")).split(",") if part.strip()]
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media: _quality(media, ranges))
    if _quality(best, ranges) > 0:
        return best
    raise RequestProblem(
        Problem(
            406,
            "not-acceptable",
            "None of the answers on offer is accepted",
            "The Accept header takes none of the media types on offer.",
            "Accept",
            f"Accept one of: {', '.join(offered)}.",
        )
    )


def _range(part: str) -> tuple[str, float]:
    name, *parameters = part.split(";")
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                quality = 0.0
    return name.strip().lower(), quality


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """What the most specific range that fits says of a media type."""
    group = media.partition("/")[0] + "/*"
    for name in (media, group, "*/*"):
        found = [quality for range, quality in ranges if range == name]
        if found:
            return max(found)
    return 0.0
