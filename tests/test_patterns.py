"""Every pattern of the package does linear work, counted in steps of a matcher that is itself compared with ``re``."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patterns import tree
from patterns.baits import baits
from patterns.record import METHODS, Used, recorded, written
from patterns.steps import Matcher

SIZE = 32  # times a bait's piece, and twice that
MOST = 2.6  # times the steps for twice the bait
SPARE = 40  # steps that a bait costs by itself
BOUND = 3  # a finite repeat is tried with no more: past its bound it grows no further, whatever the bound is
LINE = 64  # characters of a line
HEAVY = 1_500  # steps for each of its characters

# Patterns that may be quadratic because of what they are used on: where, and what bounds it. None is so far.
EXCUSED: dict[str, str] = {}


def ways(how: tuple[str, ...]) -> list[str]:
    """How the matcher has to try a pattern to have seen the worst of these methods."""
    used = set(how)
    if used <= {"match", "fullmatch"}:
        return sorted(used)
    return ["search"] if used <= {"match", "fullmatch", "search"} else ["finditer"]


def grows(pattern: str, flags: int = 0, binary: bool = False, how: tuple[str, ...] = tuple(METHODS)) -> list[str]:
    """The baits on which twice the text is too much more work."""
    parsed = tree.parse(pattern, flags, binary)
    if not tree.unbounded(parsed):
        return []
    parsed = tree.shrunk(parsed, BOUND)
    matcher = Matcher(parsed)
    found = []
    for bait in baits(parsed):
        for way in ways(how):
            few, many = (matcher.count(bait(size), way)[0] for size in (SIZE, 2 * SIZE))
            if many > MOST * few + SPARE:
                found.append(f"{way} of {bait.__doc__}: {few:,} steps, then {many:,}")
    return found


def _flags(one: Used) -> int:
    """Its flags, those of the other library as far as both have them."""
    return int(one.flags & (re.I | re.M | re.S | re.X | re.A))


@pytest.fixture(scope="module")
def used() -> list[Used]:
    return recorded()


def test_every_pattern_is_linear(used: list[Used]) -> None:
    slow: dict[str, list[str]] = {}
    for one in used:
        if one.where not in EXCUSED and (found := grows(one.pattern, _flags(one), one.binary, one.how)):
            slow[f"{one.where}: {one.pattern[:80]}"] = found[:3]
    assert not slow, "\n".join(f"{where}\n  " + "\n  ".join(found) for where, found in slow.items())


def test_no_pattern_works_long_on_a_line(used: list[Used]) -> None:
    """Bounds make work linear, but may leave much of it: turns in turns, or one bounded repeat after another."""
    heavy = {}
    for one in used:
        parsed = tree.parse(one.pattern, _flags(one), one.binary)
        matcher = Matcher(parsed)
        lines = {(bait(LINE)[: LINE - 1] + bait(0))[-LINE:]: bait.__doc__ for bait in baits(parsed, least=8)}
        for line, bait in lines.items():
            for way in ways(one.how):
                if (steps := matcher.count(line, way)[0]) > HEAVY * LINE:
                    heavy[f"{one.where}: {one.pattern[:80]}"] = f"{way} of {bait}: {steps // LINE:,} steps a character"
    assert not heavy, "\n".join(f"{where}\n  {found}" for where, found in heavy.items())


def test_patterns_are_found_wherever_they_are_compiled(used: list[Used]) -> None:
    files = {one.where.split(":")[0] for one in used}
    assert {"app/documents/tags.py", "app/filters/block/_shape.py", "app/results/dates.py"} <= files
    assert any(one.how == ("findall",) for one in used), "one that a function compiles when it runs"
    assert {pattern for _, pattern, _, _ in written()} <= {one.pattern for one in used}, "one that no fixture comes by"
    assert any(one.how == ("fullmatch",) for one in used), "one that is only tried on a whole line"
    assert any(one.binary for one in used)
    assert all(set(one.how) <= METHODS and one.how for one in used)
    assert set(EXCUSED) <= {one.where for one in used}


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"(a+)+$", "match"),
        (r"(?:a|aa)+b", "match"),
        (r"(x|x)*y", "match"),
        (r"(?:x|x){2,}?y", "match"),
        (r"a*a*b", "match"),
        (r"a*?a*?b", "match"),
        (r"\w+\d+!", "fullmatch"),
        (r"(?:\w+\s?)*:", "match"),
        (r"(.*),(.*);", "match"),
        (r"^(?:(?:[a-z]+)+\.)+$", "match"),
        (r"\s+$", "search"),
        (r"\s*,", "split"),
        (r"<!--.*?-->", "search"),
        (r"<a[^>]*>", "finditer"),
        (r"a++b", "search"),
        (r"(?>[0-9]+)%", "sub"),
        (r"a(?=.*b)", "finditer"),
        (r"(?i:(?:a|Ab?)+)!", "match"),
        (r"(a*)(?:\1)*b", "match"),
        (r"[\w.]+@[\w.]+", "search"),
        (r"[ぁ-ん]+。", "search"),
        (r"[d-g]*[f-k]*!", "match"),
        (r"#{1,6} +[^\n]+\n\s*\n", "match"),
    ],
)
def test_a_pattern_that_hurts_is_caught(pattern: str, how: str) -> None:
    assert grows(pattern, how=(how,))


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"\s+$", "match"),
        (r"a++b", "match"),
        (r"(?:a++|b)*+c", "match"),
        (r"\s{0,9}$", "search"),
        (r"(?<!\s)\s++,", "search"),
        (r"<a[^<>]*>", "finditer"),
        (r"<!--.*?(?:-->|\Z)", "sub"),
        (r"(?:[^,]*,)*", "match"),
        (r"[a-z]+(?:'[a-z]+)?", "findall"),
    ],
)
def test_one_that_does_not_is_not(pattern: str, how: str) -> None:
    assert not grows(pattern, flags=int(re.S), how=(how,))


# ------------------------------------------------------------------------------------------------- the matcher itself

_ATOMS = st.sampled_from([*"abA1 .", "[ab]", "[^a]", r"\w", r"\W", r"\s", r"\d", r"\b", r"\B", "^", "$", r"\Z", "é"])
_COUNTS = st.sampled_from("* + ? *? +? ?? *+ ++ ?+ {2} {1,2} {0,3}? {2,} {1,3}+".split())


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
        st.tuples(inner, _COUNTS).map(lambda part: f"(?:{part[0]}){part[1]}"),
        st.tuples(_ATOMS, _COUNTS).map("".join),
        st.tuples(st.sampled_from(["(?=", "(?!", "(?>", "(?i:", "(?-i:", "(?s:", "(?<=a", "(?<! "]), inner).map(
            lambda part: f"{part[0]}{'' if '<' in part[0] else part[1]})"
        ),
    )


_PATTERNS = st.recursive(_ATOMS, _larger, max_leaves=10)
_FLAGS = st.sampled_from([0, int(re.I), int(re.M), int(re.S), int(re.A)])
_TEXTS = st.lists(st.text("abA1 \né", max_size=10), min_size=4, max_size=4)


def _spans(compiled: re.Pattern[str], text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    for how in ("match", "fullmatch", "search"):
        found = getattr(compiled, how)(text)
        yield how, [found.span()] if found else []


@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(_PATTERNS, _FLAGS, _TEXTS)
def test_the_matcher_finds_what_the_library_finds(pattern: str, flags: int, texts: list[str]) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = re.compile(pattern, flags)
    except (re.error, FutureWarning):
        return
    matcher = Matcher(tree.parse(pattern, flags))
    for text in texts:
        for how, spans in _spans(compiled, text):
            assert matcher.count(text, how)[1] == spans, (how, text)


@pytest.mark.parametrize(
    "pattern",
    [r"(a|b)\1", r"(?:(a)|b)\1?c", r"([-/])1\1", r"(a*)b\1", r"(?:(a)|b)*\1", r"(?i)(a)\1", r"(a)?(?(1)b|c)"],
)
def test_the_matcher_knows_groups(pattern: str) -> None:
    matcher, compiled = Matcher(tree.parse(pattern, 0)), re.compile(pattern)
    for text in ("aa", "bb", "abab", "aba", "c", "ab", "aAa", "-1-", "-1/", "aabaa", "bac", "cb", ""):
        for how, spans in _spans(compiled, text):
            assert matcher.count(text, how)[1] == spans, (how, text)


def test_steps_are_counted_as_they_are_taken() -> None:
    """By hand: each "a" and each try to go on costs one, whether or not it was worked out before."""
    runs = Matcher(tree.parse(r"a*b", 0))
    assert [runs.count("a" * n, "match")[0] for n in (1, 2, 3)] == [4, 6, 8]
    doubles = Matcher(tree.parse(r"(?:a|a)*b", 0))
    few, many = (doubles.count("a" * n, "match")[0] for n in (20, 40))
    assert many > 2**19 * few
