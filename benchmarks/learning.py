"""From labelled pages to training rows: what names and lines say, learned without the host they are asked for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.blocks import split
from app.documents import read
from app.filters import by_rules
from app.filters.content._evidence import LINE_CHARS, Evidence, line_key
from app.filters.content._layout import cumulate
from app.filters.content._ruled import Ruled, hear
from app.model import Blocks, Document, Limits
from benchmarks.boost import Matrix, fit
from benchmarks.corpus import Sample, folds, tokens
from benchmarks.labels import label

__all__ = ["CORPUS", "FOLDS", "NAMES", "Labelled", "learn_evidence", "learn_sureness", "prepare", "rulings"]

CORPUS = "wcxb-dev"
NAMES = ("html", "text")  # what is trained: the scorer of pages and that of texts
FOLDS = 5
PRIOR_HOSTS = 2.0  # so many imaginary hosts say nothing of a name
LEAST_HOSTS = 4  # a name or line that fewer hosts use is theirs, not the web's
REACH = 10  # lines after and before a line that it may open or close the article for
Shares = dict[str, tuple[float, float]]  # by name: words of the article inside, words


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page as the scorer sees it, with the share of each block that is the article."""

    sample: Sample
    document: Document
    blocks: Blocks
    ruled: Ruled
    shares: NDArray[np.float64]
    sizes: NDArray[np.float64]
    names: Shares
    lines: Shares
    after: Shares
    before: Shares

    @property
    def fold(self) -> int:
        return folds(self.sample.host, FOLDS)


def prepare(sample: Sample) -> Labelled:
    """Read, split and label a page."""
    document = read(sample.html, format="html", url=sample.url, charset=None, limits=Limits())
    blocks = split(document, Limits())
    shares = np.array(label([b.text for b in blocks.items], sample.text))
    sizes = np.array([len(tokens(b.text)) for b in blocks.items], float)
    plain = Document("", document.format, sample.url, None, document.metadata)
    ruled = rulings(plain, blocks)
    after, before = _around(shares * sizes, sizes)
    return Labelled(
        sample,
        plain,
        blocks,
        ruled,
        shares,
        sizes,
        names=_names(blocks, shares * sizes, sizes),
        lines=_lines(blocks, shares, sizes),
        after=_lines(blocks, after, sizes),
        before=_lines(blocks, before, sizes),
    )


def rulings(document: Document, blocks: Blocks) -> Ruled:
    """What the rules say of a document."""
    page, verdicts = by_rules(document, blocks)
    return hear(len(blocks), verdicts, page.cues)


def _names(blocks: Blocks, article: NDArray[np.float64], sizes: NDArray[np.float64]) -> Shares:
    inside = np.concatenate(([0.0], np.cumsum(article)))
    all_words = np.concatenate(([0.0], np.cumsum(sizes)))
    out: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for element, (start, end) in zip(blocks.elements, blocks.ranges, strict=True):
        words = all_words[end] - all_words[start]
        for name in ("<" + element.tag, *element.names):
            cell = out[name]
            cell[0] += inside[end] - inside[start]
            cell[1] += words
    return {name: (a, b) for name, (a, b) in out.items() if b}


def _lines(blocks: Blocks, shares: NDArray[np.float64], sizes: NDArray[np.float64]) -> Shares:
    out: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for block, share, size in zip(blocks.items, shares, sizes, strict=True):
        if block.features.words <= 8 and len(block.features.key) <= LINE_CHARS and size:
            cell = out[line_key(block.features.key)]
            cell[0] += share
            cell[1] += 1
    return {name: (a, b) for name, (a, b) in out.items() if name}


def _around(article: NDArray[np.float64], sizes: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """For each line the share of the words after it, and of those before it, that are the article's."""
    n, at = len(sizes), np.arange(len(sizes))
    inside, words = cumulate(article), cumulate(sizes)
    first, last = np.maximum(at - REACH, 0), np.minimum(at + 1 + REACH, n)
    after = (inside[last] - inside[at + 1]) / np.maximum(words[last] - words[at + 1], 1)
    before = (inside[at] - inside[first]) / np.maximum(words[at] - words[first], 1)
    return after, before


def learn_evidence(pages: Iterable[Labelled]) -> Evidence:
    """Shrunken log-odds of names and lines, every host counted once."""
    by_host: dict[str, list[Labelled]] = defaultdict(list)
    for page in pages:
        by_host[page.sample.host].append(page)
    names, lines, after, before = (
        _log_odds([_merge([getattr(page, table) for page in host]) for host in by_host.values()])
        for table in ("names", "lines", "after", "before")
    )
    sections = {line: (after.get(line, 0.0), before.get(line, 0.0)) for line in sorted({*after, *before})}
    return Evidence(names, lines, sections)


def _merge(tables: Sequence[Shares]) -> Shares:
    if len(tables) == 1:
        return tables[0]
    out: dict[str, tuple[float, float]] = {}
    for table in tables:
        for name, (a, b) in table.items():
            had = out.get(name, (0.0, 0.0))
            out[name] = (had[0] + a, had[1] + b)
    return out


def _log_odds(hosts: Sequence[Shares]) -> Mapping[str, float]:
    total: dict[str, float] = defaultdict(float)
    count: dict[str, int] = defaultdict(int)
    for table in hosts:
        for name, (article, words) in table.items():
            total[name] += article / words
            count[name] += 1
    base = sum(total.values()) / max(sum(count.values()), 1)
    out = {}
    for name in sorted(count):
        if count[name] >= LEAST_HOSTS:
            mean = (total[name] + PRIOR_HOSTS * base) / (count[name] + PRIOR_HOSTS)
            value = round(_logit(mean) - _logit(base), 2)
            if abs(value) >= 0.2:
                out[name] = value
    return out


def _logit(p: float) -> float:
    p = min(max(p, 0.01), 0.99)
    return math.log(p / (1 - p))


def learn_sureness(rows: Sequence[tuple[Matrix, float]]) -> dict[str, Any]:
    """Trees that tell from a page's outline how well what is kept of it agrees with the article.

    Args:
        rows: outline and bag F1 of pages, each as weights judged it that had not seen the page.
    """
    outlines = [outline[:, None] for outline, _ in rows]
    return fit(
        outlines, [np.array([score]) for _, score in rows], [np.ones(1)] * len(rows), trees=120, depth=4, rate=0.06,
        share=0.5, number=True,
    )  # fmt: skip
