"""What shells complete, tried in real ones; and that `sqn` is there at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from schema.settings import CHECKOUT
from tests.commanding import IN_SHELL
from workbench.cli.main import COMMANDS, JOBS, sqn

WRAPPER = f'#!/bin/sh\nexec {IN_SHELL} "$@"\n'
COMPLETE = """
eval "$(sqn completion bash)"
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_sqn_completion sqn
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which `sqn` is this checkout's."""
    program = tmp_path / "bin" / "sqn"
    program.parent.mkdir()
    program.write_text(WRAPPER)
    program.chmod(0o755)
    return f"{program.parent}:{os.environ['PATH']}"


def environment(path: str, snapshots: Path) -> dict[str, str]:
    return {**os.environ, "PATH": path, "SQN_HOME": str(snapshots.parent), "PYTHONPATH": str(CHECKOUT)}


def completed(words: str, path: str, snapshots: Path) -> list[str]:
    """What bash offers for the last of these words."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    done = subprocess.run(
        [bash, "--norc", "-c", COMPLETE.format(words=words)],
        capture_output=True,
        text=True,
        env=environment(path, snapshots),
        timeout=300,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        ("sqn ev", ["evidence", "evaluate"]),
        ("sqn ask conditional_on", ["conditional_on_giving_up"]),
        ("sqn ask conditional_on_giving_up --we", ["--weapon"]),
        ("sqn ask conditional_on_giving_up --weapon s-40", ["s-400"]),
        ("sqn ask nonsense --we", []),
        ("sqn tables reques", ["requests", "request"]),
        ("sqn sql --format x", ["xlsx"]),
        ("sqn completion z", ["zsh"]),
    ],
)
def test_bash_completes(words: str, offers: list[str], path: str, snapshots: Path) -> None:
    assert sorted(completed(words, path, snapshots)) == sorted(offers)


def test_bash_completes_ids(path: str, snapshots: Path) -> None:
    (snapshot,) = completed("sqn ask refusals --snapshot 2", path, snapshots)
    assert (snapshots / f"sqn-{snapshot}.duckdb").exists()
    found = completed("sqn evidence e-0", path, snapshots) + completed("sqn evidence e-00", path, snapshots)
    assert found
    assert all(one.startswith("e-00") for one in found)


def test_nothing_published_is_nothing_offered(path: str, tmp_path: Path) -> None:
    nowhere = tmp_path / "home" / "snapshots"
    assert completed("sqn ask conditional_on_giving_up --weapon s", path, nowhere) == []
    assert completed("sqn tables r", path, nowhere) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_takes_its_script(shell: str, path: str, snapshots: Path) -> None:
    script = subprocess.run(
        ["sqn", "completion", shell], capture_output=True, text=True, env=environment(path, snapshots), check=True
    ).stdout
    assert f"_SQN_COMPLETE={shell}_complete" in script
    program = shutil.which(shell)
    if program:
        subprocess.run([program, "-n", "/dev/stdin"], input=script, text=True, check=True)


HEAVY = ("sqlalchemy", "pandas", "pyarrow", "duckdb", "rich", "prompt_toolkit", "spacy", "onnxruntime", "openpyxl")


def test_the_names_of_commands_are_completed_without_what_commands_need() -> None:
    """The measure is what is imported, which does not depend on how busy a machine is."""
    script = f"""
import sys
from workbench.cli.main import sqn
from click.shell_completion import BashComplete
found = BashComplete(sqn, {{}}, "sqn", "_SQN_COMPLETE").get_completions([], "")
assert len(found) == {len(COMMANDS)}, found
print(*sorted({{name.partition(".")[0] for name in sys.modules}} & set({HEAVY!r})))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_where_the_table_says_and_shows_an_example(name: str) -> None:
    ctx = click.Context(sqn, info_name="sqn")
    command = sqn.get_command(ctx, name)
    assert command is not None
    assert command.name == name
    shown = command.get_help(click.Context(command, info_name=name, parent=ctx))
    assert f"Example: {COMMANDS[name].example[:20]}" in shown


def test_help_lists_commands_by_job_within_80_columns() -> None:
    shown = sqn.get_help(click.Context(sqn, info_name="sqn", terminal_width=80)).splitlines()
    assert [line.rstrip(":") for line in shown if line.rstrip(":") in JOBS] == list(JOBS)
    assert max(map(len, shown)) <= 80
    listed = [line.split()[0] for line in shown if line.startswith("  ") and line.split()[0] in COMMANDS]
    assert listed == list(COMMANDS)
