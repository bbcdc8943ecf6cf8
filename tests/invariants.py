"""What docs/design.md says always holds, as checks that every property test and every fuzz target shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.errors import WinnowError
from app.filters import rules
from app.model import CATEGORIES, Action, Blocks, Format, Kind, Opinion, Options, Result, Section


def check(result: Result, options: Options = Options()) -> None:
    """A result accounts for every block and every character, and has the shape that its fields promise."""
    sections = sorted((*result.kept, *result.removed, *result.lifted), key=lambda s: (s.start, s.blocks))
    covers(result.source_text, [(section.start, section.end, section.text) for section in sections])
    for section in sections:
        assert section.category in CATEGORIES
        assert 0 <= section.confidence <= 1
        assert section.reason
        assert section.rule in rules() or not section.rule
    blocks = [index for section in sections for index in section.blocks]
    assert blocks == list(range(result.stats["blocks"])), "every block in exactly one section, in order"
    _counts(result)
    _asked_for(result, options)
    _positions(result)
    assert 0 <= result.confidence <= 1
    if published := result.published:  # a month, a day, or a moment
        datetime.fromisoformat(published + "-01" if len(published) == 7 else published)
    for text in (result.body, result.title, result.subtitle, result.byline, result.language, *result.warnings):
        (text or "").encode()
    if result.format is Format.TEXT and options.output == "text":
        assert squeezed([result.body]) == squeezed(s.text for s in result.kept), "the body is the kept blocks' words"


def check_blocks(blocks: Blocks, source: str | None) -> None:
    """The blocks stand in the text one after the other, and nothing but white space stands between them.

    Args:
        source: what the positions have to refer to, where that is the document itself.
    """
    assert source is None or blocks.text == source
    assert [block.index for block in blocks.items] == list(range(len(blocks)))
    covers(blocks.text, [(b.start, b.end, blocks.text[b.start : b.end]) for b in blocks.items])
    for block in blocks.items:
        assert block.end > block.start, "a block holds something"
        assert block.kind in Kind


def check_opinion(opinion: Opinion, blocks: Blocks) -> None:
    """Every verdict is about a block that is there, by a rule that is there, and says why."""
    for verdict in opinion.verdicts:
        assert 0 <= verdict.block < len(blocks)
        assert verdict.rule in rules()
        assert verdict.category in CATEGORIES
        assert 0 <= verdict.confidence <= 1
        assert verdict.reason
    assert opinion.sure is None or 0 <= opinion.sure <= 1


def check_error(error: WinnowError) -> None:
    """An error says what is wrong and survives the way home from a worker process."""
    assert str(error)
    kind, arguments = error.__reduce__()
    again = kind(*arguments)  # type: ignore[operator]
    assert (type(again), str(again), again.field, again.mend) == (type(error), str(error), error.field, error.mend)


def covers(text: str, spans: Iterable[tuple[int, int, str]]) -> None:
    """Spans in their order are disjoint, hold the text they say, and leave out nothing but white space."""
    at = 0
    for start, end, held in spans:
        assert at <= start <= end <= len(text)
        assert text[at:start].strip() == "", "something between two spans vanished"
        assert text[start:end] == held
        at = end
    assert text[at:].strip() == "", "something after the last span vanished"


def squeezed(texts: Iterable[str]) -> str:
    """The characters that are no white space."""
    return "".join("".join(text.split()) for text in texts)


def _counts(result: Result) -> None:
    stats = result.stats
    assert stats["characters"] == len(result.source_text)
    assert stats["body_characters"] == len(result.body)
    for name, sections in (("kept", result.kept), ("lifted", result.lifted), ("removed", result.removed)):
        assert stats[f"{name}_blocks"] == sum(len(section.blocks) for section in sections)


def _asked_for(result: Result, options: Options) -> None:
    gone = (*result.removed, *result.lifted)
    categories = {section.category for section in gone if section.rule not in options.drop}  # the rule is more specific
    assert not options.keep & categories, "a category that is kept takes nothing"
    assert not options.keep & {section.rule for section in gone}, "a rule that is kept takes nothing"
    assert not options.drop & {section.category for section in result.lifted}, "what is dropped is not lifted"
    assert len(result.blocks) == (result.stats["blocks"] if options.blocks else 0)
    fate = {i: action for action, of in _by_action(result) for section in of for i in section.blocks}
    for judged in result.blocks:
        assert fate[judged.block.index] is judged.action
        assert all(verdict.block == judged.block.index for verdict in judged.verdicts)


def _by_action(result: Result) -> Sequence[tuple[Action, Sequence[Section]]]:
    return (Action.KEEP, result.kept), (Action.REMOVE, result.removed), (Action.LIFT, result.lifted)


def _positions(result: Result) -> None:
    """``before``, ``inside`` and ``after`` are seen from the body, and a document without one has only the first."""
    first = result.kept[0].blocks[0] if result.kept else result.stats["blocks"]
    last = result.kept[-1].blocks[-1] if result.kept else result.stats["blocks"]
    for section in (*result.removed, *result.lifted):
        at = section.blocks[0]
        assert section.position == ("before" if at < first else "after" if at > last else "inside")
