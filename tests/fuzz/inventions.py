"""Documents that Hypothesis makes up: shapes that rules look for, prose, markup, and garbage between them."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

__all__ = ["PAGES", "TEXTS", "examples"]


def examples(number: int) -> settings:
    """So many examples, always the same ones; ``FUZZ_EXAMPLES`` asks for that many others."""
    asked = os.environ.get("FUZZ_EXAMPLES")
    return settings(
        max_examples=int(asked or number),
        derandomize=not asked,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


LINES = st.sampled_from(
    [
        "ABC 72.59 Increased By ▲ 3.39 (4.9%)",
        "Harbour council votes to reopen the old ferry line",
        "The harbour council voted on Monday to reopen the old ferry line between the two banks, seven years on.",
        "Members said the ferry would start in spring, once the landing stages have been repaired.",
        "Image source: Agency",
        "Recommended Stories",
        "• Oops!\n    Something went wrong.",
        "- a bullet",
        "By Ann Lee",
        "Published May 20, 2021",
        "2 min read",
        "Comments are closed.",
        "© 2021 Example. All rights reserved.",
        "北方港口议会周一投票决定重新开放两岸之间的旧渡轮航线。",
        "أعاد مجلس الميناء فتح خط العبارة القديم",
        "👩‍👩‍👧 emoji before a section 🎉",
        "\u200b",
        "\u00a0",
        "\u3000全角",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "# Heading",
        "> quote",
        "```\ncode\n```",
        "![alt](http://x/y.jpg)",
        "[text](http://x) and more [text](http://y)",
        "***",
        "a\x00b",
        "date 2021-05-19 Storm",
    ]
)
TEXTS = st.lists(LINES | st.text(max_size=60), max_size=14).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n", "\r\n", " "]).map(lambda gap: gap.join(lines))
)
TAGS = st.sampled_from(
    "<p> </p> <div class=nav> </div> <h1> </h1> <ul><li> </ul> <a href=x> </a> <table><tr><td> <td> </table> "
    "<br> <br><br> <script> </script> <pre> </pre> <!-- --> <noscript> </noscript> <footer> "
    "<b> </b> <svg> <![CDATA[ &amp; &#0; <p hidden>".split()
)
PAGES = st.lists(TAGS | LINES | st.text(max_size=30), max_size=40).map("".join)
