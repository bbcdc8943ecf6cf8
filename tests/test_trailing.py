"""Other stories below an article: how far the rule looks, what it says, and how it is measured."""

from __future__ import annotations

import numpy as np
import pytest

from app import Options, clean
from app.filters.page import _trailing, _trailing_features, _trailing_weights, _trailing_words
from app.model import Document, Format, Limits

pytest.importorskip("tld", reason="only the benchmarks need tld")

from collections import Counter

from benchmarks.corpus import Sample
from benchmarks.tails import CLEAN, KINDS, Tails

ARTICLE = (
    "The harbour council voted on Monday to reopen the old ferry line between the two banks of the river.",
    "Members of the council said the ferry would start in spring, once the landing stages have been repaired.",
    "The ferry line will cost four million a year, half of it paid by the passengers who cross the river.",
    "The mayor told the council that the old ferry had carried more passengers than the bridge in its first year.",
    "Repairs to the landing stages on both banks begin in February and will take the council's engineers ten weeks.",
)
STORIES = (
    "A volcano on the southern island erupted on Thursday for the second time this month, sending ash six kilometres "
    "into the sky and forcing airlines to cancel dozens of flights to",
    "Prices of coffee rose to their highest level in a decade after frost destroyed a tenth of the harvest in the "
    "highlands, traders and farmers said, and those who buy",
    "A court in the Argentine capital sentenced a former football official on Friday to six years in prison for taking "
    "bribes from broadcasters in return for",
)


def blocks_of(text: str) -> list[_trailing.Passage]:
    from app.blocks import split

    return _trailing.passages(split(Document(text, Format.TEXT), Limits()), {})


def verdicts(text: str, format: str = "text") -> list[str]:
    result = clean(text, format=format, options=Options(blocks=True))
    return [v.reason for judged in result.blocks for v in judged.verdicts if v.rule == "trailing-story"]


def test_the_reason_says_what_was_measured() -> None:
    reasons = verdicts("\n\n".join((*ARTICLE, *STORIES)))
    assert len(reasons) == 3
    assert all("% of its words" in reason and "3 of the last 3 paragraphs" in reason for reason in reasons)


def test_pages_with_tags_are_left_to_others() -> None:
    assert verdicts("".join(f"<p>{line}</p>" for line in (*ARTICLE, *STORIES)), "html") == []


def test_an_article_of_two_paragraphs_is_never_parted() -> None:
    assert verdicts("\n\n".join((ARTICLE[0], STORIES[0]))) == []


def test_of_a_long_document_only_so_many_passages_are_looked_at() -> None:
    found = blocks_of("\n\n".join(f"{line} {n}." for n in range(200) for line in ARTICLE))
    assert len(found) == _trailing.MOST_TAIL + _trailing.MOST_BEFORE
    assert found[0].block.index == 0
    assert found[-1].block.index == 999
    assert max(len(passage.text) for passage in blocks_of("\n\n".join([ARTICLE[0] * 400] * 4))) <= _trailing.MOST_CHARS


def test_a_word_stands_before_a_cut_or_it_does_not() -> None:
    found = blocks_of("\n\n".join((*ARTICLE, ARTICLE[0], STORIES[0])))
    compared = _trailing_features.compare(found, _trailing_weights.load().tables)
    copy = 5 - compared.first
    assert compared.by_cut["nearest"][copy, copy] == pytest.approx(1.0)
    assert compared.by_cut["shared"][copy, copy] == pytest.approx(1.0)
    assert compared.by_cut["shared"][copy + 1, copy + 1] < 0.3


def test_what_is_measured_of_the_last_cut_is_measured_of_the_last_passage() -> None:
    found = blocks_of("\n\n".join((*ARTICLE, *STORIES)))
    compared = _trailing_features.compare(found, _trailing_weights.load().tables)
    for name, values in compared.by_cut.items():
        assert values.diagonal() == pytest.approx(compared.by_passage[name][compared.first :], abs=1e-5), name


def test_weights_of_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        _trailing.matrix({"a": np.zeros(2, np.float32)}, ["b"])


def test_words_are_told_in_any_script() -> None:
    words = _trailing_words.read(["The Ångström, ångström 1984", "城市人口 Ελλάδα ΕΛΛΆΔΑ", "seen by Ann"])
    of = [set(words.columns[words.rows == row].tolist()) for row in range(3)]
    assert [len(own) for own in of] == [3, 4, 3]  # the, ångström, 1984; three pairs and Ελλάδα
    assert words.names.sum() == 3  # Ångström, ΕΛΛΆΔΑ and Ann: of the rest none is a capital amid a sentence
    assert set(_trailing_words.hashed(["ångström"]).tolist()) <= set(words.hashes.tolist())


def test_the_weights_say_where_they_come_from() -> None:
    provenance = _trailing_weights.load().provenance
    assert "CC BY 4.0" in provenance["corpus"]
    assert "benchmarks.train_trailing" in provenance["command"]
    assert len(_trailing_weights.load().tables.rarity.hashes) > 5_000


def samples() -> list[Sample]:
    """Articles of many towns, each with words of its own."""
    out = []
    for number in range(150):
        own = [f"{'abcdefghij'[number // 10 % 10]}{'klmnopqrst'[number % 10]}{letter * 3}" for letter in "abcdefuvwxyz"]
        lines = [
            f"Town {number}: {line[:60]} {' '.join(own[n:])} and so it went on here." for n, line in enumerate(ARTICLE)
        ]
        text = "\n\n".join(lines)
        out.append(Sample(str(number), "set", "article", f"{number}.example", None, b"", text, f"Title {number}", {}))
    return out


def test_the_same_documents_are_made_every_time() -> None:
    made = list(Tails(samples()).make())
    assert made == list(Tails(samples()).make())
    assert {document.kind for document in made} == {*KINDS, *CLEAN}


def test_documents_are_made_in_a_script_without_spaces() -> None:
    line = "市议会周一投票决定重新开放两岸之间的旧渡轮航线，该航线七年前关闭，维修工作将于二月开始，需要大约十周时间，"
    articles = [
        Sample(
            str(n),
            "set",
            "zh",
            f"{n}.example",
            None,
            b"",
            "\n\n".join([f"{chr(0x5000 + n) * 9}{line * 3}完毕。"] * 4),
            None,
            {},
        )
        for n in range(40)
    ]
    made = list(Tails(articles, 1).make(["cut off, same topic", "ended, same topic", CLEAN[1]]))
    cut, ended, own = (
        [d for d in made if d.kind == kind] for kind in ("cut off, same topic", "ended, same topic", CLEAN[1])
    )
    assert cut
    assert ended
    assert all(document.text.endswith("。") for document in ended)
    assert not any(document.text.endswith("。") for document in (*cut, *own))


def test_other_stories_come_from_the_fold_of_the_article() -> None:
    fold = {f"Town {s.id}:": d.fold for s, d in zip(samples(), Tails(samples()).make(CLEAN[:1]), strict=True)}
    for document in Tails(samples()).make(list(KINDS)):
        assert document.leads
        for start, end in document.leads:
            assert document.tail <= start < end <= len(document.text)
            (donor,) = [name for name in fold if name in document.text[start:end]]
            assert fold[donor] == document.fold
            assert donor != f"Town {document.sample.id}:"


def test_what_is_found_is_counted() -> None:
    pytest.importorskip("scipy", reason="only the benchmarks need scipy")
    from benchmarks import trailing

    document = next(d for d in Tails(samples()).make(["cut off, other topics"]) if len(d.leads) == 2)
    counts: Counter[str] = Counter()
    trailing._count(counts, document, document.leads)
    trailing._count(counts, document, [(0, document.text.index("\n")), document.leads[1]])
    rates = trailing._rates(document.kind, counts)
    assert rates[f"{document.kind}: paragraph precision"] == pytest.approx(3 / 4)
    assert rates[f"{document.kind}: paragraph recall"] == pytest.approx(3 / 4)
    assert rates[f"{document.kind}: exact"] == 0.5
