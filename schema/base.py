"""What all tables share: one MetaData with a naming convention, and the column kinds they are made of."""

import datetime as dt
from typing import Any

from sqlalchemy import DateTime, Enum, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from schema.vocabulary import Term


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[dt.datetime]):
    """A point in time in UTC; SQLite drops the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        assert value.tzinfo is not None, f"a moment needs a time zone: {value!r}"
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def term(vocabulary: type[Term], name: str, comment: str, **options: Any) -> MappedColumn[Any]:
    """A column `name` that holds one word of `vocabulary`, held to it by a CHECK."""
    kind = Enum(
        vocabulary,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda words: [word.value for word in words],
    )
    words = ", ".join(vocabulary)
    return mapped_column(name, kind, comment=f"{comment}: {words}", **options)


def reference(target: str, comment: str, *, on_delete: str | None = None, **options: Any) -> MappedColumn[Any]:
    """An indexed foreign key to `table.column`, a text key."""
    options.setdefault("index", not options.get("primary_key", False))
    return mapped_column(String, ForeignKey(target, ondelete=on_delete), comment=comment, **options)
