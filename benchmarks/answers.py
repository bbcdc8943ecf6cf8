"""What other extractors make of the pages, asked once and kept: a second run measures only us."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from pebble import ProcessPool

from app.documents.charset import decode
from benchmarks import fold_weights, peers
from benchmarks.corpus import Sample, digest
from benchmarks.peers import PEERS, Answer
from benchmarks.pool import TIMEOUT, in_order

__all__ = ["answers"]


def answers(
    pool: ProcessPool, corpora: Path, corpus: str, samples: Sequence[Sample], names: Iterable[str] = PEERS
) -> dict[str, dict[str, Answer]]:
    """For each page and peer its answer.

    Args:
        samples: the pages of the corpus that are wanted; their HTML is read where it is needed.
        names: which peers.
    """
    out: dict[str, dict[str, Answer]] = {sample.id: {} for sample in samples}
    for peer in names:
        path = _path(corpora, corpus, peer)
        known = _load(path)
        missing = [sample for sample in samples if sample.id not in known]
        jobs = [(peer, corpora, corpus, sample.id, _language(sample)) for sample in missing]
        fresh = in_order(pool, _ask, jobs, f"{peer}, {corpus}", lambda: Answer("", TIMEOUT, True)) if jobs else ()
        known |= {sample.id: answer for sample, answer in zip(missing, fresh, strict=True)}
        if missing:
            _store(path, known)
        for sample in samples:
            out[sample.id][peer] = known[sample.id]
    return out


def _ask(peer: str, corpora: Path, corpus: str, id: str, language: str | None) -> Answer:
    page = gzip.decompress((corpora / corpus / "html" / f"{id}.html.gz").read_bytes())
    peers.warm(peer, language)
    return peers.ask(peer, decode(page).text, language)


def _language(sample: Sample) -> str | None:
    return sample.gold.get("lang")


def _path(corpora: Path, corpus: str, peer: str) -> Path:
    """A file for each version of the peer, way of calling it, and state of the corpus."""
    called = hashlib.sha256(Path(peers.__file__).read_bytes()).hexdigest()[:8]
    name = f"{PEERS[peer].package}-{PEERS[peer].version}-{called}-{digest(corpora, corpus)[:16]}.json.gz"
    return fold_weights.cache_folder() / "peers" / name


def _load(path: Path) -> dict[str, Answer]:
    if not path.exists():
        return {}
    return {id: Answer(*row) for id, row in json.loads(gzip.decompress(path.read_bytes())).items()}


def _store(path: Path, known: Mapping[str, Answer]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {id: astuple(answer) for id, answer in sorted(known.items())}
    fresh = path.with_suffix(".new")
    fresh.write_bytes(gzip.compress(json.dumps(rows).encode(), mtime=0))
    fresh.replace(path)
