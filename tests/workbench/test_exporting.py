"""Whole answers into files: the same values as on the screen, and memory that does not grow with them."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from schema.errors import QueryError, SqnError
from workbench.exporting import export
from workbench.output import as_csv
from workbench.runner import Runner
from workbench.sandbox.process import Limits

MANY = 3_000_000


@pytest.fixture(scope="module")
def runner(snapshots: Path) -> Iterator[Runner]:
    runner = Runner(snapshots, Limits(memory=512 << 20, rows=100, size=1 << 20))
    yield runner
    runner.close()


@pytest.mark.parametrize(
    "statement",
    [
        "select * from requests order by request_id limit 100",
        "select i, i * 1.5 as d, case when i % 2 = 0 then 'a,b' when i % 3 = 0 then '' end as s, i % 2 = 0 as b, "
        "[i, null] as l, date '2020-01-01' + i::int as d2, 1.50::decimal(9, 2) as n, null as x from range(99) t(i)",
        "select null as a from range(3)",
        "select 1 as x, 2 as x where false",
    ],
)
def test_a_csv_is_what_the_command_line_prints(runner: Runner, statement: str, tmp_path: Path) -> None:
    result = runner.run(statement)
    assert export(runner, statement, None, tmp_path / "x.csv") == len(result.rows)
    assert (tmp_path / "x.csv").read_text("utf-8") == as_csv(result)


def test_parquet_keeps_types(runner: Runner, tmp_path: Path) -> None:
    statement = "select $n as n, date '2020-01-01' as day, [1, 2] as l, {'a': 1} as s, 1 as n, interval 1 day as i"
    assert export(runner, statement, {"n": 5}, tmp_path / "x.parquet") == 1
    table = parquet.read_table(tmp_path / "x.parquet")
    assert table.column_names == ["n", "day", "l", "s", "n_1", "i"]
    assert str(table.schema.field("day").type) == "date32[day]"
    assert table.to_pylist()[0]["s"] == {"a": 1}


def test_a_large_answer_is_not_held_in_memory(runner: Runner, tmp_path: Path) -> None:
    export(runner, "select 1", None, tmp_path / "first.parquet")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    statement = f"select i, md5(i::varchar) as word from range({MANY}) t(i)"
    assert export(runner, statement, None, tmp_path / "x.parquet") == MANY
    assert parquet.read_metadata(tmp_path / "x.parquet").num_rows == MANY
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # KiB; all the rows are 120 MiB
    assert grown < 60 << 10
    assert runner.workers[0].peak < 400 << 20


def test_a_file_is_there_whole_or_as_it_was(runner: Runner, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("as it was")
    with pytest.raises(QueryError, match="Could not convert"):
        export(runner, "select case when i = 500000 then 'x' else '1' end::int from range(1000000) t(i)", None, path)
    assert path.read_text() == "as it was"
    assert list(tmp_path.iterdir()) == [path]
    assert export(runner, "select 1 as a", None, path) == 1
    assert path.read_text() == "a\n1\n"


def test_where_it_cannot_be_written_is_said(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"ends in \.csv, .* or \.xlsx"):
        export(runner, "select 1", None, tmp_path / "x.doc")
    with pytest.raises(SqnError, match="could not be written"):
        export(runner, "select 1", None, tmp_path / "nowhere" / "x.csv")
