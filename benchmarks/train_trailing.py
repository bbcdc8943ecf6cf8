"""Learn where an article ends and other stories begin that nothing announces.

    python -m benchmarks.train_trailing [CORPORA] [--date 2026-01-31] [--share S] [--out FILE]

CORPORA is the folder that holds ``wcxb-dev``; only the text of its gold articles is used, alone and with the beginnings
of other articles behind it (``benchmarks/tails.py``). The same corpus and code give the same file.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from app.blocks import split
from app.filters import _block_tier, phrases
from app.filters.page._company import Company, meet
from app.filters.page._text import terms
from app.filters.page._trailing import (
    LEAST_BEFORE,
    Compared,
    Passage,
    compare,
    cut_features,
    foreign_features,
    passages,
    score,
)
from app.filters.page._trailing_weights import Features, Floats, Linear, Weights, parse
from app.model import Document, Format, Limits, Page
from benchmarks.boost import pack, write
from benchmarks.corpus import Sample, digest, folds, load
from benchmarks.learning import CORPUS, FOLDS
from benchmarks.tails import CLEAN, KINDS, Tailed, Tails
from benchmarks.train import CORPORA, LICENCE

__all__ = ["Read", "articles", "company", "documents", "learn", "main", "read", "write_folds"]

OUT = Path(__file__).parent.parent / "app" / "filters" / "page" / "trailing_story.json.gz"
LEAST_ARTICLES = 4  # that hold a stem whose rarity is worth keeping
LEAST_OPENED = 15  # paragraphs that begin with a word
PREFIXES = 3  # beginnings of every article, in which nothing may be cut either
STEPS = 150  # of the descent
CLEAN_WEIGHT = 3.0  # a document in which nothing may go, of one with other stories
WRONGLY_CUT = {CLEAN[0]: 0.005, CLEAN[1]: 0.01}  # share of articles that the bias allows
_FIRST_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A document's passages. ``cut`` is how many of them are the article's."""

    kind: str
    id: str
    fold: int
    found: Sequence[Passage]
    cut: int


Scored = tuple[Read, Floats]  # and for each of its cuts how surely it is the one


@dataclass(frozen=True, slots=True)
class _Row:
    read: Read
    compared: Compared
    foreign: Features

    @property
    def cut(self) -> int:
        """The true cut, numbered like the candidates; their number where there is none."""
        return self.read.cut - self.compared.first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--date", default="", help="written into the file's provenance")
    parser.add_argument("--share", type=float, default=1.0, help="learn from this share of the documents")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    samples = articles(args.corpora)
    made = _some([read(document) for document in documents(samples)], args.share)
    _, scored = _out_of_fold(samples, made)
    learned = _biased(learn(samples, made, None), _bias(scored))
    learned["provenance"] = {
        "corpus": LICENCE,
        "articles": len(samples),
        "documents": len(made),
        "sha256": digest(args.corpora, CORPUS),
        "command": f"python -m benchmarks.train_trailing CORPORA --share {args.share}",
        "date": args.date,
        f"{FOLDS} folds by registered domain": _figures(scored),
    }
    write(args.out, learned)
    print(json.dumps(learned["provenance"], indent=1))


def articles(corpora: Path) -> list[Sample]:
    """The gold articles of the corpus that we learn from."""
    return [sample for sample in load(corpora, CORPUS, pages=False) if sample.group == "article"]


def documents(samples: Sequence[Sample]) -> Iterator[Tailed]:
    """What is learned from: whole articles and beginnings of them, with and without other stories."""
    tails = Tails(samples)
    yield from tails.make()
    yield from tails.make(first=True)


def _some(made: list[Read], share: float) -> list[Read]:
    if share < 1:
        random.Random(1).shuffle(made)
    return made[: round(len(made) * share)]


def company(text: str) -> Company:
    """A text as the filters of the page tier see it."""
    document = Document(text, Format.TEXT)
    blocks = split(document, Limits())
    page = Page(document, blocks, phrases.find(blocks.items))
    return meet(page, tuple(_block_tier(page)))


def read(document: Tailed) -> Read:
    seen = company(document.text)
    found = passages(seen.page.blocks, seen.taken)
    cut = sum(passage.block.start < document.tail for passage in found)
    return Read(document.kind, document.sample.id, document.fold, found, cut)


def write_folds(corpora: Path, paths: Sequence[Path]) -> None:
    """Write weights without each fold: what judges its articles has seen neither them nor what stands behind them."""
    samples = articles(corpora)
    learned, scored = _out_of_fold(samples, [read(document) for document in documents(samples)])
    for fold, (path, weights) in enumerate(zip(paths, learned, strict=True)):
        write(path, _biased(weights, _bias(scored, fold)))


def learn(samples: Sequence[Sample], made: Sequence[Read], without: int | None) -> dict[str, Any]:
    """Everything the weights file holds, from all folds but one; a cut that scores above 0 is the likeliest."""
    texts = [sample.text for sample in samples if folds(sample.host, FOLDS) != without]
    tables = _tables(texts)
    blank = Linear((), np.zeros(0), 0.0)
    weights = Weights(tables["rarity flat"], tables["unknown"], tables["openers"], blank, blank, {})
    rows = [_row(one, weights) for one in _with_prefixes(made) if one.fold != without and len(one.found) > LEAST_BEFORE]
    foreign = _learn_foreign(rows)
    cut = _learn_cut(rows, _linear(foreign))
    levels: dict[str, list[str]] = {}
    for stem, level in sorted(tables["rarity flat"].items()):
        levels.setdefault(str(level), []).append(stem)
    return {
        "rarity": {level: " ".join(stems) for level, stems in sorted(levels.items())},
        "unknown": tables["unknown"],
        "openers": tables["openers"],
        "foreign": foreign,
        "cut": cut,
        "provenance": {},
    }


def _biased(learned: dict[str, Any], bias: float) -> dict[str, Any]:
    """The same weights; a cut must score so much more."""
    return learned | {"cut": learned["cut"] | {"bias": round(learned["cut"]["bias"] - bias, 4)}}


def _linear(raw: dict[str, Any]) -> Linear:
    return Linear(tuple(raw["features"]), np.array(raw["weights"]), raw["bias"])


def _row(one: Read, weights: Weights) -> _Row:
    compared = compare(one.found, weights)
    return _Row(one, compared, foreign_features(one.found, compared, weights))


def _with_prefixes(made: Iterable[Read]) -> Iterator[Read]:
    """Every document, and of those that are articles alone a few beginnings."""
    for number, one in enumerate(made):
        yield one
        if one.kind == CLEAN[0] and len(one.found) > LEAST_BEFORE + 1:
            draw = random.Random(f"{one.id} {number}")
            for _ in range(PREFIXES):
                found = one.found[: draw.randint(LEAST_BEFORE + 1, len(one.found))]
                yield Read(one.kind, one.id, one.fold, found, len(found))


def _tables(texts: Sequence[str]) -> dict[str, Any]:
    held, opening, later = Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        held.update(terms(text))
        long = [line for line in text.split("\n") if len(line.split()) >= 12]
        for number, line in enumerate(long):
            if word := _FIRST_WORD.search(line):
                (later if number else opening)[word[0].casefold()] += 1
    ratio = opening.total() / later.total()
    return {
        "rarity flat": {t: round(math.log(len(texts) / n), 1) for t, n in held.items() if n >= LEAST_ARTICLES},
        "unknown": round(math.log(len(texts) / 1.5), 1),
        "openers": {
            word: round(math.log((opening[word] + 3) / (later[word] * ratio + 3)), 2)
            for word in sorted(later | opening)
            if opening[word] + later[word] >= LEAST_OPENED
        },
    }


def _learn_foreign(rows: Sequence[_Row]) -> dict[str, Any]:
    """Logistic regression over passages; every document counts by the root of their number."""
    features = np.concatenate([row.foreign.values.astype(np.float32).T for row in rows])
    sizes = [len(row.compared.alike) for row in rows]
    labels = np.concatenate([np.arange(size) >= row.cut for row, size in zip(rows, sizes, strict=True)]).astype(float)
    weight = np.concatenate([np.full(size, size**-0.5) for size in sizes])
    weight /= weight.sum()

    def loss(scores: Floats) -> tuple[float, Floats]:
        return float(weight @ (np.logaddexp(0, scores) - labels * scores)), weight * (_sigmoid(scores) - labels)

    return _descend(rows[0].foreign.names, features, loss, 1e-5)


def _learn_cut(rows: Sequence[_Row], foreign: Linear) -> dict[str, Any]:
    """Which of a document's cuts, or none: the softmax over all of them."""
    found = [cut_features(row.read.found, row.compared, foreign.of(row.foreign)) for row in rows]
    features = np.concatenate([of.values.astype(np.float32).T for of in found])
    sizes = np.array([len(row.compared.alike) for row in rows])
    cuts = np.array([row.cut for row in rows])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    of_row = np.repeat(np.arange(len(rows)), sizes)
    none = cuts >= sizes
    weight = np.where(none, CLEAN_WEIGHT, 1.0) / len(rows)
    true = (starts + cuts)[~none]

    def loss(scores: Floats) -> tuple[float, Floats]:
        top = np.maximum(np.maximum.reduceat(scores, starts), 0)
        odds = np.exp(scores - top[of_row])
        total = np.add.reduceat(odds, starts) + np.exp(-top)
        chosen = np.zeros(len(rows))
        chosen[~none] = scores[true]
        slope = odds / total[of_row] * weight[of_row]
        slope[true] -= weight[~none]
        return float(weight @ (np.log(total) + top - chosen)), slope

    return _descend(found[0].names, features, loss, 1e-4)


def _descend(
    names: Sequence[str], features: Floats, loss: Callable[[Floats], tuple[float, Floats]], shrink: float
) -> dict[str, Any]:
    """Weights by feature and the bias that have the least loss."""
    scale = features.std(0).astype(np.float32) + np.float32(1e-6)
    scaled = features / scale

    def whole(point: Floats) -> tuple[float, Floats]:
        value, slope = loss((scaled @ point[:-1].astype(np.float32)).astype(float) + point[-1])
        return value + shrink * float(point[:-1] @ point[:-1]), np.concatenate(
            (slope.astype(np.float32) @ scaled + 2 * shrink * point[:-1], [slope.sum()])
        )

    best = minimize(whole, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    weights = [round(float(weight), 4) for weight in best[:-1] / scale]
    return {"features": list(names), "weights": weights, "bias": round(float(best[-1]), 4)}


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -60, 60))))


def _out_of_fold(samples: Sequence[Sample], made: Sequence[Read]) -> tuple[list[dict[str, Any]], list[Scored]]:
    """For each fold what is learned without it, and every document's scores by what had not seen its fold."""
    learned = [learn(samples, made, fold) for fold in range(FOLDS)]
    weights = [parse(pack(of)) for of in learned]
    return learned, [(one, _scores(one, weights[one.fold])) for one in made]


def _bias(scored: Sequence[Scored], without: int | None = None) -> float:
    """What a cut has to score so that articles alone are left alone, by the documents of all folds but one."""
    return max(
        float(np.quantile([_best(s) for one, s in scored if one.kind == kind and one.fold != without], 1 - share))
        for kind, share in WRONGLY_CUT.items()
    )


def _figures(scored: Sequence[Scored]) -> dict[str, float]:
    """How well cuts were made on documents of folds that nothing was learned from."""
    bias = [_bias(scored, fold) for fold in range(FOLDS)]
    figures = {}
    for kind in (*KINDS, *CLEAN):
        pairs = []  # of each document the passages of other stories, and those after our cut
        for one, scores in scored:
            if one.kind == kind:
                made = len(scores) - int(scores.argmax()) if _best(scores) > bias[one.fold] else 0
                pairs.append((len(one.found) - one.cut, made))
        if kind in CLEAN:
            figures[f"{kind}: wrongly cut"] = round(sum(made > 0 for _, made in pairs) / len(pairs), 4)
        else:
            both = sum(map(min, pairs))
            figures[f"{kind}: paragraph F1"] = round(2 * both / max(1, sum(map(sum, pairs))), 4)
            figures[f"{kind}: exact cuts"] = round(sum(a == b for a, b in pairs) / len(pairs), 4)
    return figures


def _best(scores: Floats) -> float:
    return float(scores.max(initial=-99.0))


def _scores(one: Read, weights: Weights) -> Floats:
    return score(one.found, weights)[0] if len(one.found) > LEAST_BEFORE else np.zeros(0)


if __name__ == "__main__":
    main()
