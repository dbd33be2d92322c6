"""Practice texts told of other states stay the same in everything but the names."""

import random

from extraction.encoder.features import Words, words_of
from extraction.names.reference import Reference
from extraction.network.telling import actors_in
from tests.extraction.reading import read
from training.renaming import forms_of_states, renamed

TEXT = "Turkey asked Germany for Leopard tanks, but Berlin refused the Turkish request. The United States was silent."


def told(reference: Reference, seed: int) -> tuple[Words, Words]:
    got = read(TEXT, reference)
    words = words_of(got.discourse, got.sentences)
    actors = {i: party.principal for i, party in actors_in(got.discourse, words).items()}
    return words, renamed(words, actors, forms_of_states(reference), random.Random(seed))


def test_a_state_is_the_same_other_one_throughout(reference: Reference) -> None:
    forms = forms_of_states(reference)
    words, other = told(reference, 1)
    assert other.texts != words.texts
    assert [a == b for a, b in zip(words.texts, other.texts, strict=True)].count(False) == 4
    stranger = next(state for state, written in forms.items() if other.texts[0] in written.values())
    assert stranger not in ("TR", "DE")
    assert other.texts[words.texts.index("Turkish")] in forms[stranger].values()


def test_names_of_several_words_and_all_other_words_stay(reference: Reference) -> None:
    words, other = told(reference, 2)
    assert "United" in other.texts
    assert "Leopard tanks" in other.texts
    assert (words.tags, words.deps, words.heads, words.names) == (other.tags, other.deps, other.heads, other.names)


def test_chance_is_seeded(reference: Reference) -> None:
    assert told(reference, 3)[1].texts == told(reference, 3)[1].texts
