"""A record of any size, made up by chance that comes out the same each time, as the tables of a snapshot.

The reference lists are the real ones. A few states, pairs of states and weapons are in most facts, as in the news; a
fact has one and a half accounts in the mean, each a sentence of an article at its place; the other articles tell of
something else. Beside the news stand a register of deals, a sanctions list and a feed of events. The rows are made by
SQL, `benchmarks/synthetic/*.sql`, in the order of the file names.
"""

import math
import tempfile
from pathlib import Path

import duckdb

from extraction.names.reference import Reference
from loaders.lake.feeds import FEEDS
from loaders.lake.lake import mark_format, nothing
from loaders.publish import copy_record
from loaders.reference import load_reference
from schema.engine import open_engine, reading
from schema.migrating import ensure_schema

STATEMENTS = Path(__file__).parent / "synthetic"
OF_REGISTER = 0.04  # of the facts are deals of the register, and as many are entries of the list
TELLING = 0.7  # articles that tell a fact, for each fact of the news


def generate(duck: duckdb.DuckDBPyConnection, reference: Reference, facts: int, articles: int, seed: int) -> None:
    """Fills the current database of a connection with the record's tables."""
    with tempfile.TemporaryDirectory(prefix="sqn-") as folder:
        engine = open_engine(f"sqlite:///{folder}/sqn.sqlite")
        ensure_schema(engine)
        load_reference(engine, reference, "lists")
        with reading(engine) as record:
            copy_record(record, duck)
        engine.dispose()
    of_register = int(facts * OF_REGISTER)
    news = facts - 2 * of_register
    stride = max(1, int(articles / (news * TELLING)))
    forth = coprime(articles)
    told = {
        "seed": seed,
        "facts": facts,
        "news": news,
        "deals": of_register,
        "entries": of_register,
        "articles": articles,
        "stride": stride,
        "telling": articles // stride,
        "forth": forth,
        "back": pow(forth, -1, articles),
    }
    for name, value in told.items():
        duck.execute(f"set variable {name} = {value}::bigint")
    for path in sorted(STATEMENTS.glob("*.sql")):
        duck.execute(path.read_text("utf-8"))


def coprime(count: int) -> int:
    """A number that, added again and again, comes to every number below `count` before it comes to one twice."""
    found = int(count * 0.6180339887) | 1
    while math.gcd(found, count) != 1:
        found += 2
    return found


def feed(lake: Path, events: int, seed: int) -> None:
    """Lays a lake with so many events of GDELT's kind, all added in one month."""
    events_of = FEEDS["events"]
    folder = lake / events_of.view / "year=2024" / "month=3"
    folder.mkdir(parents=True)
    mark_format(lake)
    states = "['US', 'RU', 'UA', 'TR', 'DE', 'IL', 'IR', 'CN', 'GB', 'FR', 'IN', 'SA', 'PL']"
    types = "['CONSULT', 'REQUEST', 'ACCUSE', 'THREATEN', 'SANCTION', 'COOPERATE']"
    told = {
        "GLOBALEVENTID": "range",
        "SQLDATE": "date '2020-01-01' + (hash(range, 'day') % 1500)::integer",
        "NumMentions": "1 + hash(range, 'mentions') % 9",
        "NumSources": "1 + hash(range, 'sources') % 3",
        "NumArticles": "1 + hash(range, 'articles') % 9",
        "DATEADDED": "timestamp '2024-03-01' + to_seconds(range % 86400)",
        "SOURCEURL": "'https://outlet.example/' || range // 3",
        "plover": f"{types}[1 + (hash(range, 'type', {seed}) % 6)::integer]",
        "actor1_state": f"{states}[1 + (hash(range, 'one', {seed}) % 13)::integer]",
        "actor2_state": f"{states}[1 + (hash(range, 'other', {seed}) % 13)::integer]",
        "is_backdated": "range % 40 = 0",
    }
    file = folder / f"0-{events}.synthetic.parquet"
    with duckdb.connect() as duck:
        duck.execute(f"create table made as {nothing(events_of)}")
        duck.execute("alter table made drop column year")
        duck.execute("alter table made drop column month")
        columns = ", ".join(f'{value} as "{name}"' for name, value in told.items())
        duck.execute(f"insert into made by name select {columns} from range({events})")
        duck.execute(f"copy made to '{file}' (format parquet, compression zstd)")
