"""A file of GDELT as a table of DuckDB: typed, with what is derived.

Fast where the file is clean, which is proven by its count of lines; else it is sieved first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from extraction.names.reference import Reference
from loaders.decoding import UnreadableError
from loaders.fetching import CHUNK, Fetched, opened
from loaders.lake.gdelt import Feed, feed_of, plover_of, states
from loaders.lake.sieve import LONGEST, Sieved, sieve
from schema.errors import SourceError

MEMORY = "2GB"
READ = (
    "read_csv(?, delim = '\t', header = false, quote = '', escape = '', nullstr = '', auto_detect = false, "
    f"strict_mode = true, max_line_size = {LONGEST * 2}, columns = {{columns}})"
)


@contextmanager
def workplace(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB in memory that spills into a folder."""
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)}) as duck:
        yield duck


def read(
    duck: duckdb.DuckDBPyConnection, file: Fetched, raw: Path, kind: str | None, folder: Path, reference: Reference
) -> tuple[Feed, Sieved]:
    """Fills the table `read` with the records of a file. `raw` are its bytes, `folder` takes what is unpacked.

    Raises SourceError if the file cannot be unpacked or is none of GDELT 2.0.
    """
    plain = unpacked(file, raw, folder)
    with plain.open("rb") as content:
        feed = feed_of(kind, file.written, content.readline(LONGEST).rstrip(b"\r\n"))
    total = clean_lines(plain)
    found = Sieved(taken=total or 0)
    if total is None or not typed(duck, feed, plain, total):
        clean = folder / "clean"
        with plain.open("rb") as content:
            found = sieve(content, file.written, feed, clean)
        from_text(duck, feed, clean)
        read_in = count(duck, "select count(*) from typed")
        if read_in != found.taken:
            raise SourceError(
                f"{file.written}: {read_in} of {found.taken} good lines were read; this is a fault of ours"
            )
    derive(duck, feed, reference)
    return feed, found


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


def typed(duck: duckdb.DuckDBPyConnection, feed: Feed, plain: Path, total: int) -> bool:
    """Reads a file straight into the table `typed`; False if any line of it is not as it should be."""
    as_text = {"GLOBALEVENTID", *feed.dates}
    listed = {name: "varchar" if name in as_text else kind for name, kind in feed.columns.items()}
    columns = ", ".join(
        f'{converted(name, kind)} as "{name}"' if name in as_text else f'"{name}"'
        for name, kind in feed.columns.items()
    )
    unread = "null::varchar[] as unread"
    try:
        duck.execute(
            f"create or replace temp table typed as select {columns}, {unread} from {reading(listed)}", [str(plain)]
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    bad = " or ".join(f'"{name}" is null' for name in sorted(as_text))
    return count(duck, f"select count(*) from typed where not ({bad})") == total


def from_text(duck: duckdb.DuckDBPyConnection, feed: Feed, clean: Path) -> None:
    """Reads sieved lines into the table `typed`; a number that cannot be read is NULL, and `unread` names it."""
    columns = ", ".join(
        f'"{name}"' if kind == "varchar" else f'{converted(name, kind)} as "{name}"'
        for name, kind in feed.columns.items()
    )
    numbers = [name for name, kind in feed.columns.items() if kind in ("integer", "double")]
    unread = ", ".join(
        f'case when "{name}" is not null and try_cast("{name}" as {feed.columns[name]}) is null then \'{name}\' end'
        for name in numbers
    )
    duck.execute(
        f"create or replace temp table typed as select {columns}, "
        f"nullif(list_filter([{unread}], lambda name: name is not null), []) as unread "
        f"from {reading(dict.fromkeys(feed.columns, 'varchar'))}",
        [str(clean)],
    )


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


def derive(duck: duckdb.DuckDBPyConnection, feed: Feed, reference: Reference) -> None:
    """The view `read`: the table `typed`, its place in the file, its year and month, and what is derived."""
    added = f'typed."{feed.added}"'
    place = f"typed.rowid as place, year({added})::integer as year, month({added})::integer as month"
    listed = ", ".join(f'typed."{name}"' for name in feed.columns)
    if feed.kind != "events":
        duck.execute(f"create or replace temp view read as select {listed}, unread, {place} from typed")
        return
    codes = [
        code for (code,) in duck.execute("select distinct EventCode from typed where EventCode is not null").fetchall()
    ]
    lookup(duck, "plover", {code: found for code in codes if (found := plover_of(code))})
    lookup(duck, "state", states(reference))
    duck.execute(
        f"""
        create or replace temp view read as
        select
            {listed},
            plover.meaning as plover,
            first.meaning as actor1_state,
            second.meaning as actor2_state,
            SQLDATE in ((DATEADDED - interval 1 year)::date, (DATEADDED - interval 1 month)::date) as is_backdated,
            unread,
            {place}
        from typed
        left join plover on plover.code = EventCode
        left join state as first on first.code = Actor1CountryCode
        left join state as second on second.code = Actor2CountryCode
        """
    )


def lookup(duck: duckdb.DuckDBPyConnection, table: str, meanings: dict[str, str]) -> None:
    duck.execute(f"create or replace temp table {table} (code varchar, meaning varchar)")
    if meanings:
        duck.executemany(f"insert into {table} values (?, ?)", [list(pair) for pair in meanings.items()])
