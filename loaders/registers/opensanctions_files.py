"""The bulk files of OpenSanctions as records: entities as JSON lines, and targets as a simple CSV.

Both are read line by line; no more than one record is held. Lists are put in order, for theirs means nothing, and the
day on which an entity was last seen is left out: it changes with every release, though nothing of the entity does.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NoReturn

from loaders.decoding import UnreadableError
from loaders.fetching import Fetched
from loaders.ledger import Reject
from loaders.registers.fitting import LONGEST_KEY, fits, fits_as_name
from loaders.registers.register import Json, Record

THINGS = ("Person", "Company", "LegalEntity", "PublicBody", "Vessel", "Organization", "Airplane")  # other spelling
SANCTION = "Sanction"
# The other kinds of the FollowTheMoney model: what stands beside a thing or between two, and things no list restricts.
OTHERS = frozenset(
    """
    Address Article Asset Assessment Associate Audio BankAccount Call CallForTenders Concession Contract ContractAward
    ContractLot CourtCase CourtCaseParty CryptoWallet Debt Directorship Document Documentation EconomicActivity Email
    Employment Event Family Folder HyperText Identification Image License Membership Mention Message Note Occupancy
    Ownership Package Page Pages Passport Payment PlainText Position Post Project ProjectParticipant RealEstate
    Representation Risk Security Similar Succession Table TaxRoll Trip UnknownLink UserAccount Value Vehicle Video
    Workbook
    """.split()
)
LONGEST = 4_000_000  # bytes of a line
COLUMNS = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones",
    "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change",
)  # fmt: skip
NEEDED = ("id", "schema", "name", "countries", "identifiers", "sanctions")
PLAIN = ("id", "schema", "name", "first_seen", "last_change")  # the other columns are lists, joined by `;`
BEGINS_ROW = re.compile(rb'"[^",\s]{1,200}","[A-Z][A-Za-z]{2,40}",')
FIRST_CELL = re.compile(rb'"?(?P<id>[!-~]{1,200}?)"?,')
PLAIN_KEY = re.compile(r"[!-~]{1,200}")
FIRST_FIELD = re.compile(rb'\s*\{\s*"id"\s*:\s*"(?P<id>[!-~]{1,200}?)"')
LAST_SEEN = re.compile(rb'"last_seen": ?"[^"\\\n]*"')
BOM = b"\xef\xbb\xbf"


def lines(content: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """Each line with its number and size; of one over LONGEST, the beginning."""
    number = 0
    while line := content.readline(LONGEST + 1):
        number += 1
        size = len(line)
        more = line
        while not more.endswith(b"\n") and (more := content.readline(LONGEST)):
            size += len(more)
        yield number, line.rstrip(b"\r\n"), size


def unseen(content: bytes) -> bytes:
    """A file of entities without the days on which they were last seen, which change every night."""
    return LAST_SEEN.sub(b'"last_seen":""', content)


def read_entities(content: BinaryIO, file: Fetched) -> Iterator[Record | Reject]:
    """The things of a file of entities that can be listed, and the sanctions on them."""
    for number, line, size in lines(content):
        place = f"{file.written}:{number}"
        if number == 1:
            line = line.removeprefix(BOM)
        if not line.strip():
            continue
        try:
            if size > LONGEST:
                raise UnreadableError(f"has {size:,} bytes, an entity at most {LONGEST:,}")
            record = entity(loaded(line), place)
        except UnreadableError as error:
            yield Reject(place, f"line {number} {error}", line, size, key_of_entity(line))
            continue
        if record is not None:
            yield record


def key_of_entity(line: bytes) -> str | None:
    """The id of an entity whose line is broken, where it can be told: what is on record under it must not go."""
    try:
        held = loaded(line) if len(line) <= LONGEST else {}
    except UnreadableError:
        held = {}
    told = held.get("id")
    if told is None and (found := FIRST_FIELD.match(line)):
        told = found["id"].decode()
    return told if isinstance(told, str) and PLAIN_KEY.fullmatch(told) else None


def loaded(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises UnreadableError."""
    try:
        held = json.loads(line.decode(), parse_constant=no_number)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not UTF-8 (byte {error.start})") from error
    except ValueError as error:
        raise UnreadableError(f"is no JSON: {error}") from error
    except RecursionError as error:
        raise UnreadableError("has lists within lists without end") from error
    if not isinstance(held, dict):
        raise UnreadableError(f"is a JSON {type(held).__name__}, not an object")
    return held


def no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is no number of JSON")


def entity(held: Json, place: str) -> Record | None:
    """The record of an entity; None for one of a kind that is no thing. Raises UnreadableError."""
    raw: dict[str, Any] = {"id": told(held, "id"), "schema": told(held, "schema")}
    check_key(raw["id"], raw["schema"])
    if raw["schema"] in OTHERS:
        return None
    if not isinstance(held.get("properties"), dict):
        raise UnreadableError("has no object for its properties")
    raw["caption"] = told(held, "caption") if held.get("caption") is not None else ""
    properties = {tag: texts(tag, values) for tag, values in held["properties"].items()}
    raw["properties"] = {text("properties", tag): values for tag, values in properties.items() if values}
    for tag in ("datasets", "referents"):
        if held.get(tag):
            raw[tag] = texts(tag, held[tag])
    for tag in ("first_seen", "last_change"):
        if held.get(tag) is not None:
            raw[tag] = told(held, tag)
    if held.get("target") is not None:
        if not isinstance(held["target"], bool):
            raise UnreadableError(f"has a {type(held['target']).__name__} for its target, not true or false")
        raw["target"] = held["target"]
    if raw["schema"] == SANCTION:
        if not raw["properties"].get("entity"):
            raise UnreadableError("is a sanction on no entity")
        return Record(raw["id"], place, raw, says_of_sanction(raw))
    raw["caption"] = raw["caption"] or next(iter(raw["properties"].get("name", ())), "")
    check_name(raw["caption"])
    return Record(raw["id"], place, raw, says_of_thing(raw))


def told(held: Json, tag: str) -> str:
    """A text that an entity must have. Raises UnreadableError."""
    if held.get(tag) is None:
        raise UnreadableError(f"has no {tag}")
    return text(tag, held[tag])


def text(tag: str, held: Any) -> str:
    """A text that a database can hold. Raises UnreadableError."""
    if not isinstance(held, str):
        more = ": load entities.ftm.json, in which none is nested" if isinstance(held, dict) else ""
        raise UnreadableError(f"has a {type(held).__name__} in {tag[:40]!r}, not a text{more}")
    if "\0" in held:
        raise UnreadableError(f"has a NUL in {tag[:40]!r}")
    try:
        held.encode()
    except UnicodeEncodeError as error:
        raise UnreadableError(f"has half a character in {tag[:40]!r}") from error
    return held.strip()


def texts(tag: str, held: Any) -> list[str]:
    """A list of texts, in order and each once. Raises UnreadableError."""
    if not isinstance(held, list):
        raise UnreadableError(f"has a {type(held).__name__} for {tag[:40]!r}, not a list")
    return sorted({written for each in held if (written := text(tag, each))})


def check_key(key: str, schema: str) -> None:
    """Raises UnreadableError for what no entity has for its id, and for kinds that the model does not have."""
    if not key or not fits(key, LONGEST_KEY):
        raise UnreadableError(f"has an id of {len(key):,} characters" if key else "has no id")
    if schema not in THINGS and schema != SANCTION and schema not in OTHERS:
        raise UnreadableError(f"is of a schema that is not known: {schema[:40]!r}")


def check_name(name: str) -> None:
    if not name:
        raise UnreadableError("has no name")
    if not fits_as_name(name):
        raise UnreadableError(f"has a name of {len(name):,} characters")


def says_of_thing(raw: Json) -> str:
    had = raw["properties"]
    about = [raw["caption"], raw["schema"]]
    told_in = ("country", "nationality", "jurisdiction", "flag", "birthDate", "topics", "programId")
    about += [", ".join(had.get(tag, ())) for tag in told_in]
    about.append(f"data sets {', '.join(raw['datasets'])}" if "datasets" in raw else "")
    return "; ".join(dict.fromkeys(part for part in about if part))


def says_of_sanction(raw: Json) -> str:
    had = raw["properties"]
    about = [f"sanction on {', '.join(had['entity'])}"]
    about += [", ".join(had.get(tag, ())) for tag in ("authority", "country", "program", "provisions", "status")]
    for words, tag in (("since", "startDate"), ("listed", "listingDate"), ("until", "endDate")):
        if tag in had:
            about.append(f"{words} {', '.join(had[tag])}")
    about.append(", ".join(had.get("reason", ())))
    return "; ".join(part for part in about if part)


def read_targets(content: BinaryIO, file: Fetched) -> Iterator[Record | Reject]:
    """The targets of a simple CSV. Raises UnreadableError if it is none."""
    csv.field_size_limit(LONGEST)
    header: list[str] = []
    for number, line, size in rows(content):
        place = f"{file.written}:{number}"
        if not header:
            header = header_of(line)
            continue
        if not line.strip():
            continue
        try:
            if size > LONGEST:
                raise UnreadableError(f"has {size:,} bytes, a target at most {LONGEST:,}")
            record = target(cells_of(line), header, place)
        except UnreadableError as error:
            yield Reject(place, f"line {number} {error}", line, size, key_of_target(line, header))
            continue
        if record is not None:
            yield record


def key_of_target(line: bytes, header: Sequence[str]) -> str | None:
    """The id of a target whose row is broken, where it can be told: a row begins with it, broken or not."""
    if header[0] == "id" and (found := FIRST_CELL.match(line)):
        return found["id"].decode()
    return None


def rows(content: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """The rows of a CSV, a line each or several where a cell is broken over them.

    A row whose quotes do not close ends where the next begins; it must not swallow the rest of the file.
    """
    held: list[bytes] = []
    began = size = 0
    is_open = False
    for number, line, length in lines(content):
        if held and (BEGINS_ROW.match(line) or size > LONGEST):
            yield began, b"\n".join(held), size
            held, size, is_open = [], 0, False
        if not held:
            began = number
        held.append(line)
        size += length
        is_open ^= line.count(b'"') % 2 == 1
        if not is_open:
            yield began, b"\n".join(held), size
            held, size = [], 0
    if held:
        yield began, b"\n".join(held), size


def header_of(line: bytes) -> list[str]:
    """The columns of a simple CSV. Raises UnreadableError if it is none."""
    try:
        header = cells_of(line.removeprefix(BOM))
    except UnreadableError as error:
        raise UnreadableError(f"is no simple CSV of OpenSanctions: its first line {error}") from error
    lacking = [column for column in NEEDED if column not in header]
    if lacking:
        raise UnreadableError(f"is no simple CSV of OpenSanctions: its first line names no {', '.join(lacking)}")
    if len(set(header)) != len(header):
        raise UnreadableError("names a column twice")
    return header


def cells_of(line: bytes) -> list[str]:
    """The cells of a row. Raises UnreadableError."""
    try:
        return next(csv.reader(io.StringIO(line.decode(), newline=""), strict=True), [])
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not UTF-8 (byte {error.start})") from error
    except csv.Error as error:
        raise UnreadableError(f"is broken: {error}") from error


def target(cells: Sequence[str], header: Sequence[str], place: str) -> Record | None:
    """The record of a target; None for one of a kind that is no thing. Raises UnreadableError."""
    if len(cells) != len(header):
        raise UnreadableError(f"has {len(cells)} cells, a target {len(header)}")
    row = {column: text(column, cell) for column, cell in zip(header, cells, strict=True)}
    check_key(row["id"], row["schema"])
    if row["schema"] not in THINGS:
        return None
    check_name(row["name"])
    raw: dict[str, Any] = {}
    for column in COLUMNS:
        if column != "last_seen" and row.get(column):
            raw[column] = row[column] if column in PLAIN else joined(row[column])
    return Record(row["id"], place, raw, says_of_target(raw))


def joined(cell: str) -> list[str]:
    """The values in a cell, in order and each once: a line of CSV by itself, with `;` between them."""
    try:
        found = [value for line in csv.reader(io.StringIO(cell, newline=""), delimiter=";") for value in line]
    except csv.Error as error:
        raise UnreadableError(f"has a list that is broken: {error}") from error
    return sorted({value.strip() for value in found if value.strip()})


def says_of_target(raw: Json) -> str:
    about = [raw["name"], raw["schema"]]
    about += [", ".join(raw.get(column, ())) for column in ("countries", "birth_date", "program_ids", "sanctions")]
    about.append(f"data sets {', '.join(raw['dataset'])}" if "dataset" in raw else "")
    return "; ".join(part for part in about if part)
