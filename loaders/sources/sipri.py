"""SIPRI's trade register of arms transfers, as its website exports it to CSV.

Traps of the format: it is cp1252; a preamble of changing length stands before the header; three header cells are one
blank, for the `?` flags of the column before; a record may be broken over lines without quotes; `;` stands for `,` in
comments and between years; `X*` is a non-state recipient and `X**` an international body; and no set of columns is a
key, since one state orders the same weapon from another twice in a year.
"""

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, BinaryIO

from extraction.exchange import slug
from extraction.names.reference import Reference
from loaders.decoding import UnreadableError
from loaders.fetching import Fetched
from loaders.ledger import Reject
from loaders.registers.fitting import LONGEST_KEY, fits
from loaders.registers.loading import declared
from loaders.registers.naming import state_named, weapon_named
from loaders.registers.register import (
    Edition,
    Guards,
    Meaning,
    NewActor,
    NewWeapon,
    Party,
    Record,
    Register,
    Seen,
    Thing,
    Told,
    TransferTold,
)
from schema.errors import ConfigError
from schema.settings import REFERENCE_LISTS
from schema.vocabulary import ActorKind, Mode, TransferStage

COLUMNS = (
    "recipient", "supplier", "ordered_in", "ordered_in_unsure", "ordered", "ordered_unsure", "designation",
    "description", "delivered", "delivered_unsure", "delivered_in", "status", "comments", "tiv_per_unit",
    "tiv_of_order", "tiv_delivered",
)  # fmt: skip
FIRST_CELLS = ("Recipient", "Supplier", "Year of order")
WIDEST = 4 * len(COLUMNS)
MOST_PREAMBLE = 60  # lines
GENERATED = re.compile(rb"Data generated:\s*(\d{1,2} [A-Z][a-z]{2} \d{4})")
YEAR = re.compile(r"(?:19|20)\d\d")
NOBODY = re.compile(r"unknown (?:supplier|recipient)\(s\)|unknown rebel group\*?", re.IGNORECASE)
# What comments say of the way in which arms pass; the first that fits counts.
MODES: tuple[tuple[str, Mode], ...] = (
    (r"\bleased?\b|\bloan(?:ed)?\b|\brented\b", Mode.LOAN),
    (r"\baid\b|\bgift\b|\bdonat\w+|\bfinanced by\b", Mode.GIFT),
    (r"\bproduced under licen[cs]e\b|\blicensed production\b|\bproduction under licen[cs]e\b", Mode.LICENCE),
    (r"\bexchange for\b|\bswap\b|\bbarter\b|\breplace \w+ given to\b", Mode.SWAP),
    (r"\bdeal\b|\bcontract\b|\bbought\b|\bsold\b|\bprogramme\b", Mode.SALE),
)
POSSIBLY = re.compile(r"\b(?:possibl[ey]|probabl[ey]|reported(?:ly)?|may be)\b[^;]*$", re.IGNORECASE)
ROOT = "weapons"
CERTAIN, UNSURE = 0.95, 0.7  # a deal as the register tells it; one whose year or number it marks with `?`
DESCRIPTIONS = REFERENCE_LISTS / "sipri_descriptions.csv"


def read(content: BinaryIO, file: Fetched) -> Iterator[Record | Reject]:
    """The deals of an export. Raises UnreadableError if it is none."""
    text = content.read().decode("cp1252", "replace")
    if text.startswith("ï»¿"):  # later exports are UTF-8 with a mark
        text = text[3:].encode("cp1252", "replace").decode("utf-8", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    began = header_at(lines)
    seen: Counter[str] = Counter()
    for number, cells, written in joined(lines, began + 1):
        place = f"{file.written}:{number}"
        if len(cells) != len(COLUMNS):
            reason = f"line {number} has {len(cells)} cells, a deal {len(COLUMNS)}: mend the line"
            yield Reject(place, reason, written.encode())
            continue
        row = {column: cell.strip() for column, cell in zip(COLUMNS, cells, strict=True)}
        if fault := fault_of(row):
            yield Reject(place, f"line {number} {fault}", written.encode())
            continue
        deal = key_of(row)
        seen[deal] += 1
        yield Record(f"{deal} | {seen[deal]}", place, row, says(row))


def header_at(lines: list[str]) -> int:
    for number, line in enumerate(lines[:MOST_PREAMBLE]):
        cells = [cell.strip() for cell in line.split(",")]
        if tuple(cells[: len(FIRST_CELLS)]) == FIRST_CELLS:
            if len(cells) != len(COLUMNS):
                raise UnreadableError(
                    f"has {len(cells)} columns, SIPRI's trade register {len(COLUMNS)}: export it anew, with all columns"
                )
            return number
    raise UnreadableError(
        "is no export of SIPRI's trade register: no line begins with Recipient, Supplier, Year of order"
    )


def joined(lines: list[str], began: int) -> Iterator[tuple[int, list[str], str]]:
    """Each record with the number of its first line: lines that are too short are one with those that follow."""
    at = began
    while at < len(lines):
        written = lines[at]
        cells = cells_of(written)
        taken = 1
        if written.strip():
            while len(cells) < len(COLUMNS) and at + taken < len(lines) and taken < 4:
                whole = f"{written} {lines[at + taken]}"
                longer = cells_of(whole)
                if len(longer) > len(COLUMNS) or starts_record(lines[at + taken]):
                    break
                written, cells, taken = whole, longer, taken + 1
            yield at + 1, cells, written
        at += taken


def starts_record(line: str) -> bool:
    """Whether a line is a record by itself."""
    cells = cells_of(line)
    return len(cells) == len(COLUMNS)


def cells_of(line: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), strict=False), [])[:WIDEST]
    except csv.Error:
        return []


def fault_of(row: Mapping[str, str]) -> str | None:
    if any("\0" in cell for cell in row.values()):
        return "holds NUL characters: its bytes are damaged"
    if not fits(key_of(row), LONGEST_KEY - len(" | 9999")):
        return "has a recipient, supplier or designation that is far too long"
    for column in ("recipient", "supplier", "designation", "description"):
        if not row[column]:
            return f"has no {column}"
    if not YEAR.fullmatch(row["ordered_in"]):
        return f"has {row['ordered_in'][:40]!r} for its year of order"
    for column in ("ordered", "delivered"):
        if row[column] and not row[column].isdecimal():
            return f"has {row[column][:40]!r} for a number"
        if len(row[column]) > 9:
            return f"has a number of {len(row[column])} digits"
    if row["delivered_in"] and not all(YEAR.fullmatch(year.strip()) for year in row["delivered_in"].split(";")):
        return f"has {row['delivered_in'][:40]!r} for its years of delivery"
    return None


def key_of(row: Mapping[str, str]) -> str:
    """What a deal is known by; several deals of one key are told apart by their order."""
    return " | ".join(row[name] for name in ("recipient", "supplier", "ordered_in", "designation", "ordered"))


def says(row: Mapping[str, str]) -> str:
    ordered = f"{row['ordered'] or 'number not known'}{row['ordered_unsure']}"
    parts = [
        f"{row['recipient']} from {row['supplier']}: {ordered} {row['designation']} ({row['description']})",
        f"ordered {row['ordered_in']}{row['ordered_in_unsure']}",
    ]
    if row["delivered_in"]:
        years = row["delivered_in"].replace("; ", ", ")
        parts.append(f"{row['delivered']}{row['delivered_unsure']} delivered {years}")
    parts += [row["status"].lower(), row["comments"]]
    return "; ".join(part for part in parts if part)


def understand(record: Record, reference: Reference, _seen: Seen) -> Meaning:
    """A deal as an order and, once something was handed over, a delivery."""
    row = record.raw
    actors: list[NewActor] = []
    supplier = party(row["supplier"], reference, actors)
    recipient = party(row["recipient"], reference, actors)
    weapon, new = weapon_of(row, reference, supplier)
    year = int(row["ordered_in"])
    unsure = [name for name in ("ordered_in", "ordered", "delivered") if row[f"{name}_unsure"] == "?"]
    mode = mode_of(row["comments"])
    facts = [
        Told(
            "ordered",
            TransferTold(supplier, recipient, mode, TransferStage.ORDERED),
            (Thing(weapon, number(row["ordered"]), words=row["designation"]),),
            dt.date(year, 1, 1),
            dt.date(year, 12, 31),
            row["ordered_in"] + row["ordered_in_unsure"],
            UNSURE if {"ordered_in", "ordered"} & set(unsure) else CERTAIN,
            tuple(("uncertain", name) for name in unsure if name != "delivered"),
        )
    ]
    years = [int(found) for found in YEAR.findall(row["delivered_in"])]
    if years:
        facts.append(
            Told(
                "delivered",
                TransferTold(supplier, recipient, mode, TransferStage.DELIVERED),
                (Thing(weapon, number(row["delivered"]), words=row["designation"]),),
                dt.date(min(years), 1, 1),
                dt.date(max(years), 12, 31),
                row["delivered_in"],
                UNSURE if "delivered" in unsure else CERTAIN,
                (("uncertain", "delivered"),) if "delivered" in unsure else (),
            )
        )
    return Meaning(tuple(actors), (new,) if new else (), tuple(facts))


def party(written: str, reference: Reference, actors: list[NewActor]) -> Party | None:
    """Who a name of the register means; None where it says that nobody knows."""
    if NOBODY.fullmatch(written):
        return None
    name = written.rstrip("*").strip()
    known = state_named(name, reference)
    if known is None:
        kind = ActorKind.ARMED_GROUP if written.endswith("*") and not written.endswith("**") else ActorKind.STATE
        if written.endswith("**"):
            kind = ActorKind.INTERNATIONAL_ORGANISATION
        known = f"sipri:{slug(name)}"
        actors.append(NewActor(known, kind, name))
        return Party(known, known)
    return Party(known, reference.principal(known, None))


def weapon_of(row: Mapping[str, Any], reference: Reference, supplier: Party | None) -> tuple[str, NewWeapon | None]:
    """The weapon system of a designation; one that no list has is new, under the node of its description."""
    known = weapon_named(row["designation"], reference)
    if known is not None:
        return known, None
    under = category_of(row["description"], reference)
    name = row["designation"]
    if name.casefold() == row["description"].casefold():  # "vehicle engine": a kind, not a design
        return under, None
    new = f"sipri:{slug(name)}"
    return new, NewWeapon(new, name, under, supplier.principal if supplier else None)


@lru_cache(maxsize=1 << 10)
def category_of(description: str, reference: Reference) -> str:
    """The node of the weapon tree of a description: by the longest words that are listed, the last of those as long."""
    written = description.casefold()
    known = descriptions(reference)
    fitting = [
        (len(words), found.start(), weapon)
        for words, weapon in known.items()
        if (found := re.search(rf"(?<![a-z]){re.escape(words)}(?![a-z])", written))
    ]
    return max(fitting)[2] if fitting else ROOT


@cache
def descriptions(reference: Reference) -> Mapping[str, str]:
    """The nodes of the weapon tree by the register's descriptions. Raises ConfigError for a node that is none."""
    with DESCRIPTIONS.open(encoding="utf-8", newline="") as file:
        found = {row["description"]: row["weapon"] for row in csv.DictReader(file)}
    for words, weapon in found.items():
        if weapon not in reference.weapons:
            raise ConfigError(f"{DESCRIPTIONS.name}: {words} is put under {weapon!r}, which is no node")
    return found


def mode_of(comments: str) -> Mode:
    """How arms pass, where the comments say so plainly."""
    for pattern, mode in MODES:
        found = re.search(pattern, comments, re.IGNORECASE)
        if found and not POSSIBLY.search(comments[: found.start()]):
            return mode
    return Mode.UNSPECIFIED


def number(written: str) -> int | None:
    return int(written) if written else None


def released_on(content: BinaryIO) -> dt.date | None:
    """The day on which the register was exported, from its preamble."""
    found = GENERATED.search(content.read(1 << 16))
    try:
        return dt.datetime.strptime(found[1].decode(), "%d %b %Y").date() if found else None  # noqa: DTZ007 - a day
    except ValueError:
        return None


TRADE_REGISTER = Edition(
    "sipri-trade-register",
    "SIPRI Arms Transfers Database, trade register",
    "https://armstransfers.sipri.org",
    read,
    understand,
    released_on,
    note="(c) SIPRI; credit required. Major conventional arms only; the whole register is revised each year.",
)
LOADER = declared(
    Register(
        "sipri",
        "SIPRI's register of arms transfers (CSV)",
        "transfer, weapon_system, dataset_record",
        "recipient, supplier, year, designation, number ordered; order of appearance among equals",
        (TRADE_REGISTER,),
        lambda _: TRADE_REGISTER,
        period=365,
        stale=450,
        guards=Guards(least=1, most_lost=0.3, most_rejected=0.05),
    )
)
