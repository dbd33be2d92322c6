"""The consolidated list of the UN Security Council as records, read from its XML as a stream.

A document type is refused, and with it every entity that one could declare. A record holds what an entry holds: texts
by tag, with one blank between words, for the file breaks and indents them; what is empty is left out.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse, tostring

from loaders.decoding import UnreadableError
from loaders.fetching import Fetched
from loaders.ledger import Reject
from loaders.registers.fitting import LONGEST_KEY, cut, fits, fits_as_name
from loaders.registers.register import Json, Record

ROOT = "CONSOLIDATED_LIST"
ENTRIES = {"INDIVIDUALS": "INDIVIDUAL", "ENTITIES": "ENTITY"}
NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
DATA_ID = re.compile(r"[0-9]{1,20}")
DEEPEST = 12  # elements within elements; a real list has five
LONGEST = 4 << 20  # bytes of an entry; the longest of a real list has 10,000


def read(content: BinaryIO, file: Fetched) -> Iterator[Record | Reject]:
    """The entries of a list. Raises UnreadableError if it is none, also after some of them."""
    for within, number, element in entries(content):
        raw = value(element)
        fault = fault_of(within, element.tag, raw)
        known = leaf(raw, "DATAID") if isinstance(raw, dict) else ""
        place = f"{file.written}#{cut(within, LONGEST_KEY)}/{cut(known, LONGEST_KEY) or f'[{number}]'}"
        if fault:
            says_so = f"entry {number} of {cut(within, LONGEST_KEY)} {fault}"
            yield Reject(place, says_so, tostring(element, "utf-8"), key=known or None)
            continue
        assert isinstance(raw, dict), f"{place} passed for an entry"
        yield Record(known, place, raw | {"entry": element.tag}, says(element.tag, raw))


def entries(content: BinaryIO) -> Iterator[tuple[str, int, Element]]:
    """Each entry with the list that it stands in and its number there. Raises UnreadableError."""
    metered = Metered(content)
    path: list[Element] = []
    met: Counter[str] = Counter()
    try:
        for event, element in iterparse(metered, ("start", "end"), forbid_dtd=True):
            if event == "start":
                if not path and element.tag != ROOT:
                    raise UnreadableError(
                        f"is no list of the UN Security Council: it begins with <{element.tag[:40]}>, not <{ROOT}>"
                    )
                path.append(element)
                if len(path) > DEEPEST:
                    raise UnreadableError(f"has more than {DEEPEST} elements within one another: it is no honest list")
                continue
            path.pop()
            if len(path) == 2:
                within = path[-1]
                met[within.tag] += 1
                yield within.tag, met[within.tag], element
                metered.entry_ended()
                within.remove(element)
    except DefusedXmlException as error:
        raise UnreadableError(
            "declares a document type or entities, which the list of the UN never does: get it anew from its source"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableError(f"is broken as XML ({error}): get it anew from its source") from error


class Metered:
    """The bytes of a list, which stop with UnreadableError where one entry has more than LONGEST of them."""

    def __init__(self, content: BinaryIO) -> None:
        self.content, self.since_entry = content, 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.content.read(size)
        self.since_entry += len(chunk)
        if self.since_entry > LONGEST:
            raise UnreadableError(f"has more than {LONGEST:,} bytes without an entry's end: it is no honest list")
        return chunk

    def entry_ended(self) -> None:
        self.since_entry = 0


def value(element: Element) -> Any:
    """What an element holds: its text, or its parts by tag; what is empty is left out, what repeats is a list."""
    if not len(element):
        return " ".join((element.text or "").split())
    found: dict[str, Any] = {}
    for part in element:
        held = value(part)
        if not held:
            continue
        if part.tag not in found:
            found[part.tag] = held
        elif isinstance(found[part.tag], list):
            found[part.tag].append(held)
        else:
            found[part.tag] = [found[part.tag], held]
    return found


def leaves(raw: Json, tag: str) -> list[str]:
    """The texts under a tag."""
    held = raw.get(tag, ())
    return [each for each in (held if isinstance(held, list) else [held]) if isinstance(each, str)]


def leaf(raw: Json, tag: str) -> str:
    return next(iter(leaves(raw, tag)), "")


def parts(raw: Json, tag: str) -> list[dict[str, Any]]:
    """The elements under a tag that have parts themselves."""
    held = raw.get(tag, ())
    return [each for each in (held if isinstance(held, list) else [held]) if isinstance(each, dict)]


def valued(raw: Json, tag: str) -> list[str]:
    """The texts under a tag that wraps each in a `VALUE`."""
    return [written for part in parts(raw, tag) for written in leaves(part, "VALUE")]


def fault_of(within: str, tag: str, raw: Any) -> str | None:
    if ENTRIES.get(within) != tag:
        return f"is <{cut(tag, LONGEST_KEY)}>: entries are <INDIVIDUAL> in <INDIVIDUALS>, <ENTITY> in <ENTITIES>"
    if not isinstance(raw, dict):
        return "is empty"
    if not DATA_ID.fullmatch(leaf(raw, "DATAID")):
        return f"has {leaf(raw, 'DATAID')[:40]!r} for its DATAID" if leaf(raw, "DATAID") else "has no DATAID"
    if not name_of(raw):
        return "has no name"
    if not fits_as_name(name_of(raw)):
        return f"has a name of {len(name_of(raw)):,} characters"
    if not leaf(raw, "UN_LIST_TYPE"):
        return "has no UN_LIST_TYPE"
    if not fits(leaf(raw, "UN_LIST_TYPE"), LONGEST_KEY):
        return f"has a UN_LIST_TYPE of {len(leaf(raw, 'UN_LIST_TYPE')):,} characters"
    return None


def name_of(raw: Json) -> str:
    return " ".join(written for part in NAME_PARTS if (written := leaf(raw, part)))


def says(tag: str, raw: Json) -> str:
    about = [name_of(raw), tag.lower(), *valued(raw, "DESIGNATION"), f"list {leaf(raw, 'UN_LIST_TYPE')}"]
    about.append(leaf(raw, "REFERENCE_NUMBER"))
    if written := leaf(raw, "LISTED_ON"):
        about.append(f"listed on {written[:10]}")
    about += valued(raw, "NATIONALITY")
    about.append(leaf(raw, "COMMENTS1"))
    return "; ".join(part for part in about if part)


def released_on(content: BinaryIO) -> dt.date | None:
    """The day on which the list was generated, from its first element. Raises UnreadableError."""
    try:
        for _, element in iterparse(Metered(content), ("start",), forbid_dtd=True):
            return day(element.get("dateGenerated", ""))
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise UnreadableError("is no XML of the UN's list: get it anew from its source") from error
    return None


def day(written: str) -> dt.date | None:
    """A day, from the beginning of what may have an hour or a zone behind it; None if there is none."""
    try:
        return dt.datetime.strptime(written[:10], "%Y-%m-%d").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None
