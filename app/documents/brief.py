"""The first words of an element, whatever its size."""

from __future__ import annotations

from typing import Any

__all__ = ["brief", "following"]

_NODES = 200  # looked at in one element: a headline or a name has few


def brief(node: Any, longest: int, separator: str = "") -> str:
    """The element's text, white space folded; cut after about ``longest`` characters."""
    parts: list[str] = []
    length = 0
    inner = node.first_child
    for _ in range(_NODES):
        if inner is None or length > longest:
            break
        if inner.tag == "-text":
            parts.append((inner.text_content or "")[: longest + 1])
            length += len(parts[-1].strip())
        inner = following(inner, node)
    return " ".join(separator.join(parts).split())


def following(node: Any, within: Any = None) -> Any:
    """The next node in reading order, not stepping out of ``within`` nor into scripts; None at the end."""
    child = node.first_child
    if child is not None and node.tag not in ("script", "style", "template", "svg"):
        return child
    while (after := node.next) is None:
        node = node.parent
        if node is None or (within is not None and node.mem_id == within.mem_id):
            return None
    return after
