"""API keys: whoever sends one may use the service. We know them by their hashes alone."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

__all__ = ["Key", "find", "fresh", "parse"]

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_ENTRY = re.compile(rf"({_NAME}):sha256:([0-9a-fA-F]{{64}})")
_MARK = "winnow_"  # lets a person, and a scanner for leaked secrets, tell what it has found


@dataclass(frozen=True, slots=True)
class Key:
    """One key that is let in. Several may bear one name while a new key replaces an old one.

    Attributes:
        name: whom it was given to; stands in logs and metrics, which the key never does.
        digest: SHA-256 of the key. A plain hash is enough, because ``fresh`` keys are 256 random bits: nobody can go
            through them, so the slowness of a password hash would only cost time on each request.
    """

    name: str
    digest: bytes

    def __str__(self) -> str:
        return f"{self.name}:sha256:{self.digest.hex()}"


def fresh(name: str) -> tuple[str, Key]:
    """A new random key, and what the service is to know of it.

    Raises:
        ValueError: the name has other characters than letters, digits, dot, dash and underscore, or over 64 of them.
    """
    if not re.fullmatch(_NAME, name):
        raise ValueError("a name has up to 64 letters, digits, dots, dashes and underscores")
    key = _MARK + secrets.token_urlsafe(32)
    return key, Key(name, sha256(key.encode()).digest())


def parse(text: str) -> tuple[Key, ...]:
    """The keys in ``NAME:sha256:HASH,…``.

    Raises:
        ValueError: an entry has another shape, which may mean that it is a key itself: it is not said back. Or there is
            none: a secret that did not arrive must not open the service.
    """
    keys = []
    for number, entry in enumerate(filter(None, map(str.strip, text.split(","))), 1):
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise ValueError(f"entry {number} is not NAME:sha256:HASH, and no key stands here itself")
        keys.append(Key(found[1], bytes.fromhex(found[2])))
    if not keys:
        raise ValueError("is set but holds no key; to let everybody in, do not set it")
    if len({key.digest for key in keys}) < len(keys):
        raise ValueError("the same hash stands there twice")
    return tuple(keys)


def find(keys: Iterable[Key], given: str | None) -> Key | None:
    """The key that was sent, if it is one of ours; the time it takes does not tell how near it was."""
    digest = sha256((given or "").encode("utf-8", "surrogatepass")).digest()
    found = None
    for key in keys:
        if compare_digest(key.digest, digest):
            found = key
    return found
