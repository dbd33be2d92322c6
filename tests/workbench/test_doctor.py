"""`sqn doctor` on set-ups that are sound, new, and broken in one way each."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from schema.settings import CHECKOUT, Settings
from workbench import doctor
from workbench.doctor import CHECKS, Finding, findings, pinned


@pytest.fixture
def settings(tmp_path: Path, filled: Path, snapshots: Path) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    (home / "sqn.sqlite").write_bytes(filled.read_bytes())
    (home / "snapshots").mkdir()
    for file in snapshots.iterdir():
        if file.is_file():
            (home / "snapshots" / file.name).write_bytes(file.read_bytes())
    return Settings(home, f"sqlite:///{home / 'sqn.sqlite'}")


def found(name: str, settings: Settings) -> Finding:
    """What one check found, as `findings` hands it out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "CHECKS", {name: CHECKS[name]})
        (one,) = findings(settings)
    return one


@pytest.mark.parametrize("name", ["Python", "home", "database", "snapshot", "sandbox", "coder"])
def test_a_sound_set_up_is_found_sound(name: str, settings: Settings) -> None:
    one = found(name, settings)
    assert one.sound is True, one
    assert one.remedy is None


@pytest.mark.parametrize("name", ["home", "database", "snapshot", "sandbox"])
def test_a_new_home_is_not_broken_and_stays_new(name: str, tmp_path: Path) -> None:
    new = Settings(tmp_path / "home", f"sqlite:///{tmp_path / 'home' / 'sqn.sqlite'}")
    one = found(name, new)
    assert one.sound is None, one
    assert one.remedy
    assert not (tmp_path / "home").exists()


def test_an_older_database_is_to_be_migrated(settings: Settings) -> None:
    with sqlite3.connect(settings.home / "sqn.sqlite") as connection:
        connection.execute("update alembic_version set version_num = '0001'")
    connection.close()
    one = found("database", settings)
    assert (one.sound, one.remedy) == (False, "run `sqn migrate`")
    assert "0001" in one.says


def test_a_file_that_is_no_database(settings: Settings) -> None:
    (settings.home / "sqn.sqlite").write_text("not a database" * 100)
    one = found("database", settings)
    assert one.sound is False
    assert "not a database" in one.says


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/sqn"])
def test_a_url_that_names_no_database_of_ours(settings: Settings, url: str) -> None:
    assert found("database", Settings(settings.home, url)).sound is False


def test_a_snapshot_that_does_not_open(settings: Settings) -> None:
    pointer = json.loads((settings.snapshots / "current.json").read_text())
    (settings.snapshots / pointer["file"]).write_text("torn")
    one = found("snapshot", settings)
    assert one.sound is False
    assert "cannot open the snapshot" in one.says
    (settings.snapshots / pointer["file"]).with_suffix(".json").unlink()
    assert found("snapshot", settings).sound is False


def test_a_disk_with_little_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(1 << 40, 1 << 40, 100 << 20))
    one = found("disk", settings)
    assert one.sound is False
    assert one.says == "0.1 GiB free, 1.0 wanted"


def test_packages_are_compared_with_the_lock(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = dict(pinned(CHECKOUT / "requirements.lock"))
    assert installed["duckdb"] > "2"
    assert "colorama" not in installed or sys.platform == "win32"  # other spelling
    monkeypatch.setattr(doctor, "version", lambda name: installed[name])
    assert found("packages", settings).sound is True
    monkeypatch.setattr(doctor, "version", lambda name: "0.1" if name == "duckdb" else installed[name])
    one = found("packages", settings)
    assert one.sound is False
    assert one.says.startswith("duckdb is 0.1, pinned 2")


def test_a_sandbox_that_reads_files_is_broken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.runner.run", lambda *_, **__: None)
    one = found("sandbox", settings)
    assert (one.sound, one.says) == (False, "let SQL read a file")


def test_a_check_that_fails_unforeseen_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_name: str, _settings: Settings) -> Finding:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(doctor, "CHECKS", {"one": fails, "Python": CHECKS["Python"]})
    first, second = findings(Settings(Path("/nowhere"), "sqlite://"))
    assert (first.sound, first.says) == (False, "RuntimeError: no such thing")
    assert second.sound is True


@pytest.mark.parametrize("broken", [False, True])
def test_the_command_prints_a_line_a_check_and_fails_with_one(settings: Settings, broken: bool) -> None:
    if broken:
        (settings.home / "sqn.sqlite").write_text("not a database" * 100)
    script = """
from workbench import doctor
doctor.CHECKS = {name: doctor.CHECKS[name] for name in ("Python", "home", "database")}
from workbench.cli.main import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, "doctor"],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, "SQN_HOME": str(settings.home), "SQN_DATABASE": "", "NO_COLOR": "1"},
    )
    lines = done.stdout.splitlines()
    assert [line[0] for line in lines] == ["✓", "✓", "✗" if broken else "✓"], done.stderr
    assert done.returncode == int(broken)
    assert ("1 of 3 checks found something broken: database" in done.stderr) is broken
