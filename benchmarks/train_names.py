"""Learn what the removed lines of a text are called, from what their tags call them on the page.

    python -m benchmarks.train_names [CORPORA] [--date 2026-01-31] [--out FOLDER]

CORPORA is the folder that holds ``wcxb-dev``. What the gold text of a page does not hold is named as on any page, by
its tags, names and rules; then the page is flattened, a line a block, and trees learn to tell the names from the lines.
The same corpora and code give the same file, bit for bit.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.blocks import split
from app.documents import read
from app.filters import by_rules
from app.filters.content._evidence import LINE_CHARS, LINE_WORDS, Evidence, line_key
from app.filters.content._layout import lay_out
from app.filters.content._line_features import CLASSES, FEATURES, NAMED, known_as, line_features
from app.filters.content._naming import names
from app.filters.content._ruled import COUNTS, Ruled, hear
from app.filters.content._weights import parse
from app.filters.content.scorer import surest
from app.model import Action, Block, Blocks, Cue, Document, Format, Limits
from benchmarks.boost import Matrix, averages, fit, pack, write
from benchmarks.corpus import CORPORA, Sample, digest, folds, load
from benchmarks.labels import label
from benchmarks.learning import CORPUS, FOLDS, LEAST_HOSTS
from benchmarks.train import LICENCE

__all__ = ["fold_names", "learn", "prepare"]

ARTICLE = 0.5  # share of its words in the gold text that makes a block the article
AGREED = 0.6  # share of a line's hosts that have to mean the same by it
MOST = 40  # lines of a page that are learned from: a shop has thousands
LEVEL = 0.3  # rare names count as if they were more frequent: the power of how much rarer they are
UNNAMED = -1


@dataclass(frozen=True, slots=True)
class NamedText:
    """A page as text, with the names that its tags give to what is not the article.

    Attributes:
        kept: for each block whether it is the article.
        names: for each block its class by its place in ``CLASSES``; ``UNNAMED`` where nothing tells it.
    """

    id: str
    host: str
    blocks: Sequence[Block]
    ruled: Ruled
    cues: Mapping[str, Sequence[Cue]]
    kept: NDArray[np.bool_]
    names: NDArray[np.int64]

    @property
    def fold(self) -> int:
        return folds(self.host, FOLDS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--date", default="", help="written into the file's provenance")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "app" / "filters" / "content")
    args = parser.parse_args()
    pages = list(_pages(args.corpora))
    scores = [score for fold in range(FOLDS) for score in _fold(pages, fold)]
    provenance = {
        "corpus": LICENCE,
        "pages": len(pages),
        "sha256": digest(args.corpora, CORPUS),
        "command": "python -m benchmarks.train_names CORPORA",
        "date": args.date,
        f"lines named as by their tags, {FOLDS} folds by registered domain": averages(scores),
    }
    write(args.out / "names.json.gz", learn(pages, None) | {"provenance": provenance})
    print(json.dumps(provenance, indent=1))


def fold_names(corpora: Path, files: Sequence[Path]) -> None:
    """Write the weights without each fold, one file a fold, for measuring."""
    pages = list(_pages(corpora))
    for fold, file in enumerate(files):
        write(file, _without(pages, fold))


def _pages(corpora: Path) -> Iterable[NamedText]:
    return (page for sample in load(corpora, CORPUS) if (page := prepare(sample)) is not None)


def _without(pages: Sequence[NamedText], fold: int) -> dict[str, Any]:
    return learn(pages, fold) | {"provenance": {"without fold": fold}}


def _fold(pages: Sequence[NamedText], fold: int) -> Iterable[tuple[str, float]]:
    """How often the weights without a fold agree with the tags there: of all lines, and of each name."""
    weights = parse(pack(_without(pages, fold)))
    for page in pages:
        if page.fold == fold:
            chosen = _chosen(page)
            got = weights.trees["line"].value(_features(page, weights.known)[:, chosen])
            for name, right in zip(page.names[chosen], got.argmax(axis=1) == page.names[chosen], strict=True):
                yield "all", float(right)
                yield CLASSES[name], float(right)


# ------------------------------------------------------------------------------------------------- pages as texts


def prepare(sample: Sample) -> NamedText | None:
    """Name a page's blocks by its tags, then flatten it; None for a page without blocks."""
    document = read(sample.html, format="html", url=sample.url, charset=None, limits=Limits())
    blocks = split(document, Limits())
    if not len(blocks):
        return None
    article = np.array(label([block.text for block in blocks.items], sample.text)) >= ARTICLE
    called = _call(Document("", document.format, sample.url, None, document.metadata), blocks, ~article)
    lines = [block.text for block in blocks.items]
    text = Document("\n".join(lines), Format.TEXT)
    of = split(text, Limits())
    starts = np.cumsum([0, *(len(line) + 1 for line in lines)])
    line = np.searchsorted(starts, [block.start for block in of.items], side="right") - 1
    page, verdicts = by_rules(text, of)
    ruled = hear(len(of), verdicts, page.cues)
    kept = article[line] & (ruled.sure < COUNTS)
    return NamedText(sample.id, sample.host, of.items, ruled, page.cues, kept, np.where(article, UNNAMED, called)[line])


def _call(document: Document, blocks: Blocks, gone: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each block of a page the class of its name."""
    page, verdicts = by_rules(document, blocks)
    called = {i: rule for i, rule in surest(verdicts).items() if rule.action is not Action.KEEP}
    named = names(blocks, lay_out(blocks, Evidence()), gone, called, page.cues)
    out = np.full(len(blocks), UNNAMED, np.int64)
    for i in np.flatnonzero(gone).tolist():
        category = named[i][0] if i in named else called[i].category
        if i not in named or category != "boilerplate":
            out[i] = NAMED.index(category) if category in NAMED else len(NAMED)
    return out


# ------------------------------------------------------------------------------------------------------- learning


def learn(pages: Sequence[NamedText], without: int | None) -> dict[str, Any]:
    """Everything a weights file holds, from the pages of all folds but one."""
    seen = [page for page in pages if page.fold != without]
    known = {fold: _known([page for page in seen if page.fold != fold]) for fold in range(FOLDS) if fold != without}
    matrices, labels, weights = [], [], []
    for page in seen:
        chosen = _chosen(page)
        if len(chosen):
            matrices.append(_features(page, known[page.fold])[:, chosen])
            labels.append(page.names[chosen].astype(float))
            weights.append(np.full(len(chosen), len(chosen) ** -0.5))
    count = np.bincount(np.concatenate(labels).astype(int), np.concatenate(weights), len(CLASSES))
    rarity = (count.max() / np.maximum(count, 1)) ** LEVEL
    weights = [weight * rarity[own.astype(int)] for weight, own in zip(weights, labels, strict=True)]
    trees = fit(matrices, labels, weights, trees=50, depth=5, rate=0.3, classes=len(CLASSES))
    return {"features": FEATURES, "trees": {"line": trees}, "known": _known(seen)}


def _features(page: NamedText, known: Mapping[str, int]) -> Matrix:
    return line_features(page.blocks, page.kept, page.ruled, page.cues, known_as(page.blocks, known))


def _chosen(page: NamedText) -> NDArray[np.int64]:
    """The lines of a page that are learned from: at most so many, the same ones each time."""
    named = np.flatnonzero(page.names != UNNAMED)
    if len(named) <= MOST:
        return named
    seed = int.from_bytes(sha256(page.id.encode()).digest()[:8], "big")
    return np.sort(np.random.default_rng(seed).choice(named, MOST, replace=False))


def _known(pages: Iterable[NamedText]) -> dict[str, int]:
    """The short lines that mean the same on most hosts that have them, every host counted once."""
    hosts: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for page in pages:
        for block, name in zip(page.blocks, page.names.tolist(), strict=True):
            f = block.features
            if 0 <= name < len(NAMED) and f.words <= LINE_WORDS and len(f.key) <= LINE_CHARS:
                hosts[line_key(f.key)][page.host][name] += 1
    out = {}
    for line, by_host in sorted(hosts.items()):
        total: Counter[int] = Counter()
        for counts in by_host.values():
            total.update({name: count / counts.total() for name, count in counts.items()})  # type: ignore[arg-type]
        name, most = max(sorted(total.items()), key=lambda item: item[1])
        if line and len(by_host) >= LEAST_HOSTS and most >= AGREED * len(by_host):
            out[line] = name
    return out


if __name__ == "__main__":
    main()
