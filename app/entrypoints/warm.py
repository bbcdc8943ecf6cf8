"""Importing this loads all that loads lazily (phrase lists, weights, the language model): what the fork server does
once, so that a worker process is there, warm, in milliseconds, and shares this memory with its siblings.
"""

from __future__ import annotations

import gc

from app.pipeline import clean

__all__: list[str] = []

_TEXT = """# Storm reaches the coast

The storm reached the coast on Monday, and the harbour stayed closed for the day, officials said.

“We have seen worse,” the harbour master told reporters before he went back to his ropes.

Ferries are expected to sail again on Tuesday morning, when the wind should have turned to the west.
"""
_PAGE = f"<html><body><nav>Home</nav><article><p>{_TEXT.replace(chr(10), '<p>')}</article></body></html>"

clean(_PAGE)
clean(_TEXT, format="markdown")
gc.collect()
gc.freeze()  # nothing of it is garbage, and a collector that looked would copy the shared pages
