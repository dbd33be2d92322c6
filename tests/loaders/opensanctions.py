"""A small release of our own writing in the two forms of OpenSanctions' bulk files, with the traps of the real ones."""

import csv
import io
import json
from typing import Any

DATED = {"first_seen": "2023-01-01T00:00:00", "last_seen": "2024-05-03T00:00:00", "last_change": "2024-02-01T00:00:00"}


def written(entity: str, schema: str, caption: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": entity, "caption": caption, "schema": schema, "properties": properties, "referents": [],
        "datasets": ["us_probe", "eu_probe"], "target": True, **DATED, **more,
    }  # fmt: skip


PERSON = written(
    "Q901", "Person", "Ivan Probe",
    {
        "name": ["Иван Проба", "Ivan Probe"], "alias": ["Vanya Probe"], "weakAlias": ["Vanya"],
        "previousName": ["Ivan Old"], "birthDate": ["1964", "1964-07-17"], "nationality": ["ru"],
        "country": ["ru", "sy"],
        "topics": ["sanction", "role.pep"], "programId": ["XX-PROBE"], "passportNumber": ["991"], "innCode": ["7701"],
        "addressEntity": ["addr-1"], "notes": ["Buys parts; for missiles."],
    },
)  # fmt: skip
SHIP = written(
    "NK-ship", "Vessel", "PROBE STAR",
    {"name": ["PROBE STAR"], "imoNumber": ["IMO9999999"], "mmsi": ["123456789"], "flag": ["kp"], "topics": ["sanction"],
     "callSign": ["HMPR"]},
)  # fmt: skip
SANCTION = written(
    "os-sanction-1", "Sanction", "Probe programme",
    {"entity": ["NK-ship"], "authority": ["Probe Office"], "program": ["Probe programme"], "startDate": ["2020-01-02"],
     "listingDate": ["2020-01-03"], "endDate": ["2030"], "reason": ["It carried probes."]},
    target=False,
)  # fmt: skip
BODY = written("os-body", "PublicBody", "Probe Ministry", {"name": ["Probe Ministry"], "country": ["sy", "ru"]})
RELATIVE = written(
    "os-firm", "Company", "Probe & Sons",
    {"name": ["Probe & Sons"], "jurisdiction": ["us-ny"], "topics": ["sanction.linked"]}, target=False,
)  # fmt: skip
ADDRESS = written("addr-1", "Address", "1 Probe Street", {"full": ["1 Probe Street"]}, target=False)
LINK = written("own-1", "Ownership", "owns", {"owner": ["Q901"], "asset": ["os-firm"]}, target=False)
ALL = [SANCTION, PERSON, SHIP, ADDRESS, BODY, LINK, RELATIVE]


def as_lines(*entities: Any) -> bytes:
    return b"".join(json.dumps(entity, ensure_ascii=False).encode() + b"\n" for entity in entities)


SAMPLE = as_lines(*ALL)
HEADER = [
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change",
]  # fmt: skip
DAYS = ["2023-01-01T00:00:00", "2024-05-03T00:00:00", "2024-02-01T00:00:00"]
ROWS = [
    ["Q901", "Person", "Ivan Probe", 'Vanya Probe;"Probe; the elder"', "1964;1964-07-17", "ru", "Probe Street 1",
     "Q901;991", '"Probe - It carried\nprobes, and ""more"" - 2020"', "+7000", "i@probe.example", "XX-PROBE;XX-OTHER",
     "Probe List;Other List", *DAYS],
    ["NK-ship", "Vessel", "PROBE STAR", "", "", "kp", "", "IMO9999999;123456789", "Probe - 2020", "", "", "",
     "Probe List", *DAYS],
    ["os-pep", "Person", "Pia Politica", "", "", "ru;sy", "", "", "", "", "", "", "Probe Officials", *DAYS],
    ["os-wallet", "CryptoWallet", "0xprobe", "", "", "", "", "", "Probe", "", "", "", "Probe List", *DAYS],
]  # fmt: skip


def as_csv(*rows: list[str], header: list[str] = HEADER) -> bytes:
    file = io.StringIO()
    csv.writer(file, dialect=csv.unix_dialect).writerows([header, *rows])
    return file.getvalue().encode()


TABLE = as_csv(*ROWS)
