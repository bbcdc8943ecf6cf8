"""What stands in the caption of a picture, as the page's markup says.

## What it removes
Blocks of up to sixty words inside `<figcaption>` or an element whose class is that of a picture's caption; in Markdown
the text of an image that stands alone.

## Why
In HTML no guessing is needed: the markup names the caption.

## Example
<figcaption>The ministers on the pier on Sunday evening</figcaption>

## What it must keep
The title of a table in its `<caption>` · a quotation or code that is set in a figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding, Kind

CATEGORY = "image_caption"
_NAMES = frozenset(
    (
        "wp-caption-text",
        "caption-text",
        "image-caption",
        "img-caption",
        "photo-caption",
        "photocaption",
        "figure-caption",
        "media-caption",
    )
)
SHAPE = Shape(kind=Kind.CAPTION, names=_NAMES)  # whatever the words are: the markup decides
_OTHER = frozenset(("table", "pre", "blockquote"))


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if block.element is None:
        return Finding(block.index, 0.9, "an image's text") if block.kind is Kind.CAPTION else None
    around = block.element.chain(4)
    if any(element.tag in _OTHER for element in around):
        return None
    if block.kind is Kind.CAPTION:
        return Finding(block.index, 0.9, "stands in the caption of a figure")
    named = next((name for element in around[:2] for name in element.names if name in _NAMES), None)
    return Finding(block.index, 0.9, f"stands in an element called {named}") if named else None
