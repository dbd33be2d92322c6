"""The journal of a job that may be killed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schema.errors import SourceError
from schema.settings import CHECKOUT
from workbench.journal import add, begin, beside, entries


def test_what_was_added_is_read(tmp_path: Path) -> None:
    journal = beside(tmp_path / "out.jsonl")
    assert entries(journal) == {}
    begin(journal)
    for key in ("a", "b"):
        add(journal, {"key": key, "facts": []})
    assert entries(journal) == {key: {"key": key, "facts": []} for key in ("a", "b")}


@pytest.mark.parametrize("half", ['{"key": "b", "fa', '{"facts": []}', "[1]", "null"])
def test_a_line_that_is_none_costs_itself_alone(tmp_path: Path, half: str) -> None:
    journal = tmp_path / "out.jsonl.journal"
    journal.write_text('{"key": "a"}\n' + half)
    for key in ("c", "d"):
        add(journal, {"key": key})
    assert list(entries(journal)) == ["a", "c", "d"]
    assert journal.read_text().count("\n\n") == 0


def test_a_place_that_is_none_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot write .*: No such file"):
        begin(tmp_path / "no" / "out.jsonl.journal")


def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    """A real one: a small file system in a mount namespace of its own."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    job = "from pathlib import Path; from workbench.journal import add; add(Path('out.journal'), {'key': 'a' * 100000})"
    script = f"""
        mount -t tmpfs -o size=4096 tmpfs {tmp_path} && cd {tmp_path} || exit 77
        PYTHONPATH={CHECKOUT} {sys.executable} -c "{job}"
    """
    done = subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script], capture_output=True, text=True)
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"no mount namespace here: {done.stderr[:80]}")
    assert done.stderr.splitlines()[-1] == (
        "schema.errors.SourceError: cannot write out.journal: No space left on device"
    )
