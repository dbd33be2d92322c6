"""From scores to verdicts: thresholds, tuned on the tune fold of the labelled pairs."""

from schema.vocabulary import Verdict

SAME = 0.9
UNSURE = 0.4
TOGETHER = 0.5  # mean likeness of two groups that are joined


def verdict(score: float) -> Verdict:
    if score >= SAME:
        return Verdict.SAME
    return Verdict.UNSURE if score >= UNSURE else Verdict.DIFFERENT
