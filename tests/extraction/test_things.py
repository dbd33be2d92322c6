"""Which weapons a noun phrase means."""

import datetime as dt

import pytest

from extraction.names.reference import Reference
from extraction.sentences.things import things
from schema.vocabulary import Resolution
from tests.extraction.reading import read


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("They want two Patriot missile-defense batteries.", "batteries", [("patriot", 2, "battery")]),
        ("They want Leopard 2 tanks.", "Leopard 2 tanks", [("leopard-2", None, None)]),
        ("They want 14 Leopard 2 tanks.", "Leopard 2 tanks", [("leopard-2", 14, None)]),
        ("They want F-35 fighter jets.", "jets", [("f-35", None, None)]),
        ("They want 1,000 shells.", "shells", [("artillery-shell", 1000, None)]),
        ("They want dozens of tanks.", "dozens", [("tank", None, None)]),
        ("They want between 20 and 30 tanks.", "tanks", [("tank", 20, None)]),
        (
            "They want tanks, drones and howitzers.",
            "tanks",
            [("tank", None, None), ("drone", None, None), ("howitzer", None, None)],
        ),
        (
            "They want systems, including the S-300 and S-400.",
            "systems",
            [("s-300", None, None), ("s-400", None, None)],
        ),
        ("They want F-16 spare parts.", "parts", [("components", None, None)]),
        ("They want peace.", "peace", []),
    ],
)
def test_names_and_numbers(
    text: str, word: str, expected: list[tuple[str, int | None, str | None]], reference: Reference
) -> None:
    got = read(text, reference)
    s, token = got.token(word)
    assert [(t.weapon, t.quantity, t.unit) for t in things(got.discourse, s, token)] == expected


@pytest.mark.parametrize(
    ("text", "word", "weapon"),
    [
        ("Turkey wants Patriot missile batteries. It asked for the missiles.", "missiles", "patriot"),
        ("Turkey bought S-400s. It will keep the system.", "system", "s-400"),
        ("Poland has MiG-29 jets. It will send the jets.", "jets", "mig-29"),
    ],
)
def test_a_phrase_may_point_back(text: str, word: str, weapon: str, reference: Reference) -> None:
    got = read(text, reference)
    s, token = got.token(word)
    (thing,) = things(got.discourse, s, token)
    assert (thing.weapon, thing.resolution) == (weapon, Resolution.REFERRED)
    assert thing.through


def test_a_phrase_of_another_origin_does_not(reference: Reference) -> None:
    got = read("Greece has Leopard tanks. It operates the Russian system.", reference)
    s, token = got.token("system")
    assert "leopard" not in [thing.weapon for thing in things(got.discourse, s, token)]


@pytest.mark.parametrize(
    ("text", "day", "weapon"),
    [
        ("Turkey must scrap a Russian missile-defense system it bought last year.", dt.date(2020, 2, 20), "s-400"),
        ("India must cancel a Russian air-defence system it ordered in 2018.", dt.date(2019, 2, 20), "s-400"),
    ],
)
def test_a_description_is_resolved_through_known_transfers(
    text: str, day: dt.date, weapon: str, reference: Reference
) -> None:
    got = read(text, reference, day)
    s, token = got.token("system")
    (thing,) = things(got.discourse, s, token)
    assert (thing.weapon, thing.resolution) == (weapon, Resolution.DESCRIBED)
    assert thing.through
    assert "RU to" in thing.through


def test_a_description_that_fits_several_stays_a_category(reference: Reference) -> None:
    got = read("Egypt uses Russian fighter jets it bought.", reference)
    s, token = got.token("jets")
    assert [thing.weapon for thing in things(got.discourse, s, token)] == ["fighter-aircraft"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The team of Patriots won the cup. The Patriots were asked to play again.", False),
        ("Ukraine asked for Patriots and other missiles.", True),
        ("Ukraine asked for Javelin missiles.", True),
    ],
)
def test_ordinary_words_need_something_that_shows_a_weapon(text: str, meant: bool, reference: Reference) -> None:
    named = read(text, reference).discourse.weapons_named
    assert bool(set(named) & {"patriot", "javelin"}) == meant
