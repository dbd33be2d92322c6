"""One publish at a time: who comes second waits, or is told who publishes."""

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from loaders.publish import publish
from loaders.snapshots import current, manifests
from loaders.turn import PUBLISHING, turn
from schema.errors import SqnError


def test_the_second_is_told_who_publishes(database: Engine, tmp_path: Path) -> None:
    told: list[str] = []
    with turn(tmp_path), pytest.raises(SqnError, match=f"process {os.getpid()} on .* publishes to") as caught:
        publish(database, tmp_path, tell=told.append, patience=0.3)
    assert "try again" in str(caught.value)
    assert len(told) == 1
    assert "waiting for it" in told[0]
    assert publish(database, tmp_path) == current(tmp_path)


def test_two_at_a_time_both_end_well(database: Engine, tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(publish(database, tmp_path).id)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    assert sorted(made) == sorted(one.id for one in manifests(tmp_path))
    assert current(tmp_path).id == made[-1]


def test_what_a_killed_publish_left_is_swept_at_once(database: Engine, tmp_path: Path) -> None:
    kept = publish(database, tmp_path)
    left = [
        "sqn-20200101T000000Z-aaaaaa.partial",
        "sqn-20200101T000000Z-aaaaaa.partial.wal",
        "sqn-20200101T000001Z-bbbbbb.duckdb",
        ".current.json.99999",
    ]
    for name in left:
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / PUBLISHING).write_text('{"process": 1')
    publish(database, tmp_path)
    assert [name for name in left if (tmp_path / name).exists()] == []
    assert (tmp_path / kept.file).exists()
