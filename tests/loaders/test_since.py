"""A release told from the bytes of the last one: the same rows as by reading all of it, or not told at all."""

import datetime as dt
import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.releases import FILES, FIRST, SECOND, release
from extraction.names.reference import Reference
from loaders import ledger
from loaders.ledger import Counts
from loaders.reference import load_reference
from loaders.registers import releases, since
from schema.engine import open_engine
from schema.errors import SourceError
from schema.migrating import ensure_schema
from tests.loaders.registers import contents
from tests.loading import load_source

DAYS = (dt.date.fromisoformat(FIRST), dt.date.fromisoformat(SECOND))
CUT = ("ofac", "un", "opensanctions")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each release that was loaded could be told by its pieces; the code is of one version."""
    found: list[bool] = []
    whole = releases.by_pieces

    def noted(*given: object) -> object:
        answer = whole(*given)  # type: ignore[arg-type]
        found.append(answer is not None)
        return answer

    monkeypatch.setattr(releases, "by_pieces", noted)
    monkeypatch.setattr(ledger, "code_version", lambda: "1.0")
    monkeypatch.setattr(since, "code_version", lambda: "1.0")
    return found


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Path:
    """A database that holds the reference lists."""
    path = tmp_path_factory.mktemp("template") / "sqn.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    ensure_schema(engine)
    load_reference(engine, reference, "lists")
    engine.dispose()
    return path


def laid(home: Path, template: Path) -> Engine:
    home.mkdir()
    shutil.copy(template, home / "sqn.sqlite")
    return open_engine(f"sqlite:///{home / 'sqn.sqlite'}")


def loaded(engine: Engine, reference: Reference, name: str, home: Path, contents: list[bytes]) -> list[Counts]:
    counts = []
    for day, content in zip(DAYS, contents, strict=False):
        if not content:
            continue
        path = home.parent / FILES[name].format(day)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        try:
            run = load_source(engine, reference, name, path, home, day=day)
        except SourceError:
            counts.append(Counts())
        else:
            counts.append(run.counts)
    return counts


@pytest.mark.parametrize("name", CUT)
def test_a_night_is_told_as_by_reading_all_of_it(
    reference: Reference, template: Path, tmp_path: Path, told: list[bool], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    both = [release(name, reference, 2000, second=second) for second in (False, True)]
    one, other = (laid(tmp_path / home, template) for home in ("one", "other"))
    counts = loaded(one, reference, name, tmp_path / "one", both)
    assert told == [False, True]
    assert (counts[1].inserted, counts[1].updated, counts[1].closed, counts[1].read) == (6, 8, 6, 2000)
    monkeypatch.setattr(releases, "by_pieces", lambda *_: None)
    assert loaded(other, reference, name, tmp_path / "other", both) == counts
    assert contents(one) == contents(other)


@pytest.mark.parametrize("name", CUT)
def test_a_mutated_night_is_told_alike_or_not_at_all(
    reference: Reference, template: Path, tmp_path: Path, told: list[bool], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    first = release(name, reference, 40, second=False)
    chance = random.Random(3)
    whole = releases.by_pieces
    for number in range(8):
        second = mutated(first, chance)
        found = []
        for way in ("pieces", "reading"):
            monkeypatch.setattr(releases, "by_pieces", whole if way == "pieces" else lambda *_: None)
            home = tmp_path / f"{number}{way}"
            engine = laid(home, template)
            found.append((loaded(engine, reference, name, home, [first, second]), contents(engine)))
            engine.dispose()
        assert found[0] == found[1], (number, second)
    assert any(told), "no release at all could be told by its pieces"


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A release with lines gone, doubled, moved and changed in a byte."""
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(1, len(lines) - 1)
        line = lines[at]
        way = chance.choice(["gone", "doubled", "moved", "changed", "changed"])
        if way in ("gone", "moved"):
            del lines[at]
        if way in ("doubled", "moved"):
            lines.insert(chance.randrange(1, len(lines) - 1), line)
        if way == "changed" and line:
            place = chance.randrange(len(line))
            lines[at] = line[:place] + bytes([chance.choice(b'xyz019",<{')]) + line[place + 1 :]
    return b"\n".join(lines)


def test_only_the_last_release_as_this_code_read_it_will_do(
    reference: Reference, template: Path, tmp_path: Path, told: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [release("ofac", reference, 100, second=second) for second in (False, True)]
    for number, lacking in enumerate(("version", "bytes", "names beside")):
        home = tmp_path / str(number)
        engine = laid(home, template)
        monkeypatch.setattr(since, "code_version", lambda: "1.0")
        loaded(engine, reference, "ofac", home, both[:1])
        if lacking == "version":
            monkeypatch.setattr(since, "code_version", lambda: "1.1")
        elif lacking == "bytes":
            shutil.rmtree(home / "raw")
        else:
            (tmp_path / f"alt_{SECOND}.csv").write_text('12,1,"aka","ANOTHER NAME",-0- \r\n')
        loaded(engine, reference, "ofac", home, [b"", both[1]])
        engine.dispose()
    assert told == [False] * 6
