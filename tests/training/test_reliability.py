"""The bins of the reliability plot."""

import pytest

from training.reliability import binned


def test_facts_of_like_confidence_are_counted_together() -> None:
    facts = [(0.95, True)] * 9 + [(0.93, False)] + [(0.45, True), (0.45, False)]
    low, high = binned(facts)
    assert low.confidence == pytest.approx(0.45)
    assert (low.right, low.facts) == (0.5, 2)
    assert (high.right, high.facts) == (0.9, 10)


def test_no_facts_no_bins() -> None:
    assert binned([]) == []
