"""Registers loaded release by release: what they mean, what changes between two, and what no release may do."""

import datetime as dt
import io
import os
import random
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from extraction.names.reference import Reference
from loaders.jobs import forecast, loader_named, retry
from loaders.ledger import Run
from loaders.loader import Job
from loaders.reference import load_reference
from loaders.registers.judgements import judge
from loaders.registers.register import Edition, Seen
from loaders.sources.ofac import SDN
from loaders.sources.sipri import TRADE_REGISTER
from schema.engine import open_engine, reading, writing
from schema.errors import SourceError, SqnError
from schema.migrating import ensure_schema
from schema.models import (
    Actor,
    ActorDetail,
    ActorIdentifier,
    ActorJudgement,
    DatasetRecord,
    DatasetRelease,
    Fact,
    FactObject,
    ListedName,
    Listing,
    LoadRun,
    Sanction,
    Transfer,
    WeaponSystem,
)
from schema.rules import violations
from schema.vocabulary import Measure, Mode, RunStatus, SanctionStage, TransferStage, Verdict
from tests.forking import run as run_whole
from tests.killing import kill_often
from tests.loaders.mutating import MUTATIONS, mutations, survived
from tests.loaders.registers import COMPANY, FIRST, LATER, PERSON, SECOND, SHIP, SIPRI, contents, sdn, written
from tests.loading import load_source


def run(engine: Engine, reference: Reference, name: str, source: str, home: Path, **options: Any) -> Run:
    return load_source(engine, reference, name, source, home, **options)


def rows(engine: Engine, statement: Any) -> list[Any]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(statement)]


def test_the_deals_of_sipri_are_orders_and_deliveries(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    source = written(tmp_path, "register.csv", SIPRI, "cp1252")
    done = run(empty, reference, "sipri", source, tmp_path)
    assert (done.counts.read, done.counts.inserted, done.counts.rejected) == (9, 9, 0)
    told = {
        (row.key.rpartition(" ")[2], row.supplier_id, row.recipient_id, row.weapon_id, row.quantity): row
        for row in rows_of_transfers(empty)
    }
    assert ("ordered", "RU", "TR", "s-400", 2) in told
    delivered = told["delivered", "RU", "TR", "s-400", 2]
    assert (delivered.earliest, delivered.latest) == (dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    assert delivered.stage is TransferStage.DELIVERED
    assert told["ordered", "RU", "TR", "s-400", 2].confidence < delivered.confidence  # its number is marked with ?
    assert sum(row.weapon_id == "engine" for row in rows_of_transfers(empty)) == 4  # two deals of one key
    assert ("delivered", "IR", "hezbollah", "fajr-3", 20) in told
    assert told["delivered", "IL", "un", "hermes-900", 3].mode is Mode.LOAN
    assert [row.supplier_id for row in told.values() if row.recipient_id == "PE"] == [None, None]
    assert not violations_of(empty)
    again = run(empty, reference, "sipri", source, tmp_path)
    assert (again.counts.unchanged, again.counts.inserted, again.counts.updated) == (9, 0, 0)


def rows_of_transfers(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(
            connection.execute(
                select(
                    Fact.key, Fact.earliest, Fact.latest, Fact.confidence, Transfer.supplier_id, Transfer.recipient_id,
                    Transfer.mode, Transfer.stage, FactObject.weapon_id, FactObject.quantity,
                )
                .join(Transfer, Transfer.fact_id == Fact.id)
                .join(FactObject, FactObject.fact_id == Fact.id)
            )
        )  # fmt: skip


def violations_of(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(violations(connection))


def test_a_designation_that_no_list_has_is_new_under_its_description(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    run(empty, reference, "sipri", written(tmp_path, "register.csv", SIPRI, "cp1252"), tmp_path)
    found = dict(rows(empty, select(WeaponSystem.id, WeaponSystem.parent_id).where(WeaponSystem.id.like("sipri:%"))))
    assert found["sipri:fcs-4008"] == "radar"  # "S-400" stands in it, and it is none
    actors = rows(empty, select(Actor.id).where(Actor.id.like("sipri:%")))
    assert actors == [("sipri:elbonia",)]


def test_the_day_of_a_release_is_told_by_itself_its_name_or_the_user(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    run(empty, reference, "sipri", written(tmp_path, "register.csv", SIPRI), tmp_path)
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", FIRST), tmp_path)
    run(empty, reference, "ofac", written(tmp_path, "sdn.csv", SECOND), tmp_path, day=dt.date(2022, 1, 2))
    days = rows(empty, select(DatasetRelease.source_id, DatasetRelease.released_on).order_by(DatasetRelease.id))
    assert days == [
        ("ofac-sdn", dt.date(2021, 8, 18)),
        ("ofac-sdn", dt.date(2022, 1, 2)),
        ("sipri-trade-register", dt.date(2025, 2, 2)),
    ]
    with pytest.raises(SourceError, match="--as-of"):
        run(empty, reference, "ofac", written(tmp_path, "sdn.csv", SECOND), tmp_path)
    with pytest.raises(SourceError, match="in the order of their days"):
        run(empty, reference, "ofac", written(tmp_path, "sdn.csv", FIRST), tmp_path, day=dt.date(2020, 1, 1))


def test_two_releases_of_ofac_tell_when_who_was_listed(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    one, two = dt.date(2021, 8, 18), dt.date(2024, 5, 3)
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", FIRST), tmp_path)
    done = run(empty, reference, "ofac", written(tmp_path, "sdn_2024-05-03.csv", SECOND), tmp_path, force=True)
    assert (done.counts.inserted, done.counts.updated, done.counts.unchanged, done.counts.closed) == (1, 2, 0, 1)
    listed = {
        (row[0], row[1]): row[2:]
        for row in rows(empty, select(Listing.entry, Listing.programme, Listing.first_seen, Listing.gone_by))
    }
    assert listed == {
        ("9001", "CAATSA - RUSSIA"): (one, None),
        ("9002", "NPWMD"): (one, two),
        ("9002", "IFSR"): (one, None),
        ("9003", "DPRK4"): (one, two),
        ("9004", "SDGT"): (two, None),
        ("9004", "NPWMD"): (two, None),
    }
    told = {(row.target_id, row.measure, row.stage): (row.earliest, row.latest) for row in reading_sanctions(empty)}
    assert told["ofac:9001", Measure.EXPORT_BAN, SanctionStage.IMPOSED] == (None, one)
    assert told["ofac:9001", Measure.ASSET_FREEZE, SanctionStage.IMPOSED] == (None, one)
    assert told["ofac:9004", Measure.ASSET_FREEZE, SanctionStage.IMPOSED] == (one + dt.timedelta(days=1), two)
    assert told["ofac:9003", Measure.ASSET_FREEZE, SanctionStage.LIFTED] == (one + dt.timedelta(days=1), two)
    before = contents(empty)
    again = run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", FIRST), tmp_path)
    assert (again.counts.read, again.counts.unchanged) == (3, 3)  # the older release again, as a glob would name it
    assert contents(empty) == before
    assert not violations_of(empty)


def reading_sanctions(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(
            connection.execute(
                select(Sanction.target_id, Sanction.measure, Sanction.stage, Fact.earliest, Fact.latest).join(
                    Fact, Fact.id == Sanction.fact_id
                )
            )
        )


def test_remarks_names_and_addresses_are_taken_apart(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    written(tmp_path, "alt_2021-08-18.csv", '9002,1,"fka","OLD EXAMPLE TRADING",-0- \r\n')
    written(tmp_path, "add_2021-08-18.csv", '9002,7,"1 Example Street","Tehran","Iran",-0- \r\n')
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", FIRST), tmp_path)
    assert dict(rows(empty, select(ListedName.name, ListedName.kind))) == {
        "DOE, Jane": "primary", "JAYDEE": "weak", "EXAMPLE TRADING CO., LTD.": "primary", "NEVERSAIL": "primary",
        "OLD EXAMPLE TRADING": "former",
    }  # fmt: skip
    numbers = set(rows(empty, select(ActorIdentifier.scheme, ActorIdentifier.value)))
    assert {("passport", "U0012345 (Turkey)"), ("imo", "9999993"), ("tax_id", "77001 (Iran)")} <= numbers
    details = set(rows(empty, select(ActorDetail.field, ActorDetail.value)))
    assert {("born", "01 Apr 1961"), ("address", "1 Example Street, Tehran, Iran"), ("flag", "North Korea")} <= details
    principals = dict(rows(empty, select(Actor.id, Actor.principal_id).where(Actor.id.like("ofac:%"))))
    assert principals == {"ofac:9001": "TR", "ofac:9002": "IR", "ofac:9003": "KP"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (sdn(PERSON), "lacks 7 of the 8 records"),
        (sdn(), "has 0 records that can be taken"),
        ("<html>502</html>", "has 0 records that can be taken"),
        (sdn(*(f"{n},x" for n in range(30)), PERSON, COMPANY, SHIP), "30 of 33 records"),
    ],
)
def test_a_broken_release_changes_nothing(
    empty: Engine, reference: Reference, tmp_path: Path, content: str, says: str
) -> None:
    many = [LATER.replace("9004", str(number)) for number in range(9004, 9009)]
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", sdn(PERSON, COMPANY, SHIP, *many)), tmp_path)
    before = contents(empty)
    with pytest.raises(SourceError, match=says):
        run(empty, reference, "ofac", written(tmp_path, "sdn_2022-01-01.csv", content), tmp_path)
    assert contents(empty) == before
    assert rows(empty, select(LoadRun.status).order_by(LoadRun.id))[-1] == (RunStatus.FAILED,)


def test_a_dry_run_tells_what_a_run_does_and_stores_nothing(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", FIRST), tmp_path)
    before = contents(empty)
    job = Job(empty, reference, tmp_path)
    found = forecast(job, loader_named("ofac"), written(tmp_path, "sdn_2024-05-03.csv", SECOND))
    assert (found.counts.inserted, found.counts.updated, found.counts.closed) == (1, 2, 1)
    assert [change.partition(":")[0] for change in found.changes] == [
        "inserted 9004",
        "updated 9001",
        "updated 9002",
        "closed 9003",
    ]
    assert found.changes[1].startswith("updated 9001: title 'Head of purchasing' → ")
    assert contents(empty) == before


def test_a_run_is_run_again_on_the_bytes_that_it_read(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    source = written(tmp_path, "sdn_2021-08-18.csv", FIRST)
    first = run(empty, reference, "ofac", source, tmp_path)
    before = contents(empty)
    Path(source).unlink()
    again = retry(Job(empty, reference, tmp_path), first.id)
    assert again.counts.unchanged == 3
    assert contents(empty) == before
    with pytest.raises(SqnError, match="no such run"):
        retry(Job(empty, reference, tmp_path), "run-x")


def test_the_same_day_may_be_put_right(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", FIRST), tmp_path)
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", sdn(PERSON, COMPANY)), tmp_path, force=True)
    changed = sdn(PERSON.replace("Izmir", "Ankara"), COMPANY)
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", changed), tmp_path)
    assert rows(empty, select(DatasetRecord.key, DatasetRecord.gone_by).order_by(DatasetRecord.key)) == [
        ("9001", None),
        ("9002", None),
    ]
    assert ("birth_place", "Ankara, Turkey") in rows(empty, select(ActorDetail.field, ActorDetail.value))
    assert not violations_of(empty)


def test_an_actor_of_a_list_may_be_one_on_record_and_the_merge_can_be_undone(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    person = PERSON.replace("DOE, Jane", "DEMIR, Ismail").replace("9001", "9100")
    korea = COMPANY.replace("EXAMPLE TRADING CO., LTD.", "GREEN PINE ASSOCIATED CORPORATION").replace(
        "Iran", "North Korea"
    )
    alone = SHIP.replace("vessel", "individual").replace("NEVERSAIL", "SOLEIMANI, Qasem")
    run(empty, reference, "ofac", written(tmp_path, "sdn_2021-08-18.csv", sdn(person, korea, alone)), tmp_path)
    judged = {(left, right): verdict for left, right, verdict in rows(
        empty, select(ActorJudgement.left_id, ActorJudgement.right_id, ActorJudgement.verdict)
    )}  # fmt: skip
    assert judged["green-pine-associated-corporation", "ofac:9002"] is Verdict.SAME
    assert judged["ofac:9003", "qassem-soleimani"] is Verdict.UNSURE
    merged = select(Actor.same_as_id).where(Actor.id == "ofac:9002")
    assert rows(empty, merged) == [("green-pine-associated-corporation",)]
    with writing(empty) as connection:
        judge(connection, "ofac:9002", "green-pine-associated-corporation", Verdict.DIFFERENT, "an analyst")
    assert rows(empty, merged) == [(None,)]
    changed = sdn(person, korea.replace("77001", "77002"), alone)
    run(empty, reference, "ofac", written(tmp_path, "sdn_2022-08-18.csv", changed), tmp_path)
    assert rows(empty, merged) == [(None,)]  # what a person has judged stays


KILLED = """
import sys
from pathlib import Path
from extraction.names.reference_lists import read_reference
from loaders.registers import releases
from schema.engine import open_engine
from tests.loading import load_source
releases.BATCH = 2
reference, engine = read_reference(), open_engine(sys.argv[1])
print("ready", flush=True)
for source in sys.argv[3:]:
    load_source(engine, reference, "ofac", source, Path(sys.argv[2]), force=True)
"""


def test_a_killed_load_goes_on_where_it_stopped(bare: Engine, reference: Reference, tmp_path: Path) -> None:
    """Killed with SIGKILL at random moments and begun again, it ends in the rows of an undisturbed run."""
    many = [LATER.replace("9004", str(number)) for number in range(9004, 9104)]
    sources = [
        written(tmp_path, "sdn_2021-08-18.csv", sdn(PERSON, COMPANY, SHIP, *many[:60])),
        written(tmp_path, "sdn_2024-05-03.csv", sdn(COMPANY, *(entry.replace("SDGT", "FTO") for entry in many[20:]))),
    ]
    calm = open_engine(f"sqlite:///{tmp_path / 'calm.sqlite'}")
    for engine in (calm, bare):
        ensure_schema(engine)
        load_reference(engine, reference, "lists")
    for source in sources:
        run(calm, reference, "ofac", source, tmp_path, force=True)
    url = bare.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(tmp_path), *sources]
    kill_often(command, 0.4, seed=5)
    assert run_whole(command, os.environ).returncode == 0
    assert contents(bare) == contents(calm)
    assert not violations_of(bare)
    with reading(bare) as connection:
        unfinished = select(func.count()).select_from(LoadRun).where(LoadRun.status == RunStatus.RUNNING)
        assert connection.scalar(unfinished) == 0
    calm.dispose()


@pytest.mark.parametrize(("edition", "content"), [(TRADE_REGISTER, SIPRI.encode("cp1252")), (SDN, FIRST.encode())])
def test_mutated_releases_are_refused_or_accounted_for(reference: Reference, edition: Edition, content: bytes) -> None:
    whole = 0
    for mutated in mutations(content, [uncolumned, unlined]):
        records, rejects, read = survived(edition, io.BytesIO(mutated), reference, Seen(None, dt.date(2021, 8, 18)))
        whole += read
        assert records + rejects <= 40
    assert MUTATIONS // 10 < whole < MUTATIONS, "mutations must neither all be refused nor all be read"


def uncolumned(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    del cells[chance.randrange(len(cells))]
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def unlined(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def test_the_real_releases(empty: Engine, reference: Reference, tmp_path: Path, shared: Path) -> None:
    expected = {
        ("sipri", "sipri/trade_register_extract.csv"): 2015,  # 2,019 lines, four records broken in two
        ("ofac", "ofac/sdn_2021-08-18.csv"): 9083,
        ("ofac", "ofac/sdn_2024-05-03.csv"): 14965,
    }
    for (name, file), count in expected.items():
        for again in (False, True):
            done = run(empty, reference, name, str(shared / "data" / file), tmp_path)
            assert (done.counts.read, done.counts.rejected) == (count, 0)
            assert (done.counts.unchanged == count) is again
    assert rows(
        empty, select(func.count()).select_from(Listing).where(Listing.gone_by.is_(None), Listing.entry == "27018")
    ) == [(1,)]
    pair = select(Transfer.supplier_id, Transfer.recipient_id).join(FactObject, FactObject.fact_id == Transfer.fact_id)
    assert set(rows(empty, pair.where(FactObject.weapon_id == "s-400", Transfer.recipient_id == "TR"))) == {
        ("RU", "TR")
    }
    assert not violations_of(empty)


def test_files_beside_an_address_belong_to_it_and_are_kept(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    """A release by address, its other names beside it; run again, it is read off what was kept, without the server."""
    served = {
        "/lists/sdn_2021-08-18.csv": FIRST.encode(),
        "/lists/alt_2021-08-18.csv": b'9002,1,"fka","OLD EXAMPLE TRADING",-0- \r\n',
    }

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = served.get(self.path)
            self.send_response(200 if content else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{running.server_address[1]}/lists/sdn_2021-08-18.csv"
    first = run(empty, reference, "ofac", address, tmp_path)
    running.shutdown()
    running.server_close()
    assert ("OLD EXAMPLE TRADING",) in rows(empty, select(ListedName.name).where(ListedName.actor_id == "ofac:9002"))
    before = contents(empty)
    again = retry(Job(empty, reference, tmp_path), first.id)
    assert (again.counts.unchanged, again.counts.rejected) == (3, 0)
    assert contents(empty) == before
