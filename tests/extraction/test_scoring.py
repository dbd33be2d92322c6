"""Scoring by the codebook."""

import datetime as dt

import pytest

from extraction.exchange import Json
from extraction.names.reference import Reference
from extraction.scoring import Article, match, score

DAY = dt.date(2020, 1, 1)
ASKED: Json = {
    "type": "request",
    "requester": "TR",
    "addressee": "US",
    "action": "acquire",
    "objects": ["patriot"],
    "outcome": "refused",
    "date": None,
    "attribution": "outlet",
    "evidence": [[0, 100]],
}


def right(gold: Json, coded: Json, reference: Reference) -> list[int]:
    result = score([Article("a", DAY, [gold], [coded])], reference)
    return [result.figures["all", level].counts.right for level in ("type", "roles", "strict")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [1, 1, 1]),
        ({"outcome": "granted"}, [1, 1, 0]),
        ({"action": "deliver"}, [1, 1, 1]),  # the asker is to get it, however it is put
        ({"action": "transfer"}, [1, 1, 1]),
        ({"action": "transfer", "beneficiary": "UA"}, [1, 1, 0]),
        ({"action": "deploy"}, [1, 1, 0]),
        ({"addressee": "us-state-department"}, [1, 1, 1]),  # by principal
        ({"addressee": "RU"}, [1, 0, 0]),
        ({"addressee": None}, [1, 0, 0]),
        ({"objects": ["patriot-pac-3"]}, [1, 1, 1]),  # below, from the same words
        ({"objects": ["patriot-pac-3"], "evidence": [[200, 300]]}, [1, 1, 0]),  # below, from other words
        ({"objects": ["category:air-defence"]}, [1, 1, 1]),
        ({"objects": ["f-16"]}, [1, 1, 0]),
        ({"objects": ["patriot", "f-16"]}, [1, 1, 0]),
        ({"objects": []}, [1, 1, 0]),
        ({"type": "response"}, [0, 0, 0]),
    ],
)
def test_levels(change: Json, expected: list[int], reference: Reference) -> None:
    assert right(ASKED, ASKED | change, reference) == expected


def test_facts_are_matched_one_to_one(reference: Reference) -> None:
    result = score([Article("a", DAY, [ASKED, ASKED], [ASKED])], reference)
    counts = result.figures["request", "strict"].counts
    assert (counts.right, counts.coded, counts.gold) == (1, 1, 2)
    assert (counts.precision, counts.recall) == (1.0, 0.5)
    assert counts.f1 == pytest.approx(2 / 3)


def test_the_matching_is_the_largest() -> None:
    """The first gold fact takes what only it can have, not what it meets first."""
    agree = {("a", "x"), ("a", "y"), ("b", "x")}
    found = match([{"n": "a"}, {"n": "b"}], [{"n": "x"}, {"n": "y"}], lambda g, c: (g["n"], c["n"]) in agree)
    assert found == {0: 1, 1: 0}


def test_the_rest_is_counted_among_facts_with_right_roles(reference: Reference) -> None:
    coded = ASKED | {"evidence": [[0, 60]], "date": ["2020-01-01", "2020-01-01"]}
    result = score([Article("a", DAY, [ASKED], [coded])], reference)
    assert (result.matched, result.spans, result.dates, result.attributions) == (1, 1, 0, 1)


def test_intervals_hold_the_figure_and_do_not_change(reference: Reference) -> None:
    articles = [Article(str(n), DAY, [ASKED], [ASKED] if n % 3 else []) for n in range(30)]
    first, second = score(articles, reference), score(articles, reference)
    assert first == second
    figure = first.figures["all", "type"]
    assert figure.low < figure.counts.f1 < figure.high


def test_no_articles_no_figures(reference: Reference) -> None:
    assert score([], reference).figures["all", "type"].counts.f1 == 0.0
