"""The gate lets through what may matter and nothing of plain other news."""

import pytest

from extraction.gate import on_topic
from extraction.names.gazetteer import plural_of
from extraction.names.reference import Reference, Weapon
from schema.vocabulary import WeaponLevel, WeaponNameKind


@pytest.mark.parametrize(
    "text",
    [
        "Turkey asked for Patriots.",
        "Berlin will not send Taurus missiles.",
        "The EU imposed an arms embargo.",
        "Iran agreed to limit uranium enrichment.",
        "India bought S-400s.",
        "Greece asked France for Rafales.",
        "Greece asked France for RAFALES.",
        "Kyiv has asked for Abrams, and for Bradleys too.",
        "Japan will buy Tomahawks.",
        "Berlin agreed to sell Eurofighters.",
        "Kyiv asked for NASAMS.",
        "Paris may sell Super Étendards.",
        "London gave Kyiv the Storm\nShadow.",
        "India ordered more MiG 29s.",
    ],
)
def test_arms_diplomacy_passes(text: str) -> None:
    assert on_topic(text)


@pytest.mark.parametrize(
    "text",
    [
        "The striker scored twice and the crowd went home happy.",
        "The central bank left its rate unchanged on Thursday.",
        "A museum opened a show of watercolours.",
        "The farmer asked Kent for bears in May.",  # NATO's names for a transporter, two missiles and a bomber
        "The storm cast a shadow on the sale.",
        "",
    ],
)
def test_other_news_does_not(text: str) -> None:
    assert not on_topic(text)


def test_every_weapon_on_the_list_passes(reference: Reference) -> None:
    """Every name of every weapon, in the plural if it has one, but for names that mean other things too."""

    def names(weapon: Weapon) -> list[str]:
        wanted = (WeaponNameKind.NAME, WeaponNameKind.ALIAS)
        return [plural_of(name) or name for kind, name in weapon.names if kind in wanted]

    lost = [
        name
        for weapon in reference.weapons.values()
        if not weapon.ambiguous
        for name in names(weapon)
        if not set(name) & set("&@,()")  # such names the gazetteer does not find either
        and not on_topic(f"Greece asked France for {name}.")
    ]
    assert not lost


def test_the_names_may_come_from_other_lists(reference: Reference) -> None:
    zap = Weapon("zapper", WeaponLevel.TYPE, "Zapper", None, names=((WeaponNameKind.NAME, "Zapper"),))
    other = Reference({}, {"zapper": zap})
    assert on_topic("Greece asked France for Zappers.", other)
    assert not on_topic("Greece asked France for Zappers.", reference)


def test_every_sample_with_a_fact_passes() -> None:
    """No coded fact may be lost to the gate."""
    import json

    from schema.settings import CHECKOUT

    for name in ("tuned", "blind"):
        for line in (CHECKOUT / f"data/gold/{name}.jsonl").read_text().splitlines():
            gold = json.loads(line)
            if gold["facts"]:
                assert on_topic((CHECKOUT / "data" / gold["text_file"]).read_text()), gold["id"]
