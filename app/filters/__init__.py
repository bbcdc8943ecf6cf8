"""Blocks → Verdicts. One filter is one file in ``block/``, ``page/`` or ``content/``; nothing else knows its name.

A filter is a module with a docstring (its documentation), a ``CATEGORY`` and a ``judge``:

- ``block/``: ``judge(block, cues) -> Finding | None`` judges one block by itself. It is called for the blocks that
  hold a phrase of the category's word list, and, if the module has a ``SHAPE`` (``block/_shape.py``), for blocks
  that look like it, both of at most ``WORDS`` words (60 unless the module says otherwise).
- ``page/``: ``judge(company) -> Iterable[Finding]`` judges blocks by the company they keep (``page/_company.py``).
- ``content/``: ``judge(page, verdicts) -> Iterable[Finding]`` weighs everything, asked last.

Each tier sees the verdicts of the tiers before it, never those of its own: shuffling a tier changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from app.filters import phrases
from app.filters.block._shape import Scan
from app.filters.page._company import meet
from app.model import CATEGORIES, Action, Blocks, Document, Finding, Group, Page, Rule, Verdict

__all__ = ["judge", "rules"]

TIERS = ("block", "page", "content")
_DEFAULT_WORDS = 60
_USUAL = {id: Action.LIFT if c.group is Group.METADATA else Action.REMOVE for id, c in CATEGORIES.items()}


def judge(document: Document, blocks: Blocks, focus: str = "auto") -> tuple[Verdict, ...]:
    """Every filter's opinion of every block it has one of, in the order of tiers, then rules, then blocks."""
    page = Page(document, blocks, phrases.find(blocks.items), focus)
    verdicts = tuple(_block_tier(page))
    company = meet(page, verdicts)
    verdicts += tuple(
        _sign(finding, id, module) for id, module in _modules()["page"].items() for finding in module.judge(company)
    )
    return verdicts + tuple(
        _sign(finding, id, module)
        for id, module in _modules()["content"].items()
        for finding in module.judge(page, verdicts)
    )


def _block_tier(page: Page) -> Iterable[Verdict]:
    modules = _modules()["block"]
    most = max(_most_words(module) for module in modules.values())
    short = [block for block in page.blocks.items if block.features.words <= most]
    shaped = _scan().find(short)
    for id, module in modules.items():
        cued = phrases.by_block(page.cues, module.CATEGORY)
        looked_at = {short[i].index for i in shaped.get(id, ())} | cued.keys()
        most, judge_block = _most_words(module), module.judge
        for index in sorted(looked_at):
            block = page.blocks.items[index]
            if block.features.words <= most:
                finding = judge_block(block, cued.get(index, ()))
                if finding is not None:
                    yield _sign(finding, id, module)


def _most_words(module: ModuleType) -> int:
    return int(getattr(module, "WORDS", _DEFAULT_WORDS))


@cache
def _scan() -> Scan:
    return Scan({id: module.SHAPE for id, module in _modules()["block"].items() if hasattr(module, "SHAPE")})


def _sign(finding: Finding, id: str, module: ModuleType) -> Verdict:
    category = finding.category or module.CATEGORY
    action = finding.action or _USUAL[category]
    return Verdict(finding.block, id, category, action, finding.confidence, finding.reason, finding.fields)


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
