"""Raw input → Document: charset, format, DOM, metadata."""

from __future__ import annotations

from app.documents.charset import clean, decode
from app.documents.metadata import metadata
from app.documents.sniff import sniff
from app.documents.tree import parse
from app.errors import InvalidOption, TooLarge
from app.model import Document, Format, Limits

__all__ = ["read"]

_WIDEST = 4  # bytes of a character, in every charset we read


def read(content: bytes | str, *, format: str, url: str | None, charset: str | None, limits: Limits) -> Document:
    """Read one document. Linear in its length.

    Args:
        content: bytes as they were sent, or text.
        format: ``html``, ``text``, ``markdown``, or ``auto`` to tell by the content.
        url: where it came from.
        charset: what the sender declared of the bytes; not asked for text.
        limits: ``chars`` and ``depth`` are held here.

    Raises:
        InvalidOption: an unknown format.
        UnreadableDocument: the bytes are no text.
        TooLarge, TooDeep: the document is over a limit.
    """
    chosen = _format(format)
    if len(content) > limits.chars * (1 if isinstance(content, str) else _WIDEST):
        raise _too_large(len(content), "characters" if isinstance(content, str) else "bytes", limits)
    decoded = clean(content) if isinstance(content, str) else decode(content, charset)
    text = decoded.text
    if len(text) > limits.chars:
        raise _too_large(len(text), "characters", limits)
    kind = chosen or sniff(text)
    tree = parse(text, decoded.utf8, limits) if kind is Format.HTML else None
    return Document(
        text=text,
        format=kind,
        url=url,
        charset=decoded.charset,
        metadata=metadata(tree, text, url),
        tree=tree,
        warnings=decoded.warnings,
    )


def _format(name: str) -> Format | None:
    if name == "auto":
        return None
    try:
        return Format(name)
    except ValueError:
        raise InvalidOption(
            f"format is {name!r}", field="format", mend=f"Use one of: auto, {', '.join(Format)}."
        ) from None


def _too_large(size: int, unit: str, limits: Limits) -> TooLarge:
    return TooLarge(
        f"the document has {size:,} {unit}; the limit is {limits.chars:,} characters",
        field="content",
        mend="Send it in parts, or raise the limit on characters.",
    )
