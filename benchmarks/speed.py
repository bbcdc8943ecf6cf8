"""How long a page takes: the parser alone, ours stage by stage, and other extractors, in one run on the same pages.

    python -m benchmarks.speed [CORPORA] [--pages N] [--rounds N]

Times are processor time of this process, the best of the rounds, so that a busy machine disturbs little.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from app import clean
from app.blocks import split
from app.documents import read
from app.filters import judge
from app.model import Limits, Options
from app.results import compose
from benchmarks.corpus import load
from benchmarks.flatten import by_block
from benchmarks.peers import PEERS

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
LIMITS = Limits()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    every = max(1, 1497 // args.pages)
    pages = [sample.html for sample in load(args.corpora, "wcxb-dev", every)]
    texts = [read(page, format="html", url=None, charset=None, limits=LIMITS).text for page in pages]
    flat = [by_block(page) for page in pages]
    mean = sum(map(len, pages)) / len(pages)
    short = sum(map(len, flat)) / len(flat)
    print(f"{len(pages)} pages of {mean / 1000:.0f} kB on average; flattened {short / 1000:.1f} kB of text\n")
    print(f"| {'what':34} | ms a page | MB/s | × parse |\n|{'-' * 36}|----------:|-----:|--------:|")
    parse = best(LexborHTMLParser, pages, args.rounds)
    row("parse (selectolax, lexbor)", parse, pages, parse)
    for name, seconds in stages(pages, args.rounds).items():
        row(f"Winnow: {name}", seconds, pages, parse)
    row("Winnow: whole, HTML", best(lambda page: clean(page, format="html"), pages, args.rounds), pages, parse)
    for peer, extract in PEERS.items():
        row(peer, best(partial(_extract, extract), texts, 1), pages, parse)
    row("Winnow: whole, flattened text", best(lambda text: clean(text, format="text"), flat, args.rounds), flat, parse)


def _extract(extract: Callable[[str, str], str], text: str) -> str:
    return extract(text, "English")


def stages(pages: Sequence[bytes], rounds: int) -> dict[str, float]:
    """Seconds for all pages, stage by stage."""
    documents = [read(page, format="html", url=None, charset=None, limits=LIMITS) for page in pages]
    blocks = [split(document, LIMITS) for document in documents]
    verdicts = [judge(d, b) for d, b in zip(documents, blocks, strict=True)]
    jobs = list(zip(documents, blocks, verdicts, strict=True))
    options = Options()
    return {
        "read": best(lambda page: read(page, format="html", url=None, charset=None, limits=LIMITS), pages, rounds),
        "split": best(lambda document: split(document, LIMITS), documents, rounds),
        "judge": best(lambda job: judge(job[0], job[1]), jobs, rounds),
        "compose": best(lambda job: compose(job[0], job[1], job[2], options), jobs, rounds),
    }


def best(work: Callable[[Any], object], items: Sequence[Any], rounds: int) -> float:
    """Processor seconds for all items, the least of the rounds."""
    gc.collect()
    gc.freeze()  # what this benchmark holds is no garbage of a stage: the collector shall not walk it
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for item in items:
            work(item)
        least = min(least, time.process_time() - start)
    return least


def row(name: str, seconds: float, items: Sequence[bytes | str], parse: float) -> None:
    size = sum(map(len, items)) / 1e6
    print(f"| {name:34} | {seconds / len(items) * 1000:9.2f} | {size / seconds:4.0f} | {seconds / parse:7.1f} |")


if __name__ == "__main__":
    main()
