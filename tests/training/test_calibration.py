"""From what speaks for a fact to the share of such facts that are right."""

import math

import pytest

from extraction.confidence import COLUMNS, columns
from extraction.values import Signs
from training.calibration import calibrate


def expected(weights: dict[str, float], signs: Signs) -> float:
    told = zip(COLUMNS, columns(signs), strict=True)
    return 1 / (1 + math.exp(-sum(weights[name] * value for name, value in told)))


def signs(chance: float, *, ruled: bool = False) -> Signs:
    return Signs("request", chance, 0.9, 0.9, ruled)


def test_shares_are_met() -> None:
    facts = [(signs(0.9), n % 10 > 0) for n in range(500)] + [(signs(0.3), n % 10 > 6) for n in range(500)]
    weights = calibrate(facts)
    assert expected(weights, signs(0.9)) == pytest.approx(0.9, abs=0.02)
    assert expected(weights, signs(0.3)) == pytest.approx(0.3, abs=0.02)


def test_what_a_rule_adds_is_measured() -> None:
    facts = [(signs(0.5, ruled=n % 2 == 0), n % 2 == 0 or n % 5 == 0) for n in range(400)]
    weights = calibrate(facts)
    assert expected(weights, signs(0.5, ruled=True)) > 0.9
    assert expected(weights, signs(0.5)) < 0.3


def test_a_handful_promises_little() -> None:
    weights = calibrate([(signs(0.9), True), (signs(0.1), False)])
    assert 0.1 < expected(weights, signs(0.1)) < expected(weights, signs(0.9)) < 0.9
