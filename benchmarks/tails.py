"""Articles with other stories behind them and nothing that announces it, made from the gold articles of a corpus.

Everything is chosen by a hash of names, so that the same corpus gives the same documents. The stories behind an article
are of its own fold: what is learned without a fold has seen neither.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.filters.page._text import terms
from benchmarks.corpus import Sample, folds
from benchmarks.learning import FOLDS

__all__ = ["CLEAN", "KINDS", "Tailed", "Tails", "count_words"]

KINDS = {
    "cut off, other topics": ("other", "cut"),
    "ended, other topics": ("other", "ended"),
    "cut off, same topic": ("same", "cut"),
    "ended, same topic": ("same", "ended"),
    "one paragraph": ("any", "any"),
}
CLEAN = ("as it is", "its own last paragraph cut off")
NEAREST = 8  # articles that count as of the same topic
COPY = 0.75  # cosine from which on two articles are one
_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*(?=\s|$)|[。！？]+[”」』]*")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")
_NOISE = ("2 hours ago", "World", "5 min read", "By Staff", "Read more", "March 4, 2024", "Business", "3 days ago")
_PLACES = ("LONDON", "NEW YORK", "Paris", "TOKYO (Reuters)", "Berlin", "WASHINGTON (AP)", "NAIROBI", "Madrid")


@dataclass(frozen=True, slots=True)
class Tailed:
    """A document.

    Attributes:
        tail: the offset in ``text`` where the other stories begin; its length where there are none.
        leads: the half-open ranges of the other stories' paragraphs, without the lines between them.
    """

    kind: str
    sample: Sample
    text: str
    tail: int
    leads: tuple[tuple[int, int], ...] = ()

    @property
    def fold(self) -> int:
        return folds(self.sample.host, FOLDS)


class Tails:
    """Makes documents of gold articles."""

    def __init__(self, articles: Sequence[Sample], count: int = FOLDS) -> None:
        self._articles = [a for a in articles if len(_paragraphs(a.text)) > 2]
        self._by_fold: dict[int, list[Sample]] = {}
        for article in self._articles:
            self._by_fold.setdefault(folds(article.host, count), []).append(article)
        self._count = count
        self._near = {id: near for of in self._by_fold.values() for id, near in _neighbours(of).items()}

    def make(self, kinds: Sequence[str] = (*KINDS, *CLEAN), *, first: bool = False, round: int = 0) -> Iterator[Tailed]:
        """The documents of these kinds from every article.

        Args:
            first: from the first 4 to 20 paragraphs of the article alone: news is shorter than what the corpus holds.
            round: another one gives other documents.
        """
        for article in self._articles:
            for kind in kinds:
                draw = random.Random(f"{article.id} {kind} {first} {round}")
                text = article.text.strip()
                if first:
                    text = _first(text, draw)
                    if len(_paragraphs(text)) <= 2:
                        continue
                gap = draw.choice(("\n\n", "\n"))
                text = text.replace("\n\n", gap)
                if kind in KINDS:
                    made = self._tailed(article, kind, text, gap, draw)
                    if made:
                        yield made
                elif kind == CLEAN[1]:
                    text = _cut_last(text, draw)
                    yield Tailed(kind, article, text, len(text))
                else:
                    yield Tailed(kind, article, text, len(text))

    def _tailed(self, article: Sample, kind: str, text: str, gap: str, draw: random.Random) -> Tailed | None:
        topic, ending = KINDS[kind]
        many = 1 if kind == "one paragraph" else draw.randint(1, 6)
        topic = draw.choice(("same", "other")) if topic == "any" else topic
        ending = draw.choice(("cut", "ended")) if ending == "any" else ending
        donors = self._donors(article, topic, many, draw)
        if not donors:
            return None
        headed, kicked, dated, noisy = (draw.random() < p for p in (0.35, 0.2, 0.1, 0.2))
        dots = draw.choice(("", "", "", "...", "…", " ..."))
        longest = 700 if draw.random() < 0.25 else 300
        tail = len(text) + len(gap)
        leads = []
        for donor in donors:
            lead = _lead(donor, ending, longest, draw)
            if lead is None:
                continue
            if ending == "cut":
                lead += dots
            if kicked and draw.random() < 0.8:
                lead = f"{_kicker(donor, draw)}: {lead}"
            elif dated and draw.random() < 0.8:
                lead = f"{draw.choice(_PLACES)} — {lead}"
            lines = []
            if headed and donor.title:
                lines.append(_SITE.sub("", donor.title.strip()))
            if noisy and draw.random() < 0.7:
                lines.append(draw.choice(_NOISE))
            for line in lines:
                text += gap + line
            leads.append((len(text) + len(gap), len(text) + len(gap) + len(lead)))
            text += gap + lead
        return Tailed(kind, article, text, tail, tuple(leads)) if leads else None

    def _donors(self, article: Sample, topic: str, many: int, draw: random.Random) -> list[Sample]:
        of = self._by_fold[folds(article.host, self._count)]
        near = self._near[article.id]
        if topic == "same":
            some = near[:NEAREST]
            same_host = [a for a in of if a.host == article.host and a.id != article.id]
            some += draw.sample(same_host, min(len(same_host), 3))
            some = list({a.id: a for a in some}.values())
        else:
            ours = {a.id for a in near[: NEAREST * 2]} | {article.id}
            some = [a for a in of if a.id not in ours]
        return draw.sample(some, min(many, len(some)))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if count_words(line) >= 15]


def count_words(text: str) -> int:
    """Words; in a script without spaces two characters are one."""
    words, unspaced = len(text.split()), len(_UNSPACED.findall(text)) // 2
    return max(words, unspaced)


def _first(text: str, draw: random.Random) -> str:
    """The beginning of an article, up to the end of a paragraph."""
    lines = text.split("\n")
    long = [number for number, line in enumerate(lines) if count_words(line) >= 12]
    if len(long) < 4:
        return text
    return "\n".join(lines[: long[min(draw.randint(3, 19), len(long) - 1)] + 1])


def _cut_last(text: str, draw: random.Random) -> str:
    """The text without the end of its last paragraph."""
    head, gap, last = text.rpartition("\n")
    words = last.split(" ")
    if len(words) < 15:
        if count_words(last) < 15:
            return text
        return head + gap + _stop(last[: draw.randint(24, len(last) - 1)])
    return head + gap + _stop(" ".join(words[: draw.randint(12, len(words) - 1)]))


def _stop(text: str) -> str:
    """No sentence ends here."""
    return text.rstrip(" .,;:!?…\"”’')。，；：！？")


def _lead(donor: Sample, ending: str, longest: int, draw: random.Random) -> str | None:
    paragraphs = [p for p in _paragraphs(donor.text)[:6] if not p.startswith(("-", "•", "*"))]
    if not paragraphs:
        return None
    text = " ".join(paragraphs[:3])
    if ending == "cut":
        if len(text) < 160:
            return None
        end = draw.randint(150, min(longest, len(text) - 1))
        # where no spaces part words any character may be the last
        lead = _stop(text[:end] if _UNSPACED.match(text[end - 1]) else text[:end].rpartition(" ")[0])
        return lead if count_words(lead) >= 12 else None
    if draw.random() < 0.4:
        return paragraphs[0] if _SENTENCE_END.search(paragraphs[0][-3:]) and len(paragraphs[0]) <= 900 else None
    ends = [m.end() for m in _SENTENCE_END.finditer(text[: longest + 50]) if m.end() >= 80]
    if not ends:
        return None
    lead = text[: draw.choice(ends)]
    return lead if count_words(lead) >= 12 else None


def _kicker(donor: Sample, draw: random.Random) -> str:
    words = [w for w in re.findall(r"[^\W\d_]{4,}", donor.title or donor.text[:100]) if w.isascii()] or ["NEWS"]
    return " ".join(draw.sample(words, min(len(words), draw.randint(1, 2)))).upper()


def _neighbours(articles: Sequence[Sample]) -> dict[str, list[Sample]]:
    """For each article the others, those with the greatest TF-IDF cosine first; without copies of it."""
    bags = [terms(a.text) for a in articles]
    df = Counter(t for bag in bags for t in bag)
    vectors: list[Mapping[str, float]] = []
    for bag in bags:
        weighed = {t: math.log(len(articles) / df[t]) for t in bag if df[t] > 1}
        norm = math.sqrt(sum(v * v for v in weighed.values())) or 1.0
        vectors.append({t: v / norm for t, v in weighed.items()})
    out = {}
    for i, article in enumerate(articles):
        mine = vectors[i]
        near = []
        for j, other in enumerate(articles):
            if j == i:
                continue
            theirs = vectors[j]
            small, large = (mine, theirs) if len(mine) < len(theirs) else (theirs, mine)
            cosine = sum(v * large[t] for t, v in small.items() if t in large)
            if cosine < COPY:
                near.append((cosine, other.id, other))
        near.sort(key=lambda x: (-x[0], x[1]))
        out[article.id] = [other for _, _, other in near]
    return out
