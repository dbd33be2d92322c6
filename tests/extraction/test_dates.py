"""Dates by clause, resolved against the day of publication."""

import datetime as dt

import pytest

from extraction.names.reference import Reference
from extraction.sentences.dates import interval_in, when
from tests.extraction.reading import read

THURSDAY = dt.date(2020, 2, 20)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("last week", "2020-02-10", "2020-02-16"),
        ("earlier this month", "2020-02-01", "2020-02-20"),
        ("earlier this year", "2020-01-01", "2020-02-20"),
        ("this week", "2020-02-17", "2020-02-23"),
        ("later this month", "2020-02-20", "2020-02-29"),
        ("last month", "2020-01-01", "2020-01-31"),
        ("last year", "2019-01-01", "2019-12-31"),
        ("next year", "2021-01-01", "2021-12-31"),
        ("yesterday", "2020-02-19", "2020-02-19"),
        ("on Wednesday", "2020-02-19", "2020-02-19"),
        ("on Thursday", "2020-02-20", "2020-02-20"),
        ("last Friday", "2020-02-14", "2020-02-14"),
        ("three days ago", "2020-02-17", "2020-02-17"),
        ("two years ago", "2018-01-01", "2018-12-31"),
        ("over the past month", "2020-01-20", "2020-02-20"),
        ("over the last three weeks", "2020-01-30", "2020-02-20"),
        ("in July 2019", "2019-07-01", "2019-07-31"),
        ("in December", "2019-12-01", "2019-12-31"),
        ("in January", "2020-01-01", "2020-01-31"),
        ("in 2017", "2017-01-01", "2017-12-31"),
        ("on 12 July 2019", "2019-07-12", "2019-07-12"),
        ("on July 12, 2019", "2019-07-12", "2019-07-12"),
        ("on December 30", "2019-12-30", "2019-12-30"),
    ],
)
def test_words_become_intervals(words: str, first: str, last: str) -> None:
    found = interval_in(words, THURSDAY)
    assert found is not None
    assert (found[0].isoformat(), found[1].isoformat()) == (first, last)


@pytest.mark.parametrize(
    "words", ["soon", "for years", "a second time", "in May's office", "two batteries", "Block 2019"]
)
def test_other_words_are_no_dates(words: str) -> None:
    assert interval_in(words, THURSDAY) is None


@pytest.mark.parametrize("words", ["last week", "yesterday", "on Wednesday", "in December", "two years ago"])
def test_relative_words_need_a_day_of_publication(words: str) -> None:
    assert interval_in(words, None) is None


def test_absolute_words_do_not() -> None:
    assert interval_in("in July 2019", None) is not None


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Turkey asked the United States last week to send missiles.", "asked", ("2020-02-10", "2020-02-16")),
        ("Turkey asked for the missiles that Russia sold last year.", "asked", None),
        ("Turkey bought last year a system that it will use in 2025.", "bought", ("2019-01-01", "2019-12-31")),
        ("Since July 2019 Washington has asked Ankara to remove the missiles.", "asked", ("2019-07-01", "2020-02-20")),
    ],
)
def test_a_clause_is_dated_by_its_own_words(
    text: str, word: str, expected: tuple[str, str] | None, reference: Reference
) -> None:
    got = read(text, reference)
    s, token = got.token(word)
    found = when(got.discourse.text, s, token, THURSDAY)
    assert (found and (found.earliest.isoformat(), found.latest.isoformat())) == expected
