"""A file of GDELT as one Parquet file: typed, with what is derived, not yet in the lake.

Fast where the file is clean, which is proven by its count of lines; else it is sieved first.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from extraction.names.reference import Reference
from loaders.decoding import UnreadableError
from loaders.duck import quiet
from loaders.fetching import CHUNK, Fetched, opened
from loaders.lake.gdelt import FEEDS, Feed, feed_of, plover_types, states
from loaders.lake.sieve import Sieved, sieve
from loaders.lake.unfit import LONGEST
from loaders.lake.writing import copy
from schema.errors import SourceError

MEMORY = "2GB"
READ = (
    "read_csv(?, delim = '\t', header = false, quote = '', escape = '', nullstr = '', auto_detect = false, "
    f"strict_mode = true, max_line_size = {LONGEST * 2}, columns = {{columns}})"
)


@contextmanager
def workplace(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that spills into a folder."""
    with quiet(duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)})) as duck:
        yield duck


def stage(
    duck: duckdb.DuckDBPyConnection, file: Fetched, raw: Path, kind: str | Feed | None, folder: Path, whole: Path,
    reference: Reference,
) -> tuple[Feed, Sieved]:  # fmt: skip
    """Writes the records of a file to `whole`, as Parquet, and lays the view `staged` over it, with their places.

    `raw` are the file's bytes, `folder` takes what is unpacked. Raises SourceError if the file cannot be unpacked or is
    none of GDELT 2.0.
    """
    plain = unpacked(file, raw, folder)
    with plain.open("rb") as content:
        feed = feed_of(kind, file.written, content.readline(LONGEST).rstrip(b"\r\n"))
    total = clean_lines(plain)
    found = Sieved(taken=total or 0)
    lookups(duck, reference)
    if total is None or not straight(duck, feed, plain, whole, total):
        clean = folder / "clean"
        with plain.open("rb") as content:
            found = sieve(content, file.written, feed, clean)
        sieved(duck, feed, clean, whole)
        lay(duck, whole)
        read_in = count(duck, "select count(*) from staged")
        if read_in != found.taken:
            raise SourceError(
                f"{file.written}: {read_in} of {found.taken} good lines were read; this is a fault of ours"
            )
    return feed, found


def lay(duck: duckdb.DuckDBPyConnection, whole: Path) -> None:
    written = str(whole).replace("'", "''")
    duck.execute(
        "create or replace temp view staged as select * exclude (file_row_number), file_row_number as place "
        f"from read_parquet('{written}', file_row_number = true)"
    )


def unpacked(file: Fetched, raw: Path, folder: Path) -> Path:
    """A plain file of the bytes. Raises SourceError if they cannot be unpacked."""
    try:
        with opened(raw) as content:
            if getattr(content, "name", None) == str(raw):
                return raw
            plain = folder / "plain"
            with plain.open("wb") as target:
                while chunk := content.read(CHUNK):
                    target.write(chunk)
            return plain
    except UnreadableError as error:
        raise SourceError(f"{file.written} {error}") from error


def clean_lines(plain: Path) -> int | None:
    """How many lines a file has; None if it holds what a careless reader takes for line breaks or ends."""
    found, last = 0, b"\n"
    with plain.open("rb") as content:
        while chunk := content.read(CHUNK):
            if b"\r" in chunk or b"\0" in chunk:
                return None
            found += chunk.count(b"\n")
            last = chunk[-1:]
    return found + (last != b"\n")


def count(duck: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = duck.execute(statement).fetchone()
    assert row is not None, statement
    return int(row[0])


def straight(duck: duckdb.DuckDBPyConnection, feed: Feed, plain: Path, whole: Path, total: int) -> bool:
    """Stages a file as it is; False if any line of it is not as it should be."""
    as_text = set(feed.strict)
    listed = {name: "varchar" if name in as_text else kind for name, kind in feed.columns.items()}
    columns = ", ".join(
        f'{converted(name, kind)} as "{name}"' if name in as_text else f'"{name}"'
        for name, kind in feed.columns.items()
    )
    typed = f"select {columns}, null::varchar[] as unread from {reading(listed)}"
    try:
        copy(duck, derived(feed, typed), whole, plain)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    lay(duck, whole)
    bad = " or ".join(f'"{name}" is null' for name in sorted(as_text))
    return count(duck, f"select count(*) from staged where not ({bad})") == total


def sieved(duck: duckdb.DuckDBPyConnection, feed: Feed, clean: Path, whole: Path) -> None:
    """Stages sieved lines; a number that cannot be read is NULL, and `unread` names it."""
    columns = ", ".join(
        f'"{name}"' if kind == "varchar" else f'{converted(name, kind)} as "{name}"'
        for name, kind in feed.columns.items()
    )
    numbers = [name for name, kind in feed.columns.items() if kind in ("integer", "double")]
    unread = ", ".join(
        f'case when "{name}" is not null and try_cast("{name}" as {feed.columns[name]}) is null then \'{name}\' end'
        for name in numbers
    )
    typed = (
        f"select {columns}, nullif(list_filter([{unread}], lambda name: name is not null), []) as unread "
        f"from {reading(dict.fromkeys(feed.columns, 'varchar'))}"
    )
    copy(duck, derived(feed, typed), whole, clean)


def reading(columns: dict[str, str]) -> str:
    listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return READ.format(columns=f"{{{listed}}}")


def converted(name: str, kind: str) -> str:
    """A cell of text as its type, NULL where it is not of it; the rules are those of the sieve."""
    if kind == "bigint":
        return f'case when regexp_full_match("{name}", \'[0-9]{{1,18}}\') then "{name}"::bigint end'
    if kind == "date":
        shape, form = "(19|20)[0-9]{6}", "%Y%m%d"
    elif kind == "timestamp":
        shape, form = "(19|20)[0-9]{12}", "%Y%m%d%H%M%S"
    else:
        return f'try_cast("{name}" as {kind})'
    return f"case when regexp_full_match(\"{name}\", '{shape}') then try_strptime(\"{name}\", '{form}') end::{kind}"


def derived(feed: Feed, typed: str) -> str:
    """SQL of the records that another gives typed, with what is derived from them, in the order of the file."""
    listed = ", ".join(f'typed."{name}"' for name in feed.columns)
    if feed is not FEEDS["events"]:
        return f"select {listed}, unread from ({typed}) as typed"
    return f"""
        select
            {listed},
            case
                when longest.code is not null then longest.meaning
                when long.code is not null then long.meaning
                else short.meaning
            end as plover,
            first.meaning as actor1_state,
            second.meaning as actor2_state,
            SQLDATE in ((DATEADDED - interval 1 year)::date, (DATEADDED - interval 1 month)::date) as is_backdated,
            unread
        from ({typed}) as typed
        left join plover as longest on longest.code = EventCode[:4]
        left join plover as long on long.code = EventCode[:3]
        left join plover as short on short.code = EventCode[:2]
        left join state as first on first.code = Actor1CountryCode
        left join state as second on second.code = Actor2CountryCode
        """


def lookups(duck: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    lookup(duck, "plover", plover_types())
    lookup(duck, "state", states(reference))


def lookup(duck: duckdb.DuckDBPyConnection, table: str, meanings: Mapping[str, str | None]) -> None:
    rows = pa.table({"code": list(meanings), "meaning": pa.array(meanings.values(), pa.string())})
    duck.register("meanings", rows)
    duck.execute(f"create or replace temp table {table} as select code::varchar as code, meaning from meanings")
    duck.unregister("meanings")
