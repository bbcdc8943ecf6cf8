"""How well a page comes out as Markdown, beside others, in one run.

    python -m benchmarks.markdown [CORPORA] [--every N]

The gold is the ``markdown`` of ``wcxb-dev``: the main text of a page with its headings, lists, tables, quotes, code,
emphasis and links. It was made by a tool and mended by hand, so it is judged by what a reader gets, not by its
characters: gold and answer are both read back by a Markdown parser, and what is found is compared as multisets of words
in their place, each place by itself:

- *text*: words, wherever they stand (bag F1);
- *heading*, *item* (of a list), *row* (of a table), *quote* (a paragraph of it), *code* (a listing, or code in a line),
  *emphasis* (also strong) and *link* (its words, not its address): whole elements, equal when their words are.

Each number is the mean F1 over the pages whose gold has such an element. trafilatura finds the main text as we do;
html-to-markdown and markdownify turn the whole page into Markdown, so theirs is what a page without cleaning gives.
Ours is made with weights that have not seen the page's registered domain.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app import Options, clean
from benchmarks import fold_weights
from benchmarks.corpus import CORPORA, Sample, load, tokens
from benchmarks.corpus import folds as fold_of
from benchmarks.learning import FOLDS

__all__ = ["elements", "score"]

KINDS = ("text", "heading", "item", "row", "quote", "code", "emphasis", "link")
_BLOCKS = {"heading_open": "heading", "list_item_open": "item", "blockquote_open": "quote", "tr_open": "row"}
_SPANS = {"em_open": "emphasis", "strong_open": "emphasis", "link_open": "link"}

Elements = Mapping[str, Counter[str]]
Converter = Callable[[Sample], str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth page")
    parser.add_argument("--weights", type=Path, metavar="DIR", help="the folds' weights, where they need no training")
    args = parser.parse_args()
    folder = args.weights or fold_weights.ensure(args.corpora)
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for sample in load(args.corpora, "wcxb-dev", args.every):
        gold = sample.gold.get("markdown")
        if not gold:
            continue
        with fold_weights.without(folder, fold_of(sample.host, FOLDS)):
            answers = {"Winnow": _ours(sample)}
        answers |= {name: convert(sample) for name, convert in PEERS.items() if find_spec(MODULES[name])}
        wanted = elements(gold)
        for name, answer in answers.items():
            for kind, value in score(elements(answer), wanted).items():
                found[name][kind].append(value)
    print("| pages |" + "".join(f" {kind} ({len(found['Winnow'][kind])}) |" for kind in KINDS))
    print("|---|" + "--:|" * len(KINDS))
    for name, values in found.items():
        print(f"| {name} |" + "".join(f" {mean(values[kind]):.3f} |" if values[kind] else " |" for kind in KINDS))


def score(got: Elements, wanted: Elements) -> dict[str, float]:
    """F1 of each kind of element that is wanted."""
    out = {}
    for kind, gold in wanted.items():
        ours = got.get(kind, Counter())
        out[kind] = 2 * (ours & gold).total() / (ours.total() + gold.total())
    return out


def elements(markdown: str) -> Elements:
    """What a reader finds in Markdown: for each kind the words of each element, and under ``text`` every word."""
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, text in _elements(_parser().parse(markdown)):
        words = tokens(text)
        if kind == "text":
            out[kind].update(words)
        elif words:
            out[kind][" ".join(words)] += 1
    return {kind: found for kind, found in out.items() if found}


def _elements(found: list[Token]) -> Iterator[tuple[str, str]]:
    around: list[tuple[str, list[str]]] = []  # the elements that are open, and the words of rows
    for token in found:
        if token.type in _BLOCKS:
            around.append((_BLOCKS[token.type], []))
        elif token.type.replace("_close", "_open") in _BLOCKS:
            kind, words = around.pop()
            if kind == "row":
                yield kind, " ".join(words)
        elif token.type in ("fence", "code_block"):
            yield from (("code", token.content), ("text", token.content))
        elif token.type == "inline":
            text = _words(token.children or [])
            yield "text", text
            yield from _spans(token.children or [])
            if around and around[-1][0] == "row":
                around[-1][1].append(text)
            elif around:
                yield around[-1][0], text


def _spans(children: list[Token]) -> Iterator[tuple[str, str]]:
    begun: list[int] = []
    for at, token in enumerate(children):
        if token.type == "code_inline":
            yield "code", token.content
        elif token.nesting == 1:
            begun.append(at)
        elif token.nesting == -1:
            first = begun.pop()
            if children[first].type in _SPANS:
                yield _SPANS[children[first].type], _words(children[first:at])


def _words(children: list[Token]) -> str:
    """The words of a line; a picture's are not read, a tag's are none."""
    return "".join(
        [
            token.content if token.type in ("text", "code_inline") else " " if token.type.endswith("break") else ""
            for token in children
        ]
    )


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


# ------------------------------------------------------------------------------------------------------ who is compared


def _ours(sample: Sample) -> str:
    return clean(sample.html, format="html", url=sample.url, options=Options(output="markdown")).body


def _text(sample: Sample) -> str:
    return sample.html.decode("utf-8", "replace")


def _trafilatura(sample: Sample) -> str:
    import trafilatura

    answer = trafilatura.extract(
        _text(sample),
        url=sample.url,
        output_format="markdown",
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
    )
    return answer or ""


def _html_to_markdown(sample: Sample) -> str:
    html_to_markdown: Any = __import__("html_to_markdown")
    return html_to_markdown.convert(_text(sample)).content or ""


def _markdownify(sample: Sample) -> str:
    markdownify: Any = __import__("markdownify")
    try:
        return str(markdownify.markdownify(_text(sample), strip=["script", "style"]))
    except RecursionError:  # it walks a page by calling itself
        return ""


PEERS: Mapping[str, Converter] = {
    "trafilatura": _trafilatura,
    "html-to-markdown, whole page": _html_to_markdown,
    "markdownify, whole page": _markdownify,
}
MODULES = dict(zip(PEERS, ("trafilatura", "html_to_markdown", "markdownify"), strict=True))


if __name__ == "__main__":
    main()
