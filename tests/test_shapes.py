"""The one pass over all filters' shapes finds what each shape finds by itself."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.blocks.measure import measure
from app.filters import _modules
from app.filters.block._shape import Scan, Shape
from app.model import Block, Element, Kind

SHAPES: dict[str, Shape] = {id: m.SHAPE for id, m in _modules()["block"].items() if hasattr(m, "SHAPE")}
PIECES = st.sampled_from(
    [word for shape in SHAPES.values() for word in (*shape.has, *shape.ends)]
    + [word for shape in SHAPES.values() for words, _ in shape.given for word in words]
    + [
        "By Ann Lee",
        "Ann Lee, Staff Reporter",
        "Ann Lee is",
        "Photo: ",
        "Read more: ",
        "READ MORE | ",
        "Correction: ",
        "dpa/",
        "3 min read",
        "© 2021",
        "12%",
        "▲ 1.2",
        "x" * 190,
        "x" * 2_000,
        " ",
        "\n",
        "a",
    ]
)
LINES = st.lists(st.lists(PIECES | st.text(max_size=8), max_size=6).map("".join), max_size=8)
NAMES = (("wp-caption-text",), ("post",), ())


def blocks(lines: list[str]) -> list[Block]:
    """Blocks of the lines: of more than one kind, in elements with and without names, the last in none."""
    out: list[Block] = []
    for i, line in enumerate(lines):
        inner = Element(2, "p", NAMES[i % 3], Element(1, "div", NAMES[i // 3 % 3], None))
        kind = Kind.CAPTION if i % 4 == 3 else Kind.PARAGRAPH
        text = " ".join(line.split("\n"))
        element = inner if i + 1 < len(lines) else None
        out.append(Block(i, 0, len(text), text, kind, measure([text])[0], element=element))
    return out


@settings(max_examples=300, deadline=None)
@given(LINES)
@example(["\u0301by Ann", "İby", "ſtory: x", "²by", "ﬁle", "Ⅷ by", "\u200bBy Ann Lee", "0\x1fA"])
def test_the_scan_agrees_with_every_shape(lines: list[str]) -> None:
    page = blocks(lines)
    found = Scan(SHAPES).find(page) if page else {}
    for id, places in found.items():
        assert places == {i for i, block in enumerate(page) if SHAPES[id].search(block)}, id


def test_every_filter_that_has_a_shape_is_in_the_scan() -> None:
    assert len(SHAPES) >= 20
    assert all(isinstance(shape, Shape) for shape in SHAPES.values())
