"""How well other stories below an article are told from it where nothing announces them.

    python -m benchmarks.trailing [CORPORA] [--every N] [--rule] [--language-check]

    python -m benchmarks.trailing ../shared/corpora --every 4 --rule

Articles of ``wcxb-dev``, alone and with the beginnings of others of their fold behind them (``benchmarks/tails.py``),
judged with weights that saw neither: they are learned anew without each fold, which takes some minutes, and kept under
``~/.cache/winnow``. For a paragraph to be found the rule has to take it; by the whole pipeline any rule may. With
``--language-check`` the articles are those of ``news-multilingual-dev``, which nothing is learned from.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from unittest.mock import patch

from app import Options, clean
from app.filters.page import trailing_story
from app.filters.page._trailing_weights import Weights, parse
from app.model import Action
from benchmarks import fold_weights
from benchmarks.corpus import CORPORA, digest
from benchmarks.corpus import load as load_corpus
from benchmarks.learning import CORPUS, FOLDS
from benchmarks.tails import CLEAN, Tailed, Tails, count_words
from benchmarks.unseen import unseen

__all__ = ["ensure", "figures", "main", "removed"]

OTHERS = "news-multilingual-dev"
LEARNED_THROUGH = (
    "app/blocks/*.py app/filters/_characters.py app/filters/content/_trees.py app/filters/page/_text.py "
    "app/filters/page/_trailing*.py benchmarks/boost.py benchmarks/tails.py benchmarks/train_trailing.py"
)
Spans = Sequence[tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth article")
    parser.add_argument("--rule", action="store_true", help="the rule alone, without the whole pipeline")
    parser.add_argument("--language-check", action="store_true", help="articles in other languages, by language")
    args = parser.parse_args()
    for language in ("zh", "en", "el", "pl", "ru") if args.language_check else ("",):
        print(f"\n{language}" if language else "")
        for name, value in figures(args.corpora, args.every, whole=not args.rule, language=language).items():
            print(f"{name:70} {value:.4f}", flush=True)


def figures(corpora: Path, every: int = 1, *, whole: bool = True, language: str = "") -> dict[str, float]:
    """By name what was measured: ``<kind> (rule): paragraph F1`` and the like; more is always better.

    Args:
        every: only each Nth article is judged; the stories behind it are still drawn from all.
        whole: of the whole pipeline as well.
        language: of ``news-multilingual-dev`` the articles in this language, with the weights that ship.
    """
    if language:
        samples = [s for s in load_corpus(corpora, OTHERS, pages=False) if s.group == language]
        folder = None
    else:
        from benchmarks.train_trailing import articles

        samples, folder = articles(corpora), ensure(corpora)
    chosen = {sample.id for sample in samples[::every]}
    documents = [d for first in (False, True) for d in Tails(samples, 1 if language else FOLDS).make(first=first)]
    scorer = unseen(corpora) if whole and not language else lambda id: nullcontext()
    counts: dict[str, Counter[str]] = {}
    for document in documents:
        if document.sample.id not in chosen:
            continue
        with _weights(folder, document.fold), scorer(f"{CORPUS}:{document.sample.id}"):
            found = removed(document.text)
        for way in ("rule", "pipeline") if whole else ("rule",):
            _count(counts.setdefault(f"{document.kind} ({way})", Counter()), document, found[way])
    return {name: value for of in counts for name, value in _rates(of, counts[of]).items()}


def removed(text: str) -> Mapping[str, Spans]:
    """The spans of all blocks, and of those that go: by the rule's word, and after the whole pipeline."""
    result = clean(text, format="text", options=Options(blocks=True))
    spans = [(judged.block.start, judged.block.end) for judged in result.blocks]
    says = [any(v.rule == "trailing-story" for v in judged.verdicts) for judged in result.blocks]
    goes = [judged.action is not Action.KEEP for judged in result.blocks]
    return {
        "all": spans,
        "rule": [span for span, gone in zip(spans, says, strict=True) if gone],
        "pipeline": [span for span, gone in zip(spans, goes, strict=True) if gone],
    }


def _count(into: Counter[str], document: Tailed, gone: Spans) -> None:
    """Paragraphs of other stories found and missed, paragraphs of twelve words and more wrongly taken."""
    starts = {start for start, _ in gone}
    found = sum(any(lead <= start < end for start in starts) for lead, end in document.leads)
    wrong = sum(start < document.tail and count_words(document.text[start:end]) >= 12 for start, end in gone)
    into["documents"] += 1
    into["found"] += found
    into["missed"] += len(document.leads) - found
    into["wrong"] += wrong
    into["exact"] += found == len(document.leads) and not wrong
    into["cut"] += bool(wrong)


def _rates(name: str, of: Counter[str]) -> dict[str, float]:
    if name.startswith(CLEAN):
        return {f"{name}: left alone": 1 - of["cut"] / of["documents"]}
    got, there = of["found"] + of["wrong"], of["found"] + of["missed"]
    return {
        f"{name}: paragraph precision": of["found"] / max(got, 1),
        f"{name}: paragraph recall": of["found"] / max(there, 1),
        f"{name}: paragraph F1": 2 * of["found"] / max(got + there, 1),
        f"{name}: exact": of["exact"] / of["documents"],
    }


def ensure(corpora: Path) -> Path:
    """The folder of the weights without each fold; they are learned first where this corpus and code have none."""
    folder = fold_weights.cache_folder() / f"trailing-{_key(corpora)}"
    paths = [folder / f"{fold}.json.gz" for fold in range(FOLDS)]
    if not all(path.exists() for path in paths):
        from benchmarks import train_trailing

        train_trailing.write_folds(corpora, paths)
    return folder


def _key(corpora: Path) -> str:
    root = Path(__file__).parent.parent
    sha = hashlib.sha256(digest(corpora, CORPUS).encode())
    for path in sorted(path for pattern in LEARNED_THROUGH.split() for path in root.glob(pattern)):
        sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


@contextmanager
def _weights(folder: Path | None, fold: int) -> Iterator[None]:
    if folder is None:
        yield
        return
    with patch.object(trailing_story, "load", lambda: _read(folder / f"{fold}.json.gz")):
        yield


@cache
def _read(path: Path) -> Weights:
    return parse(path)


if __name__ == "__main__":
    main()
