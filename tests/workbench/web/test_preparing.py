"""What is answered before anybody asks: it is what would be answered, and goes with its snapshot."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.snapshots import KEPT, answers_of, current, manifests, release, retire, sweep
from tests.workbench.web.conftest import Opened
from tests.workbench.web.serving import settings_of, sound, words
from workbench.cli import record
from workbench.library import library
from workbench.runner import Runner
from workbench.sandbox.process import Limits
from workbench.web import answers, prepared, preparing, sketching
from workbench.web.preparing import prepare

ASKED = "select evidence_id, published_on, weapons, origins from requests order by evidence_id"


@pytest.fixture
def home(answered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in which every answer counts as one that took long."""
    shutil.copytree(answered.parent, tmp_path / "home")
    monkeypatch.setattr(answers, "LONG", 0.0)
    return tmp_path / "home"


def test_first_pages_questions_and_things_are_there_without_anybody_who_answers(
    home: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = {name: library()[name] for name in sorted(library())[::5]}
    monkeypatch.setattr(preparing, "library", lambda: some)
    fresh = opened(settings_of(home))
    paths = ["/", "/actors", "/weapons", "/network", "/map", *(f"/questions/{name}" for name in some)]
    before = {path: words(sound(fresh.get(path).text)) for path in paths}
    told = prepare(home, current(home / "snapshots"))
    assert told.failed == 0
    assert told.pages >= len(some) + 10
    kept = list(answers_of(home / "snapshots", current(home / "snapshots")).iterdir())
    assert told.answers == len([file for file in kept if file.suffix == ".arrow"]) > len(some)
    assert told.bytes == sum(file.stat().st_size for file in kept if file.suffix == ".arrow")
    monkeypatch.setattr(Runner, "run", lambda *_, **__: pytest.fail("it was asked"))
    monkeypatch.setattr(sketching, "drawing", lambda *_: pytest.fail("it was drawn"))
    later = opened(settings_of(home))
    assert {path: words(sound(later.get(path).text)) for path in paths} == before


def test_an_answer_comes_back_as_it_was(home: Path) -> None:
    folder = home / "snapshots"
    snapshot, limits = current(folder), Limits(rows=7)
    result = Runner(folder).run(ASKED, {}, snapshot=snapshot, limits=limits)
    assert result.notice
    prepared.write(folder, ASKED, {}, limits, result)
    again = prepared.read(folder, snapshot, ASKED, {}, limits)
    assert again is not None
    assert (again.columns, list(again.rows), again.notice) == (result.columns, list(result.rows), result.notice)
    assert again.table.schema.equals(result.table.schema)  # type: ignore[union-attr]
    patient = replace(limits, seconds=1, memory=1 << 30)
    assert prepared.read(folder, snapshot, ASKED, {}, patient) is not None, "how long it may take makes it no other"
    for sql, values, other in ((ASKED + " ", {}, limits), (ASKED, {"x": 1}, limits), (ASKED, {}, Limits(rows=8))):
        assert prepared.read(folder, snapshot, sql, values, other) is None


@pytest.mark.parametrize("content", [b"", b"ARROW1", b"\0" * 4096])
def test_a_damaged_answer_is_asked_anew(home: Path, opened: Opened, content: bytes) -> None:
    path = "/questions/who_asks_whom"
    before = opened(settings_of(home, preparing=current(home / "snapshots"))).get(path).text
    kept = list(answers_of(home / "snapshots", current(home / "snapshots")).iterdir())
    assert {file.suffix for file in kept} == {".arrow", ".json"}
    for file in kept:
        file.write_bytes(content)
    assert words(sound(opened(settings_of(home)).get(path).text)) == words(sound(before))


def test_a_full_disk_costs_no_page(home: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prepared, "keep", full)
    assert (
        opened(settings_of(home, preparing=current(home / "snapshots"))).get("/questions/refusals").status_code == 200
    )
    assert not answers_of(home / "snapshots", current(home / "snapshots")).exists()


def test_answers_go_with_their_snapshot(home: Path) -> None:
    folder = home / "snapshots"
    first = current(folder)
    release(folder, first.id)  # another test may have cited it
    answers_of(folder, first).mkdir()
    for number in range(KEPT):
        name = f"29990101T00000{number}Z-abcdef"
        shutil.copy(folder / first.file, folder / f"sqn-{name}.duckdb")
        told = (folder / first.file).with_suffix(".json").read_text().replace(first.id, name)
        (folder / f"sqn-{name}.json").write_text(told)
    (folder / "sqn-killed.answers").mkdir()
    sweep(folder)
    assert not (folder / "sqn-killed.answers").exists()
    assert answers_of(folder, first).exists()
    retire(folder, name)
    assert first.id not in [snapshot.id for snapshot in manifests(folder)]
    assert not answers_of(folder, first).exists()


def test_only_a_large_snapshot_is_prepared(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot = current(home / "snapshots")
    monkeypatch.setattr(preparing, "prepare", lambda *_: preparing.Prepared(9, 2, 7, 1_500_000, 1.0))
    record.prepared_in(home)(replace(snapshot, facts=record.MANY - 1))
    assert capsys.readouterr().err == ""
    record.prepared_in(home)(replace(snapshot, facts=record.MANY))
    told = capsys.readouterr().err
    assert "prepared 7 answers of 9 pages" in told
    assert "2 pages could not be prepared" in told

    def failing(*_: Any) -> None:
        raise RuntimeError("no more processes")

    monkeypatch.setattr(preparing, "prepare", failing)
    record.prepared_in(home)(replace(snapshot, facts=record.MANY))
    assert "no more processes" in capsys.readouterr().err
