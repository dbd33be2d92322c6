"""People's SQL: answered if it is one SELECT, refused if it reaches for anything else."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from schema.errors import QueryError, SqnError
from workbench.notebook import Answer
from workbench.output import FORMATS, rendered
from workbench.runner import run, runner


def test_a_select_is_answered(snapshots: Path) -> None:
    result = run(snapshots, "select kind, count(*) as facts from fact group by kind order by kind")
    assert result.columns == ("kind", "facts")
    assert dict(result.rows)["transfer"] > 0
    assert result.snapshot.rows["fact"] == sum(count for _, count in result.rows)


@pytest.mark.parametrize(
    "statement",
    [
        "drop table fact",
        "delete from fact",
        "insert into fact values (1)",
        "create table x (a int)",
        "attach '/tmp/other.duckdb'",
        "copy fact to '/tmp/fact.csv'",
        "install httpfs",
        "load httpfs",
        "set memory_limit = '100GB'",
        "pragma enable_profiling",
        "select 1; select 2",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "select * from read_parquet('https://host.example/x.parquet')",
        "select content from read_blob('/etc/shadow')",
        "",
        "   ",
        "selekt 1",
        "select * from no_such_table",
        "select no_such_column from fact",
    ],
)
def test_anything_else_is_refused_in_few_lines(statement: str, snapshots: Path) -> None:
    with pytest.raises(QueryError) as caught:
        run(snapshots, statement)
    assert str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_an_error_shows_its_place(snapshots: Path) -> None:
    with pytest.raises(QueryError, match="requestor") as caught:
        run(snapshots, "select requestor from requests")
    assert "requester" in str(caught.value)


def test_a_broken_snapshot_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text('{"id": "x", "file": "sqn-x.duckdb"}')
    (tmp_path / "sqn-x.json").write_text(
        '{"id": "x", "file": "sqn-x.duckdb", "created_at": "", "schema_revision": "", "code_version": "", '
        '"newest_article": null, "rows": {}, "sha256": ""}'
    )
    (tmp_path / "sqn-x.duckdb").write_text("not a database")
    with pytest.raises(SqnError, match="`sqn publish` writes a new one"):
        run(tmp_path, "select 1")


FEW = 50  # rows: tables for a terminal take long, and all rows of a column are of one type
EVERYTHING = "select table_name from duckdb_tables() union select view_name from duckdb_views() where not internal"


def test_all_of_every_table_and_view_can_be_had(snapshots: Path) -> None:
    """Moments among them, for which DuckDB's own client asks for a package that we do without."""
    names = [str(row[0]) for row in run(snapshots, EVERYTHING).rows]
    assert {"article", "fact", "evidence", "load_run", "requests"} <= set(names)
    for name in names:
        result = run(snapshots, f'select * from "{name}"')
        assert len(Answer(result).df) == len(result.rows), name
        some = replace(result, rows=result.rows[:FEW])
        for form in FORMATS:
            assert rendered(some, form) is not None


@pytest.mark.parametrize(
    ("moment", "value"),
    [
        ("timestamptz '2020-02-20 10:00:00+03'", dt.datetime(2020, 2, 20, 7, tzinfo=dt.UTC)),
        ("[timestamptz '2020-02-20 10:00:00+03']", [dt.datetime(2020, 2, 20, 7, tzinfo=dt.UTC)]),
        ("{'at': timestamptz '2020-02-20 10:00:00+03'}", {"at": dt.datetime(2020, 2, 20, 7, tzinfo=dt.UTC)}),
        ("null::timestamptz", None),
        ("timestamptz '0044-03-15 (BC)'", "0044-03-15 (BC) 00:00:00"),
        ("timestamp '2020-02-20 10:00:00'", dt.datetime(2020, 2, 20, 10)),  # noqa: DTZ001 - a clock without a zone
    ],
)
def test_a_moment_comes_in_utc(snapshots: Path, moment: str, value: object) -> None:
    assert run(snapshots, f"select {moment}, 1 as n -- last").rows == ((value, 1),)
    assert run(snapshots, f"select {moment} as n, $n as n order by 1;", {"n": 2}).rows == ((value, 2),)


def test_now_is_answered(snapshots: Path) -> None:
    ((now,),) = run(snapshots, "select now()").rows
    assert abs(now - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_columns_of_one_name_are_told_apart(snapshots: Path) -> None:
    result = run(snapshots, "select 1 as x, 2 as x, 3 as x_1, 4 as x")
    assert result.records() == [{"x": 1, "x_2": 2, "x_1": 3, "x_3": 4}]


def test_workers_of_folders_asked_long_ago_end(tmp_path: Path) -> None:
    started = []
    for number in range(6):
        folder = tmp_path / str(number) / "snapshots"
        folder.mkdir(parents=True)
        asked = runner(folder)
        asked.warm()
        started.append(asked.workers[0].process)
        del asked
    assert [process is not None and process.poll() is None for process in started] == [False] * 2 + [True] * 4
