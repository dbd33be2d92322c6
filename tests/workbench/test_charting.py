"""`--chart` of `sqn ask` and `sqn sql`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workbench.cli.main import sqn


@pytest.fixture
def asked(snapshots: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SQN_HOME", str(snapshots.parent))
    return CliRunner()


def told(result: Result) -> str:
    return " ".join(f"{result.stderr} {result.exception or ''}".split())


def test_chart_beside_the_table(asked: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "chain.svg"
    result = asked.invoke(sqn, ["ask", "chain_between", "--chart", str(file)])
    assert result.exit_code == 0, told(result)
    assert result.stdout.startswith("day,step,who,whom")
    assert "chart in" in told(result)
    assert file.read_text("utf-8").startswith("<svg")


def test_chart_of_a_statement(asked: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "kinds.png"
    statement = "select kind, count(*) as facts from facts group by kind"
    result = asked.invoke(sqn, ["sql", statement, "--chart", str(file), "--draw", "bars x=kind y=facts"])
    assert result.exit_code == 0, told(result)
    assert file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", "refusals", "--chart", "a.svg"], "refusals has no line `-- chart: …`"),
        (["ask", "by_imposer", "--chart", "a.pdf"], "a chart is written as .svg, .png, .html or .vl.json"),
        (["ask", "by_imposer", "--chart", "a.svg", "-o", "a.csv"], "it does not go with --output"),
        (["sql", "select 1 as a", "--chart", "a.svg"], "--chart FILE and --draw"),
        (["sql", "select 1 as a", "--chart", "a.svg", "--draw", "bar x=a y=a"], "Did you mean bars?"),
        (["sql", "select 1 as a", "--chart", "a.svg", "--draw", "bars x=a y=b"], "the answer has no column 'b'"),
    ],
)
def test_what_cannot_be_drawn_is_told(asked: CliRunner, arguments: list[str], says: str) -> None:
    result = asked.invoke(sqn, arguments)
    assert result.exit_code != 0
    assert says in told(result)


def test_nothing_to_draw_is_told(asked: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "none.svg"
    result = asked.invoke(sqn, ["sql", "select 1 as a where false", "--chart", str(file), "--draw", "bars x=a y=a"])
    assert result.exit_code == 0
    assert "no chart: the answer has no rows" in told(result)
    assert not file.exists()
