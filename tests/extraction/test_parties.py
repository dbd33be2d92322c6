"""Who is meant by a noun phrase."""

import datetime as dt

import pytest

from extraction.names.reference import Reference
from extraction.sentences.parties import parties
from tests.extraction.reading import read


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The Turkish government said no.", "government", ["TR"]),
        ("The Trump administration said no.", "administration", ["US"]),
        ("Turkish officials said no.", "officials", ["TR"]),
        ("Germany's defence minister said no.", "minister", ["DE"]),
        ("Kyiv's request failed.", "Kyiv", ["UA"]),
        ("The Kremlin said no.", "Kremlin", ["RU"]),
        ("Erdogan said no.", "Erdogan", ["TR"]),
        ("Ukrainian President Volodymyr Zhelensky asked for help.", "Zhelensky", ["UA"]),
        ("NATO members said no.", "members", ["nato"]),
        ("A NATO ally said no.", "ally", []),
        ("Western allies said no.", "allies", ["western-allies"]),
        ("France and Germany said no.", "France", ["FR", "DE"]),
        ("Turkey waited. It said no.", "It", ["TR"]),
        ("The government of Poland said no.", "government", ["PL"]),
        ("A letter from Athens came.", "letter", ["GR"]),
        ("Turkey quarrelled with Russia. The two countries said no.", "countries", ["TR", "RU"]),
        ("Turkey's defence sector suffered.", "sector", ["TR"]),
        ("The weather said no.", "weather", []),
        ("Kuleba had called on them.", "them", []),
        ("Most of them called for it.", "them", []),
        ("\u201cMost of our officials say we want our weapons\u201d, our officials said.", "weapons", []),
    ],
)
def test_principals(text: str, word: str, expected: list[str], reference: Reference) -> None:
    got = read(text, reference)
    s, token = got.token(word)
    assert sorted(p.principal for p in parties(got.discourse, s, token)) == sorted(expected)


@pytest.mark.parametrize(("year", "principal"), [(2012, "US"), (2018, "US"), (2022, "US")])
def test_a_person_stands_for_the_post_held_on_the_day(year: int, principal: str, reference: Reference) -> None:
    got = read("Joe Biden said no.", reference, dt.date(year, 6, 1))
    s, token = got.token("Biden")
    (found,) = parties(got.discourse, s, token)
    assert (found.actor, found.principal) == ("joe-biden", principal)
