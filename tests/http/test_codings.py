"""Members and frames: as many as a body needs, but not as many as fit."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable

import pytest

from app.entrypoints.http.codings import ERRORS, decoders

zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
CHUNK = 64 * 1024
PACK = {"gzip": gzip.compress, "zstd": zstd.compress}
by_coding = pytest.mark.parametrize(("coding", "pack"), PACK.items())


def decoded(coding: str, data: bytes) -> bytes:
    (decoder,) = decoders(coding)
    pieces = [b"".join(decoder.feed(data[at : at + CHUNK])) for at in range(0, len(data), CHUNK)]
    assert decoder.complete
    return b"".join(pieces)


@by_coding
def test_a_part_for_each_of_many_documents_is_read(coding: str, pack: Callable[[bytes], bytes]) -> None:
    line = b'{"content": "The storm came to the coast."}\n' * 40
    assert decoded(coding, pack(line) * 3_000) == line * 3_000


@by_coding
@pytest.mark.parametrize("held", [b"", b"x"])
def test_parts_that_hold_nothing_are_refused(coding: str, pack: Callable[[bytes], bytes], held: bytes) -> None:
    """Each costs what it costs to begin one: sixteen megabytes of them would take the service a minute and more."""
    assert decoded(coding, pack(held) * 900) == held * 900
    with pytest.raises(ERRORS):
        decoded(coding, pack(held) * 2_000)
