"""The company a block keeps: what every page filter needs to know of the whole page, worked out once.

``core`` is the run of blocks in which prose prevails: the stretch with the greatest sum, where a paragraph counts its
words and a short line counts against. Trailing stories lie inside it, menus and lists of links outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from app.filters.page._headline import MOST_WORDS, Headline, find_headline
from app.filters.page._text import letters, letters_of, terms
from app.model import CATEGORIES, Action, Block, Blocks, Cue, Group, Kind, Page, Verdict

__all__ = ["Company", "is_prose", "meet"]

PROSE_WORDS = 14  # the shortest paragraph that counts as prose by itself
SENTENCE_WORDS = 5  # the shortest sentence that does where there is no paragraph
PARAGRAPH_CAP = 60  # words: one long disclaimer must not outweigh an article
SHORT_LINE_COST = 6  # words of prose that a short line outside of it is worth
_REMOVED = frozenset(id for id, category in CATEGORIES.items() if category.group is Group.REMOVED)
# What a page prints around its articles. In an article that is posted alone a phrase may look like one of these.
FRAME = frozenset(
    "byline date related_stories newsletter_signup paywall cookie_notice advertisement promotion share_buttons "
    "comments author_bio media_player tags data_widget navigation legal_footer stock_ticker error_widget".split()
)
LABEL_WORDS = 2
SURE = 0.7  # verdicts this sure are taken as given by the filters of this tier


def is_prose(block: Block) -> bool:
    """Whether a block reads as a paragraph of running text."""
    f = block.features
    return (
        f.words >= PROSE_WORDS
        and f.links < 0.5
        and block.kind not in (Kind.HEADING, Kind.CAPTION)
        and (f.ends or f.words >= 30 or (f.sentences >= 1 and f.words >= 20))
    )


def _is_sentence(block: Block) -> bool:
    f = block.features
    return f.words >= SENTENCE_WORDS and f.ends and f.links < 0.5 and block.kind is Kind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Company:
    """A page with what its blocks say of one another.

    Attributes:
        taken: for each block that the block tier surely removes or lifts, its category.
        prose: for each block whether it is prose and not taken.
        core: half-open range of blocks in which prose prevails; empty where there is no prose.
        openers: for each block that is a heading of a word list, the first cue that says so.
        headline: the block that is the article's headline, if one is.
        copies: the blocks that are short enough for a headline, by their letters.
        alone: whether it is a text in which nothing, or one kind of thing only, shows that a page was around the
            article. A word or two amid the prose show nothing: they may be a subheading.
        marked_outside: blocks outside of ``core`` that hold a phrase of a removed category or are taken: signs that the
            document is a page and not an article alone.
    """

    page: Page
    taken: dict[int, str]
    prose: tuple[bool, ...]
    core: tuple[int, int]
    openers: dict[int, Cue] = field(default_factory=dict)
    headline: Headline | None = None
    alone: bool = False
    marked_outside: int = 0
    copies: Mapping[str, Sequence[int]] = field(default_factory=dict)
    _letters: dict[int, str] = field(default_factory=dict)
    _terms: dict[int, set[str]] = field(default_factory=dict)

    @property
    def blocks(self) -> Sequence[Block]:
        return self.page.blocks.items

    @property
    def is_html(self) -> bool:
        return bool(self.page.blocks.elements)

    def free(self, index: int) -> bool:
        """Whether no block filter was sure of this block."""
        return index not in self.taken

    def letters(self, block: Block) -> str:
        """The letters and digits of one of the blocks, casefolded; worked out once."""
        known = self._letters.get(block.index)
        if known is None:
            known = self._letters[block.index] = letters(block.text)
        return known

    def terms(self, block: Block) -> Set[str]:
        """The topic-bearing words of one of the blocks; worked out once."""
        known = self._terms.get(block.index)
        if known is None:
            known = self._terms[block.index] = terms(block.text)
        return known

    def before_core(self) -> Iterable[Block]:
        """The blocks above the prose, nearest first."""
        return reversed(self.blocks[: self.core[0]])


def meet(page: Page, verdicts: Sequence[Verdict]) -> Company:
    """Work out the company once for all filters of the tier."""
    taken = {v.block: v.category for v in verdicts if v.confidence >= SURE and v.action is not Action.KEEP}
    blocks = page.blocks.items
    # most blocks are too short, which is told without a call
    prose = tuple([b.features.words >= PROSE_WORDS and is_prose(b) and b.index not in taken for b in blocks])
    if not any(prose):  # a notice of a sentence or two: its sentences are the article
        prose = tuple([_is_sentence(block) and block.index not in taken for block in blocks])
    openers: dict[int, Cue] = {}
    for cues in page.cues.values():
        for cue in cues:
            if cue.block not in openers and _opens(cue, blocks[cue.block]):
                openers[cue.block] = cue
    core = _core(page.blocks, prose, taken)
    marked = {cue.block for category, cues in page.cues.items() if category in _REMOVED for cue in cues}
    marked |= {index for index, category in taken.items() if category in _REMOVED}
    outside = sum(not core[0] <= index < core[1] for index in marked)
    short = [block for block in blocks if block.features.words <= MOST_WORDS]
    known = {block.index: own for block, own in zip(short, letters_of([b.text for b in short]), strict=True)}
    copies: dict[str, list[int]] = {}
    for index, own in known.items():
        copies.setdefault(own, []).append(index)
    alone = not page.blocks.elements and len(_framing(blocks, taken, core)) < 2
    company = Company(page, taken, prose, core, openers, None, alone, outside, copies, known)
    return replace(company, headline=find_headline(company))


def _framing(blocks: Sequence[Block], taken: Mapping[int, str], core: tuple[int, int]) -> set[str]:
    """The kinds of what shows that a page was around the article."""
    first, end = core
    return {
        category
        for index, category in taken.items()
        if category in FRAME and not (first <= index < end and blocks[index].features.words <= LABEL_WORDS)
    }


def _opens(cue: Cue, block: Block) -> bool:
    """Whether a cue makes its block a heading: a heading's words, or "Read also:" alone on its line."""
    return cue.form == "heading" or (cue.category == "related_stories" and letters(cue.phrase) == letters(block.text))


def _core(blocks: Blocks, prose: Sequence[bool], taken: dict[int, str]) -> tuple[int, int]:
    """The range with the greatest sum (Kadane), trimmed to begin and end in prose."""
    best, best_range = 0, (0, 0)
    total, start = 0, 0
    for index, (block, reads) in enumerate(zip(blocks.items, prose, strict=True)):
        if total <= 0:
            if not reads:
                continue
            total, start = 0, index
        if reads:
            total += min(block.features.words, PARAGRAPH_CAP)
            if total > best:
                best, best_range = total, (start, index + 1)
        elif index in taken:
            total -= 1  # noise amid the article is common; noise around it is no article
        else:
            total -= SHORT_LINE_COST if block.kind is not Kind.LIST_ITEM or block.features.links > 0.5 else 2
    return best_range
