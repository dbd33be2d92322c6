"""Doubts about a text."""

import datetime as dt

import pytest

from extraction.text.layout import lay_out
from extraction.text.quality import date_in, flags_of, language_of
from schema.vocabulary import DatePrecision, FlagKind

DAY = dt.date(2022, 3, 20)


def kinds(text: str, day: dt.date | None = DAY) -> set[FlagKind]:
    return {flag.kind for flag in flags_of(text, lay_out(text), day)}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("It began on Tuesday, February 24, when troops crossed.", True),  # a Thursday in 2022
        ("It began on Thursday, February 24, when troops crossed.", False),
        ("It began on Thursday, 24 February 2022.", False),
        ("It began on Tuesday, 24 February 2022.", True),
        ("They met on Friday, December 31.", False),  # of the year before
        ("It began on February 24.", False),
    ],
)
def test_a_weekday_must_fit_its_date(text: str, wrong: bool) -> None:
    assert (FlagKind.WEEKDAY_MISMATCH in kinds(text)) == wrong


def test_without_a_day_of_publication_only_full_dates_can_be_checked() -> None:
    assert not kinds("It began on Tuesday, February 24.", None)
    assert kinds("It began on Tuesday, 24 February 2022.", None) == {FlagKind.WEEKDAY_MISMATCH}


@pytest.mark.parametrize(
    ("text", "smells"),
    [
        ('Tanks go.\n"Gamer. Avid zombie maven. Proud ninja. Web lover. Bacon scholar."', True),
        ("Tanks go.\n– Bill Stewart (phildstewart) March 20, 2022\nMore.", True),
        ("Tanks go.\n– Phil Stewart (phildstewart) March 20, 2022\nMore.", False),
        ("Tanks go.\nThe minister paused. Nobody spoke. It was late. They left.", False),
    ],
)
def test_machine_rewording_smells(text: str, smells: bool) -> None:
    assert (FlagKind.MACHINE_REWORDED in kinds(text)) == smells


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tanks go.\n– Jane Roe (jroe) March 20, 2022\nMore.", (dt.date(2022, 3, 20), DatePrecision.DAY)),
        ("Tanks go.\n©2020 Somebody", (dt.date(2020, 1, 1), DatePrecision.YEAR)),
        ("Published: 14 February 2020\n\nTanks go.\n© 2020 Somebody", (dt.date(2020, 2, 14), DatePrecision.DAY)),
        ("Updated 3 March 2021 10:22 GMT\nTanks go.", (dt.date(2021, 3, 3), DatePrecision.DAY)),
        ("Updated 3 March 2021\nPublished 1 March 2021\nTanks go.", (dt.date(2021, 3, 1), DatePrecision.DAY)),
        ("Last modified on Tue 4 Oct 2022\nTanks go.", (dt.date(2022, 10, 4), DatePrecision.DAY)),
        ("Posted on 2020-02-14\nTanks go.", (dt.date(2020, 2, 14), DatePrecision.DAY)),
        ("March 2020\n\nTanks go.\n© 2020 Somebody", (dt.date(2020, 3, 1), DatePrecision.MONTH)),
        ("Tanks go.\nCorrection, 9 June 2020: it was late.\n© 2019 Somebody", (dt.date(2020, 6, 9), DatePrecision.DAY)),
        ("Published: 14 February 2999\nTanks go.", None),
        ("Posted on 0001-02-14\nTanks go.", None),
        ("Tanks go. They were ordered on March 1, 2019.", None),  # the story's dates are not the day of publication
    ],
)
def test_the_furniture_may_tell_the_day(text: str, found: tuple[dt.date, DatePrecision] | None) -> None:
    read = date_in(text, lay_out(text))
    assert (read[:2] if read else None) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Turkey has asked the United States to deploy two batteries on its border with Syria.", "en"),
        ("Deutschland liefert keine Marschflugkörper an die Ukraine, sagte der Kanzler am Montag.", "de"),
        ("Россия поставила Турции зенитные ракетные системы С-400, сообщили в министерстве.", "ru"),
        ("Türkiye, ABD'den Suriye sınırına iki batarya yerleştirmesini istedi.", "tr"),
    ],
)
def test_languages_are_told_apart(text: str, code: str) -> None:
    assert language_of(text) == code
