"""What the service answers, typed. Fields that a newer service adds are left out, so that an older client goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

from app.client.errors import ServiceFault
from app.model import Rule

__all__ = ["Category", "CleanResult", "JudgedBlock", "Section", "Verdict", "categories", "parse", "result", "rules"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Section:
    """A run of adjacent blocks of one category that were removed or lifted together.

    Attributes:
        start, end: half-open, in code points of the source text.
        position: ``before``, ``inside`` or ``after`` the body.
        blocks: the indices of its blocks.
    """

    category: str
    rule: str
    reason: str
    confidence: float
    start: int
    end: int
    position: str
    blocks: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's opinion of one block; ``action`` is ``remove``, ``lift`` or ``keep``."""

    rule: str
    category: str
    action: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class JudgedBlock:
    """A block, what became of it, and every rule's opinion of it; ``path`` is None for text."""

    index: int
    start: int
    end: int
    text: str
    kind: str
    path: str | None
    action: str
    category: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class CleanResult:
    """The answer of ``POST /v1/clean``, field for field; ``dataclasses.asdict`` makes it JSON again.

    Attributes:
        id: the caller's own name for the document.
        published: ISO 8601, date or date and time.
        language: ISO 639-1.
        confidence: 0…1, how well the body is expected to agree with the article.
        source_text, blocks: None unless the options asked for them.
    """

    id: str | int | None
    format: str
    charset: str | None
    url: str | None
    title: str | None
    subtitle: str | None
    byline: str | None
    published: str | None
    language: str | None
    body: str
    removed: tuple[Section, ...]
    lifted: tuple[Section, ...]
    confidence: float
    warnings: tuple[str, ...]
    stats: Mapping[str, int] = field(hash=False)
    version: str
    source_text: str | None = None
    blocks: tuple[JudgedBlock, ...] | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A name for what a block is.

    Attributes:
        group: ``body``, ``metadata`` or ``removed``.
        rules: ids of the rules that serve it.
    """

    id: str
    group: str
    description: str
    rules: tuple[str, ...]


def parse(body: bytes | str, read: Callable[[Any], T]) -> T:
    """Read a JSON body.

    Raises:
        ServiceFault: it is not what the service answers.
    """
    try:
        return read(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        mend = "Check that base_url leads to a Winnow service."
        raise ServiceFault(f"What came is no answer of the service ({error!r:.200}).", mend=mend) from error


def result(data: Mapping[str, Any], id: str | int | None) -> CleanResult:
    """The result in an answer, under the caller's own name for the document."""
    blocks = data.get("blocks")
    return _take(
        CleanResult,
        data,
        id=id,
        removed=tuple(_section(section) for section in data["removed"]),
        lifted=tuple(_section(section) for section in data["lifted"]),
        warnings=tuple(data["warnings"]),
        blocks=None if blocks is None else tuple(_judged(block) for block in blocks),
    )


def rules(data: list[Mapping[str, Any]]) -> tuple[Rule, ...]:
    return tuple(_take(Rule, rule) for rule in data)


def categories(data: list[Mapping[str, Any]]) -> tuple[Category, ...]:
    return tuple(_take(Category, category, rules=tuple(category["rules"])) for category in data)


def _section(data: Mapping[str, Any]) -> Section:
    return _take(Section, data, blocks=tuple(data["blocks"]))


def _judged(data: Mapping[str, Any]) -> JudgedBlock:
    return _take(JudgedBlock, data, verdicts=tuple(_take(Verdict, verdict) for verdict in data["verdicts"]))


def _take(kind: type[T], data: Mapping[str, Any], **made: Any) -> T:
    """One of ``kind`` from the fields that it knows; ``made`` has those that are not as JSON has them."""
    out = {}
    for known in fields(kind):  # type: ignore[arg-type]  # only dataclasses are passed
        if known.name in made:
            out[known.name] = made[known.name]
        elif known.name in data or known.default is MISSING:
            out[known.name] = data[known.name]
    return kind(**out)
