"""The closed vocabularies."""

import inspect

import pytest

from schema import vocabulary
from schema.vocabulary import Action, Term

VOCABULARIES = [
    member
    for _, member in inspect.getmembers(vocabulary, inspect.isclass)
    if issubclass(member, Term) and member is not Term
]


@pytest.mark.parametrize("words", VOCABULARIES, ids=lambda words: words.__name__)
def test_every_word_has_a_meaning_and_fits_its_column(words: type[Term]) -> None:
    assert list(words)
    for word in words:
        assert word.meaning, word
        assert len(word) <= 40, word


def test_a_word_is_its_own_text() -> None:
    assert Action("dispose") is Action.DISPOSE
    assert f"{Action.DISPOSE}" == "dispose"
    with pytest.raises(ValueError, match="scrap"):
        Action("scrap")
