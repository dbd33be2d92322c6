"""The process that answers: it stays between questions, ends when it must, and hands values over as they are."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders.snapshots import POINTER, Snapshot, write_whole
from schema.errors import Place, QueryError
from schema.settings import CHECKOUT
from workbench.runner import Runner
from workbench.sandbox.places import place_of, shown
from workbench.sandbox.process import Limits

ENDLESS = "select count(*) from range(1000000000) a, range(100000) b where a.range * b.range % 7 = 8"
SMALL = Limits(seconds=20, memory=512 << 20, rows=1000, size=1 << 20)


def put(folder: Path, name: str, statement: str) -> Snapshot:
    """A snapshot made by one statement, and pointed to."""
    folder.mkdir(exist_ok=True)
    with duckdb.connect(str(folder / f"sqn-{name}.duckdb")) as duck:
        duck.execute(statement)
    snapshot = Snapshot(name, f"sqn-{name}.duckdb", "", "", "", None, {}, "")
    write_whole(folder / f"sqn-{name}.json", asdict(snapshot))
    write_whole(folder / POINTER, {"id": name, "file": snapshot.file})
    return snapshot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "snapshots"
    put(folder, "a", "create table word as select 'first' as word")
    return folder


@pytest.fixture(scope="module")
def runner(folder: Path) -> Iterator[Runner]:
    runner = Runner(folder, SMALL)
    yield runner
    runner.close()


def pid(runner: Runner) -> int:
    process = runner.workers[0].process
    assert process is not None
    return process.pid


def test_a_worker_stays_also_after_an_error(runner: Runner) -> None:
    runner.run("select 1")
    first = pid(runner)
    for wrong in ("selekt", "from nowhere", "drop table word", "select 'x'::int"):
        with pytest.raises(QueryError):
            runner.run(wrong)
    assert runner.run("from word").rows == (("first",),)
    assert pid(runner) == first


def test_a_new_snapshot_is_asked_at_once_and_an_old_one_by_name(tmp_path: Path) -> None:
    old = put(tmp_path / "snapshots", "a", "create table word as select 'old' as word")
    runner = Runner(tmp_path / "snapshots", SMALL)
    assert runner.run("from word").rows == (("old",),)
    put(tmp_path / "snapshots", "b", "create table word as select 'new' as word")
    assert runner.run("from word").rows == (("new",),)
    assert runner.run("from word", snapshot=old).rows == (("old",),)
    runner.close()


def test_a_query_is_stopped_from_another_thread(runner: Runner) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    with pytest.raises(QueryError, match="was stopped"):
        runner.run(ENDLESS, stop=stop)
    assert time.monotonic() - began < 5
    assert runner.run("select 1").rows == ((1,),)


def test_a_query_is_stopped_by_control_c(runner: Runner) -> None:
    runner.run("select 1")
    worker = pid(runner)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        runner.run(ENDLESS)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert runner.run("select 1").rows == ((1,),)


def test_time_runs_out_where_duckdb_does_not_listen(folder: Path) -> None:
    runner = Runner(folder, replace(SMALL, seconds=0.5, memory=1 << 30))
    runner.run("select 1")
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"longer than 0\.5 s"):
        runner.run("select levenshtein(repeat('a', 200000), repeat('b', 200000))")
    assert time.monotonic() - began < 5
    runner.close()


def test_memory_runs_out_before_the_machine_has_none(folder: Path) -> None:
    runner = Runner(folder, SMALL)
    with pytest.raises(QueryError, match="more than 512 MiB of memory"):
        runner.run("select repeat('x', 1000000000)")
    assert runner.workers[0].peak < SMALL.memory + (256 << 20)
    runner.close()


def test_a_worker_ends_with_the_program_that_asked(folder: Path) -> None:
    """Killed while the worker is idle, and while it is at work: then it ends when its time is over."""
    program = f"""
import sys
from pathlib import Path
from workbench.runner import Runner
from workbench.sandbox.process import Limits
runner = Runner(Path({str(folder)!r}), Limits(seconds=1))
runner.run("select 1")
print(runner.workers[0].process.pid, flush=True)
runner.run({ENDLESS!r}) if len(sys.argv) > 1 else sys.stdin.read()
"""
    for words in ([], ["busy"]):
        asking = subprocess.Popen(
            [sys.executable, "-c", program, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        )
        with asking:
            assert asking.stdout is not None
            worker = int(asking.stdout.readline())
            asking.kill()
        until = time.monotonic() + 30
        while Path(f"/proc/{worker}/cmdline").exists() and Path(f"/proc/{worker}/cmdline").read_bytes():
            assert time.monotonic() < until, words
            time.sleep(0.05)


def test_several_workers_answer_at_a_time(folder: Path) -> None:
    runner = Runner(folder, SMALL, workers=2)
    runner.warm()
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda n: runner.run("select $n, pg_sleep(0.1) is null", {"n": n}).rows[0][0], range(8)))
    assert told == list(range(8))
    assert len({worker.process.pid for worker in runner.workers if worker.process}) == 2
    runner.close()


def test_an_answer_is_cut_and_says_so(runner: Runner) -> None:
    many = runner.run("select i from range(5000) t(i) order by i")
    assert len(many.rows) == 1000
    assert many.notice is not None
    assert "1,000 rows" in many.notice
    large = runner.run("select repeat('x', 100000) from range(100)")
    assert 0 < len(large.rows) < 11
    assert large.notice is not None
    assert "1 MiB" in large.notice
    assert runner.run("select repeat('x', 2000000)").rows == ()
    assert runner.run("select i from range(1000) t(i)").notice is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("null", None),
        ("sum(i) from range(3) t(i)", 3),
        ("170141183460469231731687303715884105727::hugeint", 2**127 - 1),
        ("[1::hugeint, null]", [1, None]),
        ("1.50::decimal(9, 2)", Decimal("1.50")),
        ("date '2020-02-29'", dt.date(2020, 2, 29)),
        ("time '10:00'", dt.time(10)),
        ("[date '0044-03-15 (BC)', date '2020-01-01', date 'infinity', null]",
         ["0044-03-15 (BC)", dt.date(2020, 1, 1), "infinity", None]),
        ("timestamp '294247-01-10 04:00:54.775806'", "294247-01-10 04:00:54.775806"),
        ("timestamptz '-infinity'", "-infinity"),
        ("timestamp_ns '2020-01-01 00:00:00.123456111'", dt.datetime(2020, 1, 1, 0, 0, 0, 123456)),  # noqa: DTZ001
        ("timestamp_s '2020-01-01'", dt.datetime(2020, 1, 1)),  # noqa: DTZ001
        ("{'a b': [{'at': timestamptz '2020-01-01 01:00+01', 'q\"': interval 1 day}]}",
         {"a b": [{"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC), 'q"': "1 day"}]}),
        ("map {'a': 1::hugeint}", {"a": 1}),
        ("map {'a': interval 1 day}", {"a": "1 day"}),
        ("[interval 1 month]::interval[1]", ["1 month"]),
        ("'x'::enum('x', 'y')", "x"),
        ("['x'::enum('x', 'y')]", ["x"]),
        ("'101'::bit", "101"),
        ("timetz '10:00:00+03'", "10:00:00+03"),
        ("123456789012345678901234567890123456789012::bignum", "123456789012345678901234567890123456789012"),
        ("union_value(n := 2)", "2"),
        ("'\\xAA'::blob", b"\xaa"),
        ("uuid '12345678-1234-1234-1234-123456789012'", "12345678-1234-1234-1234-123456789012"),
        ("true", True),
    ],
)  # fmt: skip
def test_values_come_as_they_are(runner: Runner, written: str, value: Any) -> None:
    result = runner.run(f"select {written}")
    assert result.rows == ((value,),)
    assert type(result.rows[0][0]) is type(value)


@pytest.mark.parametrize(
    "value",
    [None, 1, 2**62, 1.5, True, "x'; drop table word; --", dt.date(2020, 1, 1), Decimal("1.25"), b"\x00\xff", [1, 2],
     ["a"], {"a": [1]}, dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)],
)  # fmt: skip
def test_values_are_bound(runner: Runner, value: Any) -> None:
    assert runner.run("select $value as v", {"value": value}).rows == ((value,),)


def test_what_cannot_be_bound_is_said(runner: Runner) -> None:
    with pytest.raises(QueryError, match="value cannot be bound"):
        runner.run("select $value", {"value": object()})
    with pytest.raises(QueryError, match="value"):
        runner.run("select $value")


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("select 1,\n  nothing\nfrom word", Place(2, 3, 7)),
        ("select 'é',\n'ü', nothing from word", Place(2, 6, 7)),
        ("select word\nfrom word\nwhere word =", Place(3, 12, 1)),
        ("selekt", Place(1, 1, 6)),
        ("from word, read_csv('x')", Place(1, 12, 13)),
        ("select cast(word as integer) from word", Place(1, 8, 21)),
    ],
)
def test_an_error_has_a_place(runner: Runner, statement: str, place: Place) -> None:
    with pytest.raises(QueryError) as caught:
        runner.run(statement)
    assert caught.value.place == place
    assert str(caught.value).splitlines()[-1].endswith(" " + "^" * place.length)


def test_of_a_long_line_what_is_near_is_shown() -> None:
    statement = "select " + ", ".join(["something"] * 50 + ["wrong"] + ["something"] * 50)
    place = place_of(statement, statement.index("wrong"), 5)
    line, signs = shown(statement, place).splitlines()
    assert line[signs.index("^") :].startswith("wrong")
    assert len(line) < 130
    assert signs.count("^") == 5
