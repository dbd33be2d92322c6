"""Days and months as texts write them."""

import pytest

from extraction.text.calendar import written_dates, written_months


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 14 February 2020", (2020, 2, 14)),
        ("Tuesday 4 Oct 2022", (2022, 10, 4)),
        ("on March 3 soldiers came", (None, 3, 3)),
        ("on March 3, 2,000 soldiers came", (None, 3, 3)),
        ("14 February 2999", None),
        ("March 1, 0001", None),
        ("30 February 2020", None),
        ("March 2020", None),
    ],
)
def test_days(text: str, found: tuple[int | None, int, int] | None) -> None:
    assert [(date.year, date.month, date.day) for date in written_dates(text)] == ([found] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in March 2020", [(2020, 3)]),
        ("Feb. 2021 or March, 2022", [(2021, 2), (2022, 3)]),
        ("14 March 2020", []),
        ("the 14th of March 2020", []),
        ("March 2999", []),
        ("March 0001", []),
        ("in March", []),
    ],
)
def test_months(text: str, found: list[tuple[int, int]]) -> None:
    assert [(month.year, month.month) for month in written_months(text)] == found
