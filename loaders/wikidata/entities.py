"""Dumps of Wikidata to entities, one at a time: an entity a line between [ and ], or one object with `entities`."""

import datetime as dt
import json
import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from loaders.decoding import UnreadableError
from loaders.fetching import opened
from loaders.ledger import MOST_RAW, Reject

LONGEST = 32 << 20  # bytes of an entity; the largest of Wikidata has five million
ITEM = re.compile(r"Q[1-9][0-9]{0,11}")
TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T")
DAY, MONTH, YEAR = 11, 10, 9  # how exactly a time is known

Entity = Mapping[str, Any]
Days = tuple[dt.date, dt.date]


def entities(path: Path, name: str) -> Iterator[Entity | Reject]:
    """The entities of a dump, and the lines that are none. Raises UnreadableError if it is no dump."""
    with opened(path) as content:
        met = False
        for number, line, size in lines(content):
            bare = line.strip().removesuffix(b",")
            if not bare or bare in (b"[", b"]"):
                met = met or bool(bare)
                continue
            bare = bare.removeprefix(b"[").removesuffix(b"]") if number == 1 else bare.removesuffix(b"]")
            found = parsed(bare, size)
            if isinstance(found, str):
                if not met:
                    raise UnreadableError(
                        f"is no dump of Wikidata (an entity of JSON a line): line {number} {found}; an object of "
                        '`{"entities": …}` must stand on one line (jq -c .)'
                    )
                yield Reject(f"{name}:{number}", f"line {number} {found}", line[:MOST_RAW] or b"-", size)
                continue
            met = True
            several = found.get("entities")
            for entity in several.values() if isinstance(several, dict) else [found]:
                if isinstance(entity, dict) and ITEM.fullmatch(str(entity.get("id"))):
                    yield entity
                elif not (isinstance(entity, dict) and str(entity.get("id", "")).startswith(("P", "L"))):
                    yield Reject(f"{name}:{number}", f"line {number} has no item with a number", line[:MOST_RAW], size)


def lines(content: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """Each line with its number and size; of one that is too long only the beginning."""
    number = 0
    while part := content.readline(LONGEST):
        number += 1
        size, last = len(part), part
        while len(last) == LONGEST and not last.endswith(b"\n"):
            last = content.readline(LONGEST)
            size += len(last)
        yield number, part, size


def parsed(line: bytes, size: int) -> Entity | str:
    """The entity of a line, or what is wrong with it."""
    if size > LONGEST:
        return f"is longer than {LONGEST:,} bytes"
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"is not JSON: {str(error)[:200]}"
    return found if isinstance(found, dict) else "is not an object of JSON"


def statements(entity: Entity, key: str) -> list[Entity]:
    """The statements of a property that hold: deprecated ones left out."""
    claims = entity.get("claims")
    found = claims.get(key) if isinstance(claims, dict) else None
    listed = found if isinstance(found, list) else []
    return [one for one in listed if isinstance(one, dict) and one.get("rank") != "deprecated"]


def best(entity: Entity, key: str) -> list[Entity]:
    """The statements of a property that are preferred, or where none is, all that hold."""
    held = statements(entity, key)
    return [one for one in held if one.get("rank") == "preferred"] or held


def value(snak: Any) -> Any:
    """The value of a snak; None for one that is unknown or none."""
    if not isinstance(snak, dict) or snak.get("snaktype") != "value" or not isinstance(snak.get("datavalue"), dict):
        return None
    return snak["datavalue"].get("value")


def item_in(found: Any) -> str | None:
    """The number of the item that a value is."""
    number = found.get("id") if isinstance(found, dict) else None
    return number if isinstance(number, str) and ITEM.fullmatch(number) else None


def items(held: list[Entity]) -> list[str]:
    """The items that statements name, each once."""
    found = (item_in(value(one.get("mainsnak"))) for one in held)
    return list(dict.fromkeys(item for item in found if item))


def strings(held: list[Entity]) -> list[str]:
    """The strings that statements hold, those in a language left to English."""
    found: list[str] = []
    for one in held:
        told = value(one.get("mainsnak"))
        if isinstance(told, dict) and told.get("language") == "en":
            told = told.get("text")
        if isinstance(told, str) and told.strip():
            found.append(told.strip())
    return list(dict.fromkeys(found))


def qualifiers(statement: Entity, key: str) -> list[Any]:
    all_ = statement.get("qualifiers")
    found = all_.get(key) if isinstance(all_, dict) else None
    return [told for snak in (found if isinstance(found, list) else []) if (told := value(snak)) is not None]


def days(found: Any) -> Days | None:
    """First and last day of a time, by its precision; None for one vaguer than a year, or before the year 1000."""
    if not isinstance(found, dict) or not (written := TIME.match(str(found.get("time")))):
        return None
    year, month, day = map(int, written.groups())
    precision = found.get("precision")
    try:
        if precision == DAY:
            return dt.date(year, month, day), dt.date(year, month, day)
        if precision == MONTH:
            return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
        if precision == YEAR and year >= 1000:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except (ValueError, IndexError):
        return None
    return None


def label(entity: Entity) -> str | None:
    """The English label; `mul` stands for all languages of Latin letters."""
    labels = entity.get("labels")
    for language in ("en", "mul", "en-gb"):
        told = labels.get(language) if isinstance(labels, dict) else None
        if isinstance(told, dict) and isinstance(told.get("value"), str) and told["value"].strip():
            return " ".join(told["value"].split())
    return None


def aliases(entity: Entity) -> list[str]:
    """The other English names."""
    all_ = entity.get("aliases")
    told = all_.get("en") if isinstance(all_, dict) else None
    names = (one.get("value") for one in (told if isinstance(told, list) else []) if isinstance(one, dict))
    return list(dict.fromkeys(" ".join(name.split()) for name in names if isinstance(name, str) and name.strip()))
