"""The feed of PLOVER's events: what a machine took a report to say, in the columns of POLECAT under names of ours.

It has two forms: POLECAT's tables (tabs, a header), and objects of JSON, those of the older PLOVER among them, which
list actors by text and code. Both become one line of tabs for each event, which the lake reads as it reads GDELT's.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from loaders.lake.gdelt import UNREAD, Feed, plover_types
from loaders.lake.unfit import LONGEST, UnfitError

SEVERAL = "; "  # stands between the values of a cell, as POLECAT has it
NOTHING = frozenset({"", "none", "nan", "null"})
DATE = re.compile(r"((?:19|20)[0-9]{2})[-/]?([0-9]{2})[-/]?([0-9]{2})(?:[T ].*)?")
NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,12})?")
LONGEST_CELL = 100_000  # characters

# What earlier versions of PLOVER called otherwise.
FORMER = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
DOCUMENTS = "DOCUMENT"  # an object that explains the file it stands in; no event

PARTY = {
    "name": "{} by the usual name",
    "name_raw": "{} in the words of the report",
    "country": "{}: state by ISO's three letters, several with ; between",
    "cow": "{}: number of that state in the Correlates of War",
    "sector": "{}: chief sector, such as GOV, MIL, REB",
    "sectors": "{}: all sectors",
    "title": "{}: office or rank, in the words of the feed",
    "wikipedia": "{}: article of Wikipedia",
}
ABOUT: dict[str, tuple[str, str]] = {
    "event_id": ("varchar", "Number of the event in its feed"),
    "event_date": ("date", "Day of the event as the coder understood it"),
    "added_on": ("date", "Day of publication; where none is told, the day of the event"),
    "event_type": ("varchar", "Event type as the file has it"),
    "plover": ("varchar", "Event type under its present name: DEMAND is REQUEST"),
    "mode": ("varchar", "What is asked, refused or done in particular"),
    "intensity": ("double", "Goldstein-like scale, -10 to 10"),
    "quad_code": ("varchar", "Verbal or material, cooperation or conflict"),
    "contexts": ("varchar", "Fields of politics it belongs to"),
    **{f"actor_{name}": ("varchar", says.format("The actor")) for name, says in PARTY.items()},
    "actor_state": ("varchar", "The actor's state by ISO's two letters, if it is one"),
    **{f"recipient_{name}": ("varchar", says.format("The recipient")) for name, says in PARTY.items()},
    "recipient_state": ("varchar", "The recipient's state by ISO's two letters, if it is one"),
    "placename": ("varchar", "Place of the event"),
    "placename_raw": ("varchar", "Place in the words of the report"),
    "city": ("varchar", "City of the event"),
    "district": ("varchar", "District of the event"),
    "province": ("varchar", "Province of the event"),
    "country": ("varchar", "State in which it took place"),
    "latitude": ("double", "Degrees north"),
    "longitude": ("double", "Degrees east"),
    "geonames_id": ("varchar", "Number of the place in GeoNames"),
    "feature_type": ("varchar", "Sort of place"),
    "source": ("varchar", "Who published the report"),
    "headline": ("varchar", "Headline of the report"),
    "text": ("varchar", "Words of the report, where the file has them"),
    "story_people": ("varchar", "Persons named in the report"),
    "story_organisations": ("varchar", "Organisations named in the report"),
    "story_locations": ("varchar", "Places named in the report"),
    "language": ("varchar", "Language of the report"),
    "coder": ("varchar", "Who or what coded it"),
    "version": ("varchar", "Version of the coder"),
    "other": ("varchar", "What else the record has, as an object of JSON"),
}
FEED = Feed(
    kind="events",
    columns={name: kind for name, (kind, _) in ABOUT.items()},
    added="added_on",
    key=("event_id",),
    span="0",  # numbers of events tell nothing of when they came: every file may hold any of them
    says="Events of PLOVER as machines coded them (POLECAT and the like): claims of reports, not facts of the record",
    derived=UNREAD,
    loader="plover",
    described={name: says for name, (_, says) in ABOUT.items()},
)
# Columns of ours by those of files, without blanks, marks and capitals.
PARTY_NAMES = {
    "name": ("{}name",),
    "name_raw": ("{}nameraw",),
    "country": ("{}country",),
    "cow": ("{}cow",),
    "sector": ("primary{}sector", "{}sector"),
    "sectors": ("{}sectors",),
    "title": ("{}title",),
    "wikipedia": ("wikipedia{}id",),
}
FILE_NAMES = {
    "eventid": "event_id", "id": "event_id", "eventdate": "event_date", "date": "event_date",
    "publicationdate": "added_on", "eventtype": "event_type", "event": "event_type", "eventmode": "mode",
    "mode": "mode", "intensity": "intensity", "eventintensity": "intensity", "quadcode": "quad_code",
    "contexts": "contexts",
    "context": "contexts", "placename": "placename", "rawplacename": "placename_raw", "city": "city",
    "district": "district", "province": "province", "country": "country", "latitude": "latitude",
    "longitude": "longitude", "geonamesid": "geonames_id", "featureid": "geonames_id", "featuretype": "feature_type",
    "source": "source", "publication": "source", "headline": "headline", "text": "text", "storypeople": "story_people",
    "storyorganizations": "story_organisations", "storylocations": "story_locations", "language": "language",
    "coder": "coder", "version": "version",
    **{
        written.format(party): f"{party}_{name}"
        for party in ("actor", "recipient") for name, all_ in PARTY_NAMES.items() for written in all_
    },
}  # fmt: skip


def folded(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def cells_of(record: Mapping[str, Any], states: Mapping[str, str]) -> dict[str, str] | None:
    """The cells of an event by column of ours; None for an object that documents a file. Raises UnfitError."""
    cells: dict[str, str] = {}
    other: dict[str, Any] = {}
    for name, value in record.items():
        if folded(name) in ("source", "target") and isinstance(value, (list, dict)):
            cells |= party("actor" if folded(name) == "source" else "recipient", value)
        elif folded(name) == "eventloc" and isinstance(value, dict):
            cells["placename"] = written(value.get("name"))
        elif (column := FILE_NAMES.get(folded(name))) and not isinstance(value, dict):
            cells.setdefault(column, written(value))
        elif value not in (None, "", [], {}):
            other[name] = value
    cells = {name: value for name, value in cells.items() if value.lower() not in NOTHING}
    if cells.get("event_type", "").upper() == DOCUMENTS:
        return None
    if other:
        cells["other"] = written(json.dumps(other, ensure_ascii=False, sort_keys=True))
    return checked(cells, states)


def party(role: str, told: Any) -> dict[str, str]:
    """The cells of the actors that an object lists."""
    listed = [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, dict)]
    columns = {"name_raw": "actorText", "country": "code", "sector": "sector"}
    return {f"{role}_{name}": joined(written(one.get(key)) for one in listed) for name, key in columns.items()}


def joined(values: Iterable[str]) -> str:
    return SEVERAL.join(dict.fromkeys(value for value in values if value.lower() not in NOTHING))


def written(value: Any) -> str:
    """A value as a cell: one line, without tabs; of a list its values with ; between."""
    if isinstance(value, list):
        return joined(written(one) for one in value)
    if value is None or isinstance(value, bool | dict):
        return "" if value is None else json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())


def checked(cells: dict[str, str], states: Mapping[str, str]) -> dict[str, str]:
    """The cells with what is derived of them. Raises UnfitError if they make no event."""
    for name, cell in cells.items():
        if "\0" in cell or any("\ud800" <= c <= "\udfff" for c in cell):
            raise UnfitError(f"{name} holds characters that are none")
        if len(cell) > LONGEST_CELL:
            raise UnfitError(f"{name} has {len(cell):,} characters, at most {LONGEST_CELL:,} are taken")
    if sum(map(len, cells.values())) > LONGEST // 4:
        raise UnfitError(f"has more than {LONGEST // 4:,} characters")
    for name in ("event_id", "event_type", "event_date"):
        if name not in cells:
            raise UnfitError(f"has no {name.replace('_', ' ')}")
    for name in ("event_date", "added_on"):
        cells[name] = day(name, cells.get(name, cells["event_date"]))
    for name in ("intensity", "latitude", "longitude"):
        if not NUMBER.fullmatch(cells.get(name, "0")):
            raise UnfitError(f"{name} is no number: {cells[name][:40]!r}")
    type_ = cells["event_type"].upper()
    if found := FORMER.get(type_, type_ if type_ in plover_types().values() else None):
        cells["plover"] = found
    for role in ("actor", "recipient"):
        found_states = {states.get(code) for code in cells.get(f"{role}_country", "").split(SEVERAL)}
        if len(found_states) == 1 and (state := found_states.pop()):
            cells[f"{role}_state"] = state
    return cells


def day(name: str, cell: str) -> str:
    """A day as the lake reads it, YYYYMMDD. Raises UnfitError."""
    found = DATE.fullmatch(cell)
    if found is None:
        raise UnfitError(f"{name} is no date: {cell[:40]!r}")
    try:
        return dt.date(*map(int, found.groups())).strftime("%Y%m%d")
    except ValueError as error:
        raise UnfitError(f"{name} is no date: {cell[:40]!r}") from error


def line(cells: Mapping[str, str]) -> bytes:
    return "\t".join(cells.get(name, "") for name in FEED.columns).encode() + b"\n"
