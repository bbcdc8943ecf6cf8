"""The first words of an element, whatever its size."""

from __future__ import annotations

from typing import Any

__all__ = ["brief", "following"]

_NODES = 200  # looked at in one element: a headline or a name has few


def brief(node: Any, longest: int, separator: str = "") -> str:
    """The element's text, white space folded; cut after about ``longest`` characters."""
    parts: list[str] = []
    length = 0
    inner = node.child
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
    if node.child is not None and node.tag not in ("script", "style", "template", "svg"):
        return node.child
    while node is not None and node.next is None:
        node = node.parent
        if node is None or (within is not None and node == within):
            return None
    return node.next if node is not None else None
