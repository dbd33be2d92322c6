"""Sources of articles gone wrong, and loads that are killed: nothing crashes, hangs, grows or is lost."""

import gzip
import os
import random
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from extraction.names.reference import Reference
from loaders.articles.preparing import prepare
from loaders.articles.reading import read_source
from loaders.articles.records import LONGEST, ArticleRecord, Found
from loaders.decoding import LONGEST_TEXT
from loaders.fetching import Store, fetch
from loaders.ledger import Reject
from loaders.reference import load_reference
from schema.engine import open_engine, reading
from schema.errors import SourceError
from schema.migrating import ensure_schema
from schema.models import Article, LoadRun, RejectedRecord
from schema.rules import violations
from schema.vocabulary import RunStatus
from tests.forking import run as run_whole
from tests.killing import kill_often
from tests.loaders.mutating import MUTATIONS, mutations
from tests.loaders.pages import ATOM, BOMB, RSS, STORY, answer, page, warc
from tests.loaders.test_articles import contents
from tests.loading import load_source

Way = Callable[[bytes, random.Random], bytes]
PAGE = page().encode()
ROWS = "".join(f'"{line}",Some Paper,2020-02-{day:02},"A, title"\n' for day, line in enumerate(STORY * 3, start=1))
INDEX = "file,source,published_on\n" + "".join(f"{n}.txt,Paper {n},2020-02-20\n" for n in range(1, 6))
LINES = "".join(f'{{"text": "{line}", "url": "https://p.example/{n}", "note": null}}\n' for n, line in enumerate(STORY))
SAMPLES: dict[str, bytes] = {
    "a.html": PAGE,
    "a.rss": RSS.encode(),
    "a.atom": ATOM.encode(),
    "a.warc": warc(*(answer(PAGE, f"https://paper.example/{n}") for n in range(3)), packed=False),
    "a.warc.gz": warc(*(answer(PAGE, f"https://paper.example/{n}") for n in range(3))),
    "a.csv": f"text,source,published_on,title\n{ROWS}".encode(),
    "index.csv": INDEX.encode(),
    "a.jsonl": LINES.encode(),
    "a.json": f"[{LINES.strip().replace(chr(10), ',')}]".encode(),
    "a.txt": "\n".join(STORY).encode(),
    "a.txt.gz": gzip.compress("\n".join(STORY).encode()),
    "nameless": PAGE,
}
LIMIT = 512 << 20  # bytes of memory that reading may take, whatever it reads
SECONDS = 60


def uncolumned(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    del cells[chance.randrange(len(cells))]
    lines[at] = b",".join(cells)
    return b"\n".join(lines)


def untagged(data: bytes, chance: random.Random) -> bytes:
    pieces = data.split(b"<")
    del pieces[chance.randrange(len(pieces))]
    return b"<".join(pieces)


def nested(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice([b"<div>", b"<item>", b"[", b'{"text":', b"<b><i>"]) * 3000 + data[at:]


def misled(data: bytes, chance: random.Random) -> bytes:
    trick = chance.choice([b"../../../../etc/passwd", b"/etc/passwd", b"..\\1.txt", b"//127.0.0.1/x", b"nul\0", b"."])
    return data.replace(b"%d.txt" % chance.randint(1, 5), trick, 1)


def expanding(data: bytes, _chance: random.Random) -> bytes:
    return data.replace(b"<rss", BOMB.encode()[21:].partition(b"<rss")[0] + b"<rss", 1).replace(b"Ankara", b"&i;")


def packed(data: bytes, chance: random.Random) -> bytes:
    return gzip.compress(data + bytes(chance.choice([0, 1 << 20, 80 << 20])))


WAYS: list[Way] = [uncolumned, untagged, nested, misled, expanding]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(1, 6):
        (tmp_path / f"{number}.txt").write_text(f"Report {number}. {STORY[0]}")
    return tmp_path


@pytest.mark.parametrize("name", SAMPLES)
def test_mutated_sources_are_refused_or_accounted_for(folder: Path, name: str) -> None:
    """In time and memory; what is taken, any database can hold. SQN_TEST_MUTATIONS of them over all samples."""
    path, store = folder / name, Store(folder / "home")
    records = rejects = refused = 0
    tracemalloc.start()
    for number, mutated in enumerate(mutations(SAMPLES[name], WAYS)):
        if number % len(SAMPLES) != list(SAMPLES).index(name):
            continue
        path.write_bytes(packed(mutated, random.Random(number)) if number % 50 == 0 else mutated)
        started = time.monotonic()
        try:
            for found in read_source(fetch(str(path), store)):  # type: ignore[arg-type]
                check(found)
                records += isinstance(found, ArticleRecord)
                rejects += isinstance(found, Reject)
        except SourceError as error:
            assert "\n" not in str(error)
            assert name in str(error)
            refused += 1
        assert time.monotonic() - started < SECONDS, number
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < LIMIT
    assert records, "mutations must not all be refused"
    assert rejects + refused, "nor all be read"


def check(found: Found) -> None:
    assert found.locator
    if isinstance(found, Reject):
        assert found.reason
        assert "\n" not in found.reason
        assert found.size is None or found.size >= 0
        return
    prepared = prepare(found)
    assert found.text.strip()
    assert "\0" not in found.text
    assert len(found.text) <= LONGEST_TEXT
    for name, most in LONGEST.items():
        assert len((prepared.row[name if name == "url" else "source_id"] or "").encode()) <= 11 * most
    assert len((prepared.row["source_id"] or "").encode()) <= 2_700
    for value in prepared.row.values():
        assert not isinstance(value, str) or (value.encode() is not None and "\0" not in value)


def test_what_mutated_sources_give_is_stored_and_adds_up(
    bare: Engine, reference: Reference, folder: Path, tmp_path: Path
) -> None:
    """A folder of them is loaded on both databases, and then changes nothing."""
    ensure_schema(bare)
    load_reference(bare, reference, "lists")
    broken = folder / "broken"
    broken.mkdir()
    for name, sample in SAMPLES.items():
        for number, mutated in zip(range(max(4, MUTATIONS // 100)), mutations(sample, WAYS), strict=False):
            (broken / f"{number}-{name}").write_bytes(mutated)
    run = load_source(bare, reference, "articles", broken, tmp_path / "home", no_code=True)
    assert run.counts.met == run.counts.read
    with reading(bare) as connection:
        rejected = select(func.count()).select_from(RejectedRecord).where(RejectedRecord.run_id == run.id)
        assert connection.scalar(rejected) == run.counts.rejected
        stored = connection.scalar(select(func.count()).select_from(Article))
    again = load_source(bare, reference, "articles", broken, tmp_path / "home", no_code=True)
    assert (again.counts.inserted, again.counts.rejected) == (0, run.counts.rejected)
    with reading(bare) as connection:
        assert connection.scalar(select(func.count()).select_from(Article)) == stored
        assert violations(connection) == []


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a", "w") as file:
        for _ in range(600):
            file.write(bytes(1 << 20))


@pytest.mark.parametrize("name", [f"a{form}.zip" for form in (".txt", ".html", ".rss", ".jsonl", ".csv", ".warc", "")])
def test_a_zip_bomb_takes_no_memory(tmp_path: Path, name: str) -> None:
    zip_bomb(tmp_path / name)
    tracemalloc.start()
    started = time.monotonic()
    try:
        (found,) = read_source(fetch(str(tmp_path / name), Store(tmp_path / "home")))  # type: ignore[arg-type]
        assert isinstance(found, Reject)
    except SourceError as error:
        assert name in str(error)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < LIMIT
    assert time.monotonic() - started < SECONDS


KILLED = """
import sys
from pathlib import Path
from extraction.names.reference_lists import read_reference
from loaders.articles import loading
from schema.engine import open_engine
from tests.loading import load_source
loading.BATCH = 5
reference, engine = read_reference(), open_engine(sys.argv[1])
print("ready", flush=True)
for source in sys.argv[3:]:
    load_source(engine, reference, "articles", source, Path(sys.argv[2]), no_code=True)
"""


def test_a_killed_load_ends_as_if_it_had_not_been(bare: Engine, reference: Reference, tmp_path: Path) -> None:
    """Killed with SIGKILL at random moments and begun again, it ends in the rows of an undisturbed load."""
    sources = []
    for name, content in archives().items():
        (tmp_path / name).write_bytes(content)
        sources.append(str(tmp_path / name))
    calm = open_engine(f"sqlite:///{tmp_path / 'calm.sqlite'}")
    for engine in (calm, bare):
        ensure_schema(engine)
        load_reference(engine, reference, "lists")
    for source in sources:
        load_source(calm, reference, "articles", source, tmp_path / "calm", no_code=True)
    command = [sys.executable, "-c", KILLED, bare.url.render_as_string(hide_password=False), str(tmp_path), *sources]
    kill_often(command, 3, seed=7)
    assert run_whole(command, os.environ).returncode == 0
    assert contents(bare) == contents(calm)
    with reading(bare) as connection:
        assert violations(connection) == []
        unfinished = select(func.count()).select_from(LoadRun).where(LoadRun.status == RunStatus.RUNNING)
        assert connection.scalar(unfinished) == 0
    calm.dispose()


def archives() -> dict[str, bytes]:
    """Sources of a few hundred articles that partly tell the same ones, with rejects among them."""
    pages = [page((f"Report {n} came on the wire that day.", *STORY)).encode() for n in range(40)]
    told = "".join(f'"Report {n}. {" ".join(STORY)}",{"Some Paper" if n % 2 else ""}\n' for n in range(60))
    return {
        "a.warc.gz": warc(*(answer(one, f"https://paper.example/{n}") for n, one in enumerate([*pages, b"<p>gone"]))),
        "bare.csv": f"text,source\n{told.replace('Some Paper', '')}".encode(),
        "told.csv": f"text,source\n{told},too,many,cells\n".encode(),
        "feed.rss": RSS.encode(),
    }
