"""Names in text, however they are spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.names.gazetteer import gazetteer, plural_of
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference


def named(text: str, reference: Reference) -> list[tuple[str, str]]:
    return [(m.span.of(text), m.id) for m in gazetteer(reference).mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S-400", "s-400"),
        ("S400s", "s-400"),
        ("S 400", "s-400"),
        ("С-400", "s-400"),
        ("F-16s", "f-16"),
        ("F16", "f-16"),
        ("Leopard 2A6", "leopard-2a6"),
        ("Leopard-2 tanks", "leopard-2"),
        ("MiG-29s", "mig-29"),
        ("fighter jets", "fighter-aircraft"),
        ("air defense systems", "air-defence"),
        ("air-defence system", "air-defence"),
        ("2,000-pound bombs", "bomb"),
        ("Heckler & Koch G3", "g3"),
    ],
)
def test_weapons_in_all_spellings(text: str, expected: str, reference: Reference) -> None:
    assert expected in [weapon for _, weapon in named(text, reference)]


@pytest.mark.parametrize("text", ["FCS-4008", "Series-400", "XS-400", "S-4000", "US-400A"])
def test_what_only_contains_a_name_is_none(text: str, reference: Reference) -> None:
    assert "s-400" not in [weapon for _, weapon in named(text, reference)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S. said", ("U.S.", "US")),
        ("Türkiye said", ("Türkiye", "TR")),
        ("Kiev said", ("Kiev", "UA")),
        ("the Kremlin said", ("Kremlin", "RU")),
        ("Recep Tayyip Erdoğan said", ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan")),
        ("North Korean shells", ("North Korean", "KP")),
    ],
)
def test_actors_by_all_their_names(text: str, expected: tuple[str, str], reference: Reference) -> None:
    assert expected in named(text, reference)


@pytest.mark.parametrize("text", ["tell us more", "a turkey dinner", "it is a must", "the polish was thin"])
def test_ordinary_words_are_no_actors(text: str, reference: Reference) -> None:
    assert named(text, reference) == []


def test_the_longest_name_wins(reference: Reference) -> None:
    assert named("South Korean", reference) == [("South Korean", "KR")]
    assert named("US State Department", reference) == [("US State Department", "us-state-department")]


@pytest.mark.parametrize(
    ("name", "several"),
    [
        ("missile", "missiles"),
        ("battery", "batteries"),
        ("aircraft", None),
        ("Taurus", None),
        ("corvette", "corvettes"),
    ],
)
def test_plurals(name: str, several: str | None) -> None:
    assert plural_of(name) == several


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    for mention in gazetteer(read_reference()).mentions(text):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
