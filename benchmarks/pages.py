"""Everything that is measured of one page."""

from __future__ import annotations

import gzip
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import Options, Result, clean
from benchmarks import light
from benchmarks.c4 import keep_lines
from benchmarks.corpus import Sample, f1
from benchmarks.flatten import by_block, by_node
from benchmarks.learning import CORPUS
from benchmarks.measures import Ratio, shingle_f1, snippets
from benchmarks.peers import Answer
from benchmarks.unseen import unseen

__all__ = ["FAMILIES", "US", "Measured", "Score", "measure", "read"]

US = "Winnow"
TAGGED = "trafilatura"  # what we make of text alone stands beside what it makes of the tags
FAMILIES: Mapping[str, str] = {
    "html, {}": "HTML: bag F1",
    "html, {} (4-grams)": "HTML: 4-gram F1",
    "html, {} (snippets)": "HTML: F1 of snippets",
    "html, {} (musts found)": "HTML: share of the musts found",
    "html, {} (must-nots left out)": "HTML: share of the must-nots left out",
    "html, {} (focus=article)": "HTML, focus=article: bag F1",
    "html, {} (with title)": "HTML, title and body: bag F1",
    "text, a line a block, {}": "Text, a line a block: bag F1",
    "text, a line a text node, {}": "Text, a line a text node: bag F1",
    "text, a line a block, {} (4-grams)": "Text, a line a block: 4-gram F1",
    "text, clean, {} (article words kept)": "Text, the article as it is: share of its words kept",
    "text, clean, {} (articles untouched)": "Text, the article as it is: share of articles left whole",
    "text, light, {} (article words kept)": "Text, the article with a little noise: share of its words kept",
    "text, light, {} (noise words removed)": "Text, the article with a little noise: share of the noise removed",
    "trailing stories, {}": "Text, other stories behind an article",
    "lines-dev html, {}": "Labelled lines, from HTML",
    "lines-dev, {}": "Labelled lines, from text",
}
"""What a number is called in the floors, with a place for the pages that it was measured on, and its title."""

Score = dict[tuple[str, str], dict[str, Ratio]]  # by family and pages, then by extractor


@dataclass(slots=True)
class Measured:
    """One page's scores, and what each extractor took: processor seconds, and whether it failed."""

    host: str
    corpus: str
    scores: Score = field(default_factory=lambda: defaultdict(dict))
    seconds: dict[str, float] = field(default_factory=dict)
    failed: dict[str, bool] = field(default_factory=dict)


def read(corpora: Path, sample: Sample) -> Sample:
    """The sample with its page."""
    path = corpora / sample.corpus / "html" / f"{sample.id}.html.gz"
    return replace(sample, html=gzip.decompress(path.read_bytes()))


def measure(corpora: Path, sample: Sample, answers: Mapping[str, Answer], only: str | None) -> Measured:
    """One page, cleaned with weights that have not seen its host.

    Args:
        answers: other extractors' of this page.
        only: ``html`` or ``text``; None for both.
    """
    page = read(corpora, sample)
    out = Measured(page.host, page.corpus)
    with unseen(corpora)(f"{page.corpus}:{page.id}"):
        if only != "text":
            _ours(page, out)
            _peers(page, answers, out)
        if only != "html":
            _text(page, answers, out)
    return out


def _ours(page: Sample, out: Measured) -> None:
    clean("<p>Warm.</p>", format="html")  # weights load when first needed
    start = time.process_time()
    result = _clean(page.html, "html", page.url)
    out.seconds[US] = time.process_time() - start
    out.failed[US] = False
    _extracted(page, US, result.body, out)
    headed = "\n".join(filter(None, (result.title, result.body)))
    _add(page, "html, {} (with title)", US, (f1(headed, page.text), 1), out)
    if page.corpus != CORPUS:
        focused = _clean(page.html, "html", page.url, "article")
        _add(page, "html, {} (focus=article)", US, (f1(focused.body, page.text), 1), out)


def _peers(page: Sample, answers: Mapping[str, Answer], out: Measured) -> None:
    for peer, answer in answers.items():
        out.seconds[peer], out.failed[peer] = answer.seconds, answer.failed
        _extracted(page, peer, answer.text, out)


def _extracted(page: Sample, extractor: str, body: str, out: Measured) -> None:
    _add(page, "html, {}", extractor, (f1(body, page.text), 1), out)
    if page.corpus != CORPUS or page.group == "article":
        groups = ("article",) if page.corpus == CORPUS else (page.group, "all")
        _add(page, "html, {} (4-grams)", extractor, (shingle_f1(body, page.text), 1), out, groups)
    if "must" in page.gold:
        for name, score in snippets(body, page.gold["must"], page.gold["mustnot"]).items():
            _add(page, f"html, {{}} ({name})", extractor, score, out)


def _text(page: Sample, answers: Mapping[str, Answer], out: Measured) -> None:
    ways: Mapping[str, Callable[[bytes], str]] = {"block": by_block, "text node": by_node}
    for way, flatten in ways.items():
        flat, family = flatten(page.html), f"text, a line a {way}, {{}}"
        bodies = {US: _clean(flat, "text").body, "C4 line rules": keep_lines(flat), "keep all": flat}
        if TAGGED in answers:
            bodies[f"{TAGGED}, from HTML"] = answers[TAGGED].text
        for extractor, body in bodies.items():
            _add(page, family, extractor, (f1(body, page.text), 1), out)
            if way == "block" and (page.corpus != CORPUS or page.group == "article"):
                groups = ("article",) if page.corpus == CORPUS else (page.group, "all")
                _add(page, f"{family} (4-grams)", extractor, (shingle_f1(body, page.text), 1), out, groups)
    for text in light.made_of(page):
        for name, score in light.scores(text, light.lines_of(text)).items():
            out.scores[name.replace(text.pages, "{}"), text.pages][US] = score


def _clean(content: bytes | str, format: str, url: str | None = None, focus: str = "auto") -> Result:
    return clean(content, format=format, url=url, options=Options(focus=focus))  # type: ignore[arg-type]


def _add(
    page: Sample, family: str, extractor: str, score: Ratio, out: Measured, groups: tuple[str, ...] | None = None
) -> None:
    for group in groups or (page.group, "all"):
        out.scores[family, f"{page.corpus}, {group}"][extractor] = score
