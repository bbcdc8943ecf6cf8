"""What a schema cannot say: no id may stand in both ``keep`` and ``drop``. Such cases are not drawn."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Keep the cases that name each id in one of the two, wherever the two stand."""
    body = case.body if isinstance(case.body, dict) else {}
    places = [case.query or {}, body, body.get("options") or {}]
    keep, drop = (
        {str(id) for place in places if isinstance(place, dict) for id in _list(place.get(name))}
        for name in ("keep", "drop")
    )
    return not keep & drop


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
