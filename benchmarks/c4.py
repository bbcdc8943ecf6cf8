"""The line rules of C4, which most corpora of web text are cleaned by: a peer for text that has lost its tags.

Source: Raffel et al., Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer, JMLR 2020,
section 2.2. Only its rules for lines are here; those for whole pages would drop the page.
"""

from __future__ import annotations

__all__ = ["keep_lines"]

ENDS = (".", "!", "?", '"')
LEAST_WORDS = 3
SCRIPT = "javascript"


def keep_lines(text: str) -> str:
    """The lines that end in a terminal mark, have at least three words and do not speak of Javascript."""
    return "\n".join(
        line
        for line in map(str.strip, text.split("\n"))
        if line.endswith(ENDS) and len(line.split()) >= LEAST_WORDS and SCRIPT not in line.lower()
    )
