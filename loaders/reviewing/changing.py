"""What a person fills in, checked: words of the vocabularies, actors and weapons on record, days in their order."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Column, Connection, Enum, Table, func, select

from extraction.names.reference import Reference
from loaders.reviewing.state import State, fields_of, of_type, plain, table_of
from schema.errors import QueryError, did_you_mean
from schema.models import Actor, Article, Evidence, Fact, FactObject, WeaponSystem
from schema.vocabulary import DatePrecision, FactKind, ObjectRole, Resolution

PRINCIPAL = "_principal_id"
INTERVAL = ("earliest", "latest", "date_words")
MOST = Decimal(10) ** 12  # what the column takes


def changed(
    connection: Connection, reference: Reference, fact_id: str, state: State, changes: Mapping[str, Any]
) -> State:
    """A state with what a person changes; raises QueryError if it cannot be so.

    `changes` are by column (`action`, `requester_id`, `earliest`), and `objects` is a list of weapons by the columns of
    `fact_object`, which replaces all. Who an actor acts for is told by the lists, on the day of the article.
    """
    table = table_of(state["kind"])
    fields = dict(state["fields"])
    for name, value in changes.items():
        if name in INTERVAL or name == "objects":
            continue
        if name not in fields or name.endswith(PRINCIPAL):
            raise QueryError(f"a {state['kind']} has no field {name!r} to change.{did_you_mean(name, fields)}")
        fields[name] = checked(connection, table.c[name], value)
        if role_of(table, name):
            role = name.removesuffix("_id")
            fields[f"{role}{PRINCIPAL}"] = principal_of(connection, reference, fields[name], fact_id)
    for name, value in fields.items():
        if isinstance(value, str) and name in ("attached_to_id", "request_id") and name in changes:
            check_link(connection, fact_id, value, FactKind.REQUEST if name == "request_id" else None)
    after = state | {name: changes[name] for name in INTERVAL if name in changes} | {"fields": fields}
    check_interval(after)
    if "objects" in changes:
        after["objects"] = weapons(connection, FactKind(state["kind"]), state["objects"], changes["objects"])
    return after


def checked(connection: Connection, column: Column[Any], value: Any) -> Any:
    """A value that a column may have."""
    if value is None or value == "":
        if not column.nullable:
            raise QueryError(f"{column.name} may not be empty")
        return None
    if not isinstance(value, str):
        raise QueryError(f"{column.name} is {value!r}, not text")
    value = str(value)
    if isinstance(column.type, Enum):
        words = column.type.enums
        if value not in words:
            raise QueryError(f"{column.name} is {value!r}; one of: {', '.join(words)}.{did_you_mean(value, words)}")
    elif column.foreign_keys:
        (key,) = column.foreign_keys
        target = key.column
        if not connection.scalar(select(func.count()).where(target == value)):
            raise QueryError(f"{column.name}: no {target.table.name} on record has the id {value!r}")
    return value


def role_of(table: Table, name: str) -> bool:
    """Whether a column holds an actor in a role, beside whom it acts for."""
    return name.endswith("_id") and f"{name.removesuffix('_id')}{PRINCIPAL}" in table.c


def principal_of(connection: Connection, reference: Reference, actor: str | None, fact_id: str) -> str | None:
    """Whom an actor acts for on the day that its fact was told; of one that the lists lack, as the record has it."""
    if actor is None:
        return None
    day = connection.scalar(
        select(func.min(Article.published_on))
        .join(Evidence, Evidence.article_id == Article.id)
        .where(Evidence.fact_id == fact_id, Article.published_precision == DatePrecision.DAY)
    )
    met = {actor}
    while actor not in reference.actors:
        above = connection.scalar(select(Actor.principal_id).where(Actor.id == actor))
        if above is None or above in met:
            return actor
        met.add(above)
        actor = above
    return reference.principal(actor, day)


def check_link(connection: Connection, fact_id: str, to: str, kind: FactKind | None) -> None:
    """A condition hangs on a deed, a response on a request, both of their own article."""
    found = connection.scalar(select(Fact.kind).where(Fact.id == to))
    if to == fact_id or found is FactKind.CONDITION or (kind is not None and found is not kind):
        raise QueryError(f"{fact_id} cannot hang on {to}, a {found}")
    places = [
        set(connection.scalars(select(Evidence.article_id).where(Evidence.fact_id == each))) for each in (fact_id, to)
    ]
    if not places[0] & places[1]:
        raise QueryError(f"{fact_id} cannot hang on {to}: that is told in another article")


def check_interval(state: State) -> None:
    days = [state["earliest"], state["latest"]]
    for name, day in zip(("earliest", "latest"), days, strict=True):
        try:
            _ = day is None or dt.date.fromisoformat(day)
        except (TypeError, ValueError) as error:
            raise QueryError(f"{name} is {day!r}, not YYYY-MM-DD") from error
    if (days[0] is None) != (days[1] is None):
        raise QueryError("an interval has a first and a last day, or neither")
    if days[0] is not None and days[0] > days[1]:
        raise QueryError(f"an interval cannot run from {days[0]} to {days[1]}")


def weapons(
    connection: Connection, kind: FactKind, before: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The rows of weapons that a person tells; what was known of one that stays is kept."""
    table = FactObject.__table__
    columns = [column.name for column in fields_of(table)]
    known = {(row["role"], row["weapon_id"]): row for row in before}
    usual = ObjectRole.TRIGGER if kind is FactKind.SANCTION else ObjectRole.OBJECT
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in told:
        if wrong := set(one) - set(columns):
            raise QueryError(f"a weapon has no {sorted(wrong)[0]!r}.{did_you_mean(sorted(wrong)[0], columns)}")
        weapon = one.get("weapon_id")
        if not isinstance(weapon, str) or not connection.scalar(select(func.count()).where(WeaponSystem.id == weapon)):
            raise QueryError(f"no weapon system on record has the id {weapon!r}")
        role = one.get("role") or next((row["role"] for row in before if row["weapon_id"] == weapon), str(usual))
        at = str(role), weapon
        if at in rows:
            raise QueryError(f"{weapon} is told twice as {role}")
        row = dict.fromkeys(columns) | {"resolution": str(Resolution.NAMED)} | dict(known.get(at, {}))
        row |= dict(one) | {"role": str(role), "quantity": count(one.get("quantity"))}
        row["quantity_to"] = count(one.get("quantity_to"))
        check_quantity(row)
        rows[at] = {name: checked_thing(table, name, row[name]) for name in columns}
    return [rows[at] for at in sorted(rows)]


def checked_thing(table: Any, name: str, value: Any) -> Any:
    column = table.c[name]
    if isinstance(column.type, Enum) and value not in column.type.enums:
        raise QueryError(f"{name} is {value!r}; one of: {', '.join(column.type.enums)}")
    return plain(of_type(column, value))


def count(written: Any) -> str | None:
    """How many, as the record keeps it: at most two places. Raises QueryError."""
    if written is None or written == "":
        return None
    try:
        number = Decimal(str(written))
        if not 0 <= number < MOST:
            raise InvalidOperation
    except InvalidOperation as error:
        raise QueryError(f"{written!r} is no number of weapons") from error
    return plain(round(number, 2))  # type: ignore[no-any-return]


def check_quantity(row: Mapping[str, Any]) -> None:
    least, most = row["quantity"], row["quantity_to"]
    if most is not None and (least is None or Decimal(least) > Decimal(most)):
        raise QueryError(f"{row['weapon_id']}: from {least} to {most} is no range")
