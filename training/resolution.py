"""Fits the weights by which two accounts of a fact are compared, on the labelled pairs of the tune fold.

`python -m training.resolution` writes `loaders/resolution/weights.csv`; `python -m benchmarks.resolution` measures it.
"""

import csv
from collections.abc import Sequence

import numpy as np

from benchmarks.resolution import Pair, labelled_pairs
from extraction.names.reference_lists import read_reference
from loaders.resolution.likeness import WEIGHTS, features, likeness

RIDGE = 0.3
STEPS = 30


def main() -> None:
    reference = read_reference()
    comparable = (pair for pair in labelled_pairs(reference) if likeness(pair.left, pair.right, reference))
    pairs = [pair for pair in comparable if pair.fold == "tune"]
    rows = [by_kind(pair, dict(features(pair.left, pair.right, reference, pair.hangs))) for pair in pairs]
    fitted = fit(rows, pairs)
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("feature", "weight"))
        table.writerows((name, f"{weight:.3f}") for name, weight in sorted(fitted.items()) if abs(weight) >= 0.01)


def by_kind(pair: Pair, row: dict[str, float]) -> dict[str, float]:
    """The features, and each once more for its kind of fact alone."""
    own = {f"{pair.left.kind}: {name}": value for name, value in row.items() if name not in ("bias", pair.left.kind)}
    return row | own


def fit(rows: Sequence[dict[str, float]], pairs: Sequence[Pair]) -> dict[str, float]:
    """Weights of a logistic regression with a ridge, by Newton's method; the bias is not held down."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array([pair.same for pair in pairs], dtype=float)
    ridge = np.full(len(names), RIDGE)
    ridge[names.index("bias")] = 1e-3
    w = np.zeros(len(names))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        w -= np.linalg.solve(hessian, gradient)
    return dict(zip(names, map(float, w), strict=True))


if __name__ == "__main__":
    main()
