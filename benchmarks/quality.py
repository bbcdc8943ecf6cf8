"""How well the article is found, side by side with other extractors in one run.

    python -m benchmarks.quality [CORPORA] [--every N] [--check | --update] [--lower NAME …] [--no-peers]

Every number is an average over pages. *Bag F1* compares the words of the body (lower-cased, each CJK character its own)
with those of the gold text. ``wcxb-dev`` is scored with weights that have not seen the page's registered domain (five
folds); the other sets are never trained on. ``--check`` fails when a number falls under its floor in ``floors.json``;
``--update`` raises the floors, and lowers only those named by ``--lower``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from app import Options, Result, clean
from benchmarks import fold_weights
from benchmarks.corpus import Sample, digest, f1, load, tokens
from benchmarks.corpus import folds as fold_of
from benchmarks.flatten import by_block, by_node
from benchmarks.learning import FOLDS
from benchmarks.lines import score_lines
from benchmarks.peers import PEERS

FLOORS = Path(__file__).parent / "floors.json"
CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
SETS = ("wcxb-dev", "news-multilingual-dev")
SLACK = 0.003  # what a floor is set below the measured value
QUICK = "quick: html, every 40th page of news-multilingual-dev"
Scores = dict[str, list[float]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth page")
    parser.add_argument("--check", action="store_true", help="fail when a number is under its floor")
    parser.add_argument("--update", action="store_true", help="raise the floors to what was measured")
    parser.add_argument("--lower", nargs="*", default=[], metavar="NAME", help="floors that --update may lower")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    args = parser.parse_args()
    scores = measure(args.corpora, args.every, {} if args.no_peers else PEERS)
    print(table(scores))
    if args.every == 1 and (args.check or args.update):
        pinned = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"corpora": {}, "floors": {}}
        digests = {name: digest(args.corpora, name) for name in SETS}
        got = averages(scores) | {QUICK: quick(args.corpora)}
        if args.check:
            return report(failures(got, pinned["floors"], digests, pinned["corpora"]))
        pinned = {"corpora": digests, "floors": raised(got, pinned["floors"], args.lower)}
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n")
    return 0


def measure(corpora: Path, every: int, peers: Mapping[str, Callable[[str, str], str]]) -> dict[str, Scores]:
    """For each measure and extractor the score of every page: ``{measure: {extractor: [scores]}}``."""
    out: dict[str, Scores] = defaultdict(lambda: defaultdict(list))
    folder = fold_weights.ensure(corpora)
    for name in SETS:
        for sample in load(corpora, name, every):
            fold = fold_of(sample.host, FOLDS) if name == "wcxb-dev" else None
            with fold_weights.without(folder, fold):
                _page(sample, out)
            _peers(sample, peers, out)
    fold_by_id = {f"wcxb-dev:{page.id}": fold_of(page.host, FOLDS) for page in load(corpora, "wcxb-dev", pages=False)}
    lines = score_lines(
        corpora / "lines-dev" / "docs.jsonl", lambda id: fold_weights.without(folder, fold_by_id.get(id))
    )
    for name, value in lines.items():
        out[f"lines-dev, {name}"]["Winnow"].append(value)
    return out


def quick(corpora: Path, extract: Callable[[Sample], str] | None = None) -> float:
    """Bag F1 of a few pages that the weights have never seen, for tests; ours unless told otherwise."""
    body = extract or (lambda sample: _clean(sample.html, "html", sample.url).body)
    scores = [f1(body(sample), sample.text) for sample in load(corpora, "news-multilingual-dev", 40)]
    return sum(scores) / len(scores)


def _page(sample: Sample, out: dict[str, Scores]) -> None:
    names = [f"html, {sample.corpus}, {sample.group}", f"html, {sample.corpus}, all"]
    result = _clean(sample.html, "html", sample.url)
    headed = "\n".join(filter(None, (result.title, result.body)))
    _add(out, names, "Winnow", f1(result.body, sample.text))
    _add(out, [f"{name} (with title)" for name in names], "Winnow", f1(headed, sample.text))
    if sample.corpus != "wcxb-dev":
        focused = _clean(sample.html, "html", sample.url, "article")
        _add(out, [f"{name} (focus=article)" for name in names], "Winnow", f1(focused.body, sample.text))
    for way, flat in (("a line a block", by_block(sample.html)), ("a line a text node", by_node(sample.html))):
        text = [name.replace("html", f"text, {way}") for name in names]
        _add(out, text, "Winnow", f1(_clean(flat, "text").body, sample.text))
        _add(out, text, "keep all", f1(flat, sample.text))
    if sample.group == "article":
        posted, whole = _clean(sample.text, "text"), max(len(tokens(sample.text)), 1)
        share = 1 - len(tokens(posted.body)) / whole
        out["text, gold article as it is, words kept"]["Winnow"].append(1 - share)
        out["text, gold article as it is, left whole"]["Winnow"].append(float(share < 0.0005))


def _clean(content: bytes | str, format: str, url: str | None = None, focus: str = "auto") -> Result:
    return clean(content, format=format, url=url, options=Options(focus=focus))  # type: ignore[arg-type]


def _peers(sample: Sample, peers: Mapping[str, Callable[[str, str], str]], out: dict[str, Scores]) -> None:
    from app.documents import read
    from app.model import Limits

    text = read(sample.html, format="html", url=sample.url, charset=None, limits=Limits()).text if peers else ""
    for peer, extract in peers.items():
        score = f1(extract(text, sample.group if sample.corpus != "wcxb-dev" else "English"), sample.text)
        _add(out, [f"html, {sample.corpus}, {sample.group}", f"html, {sample.corpus}, all"], peer, score)


def _add(out: dict[str, Scores], names: Iterable[str], extractor: str, score: float) -> None:
    for name in names:
        out[name][extractor].append(score)


def averages(scores: Mapping[str, Scores]) -> dict[str, float]:
    """Ours, by measure."""
    return {name: sum(of["Winnow"]) / len(of["Winnow"]) for name, of in sorted(scores.items()) if of["Winnow"]}


def failures(
    got: Mapping[str, float],
    floors: Mapping[str, float],
    digests: Mapping[str, str] = {},
    pinned: Mapping[str, str] = {},
) -> list[str]:
    """What is wrong: a number under its floor, a floor that nothing was measured for, another corpus."""
    changed = [name for name in pinned if digests.get(name) != pinned[name]]
    out = [f"{name} is not the corpus that the floors were measured on" for name in changed]
    for name, floor in floors.items():
        if name not in got:
            out.append(f"{name}: not measured, floor {floor:.4f}")
        elif got[name] < floor:
            out.append(f"{name}: {got[name]:.4f} is under the floor of {floor:.4f}")
    return out


def raised(got: Mapping[str, float], floors: Mapping[str, float], lower: Sequence[str] = ()) -> dict[str, float]:
    """The floors after this run: none is lower than before unless it is named."""
    out = dict(floors)
    for name, value in got.items():
        floor = round(value - SLACK, 4)
        out[name] = floor if name in lower else max(floor, floors.get(name, floor))
    return dict(sorted(out.items()))


def report(found: Sequence[str]) -> int:
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def table(scores: Mapping[str, Scores]) -> str:
    """Markdown: a row a measure, a column an extractor."""
    columns = list(dict.fromkeys(["Winnow", *PEERS, *(column for of in scores.values() for column in of)]))
    columns = [column for column in columns if any(column in of for of in scores.values())]
    rows = [f"| {'measure':58} | pages | " + " | ".join(f"{c:>11}" for c in columns) + " |"]
    rows.append("|" + "-" * 60 + "|------:|" + "|".join("-" * 12 + ":" for _ in columns) + "|")
    for name, of in sorted(scores.items()):
        cells = [f"{sum(of[c]) / len(of[c]):11.4f}" if of.get(c) else " " * 11 for c in columns]
        rows.append(f"| {name:58} | {max(map(len, of.values())):5} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
