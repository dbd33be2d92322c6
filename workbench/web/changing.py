"""The form in which a reviewer changes a fact: its fields as they are, and what a posted form changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Enum, select

from loaders.reviewing.changing import PRINCIPAL
from loaders.reviewing.showing import View, interval, neighbours
from loaders.reviewing.state import table_of
from schema.errors import QueryError
from schema.models import Actor, FactObject, WeaponSystem
from schema.vocabulary import ActorKind
from workbench.filling import LINKS, Known, interval_of, things_of, written_things

PREFIX = "f-"  # of the names of fields, so that none is taken for what the form carries
WHEN, WORDS, WEAPONS = "when", "in which words", "weapons"
OFFERED = 400
LONGEST = 2_000


@dataclass(frozen=True)
class Field:
    """A field of the form: `options` are all that it may hold, where that is told; `offered` names of the data."""

    name: str
    label: str
    written: str
    options: tuple[tuple[str, str], ...] = ()
    offered: str = ""
    hint: str = ""
    fault: str = ""


def form_of(connection: Connection, shown: View, posted: Mapping[str, str] | None = None) -> list[Field]:
    """The fields of a fact; what was `posted` stands in them, if it could not be taken."""
    table = table_of(shown.kind)
    fields = []
    for name, before in shown.state["fields"].items():
        if name.endswith(PRINCIPAL):
            continue
        column = table.c[name]
        written = shown_as(shown, name, before)
        label = name.removesuffix("_id").replace("_", " ")
        empty = (("", "–"),) if column.nullable else ()
        if isinstance(column.type, Enum):
            fields.append(
                Field(name, label, written, (*empty, *((one, one.replace("_", " ")) for one in column.type.enums)))
            )
        elif name in LINKS:
            beside = neighbours(connection, shown.fact_id)
            options = tuple(beside.items()) + (((before, before),) if before and before not in beside else ())
            fields.append(Field(name, label, written, (*empty, *options)))
        elif column.foreign_keys:
            kind = next(iter(column.foreign_keys)).column.table.name
            fields.append(Field(name, label, written, offered=kind, hint="any name of it; empty if nobody is told"))
        else:
            fields.append(Field(name, label, written))
    state = shown.state
    fields.append(Field(WHEN, WHEN, interval(state), hint="2020-03-01, 2020-03, 2020, or two of them: 2019..2020-03"))
    fields.append(Field(WORDS, WORDS, state["date_words"] or ""))
    things = written_things(state["objects"])
    fields.append(Field(WEAPONS, WEAPONS, things, hint="patriot: 2 battery; s-400: 4-6; leopard"))
    if posted is None:
        return fields
    return [Field(**{**vars(one), "written": posted.get(PREFIX + one.name, one.written)}) for one in fields]


def shown_as(shown: View, name: str, value: str | None) -> str:
    """A value as the form has it: an actor, weapon or instrument by its name."""
    if value is None:
        return ""
    return shown.names.get(value, value) if name.endswith("_id") and name not in LINKS else value


def changes_in(
    connection: Connection, shown: View, known: Mapping[str, Known], posted: Mapping[str, str]
) -> dict[str, Any]:
    """What a posted form changes, as `changing.changed` takes it. Raises QueryError for what cannot be read."""
    table = table_of(shown.kind)
    changes: dict[str, Any] = {}
    for field in form_of(connection, shown):
        written = posted.get(PREFIX + field.name, field.written).strip()
        if len(written) > LONGEST:
            raise QueryError(f"{field.label} has {len(written):,} characters; {LONGEST:,} are the most")
        if written == field.written or field.name == WORDS:
            continue
        if field.name == WHEN:
            changes["earliest"], changes["latest"] = interval_of(written)
        elif field.name == WEAPONS:
            changes["objects"] = things_of(written, known["weapon_system"])
        elif table.c[field.name].foreign_keys and field.name not in LINKS:
            names = known[next(iter(table.c[field.name].foreign_keys)).column.table.name]
            changes[field.name] = names.find(written) if written else None
        else:
            changes[field.name] = written or None
    words = posted.get(PREFIX + WORDS, shown.state["date_words"] or "").strip()
    if words != (shown.state["date_words"] or ""):
        changes["date_words"] = words or None
    return changes


def offered(connection: Connection) -> dict[str, list[str]]:
    """Names that the form brings with it: states and organisations, and weapons that some fact is about.

    Any other name on record may be written all the same.
    """
    actors = select(Actor.name).where(Actor.kind.in_((ActorKind.STATE, ActorKind.INTERNATIONAL_ORGANISATION)))
    weapons = select(WeaponSystem.name).where(WeaponSystem.id.in_(select(FactObject.weapon_id)))
    return {
        "actor": list(connection.scalars(actors.order_by(Actor.name).limit(OFFERED))),
        "weapon_system": list(connection.scalars(weapons.order_by(WeaponSystem.name).limit(OFFERED))),
    }
