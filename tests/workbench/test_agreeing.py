"""`sqn agree`."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commanding import ran

FACT = {"type": "request", "requester": "TR", "addressee": "US", "confidence": 0.6}


def coded(file: Path, **texts: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps({"id": name, "facts": facts}) + "\n" for name, facts in texts.items()))
    return file


def test_it_writes_the_first_with_what_the_second_makes_surer(tmp_path: Path) -> None:
    first = coded(tmp_path / "first.jsonl", x=[FACT, FACT | {"addressee": "DE"}], y=[FACT], z=[])
    second = coded(tmp_path / "second.jsonl", z=[FACT], x=[FACT])
    done = ran(tmp_path, "agree", str(first), str(second), "-o", str(tmp_path / "out.jsonl"))
    assert done.returncode == 0, done.stderr
    assert "3 facts of 3 texts, 1 also in" in done.stderr
    assert "1 texts are not in" in done.stderr
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["x", "y", "z"]
    assert [fact["confidence"] for line in lines for fact in line["facts"]] == [0.84, 0.6, 0.6]


def test_it_does_not_overwrite_its_input(tmp_path: Path) -> None:
    first, second = coded(tmp_path / "first.jsonl", x=[FACT]), coded(tmp_path / "second.jsonl", x=[FACT])
    done = ran(tmp_path, "agree", str(first), str(second), "-o", str(second))
    assert done.returncode == 1
    assert "is the input itself" in done.stderr


def test_it_says_where_it_cannot_write(tmp_path: Path) -> None:
    first = coded(tmp_path / "first.jsonl", x=[FACT])
    done = ran(tmp_path, "agree", str(first), str(first), "-o", str(tmp_path / "no" / "out.jsonl"))
    assert done.returncode == 1
    assert "no/out.jsonl: No such file" in done.stderr


@pytest.mark.parametrize("sure", [2, -0.1, "high", True])
def test_a_confidence_that_is_none_is_refused(tmp_path: Path, sure: object) -> None:
    first = coded(tmp_path / "first.jsonl", x=[FACT | {"confidence": sure}])
    done = ran(tmp_path, "agree", str(first), str(first), "-o", "-")
    assert done.returncode == 1
    assert "x: fact 1 has the confidence" in done.stderr
    assert done.stdout == ""
