"""Coding sheets gone wrong on the way, and loads that were killed."""

import os
import random
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.codings import template
from loaders.codings.columns import names
from loaders.jobs import forecast, loader_named
from loaders.loader import Job
from loaders.reference import load_reference
from schema.engine import open_engine, reading
from schema.errors import SourceError
from schema.migrating import ensure_schema
from schema.models import Article, Base, Condition, Evidence, Fact, FactObject, LoadRun, Request, Response
from schema.rules import violations
from schema.vocabulary import RunStatus
from tests.forking import run as run_whole
from tests.killing import kill_often
from tests.loaders.mutating import MUTATIONS, mutations
from tests.loaders.test_codings import ANSWER, ASKED, TERM, TEXT, URL, Cells, record, sheet
from tests.loading import load_source

__all__ = ["record"]

KILLED = """
import sys
from pathlib import Path
from extraction.names.reference_lists import read_reference
from loaders.codings import loading
from schema.engine import open_engine
from tests.loading import load_source
loading.BATCH = 2
reference, engine = read_reference(), open_engine(sys.argv[1])
from loaders.codings.names import actors, weapons
from extraction.names.gazetteer import gazetteer
actors(reference), weapons(reference), gazetteer(reference)
print("ready", flush=True)
for source in sys.argv[3:]:
    load_source(engine, reference, "codings", source, Path(sys.argv[2]), sheet="s")
"""
FACTS: tuple[type[Base], ...] = (Article, Fact, Request, Response, Condition, FactObject, Evidence)
UNTOLD = ("recorded_at", "run_id")


def contents(engine: Engine) -> list[list[str]]:
    with reading(engine) as connection:
        return [
            sorted(
                repr(tuple(row))
                for row in connection.execute(
                    select(*(column for column in model.__table__.columns if column.name not in UNTOLD))
                )
            )
            for model in FACTS
        ]


def many(article: str, number: int) -> list[Cells]:
    text = TEXT.replace("Patriot", f"Patriot and {number}")
    rows = []
    for row in (ASKED, TERM, ANSWER):
        pointing = {name: f"{row[name]}{number}" for name in ("row", "attached_to", "to") if name in row}
        quote = row["quote"].replace("Patriot", f"Patriot and {number}")
        rows.append(row | pointing | {"article": "", "url": f"{article}/{number}", "text": text, "quote": quote})
    return rows


def test_a_killed_load_goes_on_where_it_stopped(bare: Engine, reference: Reference, tmp_path: Path) -> None:
    """Killed with SIGKILL at random moments and begun again, it ends in the rows of an undisturbed run."""
    rows = [row for number in range(12) for row in many(URL, number)]
    changed = [row | ({"outcome": "pending"} if row["kind"] == "request" else {}) for row in rows[:30]]
    sources = [str(sheet(tmp_path, *rows, name="one.csv")), str(sheet(tmp_path, *changed, name="two.csv"))]
    calm = open_engine(f"sqlite:///{tmp_path / 'calm.sqlite'}")
    for engine in (calm, bare):
        ensure_schema(engine)
        load_reference(engine, reference, "lists")
    for source in sources:
        load_source(calm, reference, "codings", source, tmp_path, sheet="s")
    command = [
        sys.executable, "-c", KILLED, bare.url.render_as_string(hide_password=False), str(tmp_path), *sources,
    ]  # fmt: skip
    kill_often(command, 0.8, seed=7)
    assert run_whole(command, os.environ).returncode == 0
    assert run_whole([*command[:4], command[4], *sources], os.environ).returncode == 0
    assert contents(bare) == contents(calm)
    with reading(bare) as connection:
        assert not violations(connection)
        assert not connection.scalars(select(LoadRun.id).where(LoadRun.status == RunStatus.RUNNING)).all()
    calm.dispose()


def samples(folder: Path) -> dict[str, bytes]:
    """A sheet of each kind, with an article of its own."""
    rows = [*many(URL, 1), ASKED, TERM, ANSWER]
    csv = sheet(folder, *rows).read_bytes()
    book = folder / "book.xlsx"
    template.write_workbook(book)
    import openpyxl

    opened = openpyxl.load_workbook(book)
    for row in rows:
        opened["codings"].append([row.get(name) for name in names()])
    opened.save(book)
    example = "\n".join(line.removeprefix("# ") for line in list(template.yaml_lines())[1:16])
    return {"csv": csv, "xlsx": book.read_bytes(), "yaml": f"coder: me\n{example}\n".encode()}


def uncolumned(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    del cells[chance.randrange(len(cells))]
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def aliased(data: bytes, chance: random.Random) -> bytes:
    """An alias bomb: nine levels of nine."""
    levels = [b"a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    levels += [b"a%d: &a%d [%s]" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 9)]
    return b"\n".join([*levels, data, b"facts: *a%d\n" % chance.randrange(9)])


@pytest.mark.parametrize("kind", ["csv", "xlsx", "yaml"])
def test_mutated_sheets_are_refused_or_accounted_for(
    kind: str, record: Engine, reference: Reference, tmp_path: Path
) -> None:
    job = Job(record, reference, tmp_path)
    path = tmp_path / f"mutated.{kind}"
    taken = 0
    for mutated in mutations(samples(tmp_path)[kind], [uncolumned] if kind == "csv" else [aliased]):
        path.write_bytes(mutated)
        begun = time.monotonic()
        try:
            found = forecast(job, loader_named("codings"), str(path))
        except SourceError as error:
            assert str(error)
            continue
        finally:
            assert time.monotonic() - begun < 20
            for raw in (tmp_path / "raw").glob("*/*"):
                raw.unlink()
        assert found.counts.met == found.counts.read
        assert all(reject.reason for reject in found.rejects)
        taken += 1
    # A damaged workbook is rarely read at all.
    assert taken > (0 if kind == "xlsx" else MUTATIONS // 10)
