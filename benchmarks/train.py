"""Learn the weights of the content scorer from labelled pages.

    python -m benchmarks.train CORPORA [--date 2026-01-31] [--folds FOLDER] [--out FOLDER]

CORPORA is the folder that holds ``wcxb-dev``. The same corpora give the same file, bit for bit. With ``--folds`` the
weights of each cross-validation fold are written there, too: ``quality.py`` measures with those, so that no page is
judged by weights that have seen its host.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from app.filters.content._evidence import Evidence
from app.filters.content._features import features
from app.filters.content._html import score
from app.filters.content._layout import lay_out
from app.filters.content._weights import Weights, parse
from app.model import Page
from benchmarks.corpus import digest, f1, load
from benchmarks.learning import FOLDS, Labelled, learn_evidence, prepare

CORPUS = "wcxb-dev"
LICENCE = "WCXB development split by Murrough Foley, CC BY 4.0"
TREES = {"article": 200, "page": 250, "other": 60}
ARTICLES_AMONG_PAGES = 0.25  # what an article weighs in the trees for everything else: some are taken for it
LABELLED = 0.5  # share of a block's words that have to be the gold's
WORD_POWER = 0.6  # how much longer blocks weigh more
Matrix = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--date", default="", help="written into the file's provenance")
    parser.add_argument("--folds", type=Path, help="where the weights of each fold are written for quality.py")
    parser.add_argument("--out", type=Path, default=Path("app/filters/content"))
    args = parser.parse_args()
    pages = [page for sample in load(args.corpora, CORPUS) if len((page := prepare(sample)).blocks)]
    scores: list[tuple[str, float]] = []
    for fold in range(FOLDS):
        weights = learn(pages, fold)
        read = parse(pack(weights | {"provenance": {}}))
        scores += [(p.sample.group, evaluate(p, read)) for p in pages if p.fold == fold]
        if args.folds:
            write(args.folds / f"html-{fold}.json.gz", weights | {"provenance": {"without fold": fold}})
        print(f"fold {fold}: bag F1 {np.mean([f for _, f in scores]):.4f} so far", flush=True)
    weights = learn(pages, None)
    weights["provenance"] = {
        "corpus": LICENCE,
        "pages": len(pages),
        "sha256": digest(args.corpora, CORPUS),
        "command": "python -m benchmarks.train CORPORA",
        "date": args.date,
        f"bag F1, {FOLDS} folds by registered domain, scorer alone": averages(scores),
    }
    write(args.out / "html.json.gz", weights)
    print(json.dumps(weights["provenance"], indent=1))


def learn(pages: Sequence[Labelled], without: int | None) -> dict[str, Any]:
    """Everything a weights file holds, from the pages of all folds but one.

    What names and lines say is learned out of fold, too: a page is shown the evidence of other folds, as it will be
    when it is a page that nobody has seen.
    """
    seen = [page for page in pages if page.fold != without]
    evidence = {
        fold: learn_evidence([p for p in seen if p.fold != fold]) for fold in range(FOLDS) if fold != without
    }
    found = [_features(page, evidence[page.fold]) for page in seen]
    names = list(found[0])
    matrices = [np.stack(list(f.values())) for f in found]
    of_page = [i for i, name in enumerate(names) if name.startswith("page ")]
    articles = [i for i, page in enumerate(seen) if page.sample.group == "article"]
    labels, weights = [_labels(p) for p in seen], [_weights(p) for p in seen]
    of_pages = [ARTICLES_AMONG_PAGES if page.sample.group == "article" else 1.0 for page in seen]
    trees = {
        "article": fit(
            "article", [matrices[i] for i in articles], [labels[i] for i in articles], [weights[i] for i in articles]
        ),
        "page": fit("page", matrices, labels, [w * of for w, of in zip(weights, of_pages, strict=True)]),
        "other": fit(
            "other",
            [m[of_page, :1] for m in matrices],
            [np.array([page.sample.group != "article"], float) for page in seen],
            [np.ones(1)] * len(seen),
            of_page,
        ),
    }
    learned = learn_evidence(seen)
    return {
        "features": names,
        "trees": trees,
        "names": dict(learned.names),
        "lines": dict(learned.lines),
    }


def _features(page: Labelled, evidence: Evidence) -> dict[str, Matrix]:
    return features(page.blocks, lay_out(page.blocks, evidence), page.document.metadata.title)


def _labels(page: Labelled) -> NDArray[np.float64]:
    out: NDArray[np.float64] = (page.shares >= LABELLED).astype(float)
    return out


def _weights(page: Labelled) -> NDArray[np.float64]:
    """A page weighs the same however long it is; a block by its words."""
    weight: NDArray[np.float64] = (page.sizes + 1) ** WORD_POWER
    return weight / weight.sum() * 100


def fit(
    name: str,
    matrices: Sequence[Matrix],
    labels: Sequence[NDArray[np.float64]],
    weights: Sequence[NDArray[np.float64]],
    rows: Sequence[int] | None = None,
) -> dict[str, Any]:
    """Boosted oblivious trees as the weights file writes them. Deterministic: one thread, one seed."""
    model = CatBoostClassifier(
        iterations=TREES[name],
        depth=6 if name != "other" else 4,
        learning_rate=0.1,
        l2_leaf_reg=3,
        border_count=32,
        rsm=0.3 if name != "other" else 1.0,  # each tree chooses among a third of the features: faster, no worse
        bootstrap_type="Bernoulli",
        subsample=0.5,
        random_seed=1,
        thread_count=1,
        verbose=0,
        allow_writing_files=False,
    )
    model.fit(np.concatenate(matrices, axis=1).T, np.concatenate(labels), sample_weight=np.concatenate(weights))
    return export(model, rows)


def export(model: CatBoostClassifier, rows: Sequence[int] | None) -> dict[str, Any]:
    """The trees of a fitted model; with ``rows`` its columns are those rows of the whole matrix."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        raw = json.loads(path.read_text())
    scale, (bias,) = raw["scale_and_bias"]
    columns = [feature["flat_feature_index"] for feature in raw["features_info"]["float_features"]]
    return {
        "bias": round(bias, 5),
        "trees": [
            {
                "asks": [
                    [_row(columns[ask["float_feature_index"]], rows), _short(ask["border"])] for ask in tree["splits"]
                ],
                "leaves": [round(scale * leaf, 4) for leaf in tree["leaf_values"]],
            }
            for tree in raw["oblivious_trees"]
        ],
    }


def _row(column: int, rows: Sequence[int] | None) -> int:
    return rows[column] if rows else column


def _short(border: float) -> float:
    return float(np.format_float_positional(np.float32(border), unique=True))


def evaluate(page: Labelled, weights: Weights) -> float:
    """Bag F1 of what the scorer alone keeps of a page."""
    probability, least, _ = score(Page(page.document, page.blocks, {}), weights)
    kept = "\n".join(b.text for b, p in zip(page.blocks.items, probability, strict=True) if p >= least)
    return f1(kept, page.sample.text)


def averages(scores: Sequence[tuple[str, float]]) -> dict[str, float]:
    groups = sorted({group for group, _ in scores})
    out = {group: round(float(np.mean([f for g, f in scores if g == group])), 4) for group in groups}
    return out | {"all": round(float(np.mean([f for _, f in scores])), 4)}


def pack(weights: dict[str, Any]) -> bytes:
    text = json.dumps(weights, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def write(path: Path, weights: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack(weights))
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
