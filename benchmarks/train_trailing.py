"""Learn where an article ends and other stories begin that nothing announces.

    python -m benchmarks.train_trailing [CORPORA] [--date 2026-01-31] [--out FILE]

CORPORA is the folder that holds ``wcxb-dev``; only the text of its gold articles is used, alone and with the beginnings
of other articles behind it (``benchmarks/tails.py``). What is known of words and how foreign a passage is are always
asked of what had not seen the document's fold: so the trees learn from what they will meet. The same corpus and code
give the same file.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from app.blocks import split
from app.filters import _block_tier, phrases
from app.filters._characters import STEM
from app.filters.content._trees import Trees
from app.filters.page._company import Company, meet
from app.filters.page._trailing import LEAST_BEFORE, SIZES, Passage, matrix, passages
from app.filters.page._trailing_features import Compared, Floats, compare, cut_features, foreign_features
from app.filters.page._trailing_weights import Tables, tables
from app.model import Document, Format, Limits, Page
from benchmarks.boost import Column, fit, write
from benchmarks.corpus import CORPORA, Sample, digest, folds, load
from benchmarks.learning import CORPUS, FOLDS
from benchmarks.tails import CLEAN, KINDS, Tailed, Tails
from benchmarks.train import LICENCE

__all__ = ["articles", "company", "documents", "main", "write_folds"]

OUT = Path(__file__).parent.parent / "app" / "filters" / "page" / "trailing_story.json.gz"
LEAST_ARTICLES = 4  # that hold a word whose rarity is worth keeping
LEAST_OPENED = 15  # paragraphs that begin with a word
LEAST_BEGUN = 40  # paragraphs in whose beginning a word stands
BEGINNING = 240  # characters
PREFIXES = 3  # beginnings of every article, in which nothing may be cut either
FOREIGN = {"trees": 100, "depth": 5, "rate": 0.15, "share": 0.5}
CUT = {"trees": 150, "depth": 5, "rate": 0.08, "share": 0.5}
WRONGLY_CUT = {CLEAN[0]: 0.003, CLEAN[1]: 0.007}  # share of articles that the bias allows
NEVER = 99.0  # log-odds
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Read:
    """A document's passages. ``cut`` is the true one, numbered like the candidates: their number where there is none.

    Attributes:
        prefix: it is a beginning of an article, which is learned from but counts in no figure.
    """

    kind: str
    fold: int
    prefix: bool
    found: Sequence[Passage]
    compared: Compared
    foreign: Floats
    cut: int

    @property
    def count(self) -> int:
        """How many candidates there are."""
        return int(self.foreign.shape[1])


@dataclass(frozen=True, slots=True)
class _Learned:
    """For each fold and, last, for none: what is learned without it. ``scores``: of each document by what had not seen
    its fold; of the documents that are too short to be cut there is none, ``short`` counts them by kind."""

    weights: Sequence[dict[str, Any]]
    read: Sequence[_Read]
    scores: Sequence[Floats]
    short: Counter[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--date", default="", help="written into the file's provenance")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    samples = articles(args.corpora)
    learned = learn(samples)
    provenance = {
        "corpus": LICENCE,
        "articles": len(samples),
        "documents": len(learned.read) + learned.short.total(),
        "sha256": digest(args.corpora, CORPUS),
        "command": "python -m benchmarks.train_trailing CORPORA",
        "date": args.date,
        f"{FOLDS} folds by registered domain": _figures(learned),
    }
    write(args.out, learned.weights[-1] | {"bias": _bias(learned), "provenance": provenance})
    print(json.dumps(provenance, indent=1))


def write_folds(corpora: Path, paths: Sequence[Path]) -> None:
    """Write weights without each fold: what judges its articles has seen neither them nor what stands behind them."""
    learned = learn(articles(corpora))
    for fold, path in enumerate(paths):
        write(path, learned.weights[fold] | {"bias": _bias(learned, fold), "provenance": {}})


def articles(corpora: Path) -> list[Sample]:
    """The gold articles of the corpus that we learn from."""
    return [sample for sample in load(corpora, CORPUS, pages=False) if sample.group == "article"]


def documents(samples: Sequence[Sample]) -> Iterator[Tailed]:
    """What is learned from: whole articles and beginnings of them, with and without other stories."""
    tails = Tails(samples)
    yield from tails.make()
    yield from tails.make(first=True)


def company(text: str) -> Company:
    """A text as the filters of the page tier see it."""
    document = Document(text, Format.TEXT)
    blocks = split(document, Limits())
    page = Page(document, blocks, phrases.find(blocks.items))
    return meet(page, tuple(_block_tier(page)))


def learn(samples: Sequence[Sample]) -> _Learned:
    """Everything the weights file holds but the bias, without each fold and with all."""
    words = [_words([s.text for s in samples if folds(s.host, FOLDS) != fold]) for fold in (*range(FOLDS), None)]
    known = [tables(of) for of in words]
    read: list[_Read] = []
    short = Counter[str]()
    for document in documents(samples):
        seen = company(document.text)
        found = passages(seen.page.blocks, seen.taken)
        if len(found) > LEAST_BEFORE:
            article = sum(passage.block.start < document.tail for passage in found)
            read += _read(document, found, article, known[document.fold])
        else:
            short[document.kind] += 1
    names = {"foreign": list(foreign_features(read[0].found, read[0].compared))}
    labels = [(np.arange(one.count) >= one.cut).astype(float) for one in read]
    weights = [np.full(one.count, one.count**-0.5) for one in read]
    foreign, values = _stacked(read, [one.foreign for one in read], labels, weights, FOREIGN)
    cuts = [cut_features(one.found, one.compared, value) for one, value in zip(read, values, strict=True)]
    names["cut"] = list(cuts[0])
    labels = [(np.arange(one.count) == one.cut).astype(float) for one in read]
    weights = [np.ones(one.count) for one in read]
    matrices = [matrix(of, names["cut"]) for of in cuts]
    cut, scores = _stacked(read, matrices, labels, weights, CUT)
    made = [
        {"words": w, "foreign": f, "cut": c, "features": names} for w, f, c in zip(words, foreign, cut, strict=True)
    ]
    return _Learned(made, read, scores, short)


def _read(document: Tailed, found: Sequence[Passage], article: int, known: Tables) -> Iterator[_Read]:
    """A document; of an article alone also a few beginnings."""
    ends = [len(found)]
    if document.kind == CLEAN[0] and len(found) > LEAST_BEFORE + 1:
        draw = random.Random(f"{document.sample.id} {document.text[:50]} {len(found)}")
        ends += [draw.randint(LEAST_BEFORE + 1, len(found)) for _ in range(PREFIXES)]
    for number, end in enumerate(ends):
        part = found[:end]
        compared = compare(part, known)
        features = foreign_features(part, compared)
        cut = min(article, end) - compared.first
        yield _Read(
            document.kind, document.fold, number > 0, part, compared, matrix(features, list(features)), max(cut, 0)
        )


def _stacked(
    read: Sequence[_Read],
    matrices: Sequence[Floats],
    labels: Sequence[Column],
    weights: Sequence[Column],
    settings: Mapping[str, Any],
) -> tuple[list[dict[str, Any]], list[Floats]]:
    """Trees learned without each fold and, last, from all; and of each document what those without its fold say."""
    learned = []
    said: list[Floats] = [np.zeros(0, np.float32)] * len(read)
    for fold in (*range(FOLDS), None):
        those = [at for at, one in enumerate(read) if one.fold != fold]
        raw = fit(
            [matrices[at] for at in those], [labels[at] for at in those], [weights[at] for at in those], **settings
        )
        learned.append(raw)
        trees = Trees.load(raw)
        for at, one in enumerate(read):
            if one.fold == fold:
                said[at] = trees.value(matrices[at])
        print(f"learned without fold {fold}", flush=True)
    return learned, said


def _words(texts: Sequence[str]) -> dict[str, Any]:
    """The tables of words: for each number the words that it is of."""
    held, first, later_first, begun, later_begun = (Counter[str]() for _ in range(5))
    for text in texts:
        held.update({word[0].lower()[:STEM] for word in _WORD.finditer(text)})
        for number, line in enumerate([line for line in text.split("\n") if len(line.split()) >= 12]):
            if words := [word.lower()[:STEM] for word in _WORD.findall(line[:BEGINNING])]:
                (later_first if number else first)[words[0]] += 1
                (later_begun if number else begun).update(set(words))
    paragraphs = (first.total(), later_first.total())
    return {
        "rarity": _levels({word: math.log(len(texts) / n) for word, n in held.items() if n >= LEAST_ARTICLES}),
        "unknown": round(math.log(len(texts) / 1.5), 1),
        "beginning": _levels(_odds(begun, later_begun, paragraphs, LEAST_BEGUN)),
        "first": _levels(_odds(first, later_first, paragraphs, LEAST_OPENED)),
    }


def _odds(of: Counter[str], others: Counter[str], sizes: tuple[int, int], least: int) -> dict[str, float]:
    """For each word the log-odds that it is of the one and not of the others, drawn to 0 where it is seen seldom."""
    ratio = sizes[1] / sizes[0]
    return {
        word: math.log((of[word] + 2) * ratio / (others[word] + 2 * ratio))
        for word in of | others
        if of[word] + others[word] >= least
    }


def _levels(values: Mapping[str, float]) -> dict[str, str]:
    levels: dict[str, list[str]] = {}
    for word, value in sorted(values.items()):
        levels.setdefault(f"{value:.1f}", []).append(word)
    return {level: " ".join(words) for level, words in sorted(levels.items())}


def _bias(learned: _Learned, without: int | None = None) -> list[float]:
    """What cuts before one passage, two, and more have to score: so many of the other stories are found as can be while
    articles alone are left alone, by the documents of all folds but one."""
    pairs = [(one, s) for one, s in zip(learned.read, learned.scores, strict=True) if one.fold != without]
    clean = {
        kind: np.array([_best(scores) for one, scores in pairs if one.kind == kind and not one.prefix])
        for kind in CLEAN
    }
    allowed = {kind: int(WRONGLY_CUT[kind] * len(rows)) for kind, rows in clean.items()}
    tails = [(one.count - one.cut, s[one.cut]) for one, s in pairs if one.kind in KINDS and one.count - one.cut > 0]
    sizes, own = np.array([size for size, _ in tails]), np.array([score for _, score in tails])
    best, found = [NEVER] * SIZES, -1.0
    steps = [
        sorted({float(s) for kind, rows in clean.items() for s in -np.sort(-rows[:, size])[: allowed[kind] + 1]})
        for size in range(SIZES)
    ]
    for tried in product(*steps):
        if all((rows > np.array(tried)).any(1).sum() <= allowed[kind] for kind, rows in clean.items()):
            needed = np.array(tried)[np.minimum(sizes, SIZES) - 1]
            if (gain := float(sizes[own > needed].sum())) > found:
                best, found = [round(step + 0.001, 3) for step in tried], gain
    return best


def _best(scores: Floats) -> Floats:
    """The greatest score of cuts before one passage, two, and more."""
    last = scores[::-1]
    return np.array(
        [
            *(last[size] if size < len(last) else -NEVER for size in range(SIZES - 1)),
            last[SIZES - 1 :].max(initial=-NEVER),
        ]
    )


def _figures(learned: _Learned) -> dict[str, float]:
    """How well cuts were made on documents of folds that nothing was learned from."""
    bias = [np.array(_bias(learned, fold)) for fold in range(FOLDS)]
    # of each document the passages of other stories, and those after our cut
    pairs: dict[str, list[tuple[int, int]]] = {kind: [] for kind in (*KINDS, *CLEAN)}
    for one, scores in zip(learned.read, learned.scores, strict=True):
        if not one.prefix:
            above = scores - bias[one.fold][np.minimum(np.arange(one.count, 0, -1), SIZES) - 1]
            made = one.count - int(above.argmax()) if above.max() > 0 else 0
            pairs[one.kind].append((one.count - one.cut, made))
    figures = {}
    for kind in CLEAN:
        wrong = sum(made > 0 for _, made in pairs[kind])
        figures[f"{kind}: wrongly cut"] = round(wrong / (len(pairs[kind]) + learned.short[kind]), 4)
    for kind in KINDS:
        both = sum(map(min, pairs[kind]))
        figures[f"{kind}: paragraph F1"] = round(2 * both / max(1, sum(map(sum, pairs[kind]))), 4)
        figures[f"{kind}: exact cuts"] = round(sum(a == b for a, b in pairs[kind]) / max(1, len(pairs[kind])), 4)
    return figures


if __name__ == "__main__":
    main()
