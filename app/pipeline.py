"""The four stages in order: documents → blocks → filters → results."""

from __future__ import annotations

from app.blocks import split
from app.documents import read
from app.errors import InvalidOption
from app.filters import judge, rules
from app.model import CATEGORIES, Limits, Options, Result
from app.results import compose

__all__ = ["check", "clean", "rules"]


def clean(
    content: bytes | str,
    *,
    format: str = "auto",
    url: str | None = None,
    charset: str | None = None,
    options: Options = Options(),
    limits: Limits = Limits(),
) -> Result:
    """Clean one document.

    Args:
        content: the document. Bytes are decoded by BOM, ``charset``, ``<meta>``, then by what they look like.
        format: ``html``, ``text``, ``markdown``, or ``auto`` to tell by the content.
        url: where it came from; a hint for the metadata.
        charset: what the sender declared. A wrong declaration is overruled and warned about.
        options: what to keep, drop and return.
        limits: how large, deep and long a document is taken.

    Returns:
        The body, the fields, and one section for each run of blocks that was kept, lifted or removed.

    Raises:
        InvalidOption: a format, option or id that does not exist.
        UnreadableDocument: bytes that are no text.
        DocumentTooComplex: the document is over a limit.
    """
    check(options)
    document = read(content, format=format, url=url, charset=charset, limits=limits)
    blocks = split(document, limits, marks=options.output == "markdown")
    return compose(document, blocks, judge(document, blocks, focus=options.focus), options)


def check(options: Options) -> None:
    """Raise ``InvalidOption`` if an option has a value that does not exist."""
    for name, allowed in (("output", ("text", "markdown")), ("focus", ("auto", "article", "page"))):
        if getattr(options, name) not in allowed:
            raise InvalidOption(
                f"{name} is {getattr(options, name)!r}",
                field=f"options.{name}",
                mend=f"Use one of: {', '.join(allowed)}.",
            )
    for name in ("keep", "drop"):
        for id in sorted(getattr(options, name)):
            if id == "body" or (id not in CATEGORIES and id not in rules()):
                raise InvalidOption(
                    f"{name} names {id!r}, which is neither a category nor a rule",
                    field=f"options.{name}",
                    mend="Categories are listed at /v1/categories, rules at /v1/rules or by `winnow rules`.",
                )
    if both := options.keep & options.drop:
        raise InvalidOption(
            f"{sorted(both)[0]!r} stands in both keep and drop",
            field="options.drop",
            mend="Name an id in one of the two.",
        )
