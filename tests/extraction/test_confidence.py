"""Confidence is a share that rises with what speaks for a fact."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.confidence import COLUMNS, CURVES, confidence, is_told, likelihood, weights
from extraction.schema_of_facts import KINDS
from extraction.values import Signs
from schema.errors import ConfigError

SHARE = st.floats(0, 1)


@given(SHARE, SHARE, SHARE, SHARE, st.booleans(), st.sampled_from(KINDS))
def test_likelier_words_never_lower_it(
    one: float, other: float, first: float, second: float, ruled: bool, kind: str
) -> None:
    low, high = (Signs(kind, chance, first, second, ruled) for chance in sorted((one, other)))
    assert 0 <= confidence(low) <= confidence(high) <= 1
    assert 0 <= likelihood(low) <= likelihood(high) <= 1


def test_sure_parties_raise_the_confidence_and_a_rule_the_likelihood() -> None:
    doubtful = Signs("transfer", 0.5, 0.5, 0.5, ruled=False)
    assert confidence(doubtful) < confidence(Signs("transfer", 0.5, 0.9, 0.9, ruled=False))
    assert likelihood(doubtful) < likelihood(Signs("transfer", 0.5, 0.5, 0.5, ruled=True))


def test_what_is_likely_is_told() -> None:
    assert is_told(Signs("transfer", 0.99, 0.9, 0.9, ruled=True))
    assert not is_told(Signs("transfer", 0.01, 0.5, 0.5, ruled=False))
    assert is_told(Signs("transfer", 0.01, 0.5, 0.5, ruled=False), keep=0.0)


@pytest.mark.parametrize("content", ["", "{}", '{"told": {"chance": 1}}', '{"told": null}'])
def test_a_broken_fit_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "calibration.json").write_text(content)
    with pytest.raises(ConfigError, match="calibration"):
        weights("told", tmp_path)


@pytest.mark.parametrize("curve", CURVES)
def test_every_column_has_its_weight(tmp_path: Path, curve: str) -> None:
    (tmp_path / "calibration.json").write_text(json.dumps({curve: dict.fromkeys(COLUMNS, 0.5)}))
    assert weights(curve, tmp_path) == (0.5,) * len(COLUMNS)
