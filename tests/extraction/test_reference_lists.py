"""The reference lists: ours are sound and rich enough; a faulty list is refused with its place."""

import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import pytest

from extraction.names.reference import Reference
from extraction.names.reference_lists import day_span, read_reference
from schema.errors import ConfigError
from schema.settings import REFERENCE_LISTS
from schema.vocabulary import ActorKind, ActorNameKind, Subregion, WeaponLevel


def test_ours_are_rich_enough(reference: Reference) -> None:
    kinds = Counter(actor.kind for actor in reference.actors.values())
    assert kinds[ActorKind.STATE] >= 195
    assert sum(kinds.values()) - kinds[ActorKind.STATE] >= 150
    types = [weapon for weapon in reference.weapons.values() if weapon.level is not WeaponLevel.CATEGORY]
    assert len(types) >= 250
    assert len(reference.instruments) >= 80
    assert len(reference.transfers) >= 200


def test_every_state_has_what_news_calls_it(reference: Reference) -> None:
    for actor in reference.actors.values():
        if actor.kind is ActorKind.STATE:
            kinds = {kind for kind, _ in actor.names}
            assert {ActorNameKind.NAME, ActorNameKind.CAPITAL} <= kinds, actor.id
            assert ActorNameKind.DEMONYM in kinds or "demonym" in (actor.note or ""), actor.id
            assert actor.iso3 or actor.id == "XK", actor.id


def test_every_state_and_territory_lies_somewhere_and_nobody_else_does(reference: Reference) -> None:
    lying = {ActorKind.STATE, ActorKind.HISTORICAL_STATE, ActorKind.TERRITORY}
    for actor in reference.actors.values():
        assert (actor.subregion is not None) is (actor.kind in lying), actor.id
    lie = {one: reference.actors[one].subregion for one in ("TR", "IR", "EG", "RU", "CY", "MX", "TW", "XK", "CD")}
    assert lie == {
        "TR": "western_asia",
        "IR": "southern_asia",
        "EG": "northern_africa",
        "RU": "eastern_europe",
        "CY": "western_asia",
        "MX": "central_america",
        "TW": "eastern_asia",
        "XK": "southern_europe",
        "CD": "middle_africa",
    }
    assert {actor.subregion for actor in reference.actors.values()} - {None} == set(Subregion)


@pytest.mark.parametrize(
    ("person", "day", "body"),
    [
        ("donald-trump", "2019-07-01", "US"),
        ("jens-stoltenberg", "2020-01-01", "nato"),
        ("jens-stoltenberg", "2012-01-01", "NO"),
        ("wendy-sherman", "2022-03-01", "US"),
        ("leonid-kuchma", "2002-07-01", "UA"),
        ("fernando-arias", "2026-07-01", "opcw"),
    ],
)
def test_offices_by_date(person: str, day: str, body: str, reference: Reference) -> None:
    assert reference.principal(person, dt.date.fromisoformat(day)) == body


def test_the_tree(reference: Reference) -> None:
    assert reference.is_a("s-400", "air-defence")
    assert reference.is_a("leopard-2a6", "tank")
    assert not reference.is_a("air-defence", "s-400")
    assert reference.origins("leopard-2a6") == ("DE",)
    assert list(reference.lineage("s-400"))[-1] == "weapons"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Type 10 tank", "Type 90 tank"),
        ("Type 96 tank", "Type 99 tank"),
        ("Hyunmoo", "Hyunmoo-3"),
        ("Cirit", "TRLG-230"),
        ("PL-15", "PL-17"),
        ("CJ-10", "CJ-100"),
        ("UMPK", "KAB-500"),
        ("UMPK", "FAB-500"),
        ("Silkworm", "HY-2"),
        ("D-20", "D-1"),
        ("Buyan-class", "Karakurt-class"),
        ("Type 23", "Type 22"),
        ("AK-176", "AK-630"),
        ("Mark 84", "Mark 82"),
        ("tabun", "soman"),
        ("M240", "M249"),
        ("RD-250", "RD-180"),
        ("Orbiter 1K", "Orbiter 3"),
        ("Bergepanzer 2", "Bergepanzer 3"),
        ("Agni-II", "Agni-III"),
        ("Grad", "Tornado-G"),
        ("Patria 6x6", "XA-180"),
    ],
)
def test_one_weapon_is_not_another(one: str, other: str, reference: Reference) -> None:
    owner = {name: weapon.id for weapon in reference.weapons.values() for _, name in weapon.names}
    assert not reference.is_a(owner[other], owner[one])
    assert not reference.is_a(owner[one], owner[other])


@pytest.mark.parametrize(
    ("weapon", "category"),
    [
        ("litening", "electro-optical-sensor"),
        ("wescam-mx-15", "electro-optical-sensor"),
        ("searcher", "reconnaissance-drone"),
        ("pukguksong", "submarine-launched-ballistic-missile"),
        ("amx-10rc", "armoured-reconnaissance-vehicle"),
        ("rpg-7", "small-arms"),
        ("drone-dome", "air-defence"),
        ("milgem", "corvette"),
    ],
)
def test_where_a_weapon_stands(weapon: str, category: str, reference: Reference) -> None:
    assert reference.is_a(weapon, category)


def test_un_categories_agree_with_the_tree(reference: Reference) -> None:
    may_be = {"tank": {"I"}, "armoured-vehicle": {"I", "II"}, "fighter-aircraft": {"IV"}, "artillery": {"III", "VIII"}}
    for weapon in reference.weapons.values():
        for category, allowed in may_be.items():
            if weapon.un_category and reference.is_a(weapon.id, category):
                assert weapon.un_category in allowed, weapon.id


def test_nothing_below_25_kilometres_is_a_missile_of_the_un_register(reference: Reference) -> None:
    short = ("hydra-70", "apkws", "zuni", "qassam", "katyusha", "r-60", "vikhr")
    assert [weapon for weapon in short if reference.weapons[weapon].un_category == "VII"] == []


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-07-12", "2019-07-12", "2019-07-12"),
    ],
)
def test_dates_to_the_year_month_or_day(written: str, first: str, last: str) -> None:
    assert day_span(written) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        (
            "actors.csv",
            "zz-body,government_body,Body of Nobody,nobody,,,,,,,,,,,,",
            "its principal nobody is not listed",
        ),
        ("actors.csv", "zz,planet,Mars,,,,,,,,,,,,,", "kind is 'planet'"),
        ("actors.csv", "TR,state,Turkey again,,,,,,,,,,,,,", "the id TR stands twice"),
        ("actors.csv", "zz,company,Acme,,,,,,,,,,,,TURKEY,", "belongs to TR and to zz"),
        ("actors.csv", "zz,company,Acme,,,x,,,,,,,,,,", "cow is 'x'"),
        ("actors.csv", "zz,company,Acme", "has not 16 cells"),
        ("actors.csv", "zz,territory,Atlantis,,,,,atlantic,,,,,,,,", "subregion is 'atlantic'"),
        ("actors.csv", "za,company,A1,zb,,,,,,,,,,,,\nzb,company,B1,za,,,,,,,,,,,,", "stands above itself"),
        ("weapons.csv", "zz,type,ZZ-1,no-such-family,,,,,,,,,", "its parent no-such-family is not listed"),
        ("weapons.csv", "zz,type,ZZ-1,,,,,,,,,,", "one node must have no parent"),
        ("weapons.csv", "zz,type,ZZ-1,tank,XX|YY,,,,,,,,", "its origin XX is not listed"),
        ("weapons.csv", "zz,type,ZZ-1,tank,,,,,,s-400,,,", "'s-400' belongs to"),
        ("posts.csv", "nobody,TR,envoy,Envoy,2020,2019", "held_from 2020-01-01 is after held_to 2019-12-31"),
        ("posts.csv", "joe-biden,US,king,King,,", "office is 'king'"),
        ("posts.csv", "joe-biden,US,envoy,Envoy,20-20-20,", "held_from is '20-20-20'"),
        ("known_transfers.csv", "RU,TR,s-4000,,,,,sale,", "its weapon s-4000 is not listed"),
        ("instruments.csv", "zz,ZZ Act,statute,US,,,caatsa-999,,", "its parent caatsa-999 is not listed"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, name: str, row: str, says: str) -> None:
    folder = tmp_path / "lists"
    shutil.copytree(REFERENCE_LISTS, folder)
    with (folder / name).open("a") as file:
        file.write(row + "\n")
    with pytest.raises(ConfigError, match="not sound") as caught:
        read_reference(folder)
    assert says in str(caught.value)
    assert name in str(caught.value)


def test_a_missing_list_or_column_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    shutil.copytree(REFERENCE_LISTS, folder)
    (folder / "posts.csv").write_text("person,body\n")
    with pytest.raises(ConfigError, match=r"posts\.csv: the columns must be person,body,office"):
        read_reference(folder)
    (folder / "actors.csv").unlink()
    with pytest.raises(ConfigError, match=r"cannot read the reference list .*actors\.csv"):
        read_reference(folder)
