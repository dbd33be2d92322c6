"""The network at work: shapes, bounds, sameness, and what is said when its weights are gone."""

from pathlib import Path

import numpy as np
import pytest

from extraction.features import Words, words_of
from extraction.learned import LONGEST_STRETCH, network, stretches
from extraction.reference import Reference
from extraction.schema_of_facts import KINDS, ROLES, VALUES
from schema.errors import ConfigError
from tests.extraction.reading import read

TEXT = "Turkey asked Washington for Patriots. Germany sent tanks to Ukraine. It rained."


def words(text: str, reference: Reference) -> Words:
    got = read(text, reference)
    return words_of(got.discourse, got.sentences)


def test_scores_have_their_shapes(reference: Reference) -> None:
    stretch = words(TEXT, reference)
    ((kinds, closer),) = network().read([stretch])
    assert kinds.shape == (len(stretch), len(KINDS))
    assert ((kinds >= 0) & (kinds <= 1)).all()
    values, nobody, roles = closer([1, 8])
    assert values.shape == (2, max(at + len(choice) for at, choice in VALUES.values()))
    assert nobody.shape == (2, len(ROLES))
    assert roles.shape == (2, len(stretch), len(ROLES))


def test_a_stretch_reads_the_same_in_any_company(reference: Reference) -> None:
    short, long = words("Kyiv asked Berlin for Taurus missiles.", reference), words(TEXT * 4, reference)
    (alone,) = (kinds for kinds, _ in network().read([short]))
    among = [kinds for kinds, _ in network().read([long, short, long])]
    assert np.array_equal(alone, among[1])
    assert np.array_equal(among[0], among[2])


def test_words_beyond_any_tokeniser(reference: Reference) -> None:
    odd = words("\u200b\u200b 🚀🚀 Ünïcödé 漢字漢字 asked for S-400s.", reference)
    ((kinds, _),) = network().read([odd])
    assert len(kinds) == len(odd)


def test_stretches_are_short_and_whole(reference: Reference) -> None:
    got = read(" ".join(["Turkey asked Washington for Patriots."] * 80), reference)
    runs = list(stretches(got.sentences))
    assert [s for run in runs for s in run] == got.sentences
    assert all(sum(map(len, run)) <= LONGEST_STRETCH for run in runs)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="weights of the coder are missing"):
        network(tmp_path)
