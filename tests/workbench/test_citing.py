"""Citations: what they say, that they can be asked again after all that may happen, and what is said where not."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from loaders import snapshots as keeping
from loaders.publish import publish
from loaders.snapshots import current, manifests, mark_of, release
from loaders.version import version_of
from schema.engine import writing
from schema.errors import QueryError, SqnError
from schema.settings import QUERIES
from tests.commanding import IN_SHELL, ran
from workbench import library as the_library
from workbench.asking import ask, snapshot_asked
from workbench.checking import check
from workbench.citation_forms import FORMS, as_bibtex, as_csl, as_json, as_line, as_text, of_json
from workbench.citing import Citation, cite, cite_sql
from workbench.library import find, library, parse
from workbench.runner import runner
from workbench.steady import unsteady

NAME = "conditional_on_giving_up"
ROWS = 14  # of the sample, accounts not led together


@pytest.fixture
def folder(snapshots: Path, tmp_path: Path) -> Path:
    """A folder of its own with a snapshot of what `database` holds."""
    first = current(snapshots)
    (tmp_path / "snapshots").mkdir()
    for name in (first.file, Path(first.file).with_suffix(".json").name, "current.json"):
        shutil.copy(snapshots / name, tmp_path / "snapshots" / name)
    shutil.copytree(snapshots.parent / "lake", tmp_path / "lake")
    return tmp_path / "snapshots"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT", 1)


def test_a_citation_says_what_was_asked_and_of_what(folder: Path) -> None:
    citation, snapshot = cite(folder, NAME, {"weapon": "S400"}), current(folder)
    assert (citation.question, citation.sql, citation.rows) == (NAME, find(NAME).sql, ROWS)
    assert (citation.snapshot, citation.snapshot_sha256) == (snapshot.id, snapshot.sha256)
    assert citation.newest_article == "2024-11-19"
    told = {one.name: (one.asked, one.bound, one.type) for one in citation.parameters}
    assert told == {"weapon": ("S400", "s-400", "text"), "since": (None, None, "nothing")}
    assert len(citation.row_digests) == ROWS
    assert citation.query_file == "queries/conditions/conditional_on_giving_up.sql"


def test_an_answer_at_hand_gives_the_same_citation_and_one_that_was_cut_is_asked_again(folder: Path) -> None:
    asked = cite(folder, NAME, {"weapon": "s-400"})
    at_hand = cite(folder, NAME, {"weapon": "s-400"}, result=ask(folder, NAME, {"weapon": "s-400"}))
    assert replace(at_hand, asked_at=asked.asked_at) == asked
    answering = runner(folder)
    cut = answering.run("select * from quotes", limits=replace(answering.limits, rows=3))
    assert cut.notice
    whole = answering.run("select count(*) from quotes").rows[0][0]
    assert cite_sql(folder, "select * from quotes", result=cut).rows == whole > 3


def test_all_rows_count_however_many(folder: Path) -> None:
    citation = cite_sql(folder, "select x from range(1100000) t(x)")
    assert citation.rows == 1_100_000
    assert citation.row_digests == ()
    assert check(folder, citation).same


@pytest.mark.usefixtures("few")
def test_it_is_the_same_again_after_later_publishes_and_another_question(
    folder: Path, database: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    citation = cite(folder, NAME, {})
    with writing(database) as connection:
        connection.execute(text("delete from fact_object where fact_id in (select fact_id from condition)"))
    for _ in range(2):
        publish(database, folder)
    assert citation.snapshot in {one.id for one in manifests(folder)}
    assert len(manifests(folder)) == 2
    assert ask(folder, NAME, {}).rows == ()
    changed = tmp_path / f"{NAME}.sql"
    changed.write_text(find(NAME).path.read_text().replace("order by", "  and false\norder by"))
    others: dict[str, Any] = {NAME: parse(changed)}
    monkeypatch.setattr("workbench.checking.library", lambda: others)
    checked = check(folder, of_json(as_json(citation), "x"))
    assert checked.same
    assert "has other SQL now" in checked.notes[0]
    others.clear()
    assert "there is no question" in check(folder, citation).notes[0]


@pytest.mark.usefixtures("few")
def test_as_of_a_day_it_is_made_anew_from_its_snapshot(folder: Path, database: Engine) -> None:
    then = snapshot_asked(folder, "2020-03-01", None)
    citation = cite_sql(folder, "select article_id, title, published_on from articles", snapshot=then)
    whole = cite_sql(folder, "select article_id, title, published_on from articles")
    assert citation.as_of == "2020-03-01"
    assert citation.snapshot == current(folder).id
    assert 0 < citation.rows < whole.rows
    assert "as of 2020-03-01" in as_line(citation)
    publish(database, folder)
    (file,) = (folder / "derived").glob("*@2020-03-01.duckdb")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)
    with pytest.raises(SqnError, match="was changed after it was made"):
        check(folder, citation)
    shutil.rmtree(folder / "derived")
    assert check(folder, citation).same
    recorded = snapshot_asked(folder, None, f"{citation.published_at[:19]}Z", citation.snapshot)
    again = cite_sql(folder, "select count(*) from articles", snapshot=recorded)
    assert check(folder, of_json(as_json(again), "x")).same


def test_a_difference_is_shown_row_by_row(folder: Path) -> None:
    citation = cite_sql(folder, "select n from (values (1), (2), (2)) t(n)")
    other = cite_sql(folder, "select n from (values (1), (2), (3), (4)) t(n)")
    checked = check(folder, replace(other, rows=3, rows_sha256=citation.rows_sha256, row_digests=citation.row_digests))
    assert not checked.same
    assert (checked.rows, checked.gone, checked.new) == (4, 1, 2)
    assert sorted(checked.examples) == [(3,), (4,)]


@pytest.mark.usefixtures("few")
def test_a_snapshot_that_is_gone_or_another_is_told(folder: Path, database: Engine) -> None:
    citation = cite(folder, NAME, {})
    file = folder / f"sqn-{citation.snapshot}.duckdb"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)
    with pytest.raises(SqnError, match="was changed after it was published") as caught:
        check(folder, citation)
    assert citation.snapshot_sha256 in str(caught.value)
    release(folder, citation.snapshot)
    publish(database, folder)
    with pytest.raises(SqnError, match=r"is gone from .* from an archive") as caught:
        check(folder, citation)
    assert citation.snapshot_sha256 in str(caught.value)
    assert file.name in str(caught.value)


def test_a_citation_that_was_changed_is_told(folder: Path) -> None:
    citation = cite(folder, NAME, {})
    with pytest.raises(SqnError, match="the citation was changed"):
        check(folder, replace(citation, sql="select 1"))
    told = json.loads(as_json(citation))
    del told["sql"]
    with pytest.raises(QueryError, match="'sql'"):
        of_json(json.dumps(told), "x.json")
    told = json.loads(as_json(citation)) | {"rows": "14"}
    with pytest.raises(QueryError, match="rows is '14'"):
        of_json(json.dumps(told), "x.json")
    told = json.loads(as_json(citation)) | {"parameters": [{"name": "x"}]}
    with pytest.raises(QueryError, match="no parameter"):
        of_json(json.dumps(told), "x.json")
    for broken in ("", "[1]", "{}", '{"format": "other"}', "null"):
        with pytest.raises(QueryError, match=r"x\.json is no"):
            of_json(broken, "x.json")


def test_every_type_of_parameter_is_bound_again_as_it_was(folder: Path) -> None:
    import datetime as dt
    from decimal import Decimal

    values = {
        "a": dt.date(2020, 1, 2), "b": dt.datetime(2020, 1, 2, 3, tzinfo=dt.UTC), "c": Decimal("1.50"), "d": 0.1,
        "e": 7, "f": True, "g": "it's", "h": None,
    }  # fmt: skip
    types = ", ".join(f"typeof(${name})" for name in values)
    statement = f"select {', '.join(f'${name} as {name}' for name in values)}, {types}"
    citation = of_json(as_json(cite_sql(folder, statement, values)), "x")
    assert check(folder, citation).same
    with pytest.raises(QueryError, match="is a list"):
        cite_sql(folder, "select $x", {"x": [1]})


def test_each_form_holds_what_it_must(folder: Path) -> None:
    citation = cite(folder, NAME, {"since": "2019-01-01"})
    assert of_json(as_json(citation), "x") == citation
    for form in FORMS.values():
        assert citation.snapshot in form(citation)
        assert form(citation).endswith("\n")
    assert citation.rows_sha256 in as_text(citation)
    assert "since: 2019-01-01" in as_line(citation)
    (entry,) = json.loads(as_csl(citation))
    assert entry["type"] == "dataset"
    assert entry["issued"]["date-parts"][0][0] == int(citation.published_at[:4])
    odd = replace(citation, title="50 % of a_b {c} \\ d")
    assert r"50 \% of a\_b \{c\} \textbackslash{} d" in as_bibtex(odd)
    assert as_bibtex(citation).count("{") == as_bibtex(citation).count("}")


@pytest.mark.usefixtures("few")
def test_a_kept_snapshot_stays_and_a_released_one_goes(folder: Path, database: Engine) -> None:
    first = current(folder).id
    assert not cite(folder, NAME, {}, mark=False).snapshot_kept
    assert mark_of(folder, first) is None
    cite(folder, NAME, {})
    cite(folder, NAME, {})
    mark = mark_of(folder, first)
    assert mark is not None
    assert mark.citations == 2
    publish(database, folder)
    second = current(folder).id
    publish(database, folder)
    ids = {one.id for one in manifests(folder)}
    assert first in ids
    assert second not in ids
    release(folder, first)
    publish(database, folder)
    assert [one.id for one in manifests(folder)] == [current(folder).id]
    assert not list(folder.glob("*.kept"))


def test_who_may_only_read_can_cite_and_is_told_that_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    script = f"""
        set -e
        mount --bind {folder} {folder}
        mount -o remount,bind,ro {folder}
        SQN_HOME={tmp_path} exec {IN_SHELL} cite {NAME}
    """
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        cwd=QUERIES.parent,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mount namespace here: {done.stderr.splitlines()[0]}")
    assert done.returncode == 0, done.stderr
    assert f"{ROWS} rows" in done.stdout
    assert "could not be marked as cited" in done.stderr
    assert mark_of(folder, current(folder).id) is None


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "repository"
    place.mkdir()
    said = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": "/dev/null"}
    said |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    (place / "q.sql").write_text("select 1")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"], ["commit", "-qm", "x", "--allow-empty"]):
        subprocess.run(["git", *words], cwd=place, env=os.environ | said, check=True)
    yield place


def test_the_version_of_a_file_is_the_commit_that_changed_it(repository: Path, tmp_path: Path) -> None:
    first = subprocess.run(
        ["git", "rev-parse", "HEAD~1"], cwd=repository, capture_output=True, text=True
    ).stdout.strip()
    assert version_of(repository / "q.sql") == (first, False)
    (repository / "q.sql").write_text("select 2")
    assert version_of(repository / "q.sql") == (first, True)
    assert version_of(repository / "new.sql") == (None, False)
    (tmp_path / "outside.sql").write_text("select 1")
    assert version_of(tmp_path / "outside.sql") == (None, False)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select current_date, x from t", ["current_date"]),
        ("select Now() - interval 1 day", ["now()"]),
        ("with a as (select random() as r) select * from a", ["random()"]),
        ("select * from t using sample 3", ["sample"]),
        ("select today_was, sum(x) from t group by 1", []),
        ("not sql", []),
    ],
)
def test_what_the_clock_and_chance_decide_is_known(sql: str, words: list[str]) -> None:
    assert unsteady(sql) == words


def test_no_saved_question_hangs_on_the_clock() -> None:
    assert {name: words for name, one in library().items() if (words := unsteady(one.sql))} == {}
    assert "check" not in library(), "`sqn cite check` hides a question of that name"
    assert the_library.find(NAME)


def test_citing_and_checking_on_the_command_line(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "cited.json"
    done = ran(tmp_path, "cite", NAME, "--weapon", "S400", "-o", str(file))
    assert done.returncode == 0, done.stderr
    checked = ran(tmp_path, "cite", "check", str(file))
    assert (checked.returncode, checked.stdout[:14]) == (0, f"same: {ROWS} rows,"), checked.stderr
    asked = ran(tmp_path, "ask", NAME, "--cite", "--format", "csv")
    assert asked.stdout.startswith("hangs_on,")
    assert of_json(file.read_text(), "x").rows_sha256 in asked.stderr
    ran(tmp_path, "sql", "select 1 as n", "--cite", "--output", str(tmp_path / "one.csv"))
    assert of_json((tmp_path / "one.citation.json").read_text(), "x").rows == 1
    told = json.loads(ran(tmp_path, "snapshots", "--format", "json").stdout)
    assert told[0]["kept"].startswith("cited 3 times")
    assert told[0]["current"] == "yes"
    assert told[0]["size"]
    refused = ran(tmp_path, "snapshots", "release", told[0]["id"])
    assert (refused.returncode, "cannot be checked" in refused.stderr) == (2, True)
    assert ran(tmp_path, "snapshots", "release", "--cited", told[0]["id"]).returncode == 0
    assert ran(tmp_path, "snapshots", "keep", told[0]["id"][:12]).returncode == 0
    assert mark_of(folder, told[0]["id"]) is not None
    changed = json.loads(file.read_text()) | {"rows_sha256": "0" * 64}
    file.write_text(json.dumps(changed))
    differs = ran(tmp_path, "cite", "check", str(file))
    assert (differs.returncode, differs.stdout[:8]) == (1, "differs:")
    both = ran(tmp_path, "cite", "--sql", "select 1", NAME)
    assert (both.returncode, "either --sql or a question" in both.stderr) == (2, True)


def test_the_id_is_that_of_the_answer(folder: Path) -> None:
    def id_of(**given: str) -> str:
        return made(**given).id

    def made(**given: str) -> Citation:
        return cite(folder, NAME, given)

    assert id_of(weapon="S400") == id_of(weapon="s-400")
    assert id_of(weapon="S400") != id_of(weapon="S400", since="2019-01-01")
