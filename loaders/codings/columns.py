"""The columns of a coding sheet: those of the fact tables as analysts write them, and where each fact was read.

They follow from the schema, so that a sheet has every field and every word of its vocabularies, and no other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Enum, Table

from loaders.storing import KINDS
from schema.models import Evidence, FactObject
from schema.vocabulary import FactKind, ObjectRole, Term

# Under which name a sheet has a column of a table, where the table's own would clash or say too little.
RENAMED = {("condition", "text"): "term", ("response", "request"): "to", ("evidence", "stance"): "evidence_stance"}
OBJECTS = {ObjectRole.OBJECT: "objects", ObjectRole.TRIGGER: "trigger"}
OF_EVIDENCE = ("attribution", "speaker", "via", "modality", "stance")
OF_OBJECT = ("quantity", "unit")
SEVERAL = "|"  # stands between the weapons of a cell


@dataclass(frozen=True)
class Column:
    """A column of a sheet. `fields` are the columns of the tables that it fills, by kind of fact.

    `sort` says how its cells are read: text, term, party, instrument, row. `terms` are the words that it takes, by kind
    of fact, or under None for all of them. `needed`: in a row of a kind that it belongs to.
    """

    name: str
    says: str
    sort: str = "text"
    needed: bool = False
    fields: Mapping[FactKind, str] | None = None
    terms: Mapping[FactKind | None, type[Term]] | None = None

    def words(self, kind: FactKind | None) -> tuple[Term, ...]:
        """The words that it takes in a row of some kind."""
        found = (self.terms or {}).get(kind) or (self.terms or {}).get(None)
        return tuple(found) if found else ()

    def default(self, kind: FactKind | None) -> Term | None:
        """The word that an empty cell means: none said, or for evidence the usual one."""
        words = self.words(kind)
        if kind in (self.fields or {}):
            return unsaid(type(words[0])) if words else None
        return None if self.needed or not words else words[0]

    @property
    def all_words(self) -> tuple[Term, ...]:
        return tuple({str(word): word for terms in (self.terms or {}).values() for word in terms}.values())


# Where a fact was read and who says so; these have no table of their own kind.
ABOUT = (
    Column("sheet", "Name of the sheet: a sheet loaded again under it replaces what it said; else the file's name"),
    Column("row", "Name of the row in its sheet, so that other rows can point to it and a change is known as one"),
    Column("coder", "Who coded the row", needed=True),
    Column("article", "The article: its id or its address on record"),
    Column("url", "Address of the article, instead of `article`"),
    Column("title", "Headline of the article: with published_on, instead of `article`"),
    Column("published_on", "Day of publication: 2020-02-20, 2020-02 or 2020"),
    Column("source", "Who published the article, if the sheet brings it"),
    Column("text", "The article's whole text, if the sheet brings it"),
    Column("file", "Text file beside the sheet with the article's text, if the sheet brings it"),
    Column("quote", "The words that tell the fact, exactly as they stand in the article", needed=True),
    Column("occurrence", "Which one is meant, 1 for the first, if the quote stands there several times"),
    Column("kind", "Kind of fact", "term", needed=True, terms={None: FactKind}),
)
AFTER = (
    Column("date", "When: 2020-02-20, 2020-02, 2020, or first and last day as 2020-02-10/2020-02-16"),
    Column("date_words", "The words the days were read from"),
    Column("confidence", "How surely the coding is right, 0 to 1; empty: 1"),
    Column("note", "Why it was coded so"),
)


@cache
def columns() -> tuple[Column, ...]:
    """All columns of a sheet in their order."""
    found: dict[str, Column] = {}
    for model in KINDS.values():
        table = model.__table__
        assert isinstance(table, Table)
        for stored in table.columns:
            if stored.name in ("fact_id", "kind") or stored.name.endswith("_principal_id"):
                continue
            add(found, of_field(stored, FactKind(table.name), table.name))
    for role, name in OBJECTS.items():
        found[name] = Column(name, f"Weapons by name or id, several with {SEVERAL}: {role.meaning}")
    for name in OF_OBJECT:
        comment = FactObject.__table__.columns[name].comment
        found[name] = Column(name, f"{comment}; of several objects one each, with {SEVERAL}")
    evidence = [of_field(Evidence.__table__.columns[name], None, "evidence") for name in OF_EVIDENCE]
    return (*ABOUT, *found.values(), *evidence, *AFTER)


def add(found: dict[str, Column], column: Column) -> None:
    known = found.get(column.name)
    if known is None:
        found[column.name] = column
        return
    assert known.sort == column.sort, column.name
    says = known.says if known.says == column.says else f"{known.says}; {column.says[0].lower()}{column.says[1:]}"
    found[column.name] = Column(
        column.name,
        says,
        column.sort,
        known.needed and column.needed,
        {**(known.fields or {}), **(column.fields or {})},
        {**(known.terms or {}), **(column.terms or {})} or None,
    )


def of_field(stored: Any, kind: FactKind | None, table: str) -> Column:
    """The column of a sheet for a column of a table."""
    bare = stored.name.removesuffix("_id")
    name = RENAMED.get((table, bare), bare)
    says = str(stored.comment).removesuffix(", as specific as the text is")
    fields = {kind: stored.name} if kind else None
    if isinstance(stored.type, Enum):
        vocabulary = stored.type.enum_class
        assert vocabulary is not None, name
        assert issubclass(vocabulary, Term), name
        needed = kind is not None and not stored.nullable and unsaid(vocabulary) is None
        return Column(name, says.split(":")[0], "term", needed, fields, {kind: vocabulary})
    target = next((key.column.table.name for key in stored.foreign_keys), None)
    sort = {"actor": "party", "legal_instrument": "instrument", "fact": "row", "request": "row"}.get(
        str(target), "text"
    )
    return Column(name, says, sort, sort == "row" and not stored.nullable, fields)


def unsaid(vocabulary: type[Term]) -> Term | None:
    """The word of a vocabulary for what the text does not say, if it has one."""
    return next((word for word in vocabulary if word in ("unspecified", "unknown")), None)


def names() -> tuple[str, ...]:
    return tuple(column.name for column in columns())


def of_kind(kind: FactKind) -> tuple[Column, ...]:
    """The columns that hold the fields of a kind of fact."""
    return tuple(column for column in columns() if column.fields and kind in column.fields)
