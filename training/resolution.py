"""Fits the weights by which two accounts of a fact are compared, on the labelled pairs of the tune fold.

`python -m training.resolution` writes `loaders/resolution/weights.csv`, and prints how well each affair's pairs are
told by weights that were fitted on the others; `python -m benchmarks.resolution` measures the blind fold.
"""

import csv
import math
from collections.abc import Sequence

import numpy as np

from benchmarks.resolution import Pair, labelled_pairs
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from loaders.resolution.deciding import SAME
from loaders.resolution.likeness import WEIGHTS, features, likeness

RIDGE = 0.3
STEPS = 30


def main() -> None:
    reference = read_reference()
    found = (pair for pair in labelled_pairs(reference) if comparable(pair, reference))
    pairs = [pair for pair in found if pair.fold == "tune"]
    rows = [by_kind(pair, dict(features(pair.left, pair.right, reference, pair.hangs))) for pair in pairs]
    scores = left_out(rows, pairs)
    right = sum(pair.same and score >= SAME for pair, score in zip(pairs, scores, strict=True))
    taken, same = sum(score >= SAME for score in scores), sum(pair.same for pair in pairs)
    print(f"affairs left out in turn: precision {right / taken:.3f}, recall {right / same:.3f}")
    fitted = fit(rows, pairs)
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("feature", "weight"))
        table.writerows((name, f"{weight:.3f}") for name, weight in sorted(fitted.items()) if abs(weight) >= 0.01)


def comparable(pair: Pair, reference: Reference) -> bool:
    """Whether a pair is worth a score at all: what parties and hanging tell apart needs none."""
    return likeness(pair.left, pair.right, reference, hangs=pair.hangs) is not None


def by_kind(pair: Pair, row: dict[str, float]) -> dict[str, float]:
    """The features, and each once more for its kind of fact alone."""
    own = {f"{pair.left.kind}: {name}": value for name, value in row.items() if name not in ("bias", pair.left.kind)}
    return row | own


def left_out(rows: Sequence[dict[str, float]], pairs: Sequence[Pair]) -> list[float]:
    """The score of each pair by weights that saw nothing of its affair."""
    scores = [0.0] * len(pairs)
    for affair in sorted({pair.affair for pair in pairs}):
        others = [at for at, pair in enumerate(pairs) if pair.affair != affair]
        fitted = fit([rows[at] for at in others], [pairs[at] for at in others])
        for at, pair in enumerate(pairs):
            if pair.affair == affair:
                total = sum(fitted.get(name, 0.0) * value for name, value in rows[at].items())
                scores[at] = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return scores


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
