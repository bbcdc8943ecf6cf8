"""Document → Blocks: one splitter per format; whatever is measured of a block is measured here, once."""

from __future__ import annotations

from dataclasses import replace

from app.blocks import carried, html, markdown, text
from app.blocks.measure import measure
from app.model import Block, Blocks, Document, Element, Format, Kind, Limits

__all__ = ["split"]

_SPLITTERS = {Format.TEXT: text.split, Format.MARKDOWN: markdown.split}
_PROSE_WORDS = 12  # a block this long with a sentence end and few links reads like prose
_SHOWN = 250  # words of prose: a page that shows so many shows its article
_FAR_MORE = 3  # times the prose that is shown


def split(document: Document, limits: Limits, *, marks: bool = False) -> Blocks:
    """Split a document into blocks.

    Args:
        marks: whether the blocks of a page tell what is set apart inside their text, which only Markdown asks for.

    Raises:
        TooManyBlocks, TooDeep: the document is over a limit.
    """
    if document.format is Format.HTML:
        return _completed(document, html.split(document, limits, marks=marks), limits)
    return _SPLITTERS[document.format](document, limits)


def _completed(document: Document, blocks: Blocks, limits: Limits) -> Blocks:
    """The blocks of a page, and after them the article that it carries without showing it, if it shows hardly any."""
    shown = _shown(blocks)
    if shown >= _SHOWN or document.tree.root is None or (found := carried.find(document)) is None:
        return blocks
    whole = list(zip(found.paragraphs, measure(found.paragraphs), strict=True))
    if sum(f.words for _, f in whole) < max(carried.LEAST, _FAR_MORE * shown):
        return blocks
    whole = whole[: max(0, limits.blocks - len(blocks))]
    first, start = len(blocks), len(blocks.text) + 1 if blocks.items else 0
    element = Element(len(blocks.elements), "article", ("articlebody",), None)
    added = []
    for index, (words, features) in enumerate(whole, first):
        added.append(Block(index, start, start + len(words), words, Kind.PARAGRAPH, features, element=element))
        start += len(words) + 1
    return replace(
        blocks,
        text="\n".join([block.text for block in (*blocks.items, *added)]),
        items=(*blocks.items, *added),
        elements=(*blocks.elements, element),
        ranges=(*blocks.ranges, (first, first + len(added))),
        carried=(first, first + len(added)),
        warnings=(f"The page shows no article; the body was taken from its {found.source}.",),
    )


def _shown(blocks: Blocks) -> int:
    """Words of prose that the page shows, counted until they are enough."""
    words = 0
    for block in blocks.items:
        f = block.features
        if f.words >= _PROSE_WORDS and f.links < 0.5 and (f.sentences or f.ends):
            words += f.words
            if words >= _SHOWN:
                break
    return words
