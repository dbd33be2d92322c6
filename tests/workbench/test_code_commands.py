"""Coding and scoring from the command line."""

import json
import subprocess
from pathlib import Path

import pytest

from schema.settings import CHECKOUT, SAMPLE
from tests.commanding import IN_SHELL, ran


def test_code_writes_codes_in_the_gold_form(home: Path, tmp_path: Path) -> None:
    texts = tmp_path / "in.jsonl"
    texts.write_text(
        json.dumps(
            {"id": "x", "published_on": "2020-02-20", "text": "Turkey asked Washington last week for Patriot missiles."}
        )
        + "\n"
        + json.dumps({"id": "y", "text": "Nothing happened."})
        + "\n"
    )
    done = ran(home, "code", str(texts), "-o", str(tmp_path / "out.jsonl"))
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    (fact,) = first["facts"]
    assert (fact["type"], fact["requester"], fact["addressee"], fact["objects"]) == ("request", "TR", "US", ["patriot"])
    assert fact["date"] == ["2020-02-10", "2020-02-16"]
    assert second == {"id": "y", "facts": []}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{oops", "in.jsonl:1: not JSON"),
        ('{"id": "x", "text": "\\ud800"}', "in.jsonl:1: holds half characters"),
        ('{"text": "x"}', 'with an "id"'),
        ('{"id": "x"}', 'needs "text"'),
        ('{"id": "x", "text": "y", "published_on": "soon"}', "published_on is 'soon'"),
    ],
)
def test_code_refuses_a_broken_line_and_writes_nothing(home: Path, tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "in.jsonl").write_text(line + "\n")
    done = ran(home, "code", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl"))
    assert done.returncode == 1
    assert says in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


@pytest.fixture
def one_text(tmp_path: Path) -> Path:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": "x", "text": "Turkey asked Washington for Patriot missiles."}\n', encoding="utf-8-sig")
    return file


def test_code_writes_to_streams_and_leaves_them_what_they_are(home: Path, tmp_path: Path, one_text: Path) -> None:
    for stream in ("/dev/stdout", "-", "/dev/null"):
        done = ran(home, "code", str(one_text), "-o", stream)
        assert done.returncode == 0, done.stderr
        assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == (["x"] if stream != "/dev/null" else [])
    assert Path("/dev/null").is_char_device()
    before = Path("/dev/stdout").lstat().st_ino
    to_file = f"{IN_SHELL} code {one_text} -o /dev/stdout > {tmp_path}/out"
    subprocess.run(
        ["sh", "-c", f"echo first > {tmp_path}/out; {to_file.replace('> ', '>> ')}"], cwd=CHECKOUT, check=True
    )
    assert (tmp_path / "out").read_text().startswith("first\n{")
    assert Path("/dev/stdout").lstat().st_ino == before


def test_code_writes_through_a_link(home: Path, tmp_path: Path, one_text: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real" / "out.jsonl")
    assert ran(home, "code", str(one_text), "-o", str(tmp_path / "link.jsonl")).returncode == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert '"id": "x"' in (tmp_path / "real" / "out.jsonl").read_text()


def test_code_does_not_overwrite_its_input(home: Path, tmp_path: Path, one_text: Path) -> None:
    before = one_text.read_bytes()
    (tmp_path / "same.jsonl").symlink_to(one_text)
    for output in (one_text, tmp_path / "same.jsonl"):
        done = ran(home, "code", str(one_text), "-o", str(output))
        assert done.returncode == 1
        assert "is the input itself" in done.stderr
    assert one_text.read_bytes() == before


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ('[{"type": "requst"}]', "Did you mean request?"),
        ('[{"type": ["request"]}]', "has the type"),
        ('{"type": "request"}', 'needs "facts", a list'),
        ('["request"]', "fact 1 is not an object"),
        ('[{"type": "request", "requester": ["TR"]}]', "requester that is not text"),
        ('[{"type": "request", "objects": "patriot"}]', "not a list of names"),
        ('[{"type": "request", "evidence": [1, 2]}]', "not a list of [start, end]"),
        ("null", 'needs "facts", a list'),
    ],
)
def test_evaluate_refuses_facts_that_are_none(home: Path, tmp_path: Path, facts: str, says: str) -> None:
    (tmp_path / "gold.jsonl").write_text('{"id": "x", "text": "y", "facts": []}\n')
    (tmp_path / "bad.jsonl").write_text(f'{{"id": "x", "text": "y", "facts": {facts}}}\n')
    as_gold = ran(home, "evaluate", str(tmp_path / "bad.jsonl"))
    as_codes = ran(home, "evaluate", str(tmp_path / "gold.jsonl"), "--codes", str(tmp_path / "bad.jsonl"))
    for done in (as_gold, as_codes):
        assert done.returncode == 1
        assert says in done.stderr
        assert "bad.jsonl: x" in done.stderr
        assert "bug" not in done.stderr


def test_evaluate_prints_figures(home: Path, tmp_path: Path) -> None:
    gold = CHECKOUT / "data/gold/tuned.jsonl"
    lines = gold.read_text().splitlines()[:6]
    codes = tmp_path / "codes.jsonl"
    codes.write_text(
        "".join(json.dumps({"id": json.loads(line)["id"], "facts": json.loads(line)["facts"]}) + "\n" for line in lines)
    )
    some = tmp_path / "data" / "gold.jsonl"
    some.parent.mkdir()
    (some.parent / "sample").symlink_to(SAMPLE)
    some.write_text("\n".join(lines) + "\n")
    perfect = json.loads(ran(home, "evaluate", str(some), "--codes", str(codes), "--json").stdout)
    assert perfect["figures"]["all"]["strict"]["f1"] == 1.0
    shown = ran(home, "evaluate", str(some)).stdout
    assert "6 articles" in shown
