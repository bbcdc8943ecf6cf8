"""How long a page and a text take: ours stage by stage, beside the parser alone and other extractors.

    python -m benchmarks.speed [CORPORA] [--pages N] [--rounds N] [--no-peers] [--docs]

Times are processor time of this process, for each page the best of the rounds, so that a busy machine disturbs little.
Two sets of pages of ``wcxb-dev``: all sizes, and those of 60 to 160 kB, whose average is near 107 kB. Two of texts: the
pages flattened, a line a block, and the articles' own texts as they are.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from app import clean
from app.blocks import split
from app.documents import read
from app.documents.charset import decode
from app.filters import by_rules, judge, phrases
from app.filters.content import scorer
from app.model import Document, Limits, Options
from app.results import compose
from benchmarks.corpus import CORPORA, load
from benchmarks.flatten import by_block
from benchmarks.peers import PEERS, ask, warm
from benchmarks.tables import fill, markdown

LIMITS = Limits()
MIDDLE = range(60_000, 160_001)  # bytes of a page of common size
_T = TypeVar("_T")
Times = dict[str, list[float]]  # by what was done, seconds of each page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--pages", type=int, default=100, help="of each set, so many")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--docs", action="store_true", help="write the tables into docs/")
    args = parser.parse_args()
    samples = list(load(args.corpora, "wcxb-dev"))
    pages = [sample.html for sample in samples]
    articles = [sample.text for sample in samples if sample.group == "article"]
    middle = [page for page in pages if len(page) in MIDDLE]
    peers = () if args.no_peers else tuple(PEERS)
    out = []
    for name, of in (("Pages of 60 to 160 kB", middle), ("Pages of all sizes", pages)):
        some = _some(of, args.pages)
        size = sum(map(len, some)) / len(some) / 1000
        title = f"**{name}**: {len(some)} pages, {size:.0f} kB on average"
        out.append(f"{title}\n\n{table(measure(some, args.rounds, peers))}")
        print(out[-1] + "\n", flush=True)
    flat = [by_block(page) for page in _some(pages, args.pages)]
    for name, texts in (("Pages flattened, a line a block", flat), ("Articles alone", _some(articles, args.pages))):
        sizes = [len(text.encode()) for text in texts]
        title = f"**{name}**: {len(texts)} texts, {np.mean(sizes) / 1000:.1f} kB on average"
        out.append(f"{title}\n\n{text_table(measure_text(texts, args.rounds), sizes)}")
        print(out[-1] + "\n", flush=True)
    if args.docs:
        fill("speed", "\n\n".join(out))


def _some(of: Sequence[_T], count: int) -> Sequence[_T]:
    return of[:: max(1, len(of) // count)][:count]


def measure_text(texts: Sequence[str], rounds: int) -> Times:
    """Seconds of each text: our stages, the filters' own, and the whole."""
    documents = list(map(_read_text, texts))
    blocks = [split(document, LIMITS) for document in documents]
    judged = list(zip(documents, blocks, strict=True))
    ruled = [by_rules(*job) for job in judged]
    jobs = [(*job, judge(*job)) for job in judged]
    options = Options()
    return {
        "read": best(_read_text, texts, rounds),
        "split": best(lambda document: split(document, LIMITS), documents, rounds),
        "judge: phrases": best(phrases.find, [of.items for of in blocks], rounds),
        "judge: phrases and rules": best(lambda job: by_rules(*job), judged, rounds),
        "judge: scorer": best(lambda job: scorer.judge(*job), ruled, rounds),
        "judge, all of it": best(lambda job: judge(*job), judged, rounds),
        "compose": best(lambda job: compose(*job, options), jobs, rounds),
        "whole": best(lambda text: clean(text, format="text"), texts, rounds),
    }


def measure(pages: Sequence[bytes], rounds: int, peers: Sequence[str]) -> Times:
    """Seconds of each page: the parser, our stages, the whole, and the others."""
    documents = [_read(page) for page in pages]
    blocks = [split(document, LIMITS) for document in documents]
    verdicts = [judge(document, of) for document, of in zip(documents, blocks, strict=True)]
    judged = list(zip(documents, blocks, strict=True))
    jobs = list(zip(documents, blocks, verdicts, strict=True))
    texts = [decode(page).text for page in pages]
    flat = [by_block(page) for page in pages]
    options = Options()
    out = {
        "parse (selectolax, lexbor)": best(LexborHTMLParser, pages, rounds),
        "Winnow: read": best(_read, pages, rounds),
        "Winnow: split": best(lambda document: split(document, LIMITS), documents, rounds),
        "Winnow: judge": best(lambda job: judge(*job), judged, rounds),
        "Winnow: compose": best(lambda job: compose(*job, options), jobs, rounds),
        "Winnow: whole, HTML": best(lambda page: clean(page, format="html"), pages, rounds),
        "Winnow: whole, flattened text": best(lambda text: clean(text, format="text"), flat, rounds),
    }
    for peer in peers:
        warm(peer, None)
        out[peer] = best(partial(_ask, peer), texts, rounds)
    return out


def _read(page: bytes) -> Any:
    return read(page, format="html", url=None, charset=None, limits=LIMITS)


def _read_text(text: str) -> Document:
    return read(text, format="text", url=None, charset=None, limits=LIMITS)


def _ask(peer: str, text: str) -> object:
    return ask(peer, text, None)


def best(work: Callable[[Any], object], items: Sequence[Any], rounds: int) -> list[float]:
    """Processor seconds of each item, the least of the rounds."""
    gc.collect()
    gc.freeze()  # what this benchmark holds is no garbage of a stage: the collector shall not walk it
    times = np.full((rounds, len(items)), np.inf)
    for of in times:
        for i, item in enumerate(items):
            start = time.process_time()
            work(item)
            of[i] = time.process_time() - start
    return [float(least) for least in times.min(axis=0)]


def table(times: Times) -> str:
    """A row for each thing done: mean and median milliseconds a page, and the mean in parses of the same pages."""
    parse = np.mean(next(iter(times.values())))
    rows = [
        [name, f"{np.mean(of) * 1000:.2f}", f"{np.median(of) * 1000:.2f}", f"{np.mean(of) / parse:.1f}"]
        for name, of in times.items()
    ]
    return markdown(["what", "ms a page, mean", "median", "× parse"], rows)


def text_table(times: Times, sizes: Sequence[int]) -> str:
    """A row for each thing done: milliseconds a text, and megabytes (of UTF-8) a second on one core.

    Args:
        sizes: bytes of each text.
    """
    rows = [
        [name, f"{np.mean(of) * 1000:.2f}", f"{np.median(of) * 1000:.2f}", f"{sum(sizes) / sum(of) / 1e6:.2f}"]
        for name, of in times.items()
    ]
    return markdown(["what", "ms a text, mean", "median", "MB/s"], rows)


if __name__ == "__main__":
    main()
