"""Bytes → text, and the name of the charset that they were in.

Asked in this order: the byte-order mark; whether the bytes are valid UTF-8 (text in another charset hardly ever is);
what the sender declared; what the document declares of itself; the bytes (chardet). A declaration that the bytes
contradict is overruled and warned about. UTF-7 is never read: it hides markup from whoever looks at the bytes.
"""

from __future__ import annotations

import codecs
import encodings.aliases
import re
from dataclasses import dataclass
from typing import Any

from app.errors import UnreadableDocument

__all__ = ["Decoded", "clean", "decode"]

_BOMS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf_32_le", "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf_32_be", "utf-32be"),
    (codecs.BOM_UTF8, "utf_8", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf_16_le", "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf_16_be", "utf-16be"),
)
_UTF16 = ("utf_16_le", "utf_16_be")

# Python codec that a label names → (codec that decodes it, the name we give). As browsers do, the superset is read for
# the charset that pages say they are in. What is not in here is not a charset of the web and is not looked up.
_CHARSETS = {
    "ascii": ("cp1252", "windows-1252"),
    "latin_1": ("cp1252", "windows-1252"),
    "iso8859_1": ("cp1252", "windows-1252"),
    "iso8859_9": ("cp1254", "windows-1254"),
    "iso8859_11": ("cp874", "windows-874"),
    "tis_620": ("cp874", "windows-874"),
    "cp874": ("cp874", "windows-874"),
    "gb2312": ("gb18030", "gb18030"),
    "gbk": ("gb18030", "gb18030"),
    "gb18030": ("gb18030", "gb18030"),
    "shift_jis": ("cp932", "shift_jis"),
    "cp932": ("cp932", "shift_jis"),
    "euc_kr": ("cp949", "euc-kr"),
    "cp949": ("cp949", "euc-kr"),
    "big5": ("big5hkscs", "big5"),
    "cp950": ("big5hkscs", "big5"),
    "big5hkscs": ("big5hkscs", "big5"),
    "euc_jp": ("euc_jp", "euc-jp"),
    "iso2022_jp": ("iso2022_jp", "iso-2022-jp"),
    "koi8_r": ("koi8_r", "koi8-r"),
    "koi8_u": ("koi8_u", "koi8-u"),
    "cp866": ("cp866", "ibm866"),
    "mac_roman": ("mac_roman", "macintosh"),
    "mac_cyrillic": ("mac_cyrillic", "x-mac-cyrillic"),
    "utf_8": ("utf_8", "utf-8"),
    "utf_16": ("utf_16_le", "utf-16le"),
    "utf_16_le": ("utf_16_le", "utf-16le"),
    "utf_16_be": ("utf_16_be", "utf-16be"),
}
_CHARSETS |= {f"cp{page}": (f"cp{page}", f"windows-{page}") for page in range(1250, 1259)}
_CHARSETS |= {f"iso8859_{n}": (f"iso8859_{n}", f"iso-8859-{n}") for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
# Labels that the web uses and Python's table does not know.
_LABELS = {
    "x_sjis": "cp932", "windows_31j": "cp932", "x_gbk": "gbk", "x_euc_jp": "euc_jp", "x_x_big5": "big5",
    "utf8mb4": "utf_8", "unicode": "utf_16_le", "ucs_2": "utf_16_le", "x_mac_roman": "mac_roman",
    "x_mac_cyrillic": "mac_cyrillic",
    "iso_8859_8_i": "iso8859_8", "iso_8859_8_e": "iso8859_8", "dos_874": "cp874", "utf16le": "utf_16_le",
    "utf16be": "utf_16_be", "utf_8_sig": "utf_8", "unicode_1_1_utf_8": "utf_8",
}  # fmt: skip
_LABELS |= {f"{prefix}{page}": f"cp{page}" for page in range(1250, 1259) for prefix in ("x_cp", "win", "win_", "cp_")}

_XML = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([^"'>]{1,60})""")
_DECLARING = re.compile(rb"\b(?:charset|encoding)\s*=", re.I)
_META = rb"""<meta\b[^>]{0,1000}?\bcharset\s*=\s*["']?\s*([^\s"'/>;]{1,60})"""
_ANY_META = re.compile(_META, re.I)
# The same, stepping over whatever could hold the words without meaning them. Every alternative ends at the end of the
# bytes at the latest, so nothing is read twice.
_HEAD_META = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|title|template)\b.*?(?:</(?P=raw)|\Z)|(?P<end><body\b|</head\b)|"
    + _META,
    re.I | re.S,
)

_SAMPLE = 64_000  # bytes that chardet looks at; more does not make it surer
_NOT_LATIN_SURE = 0.3  # chardet's confidence from which a non-Latin script overrules a Latin declaration
_FEW_ZEROS = 3  # fewer are strays in some other charset
_GOOD_PER_BAD = 3  # valid multi-byte sequences for each broken one that make the bytes UTF-8 with damage
_MULTIBYTE = re.compile("[^\x00-\x7f\ufffd]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the charset it came in and what the reader should know of it.

    Attributes:
        utf8: the bytes it came in, where they are the text in UTF-8 as it stands.
    """

    text: str
    charset: str | None
    warnings: tuple[str, ...] = ()
    utf8: bytes | None = None


def clean(text: str) -> Decoded:
    """A ``str`` that can be encoded again: surrogate pairs joined, lone ones replaced by U+FFFD, no leading mark."""
    text = text.removeprefix("\ufeff")
    if text.isascii() or not _SURROGATE.search(text):
        return Decoded(text, None)
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lone = joined.count("\ufffd") - text.count("\ufffd")
    if lone <= 0:
        return Decoded(joined, None)
    return Decoded(joined, None, (f"{lone} broken characters (lone surrogates) were replaced by U+FFFD.",))


def decode(content: bytes, declared: str | None = None) -> Decoded:
    """Decode a document.

    Args:
        content: the bytes as they were sent.
        declared: the charset that the sender named (HTTP header, form field), any spelling; None if none.

    Raises:
        UnreadableDocument: the bytes are an image, an archive or other binary data.
    """
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            return _lenient(content[len(mark) :], codec, name)
    said, warnings = _declared(declared)
    if wide := _utf16(content, said):
        return _lenient(content, *wide, warnings + _overruled(said, wide))
    utf8 = _utf8(content)
    if utf8 is not None:
        own = None if utf8.isascii() else said or _own(content, quick=True)
        return Decoded(utf8, "utf-8", warnings + _overruled(own, _CHARSETS["utf_8"]), content)
    found = _detect(content)
    own = _own(content, quick=False)
    if said is None or (own and own == lookup(found["encoding"])):  # the page and its bytes agree against the sender
        said = own
    return _settle(content, said, found, warnings)


def _declared(label: str | None) -> tuple[tuple[str, str] | None, tuple[str, ...]]:
    if not label or not label.strip():
        return None, ()
    known = lookup(label)
    if known:
        return known, ()
    return None, (f"The declared charset {label.strip()[:40]!r} is not one that is read; the bytes decided.",)


def lookup(label: str) -> tuple[str, str] | None:
    """The Python codec and the public name that a charset's label means; None if it is none of ours.

    Python's own ``codecs.lookup`` would import and remember whatever a document names; a table cannot be made to grow.
    """
    plain = re.sub(r"[\s:._-]+", "_", label.strip().strip("\"'").lower())[:40]
    codec = _LABELS.get(plain) or encodings.aliases.aliases.get(plain, plain)
    return _CHARSETS.get(codec)


def _utf16(content: bytes, said: tuple[str, str] | None) -> tuple[str, str] | None:
    """UTF-16 without a mark: the zero bytes of its spaces and line ends all stand on one side of the pairs."""
    zeros = content.count(0) if 0 in content else 0  # looking for one is much faster than counting none
    if not zeros:
        declared = said is not None and said[0] in _UTF16 and len(content) % 2 == 0 and _utf8(content) is None
        return said if declared else None
    odd = content[1::2].count(0)
    if zeros < _FEW_ZEROS and not (said and said[0] in _UTF16):
        return None
    if zeros * 200 < len(content) or min(odd, zeros - odd) * 100 > zeros:
        return None
    return _CHARSETS["utf_16_le" if odd * 2 > zeros else "utf_16_be"]


def _utf8(content: bytes) -> str | None:
    """The text if the bytes are surely UTF-8: ISO-2022-JP, PDF and a file of zeros are valid UTF-8, and are not it."""
    if content.startswith(b"%PDF-"):
        return None
    if b"\x1b" in content and (b"\x1b$" in content or b"\x1b(" in content):  # one byte is found much faster than two
        return None
    if 0 in content and content.count(0) * 10 > len(content):
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _own(content: bytes, quick: bool) -> tuple[str, str] | None:
    """What the document says of itself, in its XML declaration or a ``<meta>`` of its head.

    Args:
        quick: do not look closely where a glance already finds UTF-8.
    """
    if match := _XML.match(content):
        return lookup(match.group(1).decode("latin-1"))
    glance = _ANY_META.search(content)
    if glance is None:
        return None
    known = lookup(glance.group(1).decode("latin-1"))
    if quick and (known is None or known[1] == "utf-8"):
        return known
    for match in _HEAD_META.finditer(content):
        if match["end"]:
            break
        if match.group(3):
            known = lookup(match.group(3).decode("latin-1"))
            # A page whose <meta> could be read as ASCII is not in UTF-16, whatever it says.
            return _CHARSETS["utf_8"] if known and known[0] in _UTF16 else known
    return None


def _detect(content: bytes) -> dict[str, Any]:
    from chardet import detect  # only documents that are not UTF-8 need it

    sample = _DECLARING.sub(b"", content[:_SAMPLE])  # chardet believes what a page says; here only its bytes are asked
    found: dict[str, Any] = dict(detect(sample, exclude_encodings=["utf-7"]))
    if found["encoding"] is None:
        kind = found.get("mime_type") or "binary data"
        raise UnreadableDocument(
            f"the bytes are not text ({kind})",
            field="content",
            mend="Send HTML, plain text or Markdown; unpack archives and extract the text of other files first.",
        )
    return found


def _settle(content: bytes, said: tuple[str, str] | None, found: dict[str, Any], warnings: tuple[str, ...]) -> Decoded:
    """Choose between what is declared and what was detected, for bytes that are not valid UTF-8."""
    detected = lookup(found["encoding"]) or _CHARSETS["cp1252"]
    damaged = _damaged_utf8(content)
    if damaged is not None and (said is None or "utf-8" in (said[1], detected[1])):
        text, bad = damaged
        return Decoded(text, "utf-8", (*warnings, _broken(bad, "utf-8")))
    if said is not None and said[1] != "utf-8" and not (_latin(said) and not _latin(detected) and _other_script(found)):
        text = content.decode(said[0], "replace")
        bad = text.count("\ufffd")
        if bad <= _tolerable(text) or said == detected:
            return Decoded(text, said[1], (*warnings, _broken(bad, said[1])) if bad else warnings)
    return _lenient(content, *detected, warnings + _overruled(said, detected))


def _overruled(said: tuple[str, str] | None, read: tuple[str, str]) -> tuple[str, ...]:
    if said is None or said == read:
        return ()
    return (f"The document is declared as {said[1]} but its bytes are not; it was read as {read[1]}.",)


def _latin(charset: tuple[str, str]) -> bool:
    return charset[1] in ("windows-1252", "iso-8859-15", "macintosh")


def _other_script(found: dict[str, Any]) -> bool:
    """Whether chardet is sure of a language that is not written in Latin letters."""
    languages = ("ru", "uk", "be", "bg", "sr", "mk", "el", "he", "ar", "fa", "ur", "ja", "zh", "ko", "th")
    return found.get("language") in languages and found["confidence"] >= _NOT_LATIN_SURE


def _damaged_utf8(content: bytes) -> tuple[str, int] | None:
    """The text and the number of broken characters, if the bytes are UTF-8 with a few bad ones among them."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = 0
    for good, _ in enumerate(_MULTIBYTE.finditer(text), 1):
        if good >= bad * _GOOD_PER_BAD:
            return text, bad
    return None


def _tolerable(text: str) -> int:
    return 1 + sum(1 for _ in _MULTIBYTE.finditer(text)) // 50


def _lenient(content: bytes, codec: str, name: str, warnings: tuple[str, ...] = ()) -> Decoded:
    text = content.decode(codec, "replace")
    bad = text.count("\ufffd") if not text.isascii() else 0
    return Decoded(text, name, (*warnings, _broken(bad, name)) if bad else warnings)


def _broken(count: int, name: str) -> str:
    return f"{count} broken characters of {name} were replaced by U+FFFD."
