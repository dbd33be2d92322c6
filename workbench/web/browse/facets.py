"""How many of the rows that are wanted have which value, for columns of few values."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from workbench.dictionary.relations import Column, Relation
from workbench.web.browse.shape import is_for_people, kind_of
from workbench.web.browse.statement import NEWEST, Statement, conditions, name
from workbench.web.browse.wanted import Filter, Wanted, read
from workbench.web.state import run

COUNTED = 100_000  # rows that are looked at; of more it is said that there are more
PROBED = 5_000  # rows by which it is judged which columns have few values
SHOWN = 8  # values of a column
MOST, NAMES, DAYS = 12, 6, 2  # columns in all, of names, of days
FEW = 300  # different values of a column for it to be worth while
SHORT = 40  # characters of a value, on the average
REPEATED = 4  # rows a value, on the average; the members of lists recur where the lists do not
KEPT = "as materialized"  # other spelling: DuckDB's
TEXTUAL = ("text", "texts")


@dataclass(frozen=True)
class Value:
    """A value with how many rows have it, and the filter that it means; `chosen` if that is asked for."""

    words: str
    rows: int
    filter: Filter
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A column with its commonest values; `more` if there are others."""

    column: Column
    values: tuple[Value, ...]
    more: bool


@dataclass(frozen=True)
class Counted:
    """How many rows are wanted, at most COUNTED + 1, and the facets over the first COUNTED of them."""

    rows: int
    facets: tuple[Facet, ...]

    @property
    def more(self) -> bool:
        return self.rows > COUNTED

    @property
    def cap(self) -> int:
        return COUNTED


def counted(request: Request, relation: Relation, asked: Wanted) -> Counted:
    """The rows and facets of what is wanted."""
    columns = chosen(request, relation)
    statement = counting(relation, asked, columns)
    total, values = 0, dict[str, list[tuple[str | None, int]]]()
    for place, value, rows in run(request, statement.sql, statement.values).rows:
        if place is None:
            total = rows
        else:
            values.setdefault(columns[place].name, []).append((value, rows))
    facets = (facet(one, values.get(one.name, []), asked) for one in columns)
    return Counted(total, tuple(one for one in facets if worth(one)))


def worth(one: Facet) -> bool:
    """A column in which one value stands alone tells nothing, unless it was asked for."""
    return len(one.values) > 1 or any(value.chosen for value in one.values)


def facet(column: Column, found: Sequence[tuple[str | None, int]], asked: Wanted) -> Facet:
    values = []
    for value, rows in found[:SHOWN]:
        one = read(column, "empty", "yes") if value is None else read(column, "is", value)
        values.append(Value("empty" if value is None else value, rows, one, one in asked.filters))
    return Facet(column, tuple(values), len(found) > SHOWN)


def counting(relation: Relation, asked: Wanted, columns: Sequence[Column]) -> Statement:
    """Rows in all (place NULL), and for each place of a column its commonest values with their rows."""
    where, values = conditions(relation, asked.filters)
    picked = ", ".join(f"{name(one.name)} as c{place}" for place, one in enumerate(columns)) or "1 as one"
    parts = [
        f"select {place} as place, cast({value_in(one, place)} as varchar) as value, count(*) as rows\n"
        f"    from {rows_of(one, place)} group by value"
        for place, one in enumerate(columns)
    ]
    counts = "\n    union all\n    ".join(parts) or "select null as place, null as value, 0 as rows where false"
    sql = f"""with fitting {KEPT} (
    select {picked} from {name(relation.name)}{where} limit {COUNTED + 1}
), counts as (
    {counts}
)
select * from (
    select place, value, rows from counts
    qualify row_number() over (partition by place order by rows desc, value nulls last) <= {SHOWN + 1}
    order by place, rows desc, value nulls last
)
union all
select null, null, count(*) from fitting"""
    return Statement(sql, values)


def value_in(column: Column, place: int) -> str:
    return f"year(c{place})" if kind_of(column) in ("day", "moment") else f"c{place}"


def rows_of(column: Column, place: int) -> str:
    """Lists are counted by their members, a list without any as one that is empty."""
    if kind_of(column) == "texts":
        return f"(select unnest(coalesce(c{place}, [null])) as c{place} from fitting)"
    return "fitting"


def chosen(request: Request, relation: Relation) -> list[Column]:
    """The columns worth counting: words of vocabularies and flags first, then names that recur, then years."""
    closed = [one for one in relation.columns if one.words and kind_of(one) in TEXTUAL]
    flags = [one for one in relation.columns if kind_of(one) == "flag"]
    days = [one for one in relation.columns if kind_of(one) == "day"]
    days = sorted(days, key=lambda one: one.name != NEWEST)[:DAYS]
    open_ = [one for one in relation.columns if kind_of(one) in TEXTUAL and not one.words and not is_id(one)]
    names = few(request, relation, open_)[:NAMES]
    front = (*names, *closed) if is_for_people(relation) else (*closed, *names)
    return [*front, *flags][: MOST - len(days)] + days


def is_id(column: Column) -> bool:
    """Whether a column is no name of its own: a key, an address, or who acts for the party in the column beside it."""
    return column.is_key or column.name.endswith(("_id", "_ids", "_actor", "url", "sha256", "hash"))


def few(request: Request, relation: Relation, columns: Sequence[Column]) -> list[Column]:
    """Those of the columns whose values are few and short, by the first rows of the table."""
    if not columns:
        return []
    told = ", ".join(
        f"approx_count_distinct({one}), avg(length({one})), count({one})"
        for one in (text_of(column) for column in columns)
    )
    picked = ", ".join(name(one.name) for one in columns)
    probe = f"select {told} from (select {picked} from {name(relation.name)} limit {PROBED})"
    row = run(request, probe).rows[0]
    found = []
    for place, column in enumerate(columns):
        different, length, rows = row[3 * place : 3 * place + 3]
        recurs = kind_of(column) == "texts" or different * REPEATED <= max(rows, 2 * REPEATED)
        if rows and different <= FEW and length <= SHORT and recurs:
            found.append(column)
    return found


def text_of(column: Column) -> str:
    return f"array_to_string({name(column.name)}, '; ')" if kind_of(column) == "texts" else name(column.name)
