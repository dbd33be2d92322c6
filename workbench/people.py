"""The views and tables of a snapshot, and which are for people: those of `queries/_views` with a plural name."""

from collections.abc import Iterable

from loaders.publish import layer

RELATIONS = """
    select view_name as name, comment as meaning from duckdb_views() where not internal
    union all
    select table_name, comment from duckdb_tables() where not internal
"""
COLUMNS = """
    select table_name, column_name, data_type, comment
    from duckdb_columns() where not internal order by table_name, column_index
"""
COLUMNS_OF = """
    select column_name as name, data_type as type, comment as meaning
    from duckdb_columns() where table_name = $name and not internal order by column_index
"""
HEADINGS = {"people": "For people", "behind the views": "Behind the views", "table": "Tables"}

# Where an analyst begins, before the others in the order of the alphabet.
FIRST = (
    "requests",
    "conditions",
    "responses",
    "sanctions",
    "transfers",
    "facts",
    "quotes",
    "articles",
    "actors",
    "weapons",
)


def for_people() -> list[str]:
    """Plural names: the five kinds of fact first, and what they stand on and speak of."""
    plural = [name for name in layer() if name.endswith("s")]
    return [*(name for name in FIRST if name in plural), *sorted(set(plural) - set(FIRST))]


def helpers() -> list[str]:
    """What the others are made of."""
    return sorted(name for name in layer() if not name.endswith("s"))


def in_order(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Name, what it is for and meaning of each of RELATIONS: people's first, in their order, then by the alphabet."""
    says = dict(found)
    people, behind = for_people(), helpers()
    uses = [(name, "people") for name in people if name in says]
    uses += [(name, "behind the views") for name in behind if name in says]
    uses += [(name, "table") for name in sorted(set(says) - set(people) - set(behind))]
    return [{"name": name, "for": use, "meaning": says[name]} for name, use in uses]
