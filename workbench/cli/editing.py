"""A fact changed field by field: what a person writes, read into what the record takes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Enum

from loaders.reviewing.changing import PRINCIPAL
from loaders.reviewing.showing import View, interval, neighbours
from loaders.reviewing.state import table_of
from schema.errors import QueryError
from workbench.cli.keys import line
from workbench.cli.review_screen import label
from workbench.filling import LINKS, Known, interval_of, things_of, written_things


def asked_changes(connection: Connection, view: View, known: Mapping[str, Known]) -> dict[str, Any]:
    """What a person changes, field by field, as `changing.changed` takes it; an empty line empties a field."""
    table = table_of(view.kind)
    changes: dict[str, Any] = {}
    for name, before in view.state["fields"].items():
        if name.endswith(PRINCIPAL):
            continue
        column = table.c[name]
        if isinstance(column.type, Enum):
            words = list(column.type.enums)
            after = choice(label(name), before, {word: word for word in words}, one_of(words, column.nullable))
        elif name in LINKS:
            beside = neighbours(connection, view.fact_id)
            after = choice(label(name), before, beside, one_of([*beside, before or ""], column.nullable))
        elif column.foreign_keys:
            names = known[next(iter(column.foreign_keys)).column.table.name]
            after = choice(label(name), before, names.ids, lambda written, names=names: named(names, written))  # type: ignore[misc]
        else:
            after = line(label(name), before or "") or None
        if after != before:
            changes[name] = after
    days = line("when (day, month, year, or FIRST..LAST)", interval(view.state), read=interval_of)
    if days != interval(view.state):
        changes["earliest"], changes["latest"] = interval_of(days)
        changes["date_words"] = line("in which words", view.state["date_words"] or "") or None
    changes |= asked_weapons(view, known["weapon_system"])
    return changes


def choice(
    question: str, before: str | None, names: Mapping[str, str], read: Callable[[str], str | None]
) -> str | None:
    return read(line(question, before or "", names=names, read=read))


def one_of(words: Sequence[str], nullable: bool) -> Callable[[str], str | None]:
    def read(written: str) -> str | None:
        if not written and nullable:
            return None
        if written not in words:
            raise QueryError(f"one of: {', '.join(word for word in words if word)}")
        return written

    return read


def named(known: Known, written: str) -> str | None:
    return known.find(written) if written else None


def asked_weapons(view: View, known: Known) -> dict[str, Any]:
    """The weapons, all on one line: `patriot: 2 battery; s-400: 4-6; leopard`."""
    before = written_things(view.state["objects"])
    question = "weapons (NAME: HOW MANY UNIT; …)"
    after = line(question, before, names=known.ids, separator=";", read=lambda told: things_of(told, known))
    return {} if after == before else {"objects": things_of(after, known)}
