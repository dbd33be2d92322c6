"""How surely a coded fact is right: the network's sureness, led to the share of facts of such sureness that are.

`weights/calibration.json` holds the curve as measured on practice items that the network had not learned from.
"Right" means the kind and both parties.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np

from extraction.learned import WEIGHTS
from schema.errors import ConfigError

RULE_ALONE = "rule_alone"


@cache
def curve(folder: Path = WEIGHTS) -> tuple[list[float], list[float], float]:
    """Sureness, the share of right facts at it, and the share among facts that only a rule found."""
    try:
        raw = json.loads((folder / "calibration.json").read_text("utf-8"))
        return raw["sureness"], raw["right"], raw[RULE_ALONE]
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"the calibration of the coder is missing in {folder}: check it out again") from error


def confidence(sureness: float | None) -> float:
    """The confidence in a fact, 0 to 1; `sureness` None: only a rule found it."""
    at, right, rule_alone = curve()
    return round(rule_alone if sureness is None else float(np.interp(sureness, at, right)), 2)
