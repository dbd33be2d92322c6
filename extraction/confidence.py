"""How surely a fact is told and rightly coded, from what speaks for it: two logistic curves, fitted on texts that the
network has not learned from.

`weights/calibration.json` holds them: `told` leads to the share of facts whose kind the gold has at that place, and
decides what is kept; `right` to the share whose kind and both parties are right, which is a fact's confidence. What is
not likely enough to be told is no fact but a lead for a person to look at.
"""

import json
import math
from functools import cache
from pathlib import Path

from extraction.encoder.learned import WEIGHTS
from extraction.schema_of_facts import KINDS
from extraction.values import Signs
from schema.errors import ConfigError

KEEP = 0.4
KEEP_RULED = 0.15  # a rule is a construction that was thought through and tested
KEEP_RULED_CONDITION = 0.25  # but the words that open a condition open none in half of their places
EDGE = 0.001  # shares are kept this far from 0 and 1, where their odds would know no bounds
COLUMNS = ("constant", "chance", "first", "second", "ruled", *KINDS)
CURVES = ("told", "right")


def columns(signs: Signs) -> tuple[float, ...]:
    """What the curves weigh, one number for each of COLUMNS."""
    shares = odds(signs.chance), odds(signs.first), odds(signs.second)
    return (1.0, *shares, float(signs.ruled), *(float(kind == signs.kind) for kind in KINDS))


def odds(share: float) -> float:
    """The logarithm of the odds of a share."""
    share = min(max(share, EDGE), 1 - EDGE)
    return math.log(share / (1 - share))


@cache
def weights(curve: str, folder: Path = WEIGHTS) -> tuple[float, ...]:
    """The weight of each column in one of CURVES. Raises ConfigError if the file is missing or not whole."""
    try:
        found = json.loads((folder / "calibration.json").read_text("utf-8"))[curve]
        return tuple(float(found[name]) for name in COLUMNS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"the calibration of the coder is missing in {folder}: check it out again") from error


def is_told(signs: Signs, keep: float = KEEP) -> bool:
    """Whether a fact is likely enough to be told. `keep` takes the place of KEEP where less likely ones are wanted."""
    least = KEEP_RULED_CONDITION if signs.kind == "condition" else KEEP_RULED
    return likelihood(signs) >= min(keep, least if signs.ruled else KEEP)


def likelihood(signs: Signs) -> float:
    """How likely a fact of the kind is told there, 0 to 1."""
    return share("told", signs)


def confidence(signs: Signs) -> float:
    """The confidence in a fact: how likely its kind and both parties are right, 0 to 1."""
    return share("right", signs)


def share(curve: str, signs: Signs) -> float:
    speaks = sum(weight * value for weight, value in zip(weights(curve), columns(signs), strict=True))
    return round(1 / (1 + math.exp(-speaks)), 2)
