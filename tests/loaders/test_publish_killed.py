"""Readers in processes of their own ask all the time while publishes are killed at any moment: none of them notices."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from loaders import snapshots as keeping
from loaders.publish import publish
from loaders.snapshots import KEEPING, POINTER, current, manifests, sha256_of
from loaders.turn import PUBLISHING
from schema.settings import CHECKOUT
from tests.killing import kill_often
from tests.loaders.publishing import KEPT

SCRIPT = [sys.executable, "-m", "tests.loaders.publishing"]
BOUND = 20.0  # seconds that no answer takes, on a machine that does much else


def test_readers_do_not_notice_publishes_that_are_killed(
    database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "KEPT", KEPT)
    folder, stop = tmp_path / "snapshots", tmp_path / "stop"
    first = publish(database, folder)
    readers = [
        subprocess.Popen([*SCRIPT, how, str(folder), str(stop)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for how in ("run", "plain")
    ]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        url = database.url.render_as_string(hide_password=False)
        kill_often([*SCRIPT, "publish", url, str(folder)], longest=3, seed=7)
        for _ in range(KEPT):
            publish(database, folder)
        assert not (folder / first.file).exists(), "the first one, which a reader has open, is retired"
    finally:
        stop.touch()
        told = [json.loads(reader.communicate(timeout=120)[0] or "{}") for reader in readers]
    for one in told:
        assert one["faults"] == []
        assert one["times"] > KEPT
        assert one["snapshots"] > 1
        assert one["longest"] < BOUND
    assert current(folder).sha256 == sha256_of(folder / current(folder).file)
    whole = {name for one in manifests(folder) for name in (one.file, Path(one.file).with_suffix(".json").name)}
    assert {path.name for path in folder.iterdir()} == whole | {POINTER, PUBLISHING, KEEPING}
    assert len(whole) == 2 * KEPT
