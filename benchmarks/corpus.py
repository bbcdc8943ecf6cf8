"""The labelled corpora: where they stand is an argument, they are never part of the project."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tld import get_fld

__all__ = ["CORPORA", "SETS", "Sample", "digest", "f1", "folds", "load", "tokens"]

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"
"""Where the corpora stand unless an argument says otherwise."""
SETS = ("wcxb-dev", "news-multilingual-dev")
"""The corpora of pages; the second was never learned from."""

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled page.

    Attributes:
        group: its type (``article``, ``forum`` …) or language.
        host: the registered domain: pages of one share their template and their fold.
        title: the headline by the gold, which a body may or may not hold.
    """

    id: str
    corpus: str
    group: str
    host: str
    url: str | None
    html: bytes
    text: str
    title: str | None
    gold: dict[str, Any]


def load(corpora: Path, name: str, every: int = 1, *, pages: bool = True) -> Iterator[Sample]:
    """Read one corpus; with ``every`` only each nth page, the same ones each time; without ``pages`` only the gold."""
    with gzip.open(corpora / name / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every:
                continue
            row = json.loads(line)
            url = row.get("url") or (f"http://{row['host']}/" if row.get("host") else None)
            host = (get_fld(url, fail_silently=True) or urlsplit(url).hostname) if url else row["id"]
            path = corpora / name / "html" / f"{row['id']}.html.gz"
            html = gzip.decompress(path.read_bytes()) if pages else b""
            group = row.get("type") or row.get("lang") or ""
            yield Sample(row["id"], name, group, str(host), url, html, row["text"], row.get("title"), row)


def digest(corpora: Path, name: str) -> str:
    """SHA-256 over the gold and the pages, in the order of their names."""
    sha = hashlib.sha256()
    for path in sorted((corpora / name).rglob("*.gz")):
        sha.update(path.name.encode())
        sha.update(path.read_bytes())
    return sha.hexdigest()


def folds(host: str, count: int = 5) -> int:
    """The fold of a host; never changes."""
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:4], "big") % count


def tokens(text: str) -> list[str]:
    """Lower-cased words; each CJK character is its own."""
    return _TOKEN.findall(text.lower())


def f1(got: str, gold: str) -> float:
    """Bag-of-words F1; two empty texts agree."""
    ours, theirs = Counter(tokens(got)), Counter(tokens(gold))
    if not ours or not theirs:
        return float(ours == theirs)
    common = sum((ours & theirs).values())
    return 2 * common / (ours.total() + theirs.total())
