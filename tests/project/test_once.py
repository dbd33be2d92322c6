"""What several processes of a run share is made once, and whole."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep

import pytest

from tests.once import made_once, once

MANY = 4


def test_of_many_that_ask_at_once_one_makes_it_and_the_others_wait(tmp_path: Path) -> None:
    together, makers = Barrier(MANY), []

    def make(folder: Path) -> None:
        makers.append(folder)
        (folder / "half").touch()
        sleep(0.05)
        (folder / "whole").touch()

    def ask(_: int) -> list[str]:
        together.wait()
        return sorted(path.name for path in once(tmp_path / "shared", make).iterdir())

    with ThreadPoolExecutor(MANY) as threads:
        assert list(threads.map(ask, range(MANY))) == [["half", "whole"]] * MANY
    assert len(makers) == 1


def test_what_was_left_half_made_is_made_anew(tmp_path: Path) -> None:
    def breaks(folder: Path) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(tmp_path / "shared", breaks)
    made = once(tmp_path / "shared", lambda folder: (folder / "whole").touch())
    assert [path.name for path in made.iterdir()] == ["whole"]


def test_workers_of_one_run_share_it_and_write_into_copies(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    makers = []

    def make(folder: Path) -> None:
        makers.append(folder)
        (folder / "made").write_text("as it was")

    copies = []
    for worker in ("popen-gw0", "popen-gw1"):
        (tmp_path / worker).mkdir()
        monkeypatch.setattr(tmp_path_factory, "_basetemp", tmp_path / worker)
        copies.append(made_once(tmp_path_factory, "thing", make))
    (copies[0] / "made").write_text("otherwise")
    assert (copies[1] / "made").read_text() == "as it was"
    assert makers == [tmp_path / "once-thing"]
