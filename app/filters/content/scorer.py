"""How likely every block is the article.

## What it removes
Blocks that by their text, place and neighbours, and on HTML pages by their tags, class names and containers, are less
likely the article than the page's own threshold asks for: the one that best balances words lost and words wrongly kept.
A text that looks like a clean article loses only what is very unlikely a part of it; a short one nothing.

## Why
Most of a page is template: menus, lists of other stories, forms, footers. No list of phrases names them all, but their
shape and the names of the elements around them give them away. The weights are learned from labelled pages; which, and
how well they do on pages that they had not seen, stands in the weights file.

## Example
<nav><a>World</a> <a>Sport</a></nav>

## What it must keep
The article, also where a theme wraps it in elements with misleading names: a container that holds most of the page's
prose says nothing by its name. It is never as sure as a rule that has proof, so what a rule proves to be noise goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.filters.content import _html, _text, _weights
from app.filters.content._lines import name_line
from app.filters.content._naming import names
from app.model import Action, Finding, Format, Page, Verdict

__all__ = ["CATEGORY", "judge"]

CATEGORY = "boilerplate"
SUREST = 0.94  # a rule with proof is surer
BETTER = 0.001  # what goes by a rule too, and that its part of the page names better, is as sure as the rule
COUNTS = 0.5  # a verdict that is less sure is only a hint


def judge(page: Page, verdicts: Sequence[Verdict]) -> Iterable[Finding]:
    ruled = _ruled(verdicts)
    if page.document.format is Format.HTML:
        return _judge_html(page, ruled)
    return _judge_text(page, ruled)


def _ruled(verdicts: Sequence[Verdict]) -> Mapping[int, Verdict]:
    """For each block the surest verdict of the rules that counts."""
    out: dict[int, Verdict] = {}
    for verdict in verdicts:
        had = out.get(verdict.block)
        if verdict.confidence >= COUNTS and (had is None or verdict.confidence > had.confidence):
            out[verdict.block] = verdict
    return out


def _judge_html(page: Page, ruled: Mapping[int, Verdict]) -> Iterable[Finding]:
    if not (page.blocks.items and page.blocks.elements):
        return
    probability, threshold, layout = _html.score(page, _weights.load("html"))
    gone = probability < threshold
    called = {i: rule for i, rule in ruled.items() if rule.action is not Action.KEEP}
    named = names(page.blocks, layout, gone, called, page.cues)
    for index, p in enumerate(probability.tolist()):
        if p >= threshold:
            sure = 0.5 + 0.5 * (p - threshold) / (1 - threshold)
            yield Finding(index, min(sure, SUREST), "reads and stands like the article", Action.KEEP, "body")
        elif index in named:  # else the rule names what goes better than we do
            category, reason = named[index]
            rule = called.get(index)
            sure = _sure(p, threshold) if rule is None else min(1.0, rule.confidence + BETTER)
            yield Finding(index, sure, reason, Action.REMOVE, category)


def _judge_text(page: Page, ruled: Mapping[int, Verdict]) -> Iterable[Finding]:
    """On text the rules decide where they speak: the model only takes what none of them has an opinion of."""
    scored = _text.score(page, _weights.load("text"))
    if scored is None:
        return
    probability, threshold = scored
    named = {i: rule.category for i, rule in ruled.items() if rule.action is not Action.KEEP}
    for block, p in zip(page.blocks.items, probability.tolist(), strict=True):
        if p < threshold and block.index not in ruled:
            category, reason = name_line(block, named)
            named[block.index] = category
            yield Finding(block.index, _sure(p, threshold), reason, Action.REMOVE, category)


def _sure(p: float, threshold: float) -> float:
    return min(0.5 + 0.5 * (threshold - p) / threshold, SUREST)
