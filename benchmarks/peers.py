"""Other extractors, as their own documentation tells to call them.

They are imported when called: tests of the benchmarks run without them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

__all__ = ["PEERS", "stoplist"]

Extract = Callable[[str, str], str]


def _trafilatura(html: str, language: str) -> str:
    import trafilatura

    return trafilatura.extract(html, include_comments=False) or ""


def _resiliparse(html: str, language: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False))


def _justext(html: str, language: str) -> str:
    import justext

    try:
        paragraphs = justext.justext(html.encode("utf-8", "replace"), stoplist(language), encoding="utf-8")
    except Exception:  # it raises whatever lxml raises on a page that it cannot read; no text is its answer
        return ""
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def stoplist(language: str) -> frozenset[str]:
    """jusText's list of the language; empty where it has none, as it advises."""
    import justext

    return frozenset(justext.get_stoplist(language)) if language in justext.get_stoplists() else frozenset()


PEERS: Mapping[str, Extract] = {"trafilatura": _trafilatura, "resiliparse": _resiliparse, "jusText": _justext}
