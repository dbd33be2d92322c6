"""Large releases of our own making in the forms of the registers, the same each time, and the next night's of each.

In the next, of a thousand records three are new, four told otherwise and three gone: one in a hundred.
"""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from extraction.names.reference import Reference
from schema.vocabulary import ActorKind, WeaponLevel

FIRST, SECOND = "2024-05-02", "2024-05-03"
SYLLABLES = "bar do ka li mo na pe ra si tu ve zo shi gur han ter mir los ash".split()
SIPRI_HEAD = """Transfers of major conventional arms.
Data generated: {day}

Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,\
Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons
"""
Line = Callable[[int, bool, random.Random, list[str], list[str]], str]


def release(name: str, reference: Reference, records: int, *, second: bool) -> bytes:
    """A release of a register: the first, or the one of the next night."""
    line, head, between, tail = FORMS[name]
    states = [a.name for a in reference.actors.values() if a.kind is ActorKind.STATE]
    weapons = [w.name for w in reference.weapons.values() if w.level is WeaponLevel.TYPE and "," not in w.name]
    written = (
        line(number, changed, random.Random(number), states, weapons)  # noqa: S311 - the same each time
        for number, changed in numbers(records, second)
    )
    day = "02 May 2024" if not second else "03 May 2024"
    return (head.format(day=day, iso=SECOND if second else FIRST) + between.join(written) + tail).encode()


def numbers(records: int, second: bool) -> Iterator[tuple[int, bool]]:
    """Which records a release has, and whether they are told otherwise than in the first."""
    for number in range(records):
        if not second or number % 1000 not in (10, 340, 670):
            yield number, second and number % 1000 in (100, 300, 500, 700)
    if second:
        for number in range(records * 3 // 1000):
            yield records + number, False


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title()


def person(chance: random.Random) -> str:
    return f"{word(chance)} {word(chance)} {word(chance)}"


def day(chance: random.Random) -> str:
    return f"{chance.randint(1940, 2000)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def deal(_number: int, changed: bool, chance: random.Random, states: list[str], weapons: list[str]) -> str:
    recipient, supplier = chance.sample(states, 2)
    year, ordered = chance.randint(1960, 2023), chance.randint(1, 200)
    weapon = chance.choice(weapons) if chance.random() < 0.5 else f"{word(chance)}-{chance.randint(1, 40)}"
    of = f"{recipient},{supplier},{year},,{ordered},{chance.choice(['', '?'])},{weapon},"
    sort = chance.choice(["tank", "fighter aircraft", "SAM system", "APC", "frigate", "anti-tank missile"])
    told = f"{ordered},,{year + 2}; {year + 3},New,Part of a deal of {ordered} {word(chance)} units"
    return f"{of}{sort},{told}{' (revised)' if changed else ''},1.5,{ordered},{ordered}"


def entry(number: int, changed: bool, chance: random.Random, states: list[str], _weapons: list[str]) -> str:
    state = chance.choice(states)
    tags = chance.choice(
        ["SDGT", "NPWMD] [IFSR", "RUSSIA-EO14024", "SDNTK", "CYBER2", "UKRAINE-EO13662] [RUSSIA-EO14024"]
    )
    about = f"POB {word(chance)}, {state}; nationality {state}; Passport {chance.randint(10**7, 10**8)} ({state})"
    names = f"a.k.a. '{person(chance)}'; a.k.a. '{word(chance)}'"
    born = f"DOB {chance.randint(1, 28):02} {chance.choice(['Jan', 'Apr', 'Sep'])} {chance.randint(1940, 2000)}"
    remarks = (
        f"{born}; {about}; {names}; Gender Male; Linked To: {person(chance).upper()}{' GROUP' if changed else ''}."
    )
    nulls = ",".join(["-0- "] * 7)
    return f'{number + 1},"{person(chance).upper()}",individual,"{tags}",{nulls},"{remarks}"'


def individual(number: int, changed: bool, chance: random.Random, states: list[str], _weapons: list[str]) -> str:
    names = "".join(f"<{n}_NAME>{word(chance)}</{n}_NAME>" for n in ("FIRST", "SECOND", "THIRD"))
    alias = "".join(
        f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{person(chance)}</ALIAS_NAME></INDIVIDUAL_ALIAS>"
        for quality in ("Good", "Low", "Good")
    )
    state = chance.choice(states).replace("&", "&amp;")
    return f"""<INDIVIDUAL><DATAID>{6900000 + number}</DATAID><VERSIONNUM>1</VERSIONNUM>{names}
<UN_LIST_TYPE>{chance.choice(["Al-Qaida", "DPRK", "Taliban", "Iraq"])}</UN_LIST_TYPE>
<REFERENCE_NUMBER>XXi.{number}</REFERENCE_NUMBER><LISTED_ON>{day(chance)}</LISTED_ON>
<COMMENTS1>{person(chance)}, an aide of {person(chance)}{". Reviewed" if changed else ""}.</COMMENTS1>
<NATIONALITY><VALUE>{state}</VALUE></NATIONALITY>{alias}
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>{day(chance)}</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH><CITY>{word(chance)}</CITY><COUNTRY>{state}</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>{chance.randint(10**7, 10**8)}</NUMBER>
</INDIVIDUAL_DOCUMENT></INDIVIDUAL>"""


def entity(number: int, changed: bool, chance: random.Random, _states: list[str], _weapons: list[str]) -> str:
    name, properties = person(chance), {}
    properties["name"] = [name, name.upper()]
    properties["alias"] = [person(chance), word(chance)]
    properties["birthDate"] = [day(chance)]
    properties["nationality"] = [chance.choice(["ru", "ir", "kp", "sy", "by"])]
    properties["topics"] = ["sanction"]
    properties["programId"] = [chance.choice(["US-NPWMD", "EU-RUS", "GB-RUS", "UA-SA1644"])]
    properties["passportNumber"] = [str(chance.randint(10**7, 10**8))]
    properties["position"] = [f"Director of {word(chance)}{' Group' if changed else ''}"]
    properties["address"] = [f"{chance.randint(1, 99)} {word(chance)} Street, {word(chance)}"]
    held: dict[str, Any] = {
        "id": f"NK-{number:08x}",
        "caption": name,
        "schema": "Person",
        "properties": properties,
        "referents": [],
    }
    held |= {"datasets": ["us_probe", "eu_probe"], "target": True, "first_seen": "2023-01-01T00:00:00"}
    return json.dumps(held | {"last_change": "2024-02-01T00:00:00"}, ensure_ascii=False)


FORMS: dict[str, tuple[Line, str, str, str]] = {
    "sipri": (deal, SIPRI_HEAD, "\n", "\n"),
    "ofac": (entry, "", "\r\n", "\r\n\x1a"),
    "un": (
        individual,
        '<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="{iso}T00:00:00"><INDIVIDUALS>',
        "\n",
        "</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>",
    ),
    "opensanctions": (entity, "", "\n", "\n"),
}
FILES = {
    "sipri": "register_{}.csv", "ofac": "sdn_{}.csv", "un": "consolidated_{}.xml",
    "opensanctions": "{}/entities.ftm.json",
}  # fmt: skip
