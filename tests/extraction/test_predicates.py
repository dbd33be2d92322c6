"""Who does what to whom, read from the dependency tree."""

import pytest

from extraction.names.reference import Reference
from extraction.sentences.predicates import negated, slots
from tests.extraction.reading import read


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        (
            "Turkey bought missiles from Russia.",
            "bought",
            {"subject": "Turkey", "object": "missiles", "from": "Russia"},
        ),
        ("Missiles were bought by Turkey.", "bought", {"subject": "Turkey", "object": "Missiles"}),
        ("The missiles that Turkey bought arrived.", "bought", {"subject": "Turkey", "object": "missiles"}),
        ("The missiles it bought arrived.", "bought", {"subject": "it", "object": "missiles"}),
        ("Turkey asked Washington to send missiles.", "send", {"subject": "Washington", "object": "missiles"}),
        ("Washington promised Ankara to send missiles.", "send", {"subject": "Washington", "object": "missiles"}),
        ("Washington agreed to send missiles.", "send", {"subject": "Washington", "object": "missiles"}),
        ("France called on Germany to send tanks.", "send", {"subject": "Germany", "object": "tanks"}),
        ("Kyiv pleaded with Berlin to send tanks.", "send", {"subject": "Berlin", "object": "tanks"}),
        ("Poland was asked by Ukraine to send jets.", "send", {"subject": "Poland", "object": "jets"}),
        ("Germany refused and sent no tanks.", "sent", {"subject": "Germany"}),
        (
            "Arms supplied by Iran to Russia were used.",
            "supplied",
            {"subject": "Iran", "object": "Arms", "to": "Russia"},
        ),
        ("Germany gave it tanks.", "gave", {"indirect": "it", "object": "tanks"}),
        ("Turkey sold drones to Kyiv.", "sold", {"object": "drones", "to": "Kyiv"}),
        (
            "Turkey made a request to Washington for missiles.",
            "request",
            {"subject": "Turkey", "to": "Washington", "for": "missiles"},
        ),
        ("A request was made by Turkey to Washington.", "request", {"subject": "Turkey", "to": "Washington"}),
        ("Turkey's request for missiles failed.", "request", {"owner": "Turkey", "for": "missiles"}),
        ("The EU imposed sanctions on Russia.", "imposed", {"subject": "EU", "object": "sanctions", "on": "Russia"}),
        ("Berlin ruled out sending tanks.", "ruled", {"subject": "Berlin", "clause": "sending"}),
    ],
)
def test_slots(text: str, word: str, expected: dict[str, str], reference: Reference) -> None:
    s, token = read(text, reference).token(word)
    found = {name: [t.text for t in tokens] for name, tokens in slots(s, token).items()}
    assert {name: found.get(name, [None])[0] for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "word", "no"),
    [
        ("Germany will not send tanks.", "send", True),
        ("Germany never sent tanks.", "sent", True),
        ("No request was made.", "request", True),
        ("Germany sent tanks.", "sent", False),
        ("The request was made.", "request", False),
    ],
)
def test_negation(text: str, word: str, no: bool, reference: Reference) -> None:
    s, token = read(text, reference).token(word)
    assert negated(s, token) == no
