"""Confidence rises with sureness and is a share."""

from hypothesis import given
from hypothesis import strategies as st

from extraction.confidence import confidence, curve


def test_the_curve_never_falls() -> None:
    at, right, rule_alone = curve()
    assert at == sorted(at)
    assert right == sorted(right)
    assert all(0 <= share <= 1 for share in (*right, rule_alone))


@given(st.floats(0, 1), st.floats(0, 1))
def test_surer_is_never_less_confident(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= confidence(low) <= confidence(high) <= 1
