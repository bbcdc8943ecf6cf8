"""The nouns of Winnow. This module imports nothing of ours; every stage speaks in these.

Positions are half-open code-point offsets into ``Blocks.text``, the text that a result's positions refer to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NamedTuple, TypeVar, dataclass_transform

__all__ = [
    "CATEGORIES",
    "Action",
    "Block",
    "Blocks",
    "Category",
    "Cue",
    "Document",
    "Element",
    "Features",
    "Finding",
    "Format",
    "Group",
    "Judged",
    "Kind",
    "Limits",
    "Mark",
    "Metadata",
    "Opinion",
    "Options",
    "Page",
    "Result",
    "Rule",
    "Section",
    "Verdict",
]


# ---------------------------------------------------------------------------------------------------- the taxonomy


class Group(StrEnum):
    """What becomes of a category's blocks: kept, lifted into fields, or removed."""

    BODY = "body"
    METADATA = "metadata"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Category:
    """One of the closed set of names for what a block is. The id is public API."""

    id: str
    group: Group
    description: str


CATEGORIES: Mapping[str, Category] = {
    id: Category(id, group, description)
    for group, id, description in (
        (Group.BODY, "body", "The article's own text."),
        (Group.METADATA, "title", "The headline, wherever it stands, also a second copy of it."),
        (Group.METADATA, "subtitle", "The standfirst or deck under the headline."),
        (Group.METADATA, "byline", "Who made it: author, editor, desk, agency reporter."),
        (Group.METADATA, "date", "When it was published or updated."),
        (Group.REMOVED, "stock_ticker", "Market quotes in a strip, list or widget."),
        (Group.REMOVED, "error_widget", "The text of a part of the page that failed, is blocked or is still loading."),
        (Group.REMOVED, "image_credit", "Names the source, photographer or agency of a picture."),
        (Group.REMOVED, "image_caption", "Says what a picture shows."),
        (Group.REMOVED, "media_player", "Controls and labels of video, audio, galleries and embeds."),
        (Group.REMOVED, "teaser", "A bullet, pull quote or summary box that repeats this article's own text."),
        (Group.REMOVED, "related_stories", "Other stories, announced by a heading, a label or the shape of a list."),
        (Group.REMOVED, "trailing_story", "Text of other stories with nothing that announces it."),
        (Group.REMOVED, "newsletter_signup", "An invitation or form to get mail, and its fields."),
        (Group.REMOVED, "paywall", "Asks the reader to pay, register or log in to go on reading."),
        (Group.REMOVED, "cookie_notice", "Consent and privacy banners."),
        (Group.REMOVED, "advertisement", "Somebody else's advertisement or its label, sponsored items, price boxes."),
        (Group.REMOVED, "promotion", "The site's own promotion: app, shop, membership, donation, event."),
        (Group.REMOVED, "share_buttons", "Share, follow, print, save and like buttons, and counters."),
        (Group.REMOVED, "comments", "Readers' comments, the form, the count, the rules for commenting."),
        (Group.REMOVED, "author_bio", "About the author or the issuing company, not by them."),
        (
            Group.REMOVED,
            "editorial_note",
            "The newsroom on the text itself: correction, update, age or archive notice.",
        ),
        (Group.REMOVED, "disclaimer", "Disclosures and disclaimers."),
        (Group.REMOVED, "contact", "How to reach the newsroom or the press office."),
        (Group.REMOVED, "source_note", "Where the text first appeared, who supplied it, or the link to read on there."),
        (Group.REMOVED, "reading_time", "Length or effort labels."),
        (Group.REMOVED, "section_label", "A lone section, series or kicker label around the headline."),
        (Group.REMOVED, "tags", "Topic, tag or keyword lists that belong to the article."),
        (Group.REMOVED, "data_widget", "Weather, scores, polls, quizzes, currency tables, programme guides."),
        (Group.REMOVED, "navigation", "Menus, breadcrumbs, skip links, search, pagination, account links."),
        (Group.REMOVED, "legal_footer", "Copyright, terms, imprint, address, agency footer."),
        (Group.REMOVED, "boilerplate", "Template text that no other category names; leaked markup and placeholders."),
    )
}


# ---------------------------------------------------------------------------------------------------- what goes in


class Format(StrEnum):
    """What a document is written in."""

    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may ask for.

    Attributes:
        keep: category or rule ids that must not remove anything.
        drop: category or rule ids that remove even what is kept or lifted by default.
        output: what ``Result.body`` is written in.
        focus: whether the page is an article (``article``), anything else (``page``), or to be judged (``auto``).
        source_text: whether the answer carries the text that positions refer to (Python always has it).
        blocks: whether the result lists every block with its verdicts.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    output: Literal["text", "markdown"] = "text"
    focus: Literal["auto", "article", "page"] = "auto"
    source_text: bool = False
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document we take. Over a limit a ``DocumentTooComplex`` is raised.

    Attributes:
        chars: characters of the decoded document.
        depth: elements nested in one another.
        blocks: blocks that the document falls into.
    """

    chars: int = 64_000_000
    depth: int = 1_000
    blocks: int = 250_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page's head says about the article. All optional; dates are ISO 8601.

    Attributes:
        kind: the page's own word for its type (``og:type`` or the JSON-LD ``@type``), lower-cased.
    """

    title: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    site: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded document.

    Attributes:
        text: for text and Markdown what was sent; for HTML the markup.
        tree: for HTML the parsed tree (a selectolax ``LexborHTMLParser``), otherwise None.
        charset: the charset that the bytes were decoded from; None when a ``str`` was given.
        warnings: what the reader should know about how it was read.
    """

    text: str
    format: Format
    url: str | None = None
    charset: str | None = None
    metadata: Metadata = Metadata()
    tree: Any = None
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------------------------------------------- blocks

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def _many(cls: type[_T]) -> type[_T]:
    """A frozen dataclass of which a page makes hundreds: nothing may change one, but only the type checker holds it.

    Python's own ``frozen`` sets every field through ``object.__setattr__`` and takes five times as long.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


class Kind(StrEnum):
    """What a block is by its form."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"  # one row
    CODE = "code"
    CAPTION = "caption"
    SEPARATOR = "separator"  # a rule, dots or asterisks that part two passages


@dataclass_transform(eq_default=False, frozen_default=True)
def _one(cls: type[_T]) -> type[_T]:
    """As ``_many``, and equal only to itself."""
    return dataclass(slots=True, eq=False)(cls)


@_one
class Element:
    """An element of the page that blocks stand in.

    Attributes:
        tag: lower-case tag name.
        names: lower-case tokens of ``class``, ``id`` and ``role``, whole and split at ``-`` and ``_``.
        parent: the element around it; None for the outermost.
        hidden: it or an ancestor is hidden from the reader (``hidden``, ``aria-hidden``, ``display:none``).
        number: of an ``<ol>`` the number of its first item, of an ``<li>`` its own where it is given; otherwise None.
    """

    index: int
    tag: str
    names: tuple[str, ...]
    parent: Element | None
    hidden: bool = False
    number: int | None = None

    def chain(self, most: int | None = None) -> list[Element]:
        """This element and those around it, innermost first, at most so many."""
        out: list[Element] = []
        node: Element | None = self
        while node is not None and len(out) != most:
            out.append(node)
            node = node.parent
        return out


@_many
class Features:
    """What is measured of a block, once.

    Attributes:
        key: the text casefolded, quotes straightened: what phrases are matched against.
        words: words; in scripts without spaces every two characters count as one.
        links: share of the characters that are link text, 0…1.
        capitals: share of the words that begin with a capital, 0…1.
        digits: share of the characters that are digits, 0…1.
        ends: it ends as a sentence ends (``.``, ``!``, ``?``, ``。``, also before a closing quote).
        cut: it ends in an ellipsis, or is long and stops without any sentence end.
        sentences: sentence ends inside it.
    """

    key: str
    words: int
    links: float
    capitals: float
    digits: float
    ends: bool
    cut: bool
    sentences: int


@_many
class Mark:
    """What is set apart inside a block's text: emphasis, a link, a line break, a cell.

    Attributes:
        start, end: its span in ``Block.text``. A break has none of its own and stands before the space at ``start``.
        kind: ``emphasis``, ``strong``, ``code``, ``link``, ``break`` or ``cell`` (of a table's row; empty ones too).
        href: where a link goes, absolute.
    """

    start: int
    end: int
    kind: str
    href: str = ""


@_many
class Block:
    """The smallest thing that is kept, lifted or removed.

    Attributes:
        start, end: its span in ``Blocks.text``.
        text: its own words, white space folded, without the marker.
        marker: what announces it in the source (``• ``, ``## ``, ``2. ``); empty for HTML and for paragraphs.
        level: the level of a heading 1…6, the depth of a list item 1…; otherwise 0.
        element: the innermost element it stands in; None for text and Markdown.
        inline: names (as in ``Element.names``) and tags of the inline elements that open it.
        marks: for HTML, when it was asked for: what is set apart in its text, in the order of starts, outer ones first,
            and before all others the cells of a row.
    """

    index: int
    start: int
    end: int
    text: str
    kind: Kind
    features: Features
    marker: str = ""
    level: int = 0
    element: Element | None = None
    inline: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def path(self) -> str | None:
        """Where it stood in the page, outermost first (``html/body/div.main/p``); None for text."""
        if self.element is None:
            return None
        return "/".join(e.tag + (f".{e.names[0]}" if e.names else "") for e in reversed(self.element.chain()))


@dataclass(frozen=True, slots=True)
class Blocks(Sequence[Block]):
    """A document's blocks in reading order, and the text that their positions refer to.

    Attributes:
        elements: for HTML every element that holds a block, parents before children.
        ranges: for each of ``elements`` the half-open range of block indices inside it.
        carried: the half-open range of blocks that the page carries without showing them: they are its article.
        warnings: what the reader should know about where the blocks come from.
    """

    text: str
    items: tuple[Block, ...]
    elements: tuple[Element, ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    carried: tuple[int, int] = (0, 0)
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]


# ---------------------------------------------------------------------------------------------------- judging
# What there are several of for every block is a named tuple: a frozen dataclass takes four times as long to make.

_NOTHING: Mapping[str, str] = {}


class Cue(NamedTuple):
    """A phrase of a category's word list, found in a block in the form that the list asks for.

    Attributes:
        form: ``line`` (the block is the phrase), ``heading`` (the same, and it opens a section), ``start`` (a short
            block begins with it) or ``inside`` (anywhere in a block of up to 60 words).
    """

    block: int
    category: str
    form: str
    language: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Page:
    """What filters may look at: everything, and nothing that changes.

    Attributes:
        cues: for each category the cues found, in reading order.
        focus: as in ``Options``.
    """

    document: Document
    blocks: Blocks
    cues: Mapping[str, Sequence[Cue]]
    focus: str = "auto"


class Action(StrEnum):
    REMOVE = "remove"
    LIFT = "lift"
    KEEP = "keep"


class Finding(NamedTuple):
    """What a filter says of a block; signed with the filter's id it is a ``Verdict``.

    Attributes:
        confidence: 0…1. Below 0.5 it is only a hint: it acts when the caller asks for it with ``drop``.
        reason: why, in a person's words, with the measurement in it.
        action: None means what the category's group says: lift for metadata, otherwise remove.
        category: None means the filter's own.
        fields: what can be read from the block: ``title``, ``subtitle``, ``byline``, ``published`` (as it stands).
    """

    block: int
    confidence: float
    reason: str
    action: Action | None = None
    category: str | None = None
    fields: Mapping[str, str] = _NOTHING


class Verdict(NamedTuple):
    """One rule's opinion of one block."""

    block: int
    rule: str
    category: str
    action: Action
    confidence: float
    reason: str
    fields: Mapping[str, str] = _NOTHING


class Opinion(NamedTuple):
    """What the filters say of a document.

    Attributes:
        sure: the bag F1, 0…1, that the body is expected to have with the article; None where no filter ventures it.
    """

    verdicts: tuple[Verdict, ...]
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A filter as its own docstring describes it."""

    id: str
    category: str
    tier: str
    summary: str
    removes: str
    why: str
    example: str
    keeps: str


# ---------------------------------------------------------------------------------------------------- what comes out


class Section(NamedTuple):
    """A run of adjacent blocks of one category, kept, lifted or removed together.

    Attributes:
        position: ``before``, ``inside`` or ``after`` the body.
        blocks: the indices of its blocks.
    """

    category: str
    rule: str
    reason: str
    confidence: float
    start: int
    end: int
    text: str
    blocks: tuple[int, ...]
    position: Literal["before", "inside", "after"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A block, what became of it, the rule that decided (empty where none did) and every verdict on it."""

    block: Block
    action: Action
    category: str
    rule: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What ``clean`` returns.

    Attributes:
        body: the kept blocks' own words: paragraphs parted by a blank line, list items and table rows by a newline.
        published: ISO 8601: a month (``2021-05``) where no day is named, a date, or date and time.
        language: ISO 639-1.
        source_text: what positions refer to: what was sent, or for HTML the page's text, one block a line.
        confidence: 0…1, how well the body is expected to agree with the article (bag F1), learned from pages with a
            gold text; for a short text, how sure the filters are of its blocks.
        blocks: every block with its verdicts, when ``Options.blocks`` asked for them.
    """

    body: str
    format: Format
    url: str | None
    charset: str | None
    title: str | None
    subtitle: str | None
    byline: str | None
    published: str | None
    language: str | None
    kept: tuple[Section, ...]
    removed: tuple[Section, ...]
    lifted: tuple[Section, ...]
    source_text: str
    confidence: float
    warnings: tuple[str, ...]
    stats: Mapping[str, int]
    version: str
    blocks: tuple[Judged, ...] = ()
