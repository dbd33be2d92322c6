"""Fits the curve from what speaks for a fact to the share of such facts that are right: logistic regression."""

from collections.abc import Sequence

import numpy as np

from extraction.confidence import COLUMNS, columns
from extraction.values import Signs

PULL = 1.0  # how strongly weights are drawn to nought, so that a few facts promise little
STEPS = 25  # of Newton's method, which needs fewer than ten


def calibrate(facts: Sequence[tuple[Signs, bool]]) -> dict[str, float]:
    """The weight of each column, from facts not learned from and whether each is right."""
    table = np.array([columns(signs) for signs, _ in facts])
    right = np.array([right for _, right in facts], float)
    weights = np.zeros(len(COLUMNS))
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (right - expected) - PULL * weights
        bend = (table * (expected * (1 - expected))[:, None]).T @ table + PULL * np.eye(len(COLUMNS))
        weights += np.linalg.solve(bend, slope)
    return {name: round(float(weight), 4) for name, weight in zip(COLUMNS, weights, strict=True)}
