"""Every error that the client raises, drawn as a tree under the root of all of Winnow's.

    WinnowError
     └── ServiceError
          ├── Refused      4xx: the request or the document is wrong; the same again would be refused again
          ├── TooCostly    503: this document takes more time or memory than the service gives to one
          ├── ServiceFault the service failed (500), or what answered is no Winnow service
          ├── Unavailable  429, 408, 502, 503, 504: not now; raised when there are no more tries
          └── Unreachable  no whole answer came: refused, lost, timed out; raised when there are no more tries

Each says what is wrong (``str(error)``), where (``field``) and how to mend it (``mend``), as far as the service says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

from app.errors import WinnowError

__all__ = [
    "Refused",
    "ServiceError",
    "ServiceFault",
    "TooCostly",
    "Unavailable",
    "Unreachable",
    "of_answer",
    "of_problem",
]

_TYPE = "urn:winnow:problem:"
_NOT_NOW = (408, 429, 502, 504)
_PASSING = ("", "stopping", "not-ready")  # a 503 that is none of these is about the document; "": a proxy's, no problem
_OF_DOCUMENTS = (400, 413, 414, 422, 431)  # 414 and 431: its url and options are too long for a query


class ServiceError(WinnowError):
    """The root of the tree.

    Attributes:
        status: the HTTP status; None when no answer came.
        slug: the last part of the problem's ``type``, such as ``unknown-field``; empty when there is none.
        retry_after: seconds to wait before another try, when the service has said so.
        id: of the document, in what ``clean_many`` yields.
    """

    again: ClassVar[bool] = False  # another try may go better

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        mend: str = "",
        status: int | None = None,
        slug: str = "",
        retry_after: float | None = None,
        id: str | int | None = None,
    ) -> None:
        super().__init__(message, field=field, mend=mend)
        self.status = status
        self.slug = slug
        self.retry_after = retry_after
        self.id = id

    @property
    def detail(self) -> str:
        """What is wrong, as a sentence: the same as ``str(error)``."""
        return str(self)

    @property
    def of_document(self) -> bool:
        """Whether it is about the one document, so that the next one may go well."""
        return self.status in _OF_DOCUMENTS or isinstance(self, TooCostly) or self.slug == "internal"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), str(self), vars(self)))


def _rebuild(kind: type[ServiceError], message: str, attributes: dict[str, Any]) -> ServiceError:
    return kind(message, **{k: v for k, v in attributes.items() if not k.startswith("_")})


class Refused(ServiceError):
    """The request or the document is wrong; the same again would be refused again."""


class TooCostly(ServiceError):
    """The document takes more time or memory than the service gives to one. Do not send it again as it is."""


class ServiceFault(ServiceError):
    """The service failed, or what answered is no Winnow service."""


class Unavailable(ServiceError):
    """The service is busy, stopping or not there, and was so at every try."""

    again = True


class Unreachable(ServiceError):
    """No whole answer came, at any try."""

    again = True


def of_answer(status: int, headers: Mapping[str, str], body: bytes) -> ServiceError:
    """The error in an answer that is none of the good ones."""
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    return of_problem(problem, status, _seconds(headers.get("retry-after", "")))


def of_problem(problem: Any, status: int, retry_after: float | None = None) -> ServiceError:
    """The error that a problem document tells; without one, what can be told by the status."""
    known = problem if isinstance(problem, dict) else {}
    kind = str(known.get("type", ""))
    slug = kind.removeprefix(_TYPE) if kind.startswith(_TYPE) else ""
    detail, field, mend = (known.get(name) for name in ("detail", "field", "mend"))
    return _class(status, slug)(
        str(detail or f"The answer is a {status} without a word of the service."),
        field=field if isinstance(field, str) else None,
        mend=str(mend or ""),
        status=status,
        slug=slug,
        retry_after=retry_after,
    )


def _class(status: int, slug: str) -> type[ServiceError]:
    if status in _NOT_NOW or (status == 503 and slug in _PASSING):
        return Unavailable
    if status == 503:
        return TooCostly
    return Refused if 400 <= status < 500 else ServiceFault


def _seconds(header: str) -> float | None:
    """``Retry-After``: seconds or a date."""
    if header.strip().isdecimal():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
