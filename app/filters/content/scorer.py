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

import numpy as np
from numpy.typing import NDArray

from app.filters.content import _html, _text, _weights
from app.filters.content._lines import line_names
from app.filters.content._naming import names
from app.filters.content._ruled import COUNTS, Ruled, hear
from app.filters.content._sureness import expected_f1
from app.model import Action, Finding, Format, Page, Verdict

__all__ = ["CATEGORY", "judge", "surest"]

CATEGORY = "boilerplate"
SUREST = 0.94  # a rule with proof is surer
BETTER = 0.001  # what goes by a rule too, and that its part of the page names better, is as sure as the rule
CARRIED = 0.98  # what the page itself calls its article
BELOW = 0.55  # what would stay, stood it not below the article
HEADING = 0.4  # of what is asked for: a short line between two paragraphs of the article is more likely its subheading
ASIDE = 2  # lines that rules take in the midst of an article, which goes on behind them
PARAGRAPH = 12  # words
OUTRANKED = 0.949  # on pages that are no articles a rule needs more than this: the scorer knows what it said, and where

Answer = tuple[Iterable[Finding], float | None]


def judge(page: Page, verdicts: Sequence[Verdict]) -> Answer:
    ruled = hear(len(page.blocks), verdicts, page.cues)
    sure_of = surest(verdicts)
    if page.document.format is not Format.HTML:
        return _judge_text(page, ruled, sure_of)
    if page.blocks.items and page.blocks.elements:
        return _judge_html(page, ruled, sure_of)
    return (), None


def surest(verdicts: Sequence[Verdict]) -> dict[int, Verdict]:
    """For each block the surest verdict of the rules that counts."""
    out: dict[int, Verdict] = {}
    for verdict in verdicts:
        had = out.get(verdict.block)
        if verdict.confidence >= COUNTS and (had is None or verdict.confidence > had.confidence):
            out[verdict.block] = verdict
    return out


def _judge_html(page: Page, ruled: Ruled, rules: Mapping[int, Verdict]) -> Answer:
    weights = _weights.load("html")
    scored = _html.score(page, ruled, weights)
    kept = scored.kept
    called = {i: rule for i, rule in rules.items() if rule.action is not Action.KEEP}
    named = names(page.blocks, scored.layout, ~kept, called, page.cues)
    least, sureness = scored.least, OUTRANKED if scored.other > 0.5 else 0.0
    findings = []
    carried = range(*page.blocks.carried)
    for index, p in enumerate(scored.probability.tolist()):
        if index in carried:
            findings.append(Finding(index, CARRIED, "the page carries it as its article", Action.KEEP, "body"))
        elif kept[index]:
            sure = max(min(0.5 + 0.5 * (p - least) / (1 - least), SUREST), sureness)
            findings.append(Finding(index, sure, "reads and stands like the article", Action.KEEP, "body"))
        elif index in scored.copies:
            first = page.blocks.items[scored.copies[index]].text
            findings.append(Finding(index, SUREST, f"says again what stands above: “{first[:40]}…”", Action.REMOVE))
        elif index in named:  # else the rule names what goes better than we do
            category, reason = named[index]
            rule = called.get(index)
            sure = max(_sure(p, least), BELOW) if rule is None else min(1.0, rule.confidence + BETTER)
            findings.append(Finding(index, sure, reason, Action.REMOVE, category))
    return findings, expected_f1(weights, scored.outline)


def _judge_text(page: Page, ruled: Ruled, rules: Mapping[int, Verdict]) -> Answer:
    """On text the rules decide where they speak and the model does not firmly contradict one without proof."""
    weights = _weights.load("text")
    scored = _text.score(page, ruled, weights)
    if scored is None:
        return (), None
    overruled = set(np.flatnonzero(scored.overruled).tolist())
    called = {i: rule for i, rule in rules.items() if rule.action is not Action.KEEP and i not in overruled}
    kept = _kept(page, scored, rules, called)
    findings = [
        Finding(index, OUTRANKED, "reads and stands like the article", Action.KEEP, "body") for index in overruled
    ]
    for index, (category, reason) in line_names(page, kept, ruled, called, _weights.load("names")).items():
        rule = called.get(index)
        p = float(scored.probability[index])
        sure = _sure(p, scored.least) if rule is None else min(1.0, rule.confidence + BETTER)
        findings.append(Finding(index, sure, reason, Action.REMOVE, category))
    return findings, expected_f1(weights, scored.outline)


def _kept(
    page: Page, scored: _text.Scored, rules: Mapping[int, Verdict], called: Mapping[int, Verdict]
) -> NDArray[np.bool_]:
    """Which blocks of a text are the article: by the rules where they speak, else by how likely they are.

    What goes on the article, and what heads a paragraph of it, needs to be less likely than a line alone.
    """
    likely = (scored.probability >= scored.least).tolist()
    goes_on = (scored.probability >= scored.least_going_on).tolist()
    heads = (scored.probability >= scored.least * HEADING).tolist()
    kept = [False] * len(likely)
    inside = False  # whether what stands above is kept, but for an aside
    begun = False  # whether a paragraph is
    aside = 0
    blocks = page.blocks.items
    for i, block in enumerate(blocks):
        f = block.features
        if i in rules:
            kept[i] = i not in called
        elif likely[i]:
            kept[i] = True
        elif f.ends:
            kept[i] = inside and goes_on[i]
        elif begun and heads[i] and i + 1 < len(blocks) and f.words < PARAGRAPH:
            below = blocks[i + 1].features
            kept[i] = below.words >= PARAGRAPH and below.ends and goes_on[i + 1] and i + 1 not in called
        aside = aside + 1 if i in called else 0
        if not 0 < aside <= ASIDE:
            inside = kept[i]
        begun = begun or (kept[i] and f.words >= PARAGRAPH)
    return np.array(kept, np.bool_)


def _sure(p: float, least: float) -> float:
    return min(0.5 + 0.5 * (least - p) / least, SUREST)
