"""The sanctions lists of the US Treasury (OFAC): Specially Designated Nationals, and the consolidated list of others.

The CSV files tell neither when an entry was listed nor when it was taken off: both follow from comparing releases.
Empty cells are `-0-`, several programmes are joined by `] [`, the last line is an end mark, and most of what is known
of an entry stands in its remarks. Other names and addresses are in files beside the main one: `alt.csv` and `add.csv`
beside `sdn.csv`, `cons_alt.csv` and `cons_add.csv` beside `cons_prim.csv`, each with the same day in its name.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from extraction.names.reference import Reference
from loaders.decoding import UnreadableError, decode
from loaders.fetching import Fetched, opened
from loaders.ledger import Reject
from loaders.registers.fitting import LONGEST_KEY, fits, fits_as_name, fitting
from loaders.registers.loading import declared
from loaders.registers.naming import STATES, nationality_named, state_named
from loaders.registers.programmes import Programme, programmes
from loaders.registers.register import (
    Edition,
    Guards,
    Meaning,
    NewActor,
    Party,
    Pieces,
    Record,
    Register,
    SanctionTold,
    Seen,
    Thing,
    Told,
)
from schema.vocabulary import ActorKind, IdentifierScheme, ListedNameKind, Measure, ObjectRole, SanctionStage

COLUMNS = (
    "entry", "name", "type", "programmes", "title", "call_sign", "vessel_type", "tonnage", "gross_tonnage", "flag",
    "owner", "remarks",
)  # fmt: skip
ALT_COLUMNS = ("entry", "number", "kind", "name", "remarks")
ADD_COLUMNS = ("entry", "number", "street", "city", "country", "remarks")
NULL = "-0-"
END_MARK = "\x1a"
LONGEST = 200_000  # characters of a line; the longest of a real list has 5,000
KINDS = {"individual": ActorKind.PERSON, "vessel": ActorKind.CRAFT, "aircraft": ActorKind.CRAFT, "": ActorKind.COMPANY}
NAME_KINDS = {"fka": ListedNameKind.FORMER, "nka": ListedNameKind.STRONG, "aka": ListedNameKind.STRONG}
LISTED = 0.97  # confidence of what the list itself states
# Section 235 of CAATSA is a menu of measures against who buys from Russia's arms and intelligence sectors.
MENU = {
    1: Measure.LOAN_BAN, 2: Measure.EXPORT_BAN, 3: Measure.LOAN_BAN, 4: Measure.LOAN_BAN, 6: Measure.PROCUREMENT_BAN,
    9: Measure.ASSET_FREEZE, 11: Measure.VISA_BAN,
}  # fmt: skip
CHOSEN = re.compile(r"235\(a\)\((?P<number>\d{1,2})\)")
CAATSA_MENU = "caatsa-235"

# What remarks tell, by the words with which a part of them begins; `alt. ` may stand before any.
DETAILS: tuple[tuple[str, str], ...] = (
    (r"DOB (?P<value>.+)", "born"),
    (r"POB (?P<value>.+)", "birth_place"),
    (r"[Nn]ationality (?:of Registration )?(?P<value>.+)", "nationality"),
    (r"citizen (?P<value>.+)", "citizenship"),
    (r"Gender (?P<value>\w+)", "gender"),
    (r"Linked To: (?P<value>.+)", "linked_to"),
    (r"(?:Organization Established Date) (?P<value>.+)", "founded"),
    (r"Organization Type: (?P<value>.+)", "organisation_type"),
    (r"Target Type (?P<value>.+)", "target_type"),
    (r"(?:Website) (?P<value>\S+)", "website"),
    (r"(?:Email Address) (?P<value>\S+)", "email"),
    (r"Secondary sanctions risk:? ?(?P<value>.*)", "secondary_sanctions"),
    (r"Additional Sanctions Information - (?P<value>.+)", "secondary_sanctions"),
    (r"CAATSA Section 235 Information: (?P<value>.+)", "caatsa_235"),
    (r"Executive Order (?P<value>\d+.*)", "executive_order"),
    (r"Transactions Prohibited (?P<value>.+)", "prohibited"),
    (r"Aircraft Model (?P<value>.+)", "model"),
    (r"Aircraft Operator (?P<value>.+)", "operator"),
    (r"Member of (?P<value>.+)", "member_of"),
)
# The words before a number in remarks, by what the number is.
NUMBERS: Mapping[IdentifierScheme, str] = {
    IdentifierScheme.PASSPORT: "Passport|Diplomatic Passport|Stateless Person Passport",
    IdentifierScheme.NATIONAL_ID: (
        r"National ID No\.|Cedula No\.|(?:\w+ )?Identification Number|D\.N\.I\.|National Foreign ID Number|"
        r"Identity Card|C\.U\.R\.P\.|Personal ID Card|SSN|Birth Certificate Number"
    ),
    IdentifierScheme.TAX_ID: r"Tax ID No\.|NIT #|RUC #|R\.F\.C\.|RIF #|C\.U\.I\.T\.|V\.A\.T\. Number|NIF",
    IdentifierScheme.REGISTRATION: (
        r"Registration (?:ID|Number)|Company Number|Business Registration (?:Number|Document #)|Folio Mercantil No\.|"
        r"Commercial Registry Number|UK Company Number|Public Registration Number|C\.R\. No\.|"
        r"Chamber of Commerce Number|Matricula Mercantil No|Trade License No\.|Unified Social Credit Code \(USCC\)|"
        r"Enterprise Number|Legal Entity Number|Government Gazette Number|Central Registration System Number|License"
    ),
    IdentifierScheme.SWIFT: "SWIFT/BIC",
    IdentifierScheme.IMO: "Vessel Registration Identification(?: IMO)?",
    IdentifierScheme.MMSI: "MMSI",
    IdentifierScheme.AIRCRAFT: r"Aircraft Manufacturer's Serial Number \(MSN\)",
}
AKA = re.compile(r"(?P<kind>[afn]\.k\.a\.) '(?P<name>[^']+)'")
IN_BRACKETS = re.compile(r"\((?P<state>[A-Z][^()]*)\)\s*\.?$")
PLACE = re.compile(r".*?,\s*(?P<state>[^,]+)$")


def read(content: BinaryIO, file: Fetched) -> Iterator[Record | Reject]:
    """The entries of a main file, each with its other names and addresses. Raises UnreadableError if it is none."""
    names, addresses = beside(file, "alt", ALT_COLUMNS), beside(file, "add", ADD_COLUMNS)
    for number, cells, written in rows(content):
        place = f"{file.written}:{number}"
        fault = fault_of(cells, COLUMNS)
        row = dict.fromkeys(COLUMNS, "") | {c: value(cell) for c, cell in zip(COLUMNS, cells, strict=False)}
        fault = fault or (None if row["entry"].isdecimal() else f"has {row['entry'][:40]!r} for its number")
        fault = fault or (None if row["type"] in KINDS else f"has {row['type'][:40]!r} for its type")
        fault = fault or (None if row["name"] else "has no name")
        fault = fault or (None if fits_as_name(row["name"]) else "has a name that is far too long")
        short = fits(row["entry"], LONGEST_KEY) and all(fits(tag, LONGEST_KEY) for tag in tags(row["programmes"]))
        fault = fault or (None if short else "has a number or programme that is far too long")
        if fault:
            key = row["entry"] if row["entry"].isdecimal() else None
            yield Reject(place, f"line {number} {fault}", written.encode("utf-8", "backslashreplace"), key=key)
            continue
        raw: dict[str, object] = dict(row) | {"programmes": tags(row["programmes"])}
        if found := names.get(row["entry"]):
            raw["names"] = found
        if found := addresses.get(row["entry"]):
            raw["addresses"] = found
        yield Record(row["entry"], place, raw, says(row))


def rows(content: BinaryIO) -> Iterator[tuple[int, list[str], str]]:
    """The lines of a file as cells; no cell of these lists has a line break. Raises UnreadableError."""
    text, _ = decode(content.read())
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        written = line.strip()
        if not written or written == END_MARK:
            continue
        if len(written) > LONGEST:
            yield number, [], written[:LONGEST]
            continue
        try:
            yield number, next(csv.reader(io.StringIO(written), strict=True)), written
        except (csv.Error, StopIteration):
            yield number, [], written


def fault_of(cells: Sequence[str], columns: Sequence[str]) -> str | None:
    if not cells:
        return "is broken: its quotes do not close, or it is far too long"
    if len(cells) != len(columns):
        return f"has {len(cells)} cells, an entry {len(columns)}"
    return None


def value(cell: str) -> str:
    cell = cell.strip()
    return "" if cell == NULL else cell.replace("\0", "")


def tags(written: str) -> list[str]:
    return [tag for tag in (part.strip(" []") for part in written.split("] [")) if tag]


def beside(file: Fetched, which: str, columns: Sequence[str]) -> Mapping[str, list[dict[str, str]]]:
    """What a file beside the main one tells of each entry; nothing if it is not there."""
    found: dict[str, list[dict[str, str]]] = {}
    there = file_beside(file, which)
    if there is None:
        return found
    with opened(there) as content:
        for _, cells, _ in rows(content):
            if len(cells) == len(columns):
                row = {column: value(cell) for column, cell in zip(columns, cells, strict=True)}
                entry = row.pop("entry")
                row.pop("number")
                found.setdefault(entry, []).append({column: cell for column, cell in row.items() if cell})
    return found


def file_beside(file: Fetched, which: str) -> Path | None:
    """The file of other names (`alt`) or addresses (`add`) beside a main one, if it is there."""
    name = Path(urlsplit(file.written).path).name
    other = re.sub(r"^(?:sdn(?!_alt|_add)|cons_prim)", lambda m: {"sdn": which}.get(m[0].lower(), f"cons_{which}"),
                   name, flags=re.IGNORECASE)  # fmt: skip
    return file.beside(other) if other != name else None


def whole_lines(content: bytes) -> bytes:
    """A file whose lines mean the same by themselves. Raises UnreadableError where its encoding is to be guessed."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError("is not UTF-8") from error
    if content.count(b"\r") != content.count(b"\r\n"):
        raise UnreadableError("has line breaks of two sorts")
    return content


def says(row: Mapping[str, str]) -> str:
    about = [row["name"], row["type"] or "entity", row["title"], f"programme {', '.join(tags(row['programmes']))}"]
    if row["flag"]:
        about.append(f"flag {row['flag']}")
    return "; ".join(part for part in (*about, row["remarks"]) if part)


def understand(record: Record, reference: Reference, seen: Seen) -> Meaning:
    """An entry as an actor, listed under its programmes; those over arms are sanctions too."""
    row = record.raw
    details, numbers, names = remarks(row["remarks"])
    names = [(ListedNameKind.PRIMARY, row["name"]), *names]
    names += [
        (NAME_KINDS.get(alt.get("kind", ""), ListedNameKind.STRONG), alt["name"])
        for alt in row.get("names", ())
        if alt.get("name")
    ]
    for at in row.get("addresses", ()):
        written = ", ".join(at[part] for part in ("street", "city", "country") if at.get(part))
        if written:
            details.append(("address", written))
    for column in ("title", "call_sign", "vessel_type", "tonnage", "gross_tonnage", "flag", "owner"):
        if row[column]:
            details.append((column, row[column]))
    tagged = programmes(reference)
    known = [tagged[f"ofac/{tag}"] for tag in row["programmes"] if f"ofac/{tag}" in tagged]
    states = states_of(row, details, numbers, reference) or [p.state for p in known if p.state]
    principal = states[0] if states else None
    actor = NewActor(
        f"ofac:{record.key}",
        KINDS[row["type"]],
        row["name"],
        principal,
        tuple(dict.fromkeys(names)),
        ((IdentifierScheme.OFAC, record.key), *dict.fromkeys(numbers)),
        tuple(dict.fromkeys(details)),
    )
    target = Party(actor.id, principal or actor.id)
    facts = [sanction(programme, target, seen) for programme in known if programme.over_arms]
    chosen = {
        int(found["number"]) for name, value in details if name == "caatsa_235" and (found := CHOSEN.search(value))
    }
    measures = dict.fromkeys(MENU[number] for number in sorted(chosen) if number in MENU)
    facts += [sanction(replace(MENU_OF_CAATSA, measure=measure), target, seen) for measure in measures]
    return Meaning((fitting(actor),), (), tuple(facts), actor.id, tuple(row["programmes"]))


def sanction(programme: Programme, target: Party, seen: Seen) -> Told:
    """A programme over arms as a sanction on who is listed under it, imposed between two releases."""
    imposer = Party(programme.imposer, programme.imposer_principal) if programme.imposer else None
    things = (Thing(programme.trigger, role=ObjectRole.TRIGGER),) if programme.trigger else ()
    return Told(
        f"{programme.tag} {programme.measure}",
        SanctionTold(imposer, target, programme.measure, SanctionStage.IMPOSED, programme.instrument),
        things,
        None if seen.after is None else next_day(seen),
        seen.by,
        f"in the release of {seen.by}" + (f", not in that of {seen.after}" if seen.after else ""),
        LISTED,
        by_release=True,
    )


def next_day(seen: Seen) -> dt.date:
    assert seen.after is not None
    return seen.after + dt.timedelta(days=1)


def remarks(
    written: str,
) -> tuple[list[tuple[str, str]], list[tuple[IdentifierScheme, str]], list[tuple[ListedNameKind, str]]]:
    """Details, numbers and other names that the remarks of an entry tell."""
    details: list[tuple[str, str]] = []
    numbers: list[tuple[IdentifierScheme, str]] = []
    names: list[tuple[ListedNameKind, str]] = []
    for part in written.rstrip(".").split(";"):
        part = part.strip().removeprefix("alt. ")
        if aka := AKA.search(part):
            former = aka["kind"].startswith("f")
            names.append((ListedNameKind.FORMER if former else ListedNameKind.WEAK, aka["name"]))
            continue
        for pattern, scheme in number_patterns():
            if found := pattern.match(part):
                numbers.append((scheme, found["value"].strip().rstrip(".")))
                break
        else:
            for pattern, name in detail_patterns():
                if found := pattern.match(part):
                    details.append((name, found["value"].strip().rstrip(".")))
                    break
            else:
                if part:
                    details.append(("remark", part))
    return details, numbers, names


@cache
def number_patterns() -> list[tuple[re.Pattern[str], IdentifierScheme]]:
    return [(re.compile(rf"(?:{words}) (?P<value>.+)"), scheme) for scheme, words in NUMBERS.items()]


@cache
def detail_patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), name) for pattern, name in DETAILS]


def states_of(
    row: Mapping[str, object], details: Sequence[tuple[str, str]], numbers: Sequence[tuple[IdentifierScheme, str]],
    reference: Reference,
) -> list[str]:  # fmt: skip
    """The states that an entry is of, the surest first: by nationality, papers, flag, address, place of birth."""
    peoples = [value for field in ("nationality", "citizenship") for name, value in details if name == field]
    told = [found["state"] for _, number in numbers if (found := IN_BRACKETS.search(number))]
    told += [value for name, value in details if name == "flag"]
    told += [str(at["country"]) for at in row.get("addresses", ()) if at.get("country")]  # type: ignore[attr-defined]
    told += [found["state"] for name, value in details if name == "birth_place" and (found := PLACE.match(value))]
    named = [nationality_named(name, reference) for name in peoples] + [state_named(name, reference) for name in told]
    return [state for state in named if state is not None and reference.actors[state].kind in STATES]


MENU_OF_CAATSA = Programme(
    "ofac/CAATSA 235", "CAATSA, menu of measures", "ofac", "US", CAATSA_MENU, Measure.UNSPECIFIED, None, True, None
)


def choose(name: str) -> Edition | None:
    written = Path(name).name.lower()
    if written.startswith("sdn"):
        return SDN
    if written.startswith("cons"):
        return CONSOLIDATED
    return None


LINES = Pieces(plain=whole_lines, alone=lambda file: not (file_beside(file, "alt") or file_beside(file, "add")))
URL = "https://sanctionslist.ofac.treas.gov"
SDN = Edition(
    "ofac-sdn",
    "OFAC, Specially Designated Nationals",
    URL,
    read,
    understand,
    note="US Treasury; public domain.",
    pieces=LINES,
)
CONSOLIDATED = Edition(
    "ofac-consolidated", "OFAC, consolidated list of others than SDN", URL, read, understand,
    note="US Treasury; public domain. Lists that freeze no assets: sectoral ones, menus of CAATSA 235.",
    pieces=LINES,
)  # fmt: skip
LOADER = declared(
    Register(
        "ofac",
        "The US Treasury's sanctions lists (CSV): SDN and consolidated",
        "actor, listing, sanction, dataset_record",
        "number of the entry",
        (SDN, CONSOLIDATED),
        choose,
        period=1,
        stale=7,
        guards=Guards(least=1, most_lost=0.3, most_rejected=0.02),
    )
)
