"""The everyday case: an article posted as it is, and an article with a little noise left near it, both without tags.

    python -m benchmarks.light [CORPORA] [--every N] [--rules] [--half even|odd] [--errors [N]]
    python -m benchmarks.light --every 4 --rules --errors 12

``clean`` is the gold article of each article page, in which whatever goes is harm. ``light`` is made of the page: the
lines of the flattened page from up to eleven before the first of the article to up to eleven after the last, if at most
a fifth of their words is noise. What is lifted into a field is neither noise removed nor article lost. No page is
judged by weights that saw its host. ``--rules`` leaves the learned scorer out; ``--half`` takes the hosts of one half
only, to work on the one and check on the other; ``--errors`` shows by rule what was lost (and what noise stayed), the
longest lines first. News in five languages is judged, too, and was never learned from.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from app import Options, clean
from app.blocks import split
from app.documents import read
from app.filters.content import scorer
from app.model import Action, Judged, Limits
from benchmarks.corpus import CORPORA, SETS, Sample, folds, load, tokens
from benchmarks.labels import label
from benchmarks.measures import Ratio
from benchmarks.unseen import unseen

__all__ = ["Line", "Text", "figures", "light", "lines_of", "made_of", "measure", "scores", "texts"]

LABELLED = 0.5  # share of a line's words in the gold from which on it is the article's
NEAR = 12  # fewer lines of noise than this stay on either side
LITTLE = 0.2  # share of the words that may be noise
HALVES = ("even", "odd")


@dataclass(frozen=True, slots=True)
class Text:
    """One document to clean, and the article in it.

    Attributes:
        kind: ``clean`` or ``light``.
        pages: the corpus, and for other languages than English the language, that it counts for.
    """

    id: str
    kind: str
    pages: str
    text: str
    gold: str


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a block, and what it was."""

    text: str
    words: int
    article: bool
    action: Action
    rule: str
    category: str


Measured = Sequence[tuple[Text, Sequence[Line]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth page")
    parser.add_argument("--rules", action="store_true", help="the rules alone, without the learned scorer")
    parser.add_argument("--half", choices=HALVES, help="only the hosts of this half")
    parser.add_argument("--errors", type=int, nargs="?", const=8, default=0, metavar="N", help="N lines for each rule")
    args = parser.parse_args()
    measured = measure(args.corpora, texts(args.corpora, args.every, args.half), rules=args.rules)
    for name, value in figures(measured).items():
        print(f"{name:65} {value:.4f}")
    if args.errors:
        print(errors(measured, args.errors))


def texts(corpora: Path, every: int = 1, half: str | None = None) -> Iterator[Text]:
    """The documents, the same ones each time."""
    for corpus in SETS:
        for sample in load(corpora, corpus, every):
            if half is None or HALVES[folds(sample.host, 2)] == half:
                yield from made_of(sample)


def made_of(sample: Sample) -> Iterator[Text]:
    """The documents made of a page, if it is an article; all news are."""
    learned = sample.corpus == SETS[0]  # the others are news in five languages, never learned from
    if learned and sample.group != "article":
        return
    id = f"{sample.corpus}:{sample.id}"
    pages = sample.corpus if learned else f"{sample.corpus}, {sample.group}"
    yield Text(id, "clean", pages, sample.text, sample.text)
    if text := light(sample):
        yield Text(id, "light", pages, text, sample.text)


def light(sample: Sample) -> str:
    """The lines of a page from some before its article to some after it; empty if that is not an article above all."""
    document = read(sample.html, format="html", url=sample.url, charset=None, limits=Limits())
    lines = [block.text for block in split(document, Limits()).items]
    shares = label(lines, sample.text)
    inside = [i for i, share in enumerate(shares) if share >= LABELLED]
    if not inside:
        return ""
    seed = hashlib.sha256(sample.id.encode()).digest()
    near = range(max(0, inside[0] - seed[0] % NEAR), min(len(lines), inside[-1] + 1 + seed[1] % NEAR))
    sizes = {i: len(tokens(lines[i])) for i in near}
    noise = sum(sizes[i] for i in near if shares[i] < LABELLED)
    return "\n".join(lines[i] for i in near) if noise <= LITTLE * sum(sizes.values()) else ""


def measure(corpora: Path, made: Iterable[Text], *, rules: bool = False) -> list[tuple[Text, list[Line]]]:
    """Clean each document, with the rules alone or with the scorer that has not seen its host."""
    out = []
    for text in made:
        with ExitStack() as stack:
            if rules:
                stack.enter_context(patch.object(scorer, "_judge_text", lambda *_: ((), None)))
            else:
                stack.enter_context(unseen(corpora)(text.id))
            out.append((text, lines_of(text)))
    return out


def lines_of(text: Text) -> list[Line]:
    """Clean a document."""
    return _lines(text, clean(text.text, format="text", options=Options(blocks=True)).blocks)


def _lines(text: Text, blocks: Sequence[Judged]) -> list[Line]:
    """The blocks with what they were. Of a line that stands twice one is enough: a second that goes is noise."""
    words = [tokens(judged.block.text) for judged in blocks]
    if text.kind == "clean":
        article = [True] * len(blocks)
    else:
        stays = {tuple(own) for own, judged in zip(words, blocks, strict=True) if judged.action is not Action.REMOVE}
        shares = label([judged.block.text for judged in blocks], text.gold)
        article = [
            share >= LABELLED and not (judged.action is Action.REMOVE and tuple(own) in stays)
            for share, own, judged in zip(shares, words, blocks, strict=True)
        ]
    return [
        Line(judged.block.text, len(own), is_article, judged.action, judged.rule, judged.category)
        for own, is_article, judged in zip(words, article, blocks, strict=True)
    ]


def figures(measured: Measured) -> dict[str, float]:
    """Named shares, 0…1, of which more is better."""
    sums: dict[str, Ratio] = {}
    for text, lines in measured:
        for name, (part, whole) in scores(text, lines).items():
            had = sums.get(name, (0, 0))
            sums[name] = (had[0] + part, had[1] + whole)
    return {name: part / max(whole, 1) for name, (part, whole) in sums.items()}


def scores(text: Text, lines: Sequence[Line]) -> dict[str, Ratio]:
    """The same shares of one document."""
    told = [line for line in lines if line.action is not Action.LIFT]
    article, noise = [line for line in told if line.article], [line for line in told if not line.article]
    words = _words(article)
    lost = _words(line for line in article if _removed(line))
    name = f"text, {text.kind}, {text.pages}"
    out = {f"{name} (article words kept)": (float(words - lost), float(words))}
    if text.kind == "clean":
        out[f"{name} (articles untouched)"] = (float(not any(map(_removed, lines))), 1.0)
    else:
        out[f"{name} (noise words removed)"] = (
            float(_words(line for line in noise if _removed(line))),
            float(_words(noise)),
        )
    return out


def _removed(line: Line) -> bool:
    return line.action is Action.REMOVE and line.words > 0


def errors(measured: Measured, most: int) -> str:
    """By kind of document and rule: words, lines and documents that went wrong, with the longest lines."""
    wrong: dict[tuple[str, str], list[tuple[Text, Line]]] = {}
    for text, lines in measured:
        for line in lines:
            if line.article and _removed(line):
                wrong.setdefault((f"{text.kind}: article lost", f"{line.rule} ({line.category})"), []).append(
                    (text, line)
                )
            elif not line.article and line.action is Action.KEEP and line.words:
                wrong.setdefault((f"{text.kind}: noise kept", "kept"), []).append((text, line))
    out = []
    for (what, rule), those in sorted(
        wrong.items(), key=lambda item: (item[0][0], -_words(line for _, line in item[1]))
    ):
        documents = len({text.id for text, _ in those})
        out.append(
            f"\n{what} by {rule}: {_words(line for _, line in those)} words, {len(those)} lines, {documents} documents"
        )
        for text, line in sorted(those, key=lambda pair: -pair[1].words)[:most]:
            out.append(f"  {line.words:4} {text.id.rpartition(':')[2]:>12}  {line.text[:150]}")
    return "\n".join(out)


def _words(lines: Iterable[Line]) -> int:
    return sum(line.words for line in lines)


if __name__ == "__main__":
    main()
