"""The network at work: shapes, bounds, sameness, and what is said when its weights are gone."""

from pathlib import Path

import numpy as np
import pytest

from extraction.encoder.features import Words, words_of
from extraction.encoder.learned import LONGEST_STRETCH, Array, network, stretches
from extraction.names.reference import Reference
from extraction.rules.arguments import ROLES as ARGUMENTS
from extraction.rules.arguments import labelled
from extraction.rules.lexicon import lexicon
from extraction.rules.rule_drafts import ACTS, RULED
from extraction.schema_of_facts import KINDS, ROLES, VALUES
from schema.errors import ConfigError
from tests.extraction.reading import read

TEXT = "Turkey asked Washington for Patriots. Germany sent tanks to Ukraine. It rained."


def words(text: str, reference: Reference) -> Words:
    got = read(text, reference)
    return words_of(got.discourse, got.sentences)


def kinds_of(stretch: Words) -> Array:
    """The kinds that the network reads where no rule found anything."""
    nothing = [0] * len(stretch)
    kinds, _ = network().encode(stretch).shown(nothing, nothing)
    return kinds


def test_scores_have_their_shapes(reference: Reference) -> None:
    stretch = words(TEXT, reference)
    encoded = network().encode(stretch)
    assert encoded.arguments([1, 8]).shape == (2, len(stretch), len(ARGUMENTS))
    kinds, closer = encoded.shown([0] * len(stretch), [0] * len(stretch))
    assert kinds.shape == (len(stretch), len(KINDS))
    assert ((kinds >= 0) & (kinds <= 1)).all()
    values, nobody, roles = closer([1, 8])
    assert values.shape == (2, max(at + len(choice) for at, choice in VALUES.values()))
    assert nobody.shape == (2, len(ROLES))
    assert roles.shape == (2, len(stretch), len(ROLES))


def test_a_stretch_reads_the_same_in_any_company(reference: Reference) -> None:
    short, long = words("Kyiv asked Berlin for Taurus missiles.", reference), words(TEXT * 4, reference)
    alone = kinds_of(short)
    among = [kinds_of(stretch) for stretch in (long, short, long)]
    assert np.array_equal(alone, among[1])
    assert np.array_equal(among[0], among[2])


def test_what_rules_found_is_heard(reference: Reference) -> None:
    """A rule's find raises the chance of its kind at its word, and leaves that of a far one alone."""
    stretch = words(TEXT, reference)
    asked = stretch.texts.index("asked")
    acts, ruled = [0] * len(stretch), [0] * len(stretch)
    acts[asked], ruled[asked] = ACTS.index("request"), RULED.index("request")
    told, _ = network().encode(stretch).shown(acts, ruled)
    request = KINDS.index("request")
    assert told[asked, request] > kinds_of(stretch)[asked, request]


def test_the_labeller_names_who_does_what(reference: Reference) -> None:
    """The agent of an infinitive is not asked of it, as in "pleaded with Berlin to send": rules of control tell it."""
    assert labels("Poland pleaded with Berlin.", "pleaded", reference)["ARG0"] == ["Poland"]
    told = labels("Berlin will send Kyiv the tanks.", "send", reference)
    assert (told["ARG0"], told["ARG1"], told["ARG2"]) == (["Berlin"], ["tanks"], ["Kyiv"])


def labels(text: str, predicate: str, reference: Reference) -> dict[str, list[str]]:
    got = read(text, reference)
    (s,) = got.sentences
    arguments = labelled([network().encode(words_of(got.discourse, [s]))], lexicon())
    (told,) = (told for (_, i), told in arguments.items() if s[i].text == predicate)
    return {role: [token.text for token in heads] for role, heads in told.items()}


def test_words_beyond_any_tokeniser(reference: Reference) -> None:
    odd = words("\u200b\u200b 🚀🚀 Ünïcödé 漢字漢字 asked for S-400s.", reference)
    assert len(kinds_of(odd)) == len(odd)


def test_stretches_are_short_and_whole(reference: Reference) -> None:
    got = read(" ".join(["Turkey asked Washington for Patriots."] * 80), reference)
    runs = list(stretches(got.sentences))
    assert [s for run in runs for s in run] == got.sentences
    assert all(sum(map(len, run)) <= LONGEST_STRETCH for run in runs)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="weights of the coder are missing"):
        network(tmp_path)
