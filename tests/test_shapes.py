"""The one pass over all filters' shapes finds what each shape finds by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.filters import _modules
from app.filters.block._shape import Scan, Shape

SHAPES: dict[str, Shape] = {id: m.SHAPE for id, m in _modules()["block"].items() if hasattr(m, "SHAPE")}
PIECES = st.sampled_from(
    [word for shape in SHAPES.values() for word in (*shape.has, *shape.ends)]
    + [
        "By Ann Lee",
        "Photo: ",
        "Read more: ",
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


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_the_scan_agrees_with_every_shape(lines: list[str]) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    found = Scan(SHAPES).find(lines) if lines else {}
    for id, indices in found.items():
        assert indices == {i for i, line in enumerate(lines) if SHAPES[id].search(line)}, id


def test_every_filter_that_has_a_shape_is_in_the_scan() -> None:
    assert len(SHAPES) >= 20
    assert all(isinstance(shape, Shape) for shape in SHAPES.values())
