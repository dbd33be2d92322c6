"""Whether a clause says that something is so."""

import pytest

from extraction.names.reference import Reference
from extraction.sentences.factuality import Reality, status
from tests.extraction.reading import read

REAL, PLANNED, POSSIBLE = Reality.REAL, Reality.PLANNED, Reality.POSSIBLE


@pytest.mark.parametrize(
    ("text", "word", "reality", "no"),
    [
        ("Germany sent tanks.", "sent", REAL, False),
        ("Germany has not sent tanks.", "sent", REAL, True),
        ("Germany will send tanks.", "send", PLANNED, False),
        ("Germany will not send tanks.", "send", PLANNED, True),
        ("Germany said it would send tanks.", "send", PLANNED, False),
        ("Germany is expected to send tanks.", "send", PLANNED, False),
        ("Germany is to send tanks in May.", "send", PLANNED, False),
        ("Germany to send tanks to Ukraine.", "send", PLANNED, False),
        ("Germany could send tanks.", "send", POSSIBLE, False),
        ("Germany would send tanks if France did.", "send", POSSIBLE, False),
        ("If Germany sends tanks, France will follow.", "sends", POSSIBLE, False),
        ("France will wait unless Germany sends tanks.", "sends", POSSIBLE, False),
        ("Germany wants to send tanks.", "send", POSSIBLE, False),
        ("Did Germany send tanks?", "send", POSSIBLE, False),
        ("The possibility of sending tanks was raised.", "sending", POSSIBLE, False),
        ("France will wait unless Germany scraps the tanks that it bought.", "bought", REAL, False),
        ("Officials said Germany sent tanks.", "sent", REAL, False),
        ("Germany agreed on condition that France send tanks.", "send", POSSIBLE, False),
    ],
)
def test_standing(text: str, word: str, reality: Reality, no: bool, reference: Reference) -> None:
    s, token = read(text, reference).token(word)
    found = status(s, token)
    assert (found.reality, found.negated) == (reality, no)


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("Iran denied that it sent drones.", "sent", True),
        ("It is not true that Washington would sell the jets, a senator said.", "sell", True),
        ("Warsaw rejected reports that Berlin would deliver them.", "deliver", True),
        ("Erdogan called baseless a report that the United States imposed sanctions on Turkey.", "imposed", True),
        ("Reports that Iran sent drones are false.", "sent", True),
        ("Iran said that it sent drones.", "sent", False),
        ("Germany rejected the request that Poland made.", "made", False),
        ("It is true that Germany sent tanks.", "sent", False),
    ],
)
def test_a_denial_is_told_apart(text: str, word: str, denied: bool, reference: Reference) -> None:
    s, token = read(text, reference).token(word)
    assert status(s, token).denied is denied
