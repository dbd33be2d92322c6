"""The command line as a user meets it: in a process of its own."""

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schema.settings import CHECKOUT
from tests.commanding import COMMAND, IN_SHELL, ran


def test_from_nothing_to_the_answer(tmp_path: Path) -> None:
    """The commands of the README on an empty home."""
    small = tmp_path / "reports"
    small.mkdir()
    (small / "a.txt").write_text(
        "Turkey asked the United States for Patriot missiles.\nThe Trump administration has refused to agree to a deal "
        "unless Turkey scraps the S-400 it bought from Russia.\n"
    )
    loaded = ran(tmp_path / "home", "load", "articles", str(small))
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout == ""
    assert "read 1, inserted 1, updated 0, unchanged 0, rejected 0" in loaded.stderr
    published = ran(tmp_path / "home", "publish")
    assert published.returncode == 0, published.stderr
    assert Path(published.stdout.strip()).is_file()
    answer = ran(tmp_path / "home", "ask", "conditional_on_giving_up", "--weapon", "s-400", "--format", "json")
    (row,) = json.loads(answer.stdout)
    assert (row["requester"], row["addressee"], row["outcome"], row["must"]) == (
        "Turkey",
        "United States",
        "refused",
        "dispose",
    )
    assert row["quote"] == "unless Turkey scraps the S-400 it bought from Russia"


def test_the_seeds_answer_the_question(tmp_path: Path, filled: Path, shared: Path) -> None:
    """The three answers that the project was founded on, from the two real stories and the sample together."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(filled, home / "sqn.sqlite")
    assert ran(home, "load", "articles", str(shared / "seeds")).returncode == 0
    assert ran(home, "publish").returncode == 0
    rows = json.loads(ran(home, "ask", "conditional_on_giving_up", "--weapon", "s-400", "--format", "json").stdout)
    (row,) = [row for row in rows if row["source"] == "Bloomberg"]
    assert (row["requester"], row["addressee"], row["requested"], row["requested_weapons"]) == (
        "Turkey",
        "United States",
        "acquire",
        ["Patriot"],
    )
    assert row["quote"].startswith("unless Turkey first scraps an advance Russian missile-defense system")
    assert row["title"] == "Turkey asks U.S. for Patriot batteries on its Syrian border"
    assert not [row for row in rows if row["source"] == "Bloomberg" and row["requested"] == "deploy"]
    denied = json.loads(ran(home, "ask", "denied_conditions", "--format", "json").stdout)
    assert [r["requested"] for r in denied if r["source"] == "Bloomberg"] == ["deploy"]
    disputed = json.loads(ran(home, "ask", "informal_or_disputed", "--format", "json").stdout)
    (sent,) = [r for r in disputed if r["source"].startswith("Turkish media")]
    assert (sent["requester"], sent["addressee"], sent["beneficiary"]) == ("United States", "Turkey", "Ukraine")
    assert (sent["formality"], sent["disputed"]) == ("informal", ["formality"])
    assert len(sent["quotes"]) >= 2


def test_a_pipe_gets_csv_and_a_terminal_a_table(home: Path) -> None:
    piped = ran(home, "ask", "coverage")
    assert piped.stdout.splitlines()[0].startswith("source,articles,")
    master, slave = pty.openpty()
    subprocess.run(
        [*COMMAND, "ask", "coverage"],
        stdout=slave,
        stderr=subprocess.DEVNULL,
        cwd=CHECKOUT,
        env=os.environ | {"SQN_HOME": str(home), "COLUMNS": "160"},
        check=True,
    )
    os.close(slave)
    shown = os.read(master, 1 << 16).decode()
    os.close(master)
    assert "source,articles" not in shown
    assert "Meridian Wire" in shown


def test_questions_tables_and_help(home: Path) -> None:
    listed = json.loads(ran(home, "questions", "--format", "json").stdout)
    assert "conditional_on_giving_up" in [row["name"] for row in listed]
    tables = json.loads(ran(home, "tables", "--format", "json").stdout)
    assert {"requests", "conditions", "fact", "article"} <= {row["name"] for row in tables}
    assert all(row["meaning"] for row in tables)
    assert [row["name"] for row in tables][:3] == ["requests", "conditions", "responses"]
    uses = [row["for"] for row in tables]
    assert uses == sorted(uses, key=["people", "behind the views", "table"].index)
    explained = ran(home, "tables", "requests", "--format", "table").stdout
    assert "urge, call on, press" in explained
    assert "permit_reexport" in explained
    columns = json.loads(ran(home, "tables", "fact", "--format", "json").stdout)
    assert all(row["meaning"] for row in columns)
    shown = ran(home, "ask", "conditional_on_giving_up", "--help").stdout
    assert "--weapon" in shown
    assert "Which requests were conditional on S-400 removal?" in shown


def test_the_path_of_the_current_snapshot_is_all_that_is_printed(home: Path) -> None:
    done = ran(home, "snapshots", "--path")
    path = Path(done.stdout.removesuffix("\n"))
    assert path.is_absolute()
    pointer = json.loads((home / "snapshots" / "current.json").read_text("utf-8"))
    assert path == (home / "snapshots" / pointer["file"]).resolve()
    assert ran(home, "snapshots", "--path", "--format", "json").returncode == 2
    assert "nothing is published" in ran(home / "elsewhere", "snapshots", "--path").stderr


def test_evidence_shows_the_sentence_in_its_article(home: Path) -> None:
    row = json.loads(ran(home, "ask", "refusals", "--format", "json").stdout)[0]
    shown = ran(home, "evidence", row["evidence_id"]).stdout
    assert row["title"] in " ".join(shown.split())
    assert "»" in shown
    assert row["quote"].split()[0] in shown.split("»")[1]


def test_evidence_of_several_rows_is_told_with_what_else_the_words_tell(home: Path) -> None:
    told = ran(
        home,
        "sql",
        "select one.evidence_id as id, other.fact_id as beside from quotes one join quotes other on "
        "other.article_id = one.article_id and other.start_char < one.end_char and one.start_char < other.end_char "
        "and other.fact_id <> one.fact_id order by all limit 1",
        "--format",
        "json",
    )
    (row,) = json.loads(told.stdout)
    other = json.loads(ran(home, "ask", "refusals", "--format", "json").stdout)[0]["evidence_id"]
    done = ran(home, "evidence", row["id"], other)
    assert done.returncode == 0, done.stderr
    assert [identifier for identifier in (row["id"], row["beside"], other) if identifier not in done.stdout] == []
    assert "the same words also tell" in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.endswith(" ")]
    quotes = json.loads(ran(home, "evidence", row["id"], other, "--format", "json").stdout)
    assert {row["id"], other} <= {quote["evidence_id"] for quote in quotes}
    assert all(quote["paragraph"] for quote in quotes)
    assert ran(home, "evidence", other, "e-0").returncode == 2


def test_sql_from_the_command_line_and_from_stdin(home: Path) -> None:
    assert ran(home, "sql", "select 1 as one").stdout == "one\n1\n"
    assert ran(home, "sql", "-", given="select 2 as two").stdout == "two\n2\n"


def test_all_rows_go_to_a_file(home: Path, tmp_path: Path) -> None:
    done = ran(home, "sql", "select i from range(2000000) t(i)", "--output", str(tmp_path / "x.parquet"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"2,000,000 rows in {tmp_path / 'x.parquet'}\n")
    done = ran(home, "ask", "refusals", "-o", str(tmp_path / "x.csv"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.csv").read_text("utf-8") == ran(home, "ask", "refusals").stdout
    done = ran(home, "sql", "select 1", "--format", "json", "-o", str(tmp_path / "x.csv"))
    assert done.returncode == 2
    assert "the name of the file says" in done.stderr


def test_no_rows_are_said_so(home: Path) -> None:
    done = ran(home, "sql", "select 1 as one where false")
    assert (done.returncode, done.stdout, done.stderr) == (0, "one\n", "no rows\n")


@pytest.mark.parametrize("statement", ["select * from article", "select * from load_run", "select now()"])
def test_moments_are_answered_from_the_command_line(home: Path, statement: str) -> None:
    for form in ("csv", "json", "table"):
        done = ran(home, "sql", statement, "--format", form)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert done.stdout.count("\n") > 1


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["ask", "conditional_on"], 2, "Did you mean conditional_on_giving_up"),
        (["ask", "refusals", "--weapon", "s-4000"], 2, "no weapon called 's-4000'"),
        (["ask", "refusals", "--wepon", "s-400"], 2, "No such option"),
        (["sql", "drop table fact"], 2, "only SELECT"),
        (["sql", "select * from fakt"], 2, "fakt"),
        (["tables", "fakt"], 2, "Did you mean fact"),
        (["evidence", "e-0"], 2, "no evidence or fact 'e-0'"),
        (["load", "articles", "/no/such/folder"], 1, "no such file or folder"),
        (["load", "artikles"], 2, "No such command"),
        (["load"], 2, "name a loader"),
        (["code", "/no/such/file.jsonl", "-o", "out.jsonl"], 1, "cannot read"),
        (["migrate", "--to", "0815"], 2, "no such schema revision"),
    ],
)
def test_an_error_is_one_line_and_a_status(home: Path, arguments: list[str], status: int, says: str) -> None:
    done = ran(home, *arguments)
    assert done.returncode == status, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_source_of_which_nothing_can_be_taken_fails(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = ran(home, "load", "articles", str(tmp_path / "empty.txt"))
    assert done.returncode == 1
    assert "rejected" in done.stderr
    assert "empty.txt is empty" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: no record could be taken")


def test_a_folder_one_may_not_read_is_one_line(home: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    # Root may read everything; without these two capabilities it may not.
    powers = "-dac_override,-dac_read_search"
    less = ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}"] if os.geteuid() == 0 else []
    if less and shutil.which("setpriv") is None:
        pytest.skip("run by root, and there is no setpriv to take its powers away")
    done = ran(home, "load", "articles", str(closed), before=less)
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1] == f"error: cannot read {closed}: Permission denied"


def test_a_full_disk_stops_the_load_and_keeps_what_was_stored(home: Path, tmp_path: Path) -> None:
    """A real one: a file system with room for the database and little more, in a mount namespace of its own."""
    reports = tmp_path / "many.jsonl"
    filler = "Officials spoke of many other things at great length. " * 2500
    reports.write_text("".join(json.dumps({"text": f"Report {n}. {filler}"}) + "\n" for n in range(45)))
    room = (home / "sqn.sqlite").stat().st_size + (3 << 20)
    count = (
        "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('select count(*) from article').fetchone())"
    )
    script = f"""
        mount -t tmpfs -o size={room} tmpfs {tmp_path}/small && cp {home}/sqn.sqlite {tmp_path}/small/ || exit 77
        export SQN_HOME={tmp_path}/small
        {sys.executable} -c "{count}" {tmp_path}/small/sqn.sqlite
        {IN_SHELL} load articles {reports}; echo status $?
        {sys.executable} -c "{count}" {tmp_path}/small/sqn.sqlite
    """
    (tmp_path / "small").mkdir()
    namespace = ["unshare", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(namespace, capture_output=True, text=True, cwd=CHECKOUT, env=os.environ | {"NO_COLOR": "1"})
    if "unshare" in done.stderr or done.returncode == 77:
        pytest.skip(f"no mount namespace here: {done.stderr[:80]}")
    before, status, after = done.stdout.splitlines()
    assert status == "status 1", done.stderr
    assert before == after == "78"
    assert "error: the disk is full" in done.stderr.splitlines()[-1]


def test_asking_before_publishing_says_what_to_do(tmp_path: Path) -> None:
    done = ran(tmp_path / "home", "ask", "coverage")
    assert done.returncode == 1
    assert "run `sqn publish` after loading" in done.stderr


def test_check_finds_the_sample_sound(home: Path) -> None:
    done = ran(home, "check")
    assert done.returncode == 0
    assert "rules hold" in done.stderr


def test_a_run_is_told_in_json_lines_for_a_collector(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Ministers met."}\n{"text": ""}\n')
    done = ran(tmp_path / "home", "load", "--log", "json", "articles", "--no-code", str(tmp_path / "a.jsonl"))
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [line["event"] for line in lines] == ["batch", "rejected", "done"]
    assert (lines[-1]["read"], lines[-1]["inserted"], lines[-1]["rejected"]) == (2, 1, 1)
    assert lines[1]["reason"] == "line 2 is empty"


def test_a_dry_run_of_articles_stores_none(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Parliament debated the budget for three hours and then went home.")
    done = ran(home, "load", "articles", "--dry-run", str(tmp_path / "a.txt"))
    assert "would be: read 1, inserted 1" in done.stderr
    again = ran(home, "load", "articles", "--dry-run", str(tmp_path / "a.txt"))
    assert "inserted 1" in again.stderr
