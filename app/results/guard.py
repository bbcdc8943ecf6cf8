"""The guard against removing too much: losing a paragraph of the article is worse than keeping a caption."""

from __future__ import annotations

from app.model import Action, Blocks, Options, Verdict
from app.results.settle import settle

__all__ = ["relax"]

PROSE_WORDS = 20  # a block this long that ends as a sentence reads like an article
ENOUGH = 0.25  # share of the prose that has to be left
PROOF = 0.9  # verdicts this sure are proof and stay


def relax(
    blocks: Blocks, verdicts: tuple[Verdict, ...], decided: tuple[Verdict, ...], options: Options
) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """If little is left of what reads like prose, hear only verdicts that are proof, and say so."""
    prose = [
        b.index for b in blocks.items if b.features.words >= PROSE_WORDS and b.features.ends and b.features.links < 0.5
    ]
    total = sum(blocks.items[i].features.words for i in prose)
    left = sum(blocks.items[i].features.words for i in prose if decided[i].action is Action.KEEP)
    if total == 0 or left >= total * ENOUGH:
        return decided, ()
    proven = settle(blocks, tuple(v for v in verdicts if v.confidence >= PROOF or v.action is Action.KEEP), options)
    relaxed = set(prose)
    mended = tuple(new if i in relaxed else old for i, (new, old) in enumerate(zip(proven, decided, strict=True)))
    saved = sum(blocks.items[i].features.words for i in prose if mended[i].action is Action.KEEP) - left
    if saved <= 0:
        return decided, ()
    return mended, (
        f"Only {left} of {total} words of prose were left, so {saved} words that were not surely noise are kept.",
    )
