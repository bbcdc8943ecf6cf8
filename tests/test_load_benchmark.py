"""The load and soak benchmarks count every request, and see what they are there to see."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

import pytest

from benchmarks import load, soak
from benchmarks.loops import Outcome, closed, each_once, open_loop
from benchmarks.made import Document, documents, sized_pages
from benchmarks.service import Running, running

TEXT = Document(b"The storm reached the coast on Monday, and the harbour stayed closed.", "text/plain")


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running(workers=2, queue=1, max_body=100_000) as service:
        yield service


def test_the_same_seed_makes_the_same_documents_and_all_of_them_differ() -> None:
    first, again = list(islice(documents(1), 300)), list(islice(documents(1), 300))
    assert first == again
    assert len({document.body for document in first}) > 250
    assert {document.media_type for document in first} == {"text/html", "text/plain", "text/markdown"}


def test_pages_have_the_sizes_that_were_asked_for() -> None:
    for page, size in zip(sized_pages(3, 50_000, 100_000), (50_000, 75_000, 100_000), strict=True):
        assert abs(len(page.body) - size) < 0.15 * size


def test_each_document_is_answered_once(service: Running) -> None:
    outcome = each_once(service.port, [TEXT] * 30, callers=2)
    assert outcome.statuses == {200: 30}
    assert len(outcome.latencies[200]) == 30


def test_a_closed_loop_ends_after_its_time(service: Running) -> None:
    outcome = closed(service.port, [TEXT], 1, 0.5)
    assert outcome.seconds > 0.4
    assert outcome.rate == outcome.statuses[200] / outcome.seconds > 0


def test_an_open_loop_asks_whatever_comes_back(service: Running) -> None:
    long = Document(b"The mayor said on Monday that it had rained.\n" * 2_000, "text/plain")
    outcome = open_loop(service.port, [long], 300, 0.5, 64)
    assert sum(outcome.statuses.values()) == 150
    assert outcome.statuses[429] > 0, "more than there is room for"
    assert outcome.statuses[200] > 0
    assert 0 < outcome.percentile(50) <= outcome.percentile(99)
    assert math.isnan(outcome.percentile(50, status=500))


def test_an_answer_that_closes_the_connection_does_not_end_the_loop(service: Running) -> None:
    large = Document(bytes(200_000), "text/plain")
    assert each_once(service.port, [large, TEXT, large, TEXT], callers=1).statuses == {413: 2, 200: 2}


def test_a_service_that_is_gone_is_counted_and_not_waited_for() -> None:
    with running(workers=1) as gone:
        port = gone.port
    with pytest.raises(OSError, match="refused"):
        each_once(port, [TEXT], callers=1)


def test_the_processes_are_weighed(service: Running) -> None:
    front, workers = service.memory()
    assert front > 10 << 20
    assert len(workers) == 2
    assert min(workers) > 10 << 20
    before = service.seconds()
    each_once(service.port, [TEXT] * 50, callers=2)
    assert service.seconds() > before


def test_a_row_says_what_was_refused() -> None:
    outcome = Outcome(seconds=2.0)
    for status, seconds in ((200, 0.010), (200, 0.030), (429, 0.001), (500, 0.5)):
        outcome.add(status, seconds)
    row = str(load.Row(2, "open", outcome, 0.012, 0.0003))
    assert row == "| 2 | open | 1.0 | 20 | 28 | 30 | 1 | 1 | 500: 1 | 12.0 | 0.30 |"


def test_a_soak_compares_the_end_with_what_came_after_the_first_documents() -> None:
    flat, grown = [90] + [100] * 99, [100] * 50 + [120] * 50
    assert soak.settled(flat) == (100, 100)
    assert soak.settled(grown) == (100, 120)
