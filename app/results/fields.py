"""The fields of a result: what was lifted out of the text, completed by what the page's head says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.model import Document, Verdict
from app.results.dates import iso
from app.results.language import detect

__all__ = ["Fields", "fields"]


@dataclass(frozen=True, slots=True)
class Fields:
    title: str | None
    subtitle: str | None
    byline: str | None
    published: str | None
    language: str | None


def fields(document: Document, decided: Sequence[Verdict], body: str) -> Fields:
    """The head's word for a field where the page has one, else the first that was lifted."""
    head = document.metadata
    read: dict[str, str] = {}
    for verdict in decided:
        for name, value in verdict.fields.items():
            read.setdefault(name, value)
    language = head.language or detect(body)
    published = head.published
    if published is None and "published" in read:
        published = iso(read["published"], language)
    return Fields(
        title=head.title or read.get("title"),
        subtitle=head.subtitle or read.get("subtitle"),
        byline=head.byline or read.get("byline"),
        published=published,
        language=language,
    )
