"""Lines of JSON as coders and people write them: texts to be coded, and facts coded in them, read strictly."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extraction.scoring import ROLES
from loaders.decoding import half_characters
from schema.errors import SourceError, did_you_mean


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises SourceError with file and line."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield read_object(f"{path}:{number}", line)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error


def read_object(place: str, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{place}: not JSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise SourceError(f'{place}: each line must be an object with an "id"')
    if half_characters(json.dumps(found, ensure_ascii=False)):
        raise SourceError(f"{place}: holds half characters (lone surrogates): mend its encoding")
    return found


def text_of(line: dict[str, Any], beside: Path) -> str:
    """The text of a line, or of the file it names: beside the list, or beside the folder the list stands in."""
    if isinstance(line.get("text"), str):
        return str(line["text"])
    name = line.get("text_file")
    if isinstance(name, str):
        for folder in (beside.parent, beside.parent.parent):
            if (folder / name).is_file():
                return read_beside(folder / name)
        raise SourceError(f"{beside}: {line['id']}: no such text file: {name}")
    raise SourceError(f'{beside}: {line["id"]}: needs "text" or "text_file"')


def day_of(line: dict[str, Any]) -> dt.date | None:
    written = line.get("published_on")
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise SourceError(f"{line['id']}: published_on is {written!r}, not YYYY-MM-DD") from error


def read_beside(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {file}: {error}") from error


def facts_of(line: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    """The facts of a line, each of a known type and with fields that can be compared. Raises SourceError."""
    facts = line.get("facts")
    if not isinstance(facts, list):
        raise SourceError(f'{path}: {line["id"]}: needs "facts", a list')
    for number, fact in enumerate(facts, start=1):
        if fault := fault_of(fact):
            raise SourceError(f"{path}: {line['id']}: fact {number} {fault}")
    return facts


def fault_of(fact: Any) -> str | None:
    """What is wrong with a fact; None if nothing is."""
    if not isinstance(fact, dict):
        return "is not an object"
    kind = fact.get("type")
    if not isinstance(kind, str) or kind not in ROLES:
        return f"has the type {kind!r}, not one of {', '.join(ROLES)}.{did_you_mean(str(kind), ROLES)}"
    for name in (*ROLES[kind], "beneficiary"):
        if not isinstance(fact.get(name), str | None):
            return f"has a {name} that is not text: {fact[name]!r}"
    for name in ("objects", "trigger"):
        named = fact.get(name) or []
        if not isinstance(named, list) or not all(isinstance(weapon, str) for weapon in named):
            return f"has {name} that are not a list of names: {named!r}"
    spans = fact.get("evidence") or []
    if not isinstance(spans, list) or not all(is_span(span) for span in spans):
        return f"has evidence that is not a list of [start, end]: {spans!r}"
    return None


def is_span(span: Any) -> bool:
    return isinstance(span, list) and len(span) == 2 and all(isinstance(place, int) for place in span)
