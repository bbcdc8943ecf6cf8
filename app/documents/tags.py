"""Where the tags of a page stand, by the HTML standard's tokenizer, and which element is of what sort.

Every pattern is possessive or ends at the end of the text at the latest, so that none reads anything twice.
"""

from __future__ import annotations

import re

__all__ = ["ATTRIBUTE", "CLOSES_P", "FORMATTING", "RAW", "SPECIAL", "TOKEN", "VOID", "raw_end"]

VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split()
)
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# Elements whose content is text to the tokenizer, whatever it looks like.
RAW = frozenset("script style title textarea xmp iframe noembed noframes plaintext".split())
SPECIAL = frozenset(
    """address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd
    details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header
    hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript
    object ol p param plaintext pre script search section select source style summary table tbody td template
    textarea tfoot th thead title tr track ul wbr xmp""".split()
)
CLOSES_P = frozenset(
    """address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hgroup hr li dd dt listing main menu nav ol p plaintext pre search section summary table ul
    xmp""".split()
)

_SPACE = r"\t\n\f\r "
_VALUE = rf"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^{_SPACE}>]*+)"""
ATTRIBUTE = rf"[{_SPACE}/]*+[^{_SPACE}/>][^{_SPACE}/>=]*+(?:[{_SPACE}]*+=[{_SPACE}]*+{_VALUE})?+"
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))"
_TAG = rf"(?P<name>/?[a-zA-Z][^{_SPACE}/>]*+)(?:{ATTRIBUTE}){{0,1000}}+[{_SPACE}/]*+(?:>|\Z|(?P<more>))"
TOKEN = re.compile(rf"<(?:{_COMMENT}|{_TAG}|[!?/][^>]*+>?+)")

_ENDS = {name: re.compile(rf"</{name}(?=[{_SPACE}/>])", re.I) for name in RAW}
# What matters inside a script: a comment in it may hold "<script>", and then "</script>" does not end the outer one.
_SCRIPT = re.compile(rf"<!(?=--)|-->|<(?P<end>/?)script(?=[{_SPACE}/>])", re.I)


def raw_end(markup: str, name: str, position: int) -> int:
    """Where the end tag of a raw text element stands whose content begins at ``position``."""
    if name == "plaintext":
        return len(markup)
    if name != "script":
        match = _ENDS[name].search(markup, position)
        return match.start() if match else len(markup)
    comment = inner = False
    for match in _SCRIPT.finditer(markup, position):
        found = match.group()
        if found == "-->":
            comment = inner = False
        elif found == "<!":
            comment = True
        elif not match["end"]:
            inner = comment
        elif not inner:
            return match.start()
        else:
            inner = False
    return len(markup)
