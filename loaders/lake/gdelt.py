"""The two feeds of GDELT 2.0: their columns, how a file tells which it is, and what is derived from them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from extraction.names.reference import Reference
from schema.errors import QueryError, SourceError
from schema.settings import REFERENCE_LISTS

ACTOR = """
    Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code
""".split()
PLACE = {
    "Type": "integer",
    "Fullname": "varchar",
    "CountryCode": "varchar",
    "ADM1Code": "varchar",
    "ADM2Code": "varchar",
    "Lat": "double",
    "Long": "double",
    "FeatureID": "varchar",
}
EVENTS = {
    "GLOBALEVENTID": "bigint",
    "SQLDATE": "date",
    "MonthYear": "integer",
    "EventYear": "integer",  # Year in GDELT; here `year` is the partition, of the day a row was added
    "FractionDate": "double",
    **{f"Actor1{name}": "varchar" for name in ACTOR},
    **{f"Actor2{name}": "varchar" for name in ACTOR},
    "IsRootEvent": "integer",
    "EventCode": "varchar",
    "EventBaseCode": "varchar",
    "EventRootCode": "varchar",
    "QuadClass": "integer",
    "GoldsteinScale": "double",
    "NumMentions": "integer",
    "NumSources": "integer",
    "NumArticles": "integer",
    "AvgTone": "double",
    **{f"{who}Geo_{name}": kind for who in ("Actor1", "Actor2", "Action") for name, kind in PLACE.items()},
    "DATEADDED": "timestamp",
    "SOURCEURL": "varchar",
}
MENTIONS = {
    "GLOBALEVENTID": "bigint",
    "EventTimeDate": "timestamp",
    "MentionTimeDate": "timestamp",
    "MentionType": "integer",
    "MentionSourceName": "varchar",
    "MentionIdentifier": "varchar",
    "SentenceID": "integer",
    "Actor1CharOffset": "integer",
    "Actor2CharOffset": "integer",
    "ActionCharOffset": "integer",
    "InRawText": "integer",
    "Confidence": "integer",
    "MentionDocLen": "integer",
    "MentionDocTone": "double",
    "MentionDocTranslationInfo": "varchar",
    "Extras": "varchar",
}
# CAMEO's codes of states that are not the ISO codes of today.
OTHER_CODES = {"ROM": "RO", "TMP": "TL", "GZS": "PS", "WSB": "PS"}


@dataclass(frozen=True)
class Feed:
    """One feed: the columns of its files with their types, and which of them say when a row came and make it one.

    `span` is SQL for a whole number that grows as rows come: by it a file tells which rows it may hold.
    The first column of `key` tells rows apart; `described` says of columns what GDELT's codebook does not.
    """

    kind: str
    columns: Mapping[str, str]
    added: str
    key: tuple[str, ...]
    span: str
    says: str
    derived: Mapping[str, str]
    loader: str = "gdelt"
    described: Mapping[str, str] = field(default_factory=dict)

    @property
    def view(self) -> str:
        return f"{self.loader}_{self.kind}"

    @property
    def strict(self) -> tuple[str, ...]:
        """Columns without which, or with another value in them, a line is no record."""
        return tuple(name for name, kind in self.columns.items() if kind in ("bigint", "date", "timestamp"))


UNREAD = {"unread": "Columns whose value is no number though it should be; they are NULL"}
FEEDS = {
    "events": Feed(
        "events",
        EVENTS,
        "DATEADDED",
        ("GLOBALEVENTID",),
        '"GLOBALEVENTID"',
        "Events of GDELT 2.0 as machines coded them: claims of news sites, not facts of the record",
        {
            "plover": "Event type of PLOVER for the CAMEO code",
            "actor1_state": "State of the first actor",
            "actor2_state": "State of the second actor",
            "is_backdated": "Dated exactly one month or one year before it was added: the date is doubtful",
            **UNREAD,
        },
    ),
    "mentions": Feed(
        "mentions",
        MENTIONS,
        "MentionTimeDate",
        tuple(MENTIONS),
        "strftime(\"MentionTimeDate\", '%Y%m%d%H%M%S')::bigint",
        "Mentions in articles of the events of GDELT 2.0, one a sentence",
        UNREAD,
    ),
}


def feed_of(kind: str | Feed | None, name: str, first_line: bytes) -> Feed:
    """The feed of a file: as told, else by its columns, else by its name. Raises SourceError if none of them tells."""
    if isinstance(kind, Feed):
        return kind
    if kind is not None:
        if kind not in FEEDS:
            raise QueryError(f"no such kind: {kind}; one of: {', '.join(FEEDS)}")
        return FEEDS[kind]
    width = max(first_line.count(b"\t"), first_line.count(b",") if b"\t" not in first_line else 0) + 1
    for feed in FEEDS.values():
        if width == len(feed.columns):
            return feed
    if width in (57, 58):
        raise SourceError(f"{name} has {width} columns, as GDELT 1.0 has; only GDELT 2.0 is read")
    lower = name.lower()
    for word, known in (("mentions", "mentions"), ("export", "events"), ("events", "events")):
        if word in lower:
            return FEEDS[known]
    raise SourceError(f"{name} has {width} columns; events have 61, mentions 16: give --kind if it is one of them")


@cache
def plover_types() -> Mapping[str, str | None]:
    """PLOVER's event type by the beginning of a CAMEO code; the longest that fits counts."""
    with (REFERENCE_LISTS / "cameo_plover.csv").open(encoding="utf-8", newline="") as file:
        return {row["cameo"]: row["plover"] or None for row in csv.DictReader(file)}


def plover_of(code: str) -> str | None:
    """The event type of PLOVER for a CAMEO code, or None if it has none."""
    known = plover_types()
    return next((known[code[:size]] for size in range(len(code), 1, -1) if code[:size] in known), None)


def states(reference: Reference) -> dict[str, str]:
    """ISO's two letters by CAMEO's code of a state."""
    iso = {actor.iso3: key for key, actor in reference.actors.items() if actor.iso3 and len(key) == 2}
    return iso | {code: key for code, key in OTHER_CODES.items() if key in reference.actors}
