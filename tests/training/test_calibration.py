"""From sureness to the share of right facts."""

from training.calibration import calibrate


def test_shares_rise_and_are_measured() -> None:
    facts = [(n / 100, n % 10 < n // 10) for n in range(100)]
    at, right = calibrate(facts)
    assert at == sorted(at)
    assert right == sorted(right)
    assert right[0] < 0.2
    assert right[-1] > 0.7


def test_what_falls_is_pooled() -> None:
    _, right = calibrate([(0.1, True)] * 50 + [(0.9, False)] * 50)
    assert right == [0.5]


def test_a_handful_promises_little() -> None:
    _, right = calibrate([(0.9, True), (0.1, False)])
    assert 0.2 < right[0] <= right[-1] < 0.8
