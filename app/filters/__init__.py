"""Blocks → Verdicts. One filter is one file in ``block/``, ``page/`` or ``content/``; nothing else knows its name.

A filter is a module with a docstring (its documentation), a ``CATEGORY`` and a ``judge``:

- ``block/``: ``judge(block, cues) -> Finding | None`` judges one block by itself. It is called for the blocks that
  hold a phrase of the category's word list, and, if the module has a ``SHAPE`` (``block/_shape.py``), for blocks
  that look like it, both of at most ``WORDS`` words (60 unless the module says otherwise).
- ``page/``: ``judge(company) -> Iterable[Finding]`` judges blocks by the company they keep (``page/_company.py``).
- ``content/``: ``judge(page, verdicts) -> (Iterable[Finding], float | None)`` weighs everything, asked last, and says
  how well what it keeps will agree with the article.

Each tier sees the verdicts of the tiers before it, never those of its own: shuffling a tier changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from app.filters import phrases
from app.filters.block._shape import Scan
from app.filters.page._company import meet
from app.model import CATEGORIES, Action, Blocks, Cue, Document, Finding, Group, Opinion, Page, Rule, Verdict

__all__ = ["by_rules", "judge", "rules"]

TIERS = ("block", "page", "content")
_DEFAULT_WORDS = 60
_USUAL = {id: Action.LIFT if c.group is Group.METADATA else Action.REMOVE for id, c in CATEGORIES.items()}


def judge(document: Document, blocks: Blocks, focus: str = "auto") -> Opinion:
    """Every filter's opinion of every block it has one of, in the order of tiers, then rules, then blocks."""
    page, verdicts = by_rules(document, blocks, focus)
    weighed: list[Verdict] = []
    sure: float | None = None
    for id, module in _modules()["content"].items():
        findings, sure = module.judge(page, verdicts)
        weighed += [_sign(finding, id, module.CATEGORY) for finding in findings]
    return Opinion((*verdicts, *weighed), sure)


def by_rules(document: Document, blocks: Blocks, focus: str = "auto") -> tuple[Page, tuple[Verdict, ...]]:
    """The page as filters see it, and the verdicts of the tiers that ask for no weights: block and page."""
    page = Page(document, blocks, phrases.find(blocks.items), focus)
    verdicts = tuple(_block_tier(page))
    company = meet(page, verdicts)
    return page, verdicts + tuple(
        [
            _sign(finding, id, module.CATEGORY)
            for id, module in _modules()["page"].items()
            for finding in module.judge(company)
        ]
    )


def _block_tier(page: Page) -> list[Verdict]:
    blocks = page.blocks.items
    modules = _modules()["block"]
    longest = max(map(_most_words, modules.values()))
    short = [block for block in blocks if block.features.words <= longest]
    shaped = _scan().find(short)
    out: list[Verdict] = []
    for id, module in modules.items():
        looked_at = {short[at].index for at in shaped.get(id, ())}
        cued: Mapping[int, Sequence[Cue]] = {}
        if module.CATEGORY in page.cues:
            cued = phrases.by_block(page.cues[module.CATEGORY])
            looked_at |= cued.keys()
        if not looked_at:
            continue
        judge_block, most = module.judge, _most_words(module)
        for index in sorted(looked_at):
            block = blocks[index]
            if block.features.words <= most and (finding := judge_block(block, cued.get(index, ()))) is not None:
                out.append(_sign(finding, id, module.CATEGORY))
    return out


@cache
def _most_words(module: ModuleType) -> int:
    return int(getattr(module, "WORDS", _DEFAULT_WORDS))


@cache
def _scan() -> Scan:
    return Scan({id: module.SHAPE for id, module in _modules()["block"].items() if hasattr(module, "SHAPE")})


def _sign(finding: Finding, id: str, own: str) -> Verdict:
    block, confidence, reason, action, category, fields = finding
    category = category or own
    return Verdict(block, id, category, action or _USUAL[category], confidence, reason, fields)


@cache
def _modules() -> Mapping[str, Mapping[str, ModuleType]]:
    """Every filter there is, by tier and id, in the order of ids."""
    found: dict[str, dict[str, ModuleType]] = {}
    for tier in TIERS:
        package = import_module(f"{__name__}.{tier}")
        names = sorted(m.name for m in iter_modules(package.__path__) if not m.name.startswith("_"))
        found[tier] = {
            name.replace("_", "-"): module
            for name in names
            if hasattr(module := import_module(f"{package.__name__}.{name}"), "judge")
        }
    return found


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by id, described by its own docstring."""
    out = {}
    for tier, modules in _modules().items():
        for id, module in modules.items():
            summary, *parts = re.split(r"^## (.+)\n", module.__doc__ or "", flags=re.M)
            text = {
                title.strip(): " ".join(body.split()) if title.strip() != "Example" else body.strip("\n")
                for title, body in zip(parts[::2], parts[1::2], strict=True)
            }
            out[id] = Rule(
                id=id,
                category=module.CATEGORY,
                tier=tier,
                summary=" ".join(summary.split()),
                removes=text.get("What it removes", ""),
                why=text.get("Why", ""),
                example=text.get("Example", ""),
                keeps=text.get("What it must keep", ""),
            )
    return dict(sorted(out.items()))
