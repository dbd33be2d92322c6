"""What the network is shown of a text."""

from extraction.encoder.features import ACROSS, FAR, SELF, paths_from, words_of
from extraction.names.reference import Reference
from tests.extraction.reading import read


def test_words_of_several_sentences_are_one_stretch(reference: Reference) -> None:
    got = read("Turkey asked for Patriots. Washington said no.", reference)
    words = words_of(got.discourse, got.sentences)
    assert words.texts == ("Turkey", "asked", "for", "Patriots", ".", "Washington", "said", "no", ".")
    assert words.sentence == (0,) * 5 + (1,) * 4
    assert (words.names[0], words.names[3], words.names[5], words.names[6]) == ("state", "weapon", "state", "none")
    assert all(words.sentence[head] == words.sentence[i] for i, head in enumerate(words.heads))


def test_paths_lead_up_and_down(reference: Reference) -> None:
    got = read("Turkey asked for Patriots. Washington said no.", reference)
    words = words_of(got.discourse, got.sentences)
    paths = paths_from(words, words.texts.index("Patriots"))
    assert paths[3] == (SELF, SELF)
    assert paths[1] == ("^pobj^prep", "^pobj^prep:for")
    assert paths[0] == ("^pobj^prepvnsubj", "^pobj^prep:forvnsubj")
    assert paths[6] == (ACROSS, ACROSS)


def test_far_words_are_far(reference: Reference) -> None:
    text = "The man who knew the man who knew the man who knew the man who knew the king asked for tanks."
    got = read(text, reference)
    words = words_of(got.discourse, got.sentences)
    assert (FAR, FAR) in paths_from(words, words.texts.index("tanks"))
