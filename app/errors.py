"""Every error that Winnow raises, drawn as a tree.

    WinnowError
     ├── InvalidOption      an option, format or rule id that does not exist
     ├── UnreadableDocument the bytes are not text in any charset we know
     └── DocumentTooComplex the document is over one of the limits
          ├── TooLarge      … characters or bytes
          ├── TooDeep       … nested elements
          └── TooManyBlocks … blocks

Each carries what is wrong (``str(error)``), where (``field``) and how to mend it (``mend``): the HTTP service and the
command line only put these three into their own shape.
"""

from __future__ import annotations

__all__ = [
    "DocumentTooComplex",
    "InvalidOption",
    "TooDeep",
    "TooLarge",
    "TooManyBlocks",
    "UnreadableDocument",
    "WinnowError",
]


class WinnowError(Exception):
    """The root of the tree.

    Args:
        message: what is wrong, as a sentence.
        field: the argument or JSON field at fault, if one is.
        mend: what the caller can do about it, as a sentence.
    """

    def __init__(self, message: str, *, field: str | None = None, mend: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.mend = mend

    def __reduce__(self) -> tuple[object, ...]:
        # The service raises these in worker processes; the keyword arguments have to survive the way home.
        return (_rebuild, (type(self), str(self), self.field, self.mend))


def _rebuild(kind: type[WinnowError], message: str, field: str | None, mend: str) -> WinnowError:
    return kind(message, field=field, mend=mend)


class InvalidOption(WinnowError):
    """An option has a value that does not exist."""


class UnreadableDocument(WinnowError):
    """The bytes cannot be read as text."""


class DocumentTooComplex(WinnowError):
    """The document is over a limit."""


class TooLarge(DocumentTooComplex):
    """The document has more characters than the limit."""


class TooDeep(DocumentTooComplex):
    """The document's elements are nested deeper than the limit."""


class TooManyBlocks(DocumentTooComplex):
    """The document falls into more blocks than the limit."""
