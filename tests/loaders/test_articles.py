"""Loading articles into a real database: idempotent, in any order, with nothing lost."""

import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text, update

from extraction.names.reference import Reference
from loaders.articles import loading as articles
from loaders.articles.loading import recode
from loaders.ledger import Counts, Reject, Run, run_of
from loaders.reference import load_reference
from schema.engine import reading, writing
from schema.errors import SourceError
from schema.migrating import ensure_schema
from schema.models import (
    Article,
    ArticleFlag,
    ArticlePart,
    Assertion,
    Base,
    Condition,
    Evidence,
    Fact,
    FactObject,
    LoadRun,
    RejectedRecord,
    Request,
    Response,
    Sanction,
    Sentence,
    Source,
    Transfer,
)
from schema.rules import violations
from schema.settings import SAMPLE
from schema.vocabulary import FlagKind, PartKind, ReviewState, RunStatus
from tests.loading import load_articles

STORY = (
    "Turkey asked the United States last week to deploy two Patriot batteries. "
    "Washington will not sell the Patriot missiles unless Turkey scraps the S-400.\n"
)
CODED: tuple[type[Base], ...] = (
    Source,
    Article,
    ArticlePart,
    ArticleFlag,
    Sentence,
    Fact,
    Request,
    Condition,
    Response,
    Sanction,
    Transfer,
    FactObject,
    Evidence,
    Assertion,
)
UNTOLD = ("recorded_at", "run_id")


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All that was loaded, without when and by which run."""
    with reading(engine) as connection:
        return {
            model.__tablename__: sorted(
                (
                    tuple(row)
                    for row in connection.execute(select(*(c for c in model.__table__.columns if c.name not in UNTOLD)))
                ),
                key=repr,
            )
            for model in CODED
        }


def told(engine: Engine, *columns: Any) -> list[Any]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def counts_of(run: Run) -> tuple[int, int, int, int]:
    return run.counts.inserted, run.counts.updated, run.counts.unchanged, run.counts.rejected


@pytest.fixture
def some(tmp_path: Path) -> Path:
    """A folder with a dozen of the sample's reports."""
    folder = tmp_path / "some"
    folder.mkdir()
    lines = (SAMPLE / "articles.csv").read_text().splitlines()
    kept = [line for line in lines[1:] if "S-400" in line or "Patriot" in line][:12]
    (folder / "articles.csv").write_text("\n".join([lines[0], *kept]) + "\n")
    for line in kept:
        shutil.copy(SAMPLE / line.split(",")[0], folder)
    return folder


def test_the_same_twice_changes_nothing(bare: Engine, reference: Reference, some: Path) -> None:
    """On both databases: 0 inserted, 0 updated, the same rows."""
    ensure_schema(bare)
    load_reference(bare, reference, "lists")
    first = load_articles(bare, reference, some)
    assert counts_of(first) == (12, 0, 0, 0)
    assert first.counts.facts > 0
    before = contents(bare)
    again = load_articles(bare, reference, some)
    assert counts_of(again) == (0, 0, 12, 0)
    assert again.counts.facts == 0
    assert contents(bare) == before
    with reading(bare) as connection:
        assert violations(connection) == []


def test_both_databases_hold_the_same(empty: Engine, postgres: Engine, reference: Reference, some: Path) -> None:
    ensure_schema(postgres)
    load_reference(postgres, reference, "lists")
    load_articles(empty, reference, some)
    load_articles(postgres, reference, some)
    assert contents(empty) == contents(postgres)


def test_another_order_gives_the_same_rows(
    empty: Engine, tmp_path: Path, listed: Path, reference: Reference, some: Path
) -> None:
    from schema.engine import open_engine

    shutil.copy(listed, tmp_path / "other.sqlite")
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    head, *rows = (some / "articles.csv").read_text().splitlines()
    load_articles(empty, reference, some)
    for row in reversed(rows):
        (some / "articles.csv").write_text(f"{head}\n{row}\n")
        load_articles(other, reference, some / "articles.csv")
    assert contents(other) == contents(empty)


def test_the_text_stays_as_it_is_and_offsets_hold(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    story = "Türkiye’s  “asked”…\r\n\r\n" + STORY.replace("\n", "\r\n") + "\t© 2020 Somebody\r\n"
    (tmp_path / "a.txt").write_bytes(story.encode())
    load_articles(empty, reference, tmp_path / "a.txt")
    ((stored, size),) = told(empty, Article.text, Article.char_count)
    assert stored == story
    assert size == len(story)
    quotes = [story[a:b] for a, b in told(empty, Evidence.start_char, Evidence.end_char)]
    assert any(quote.startswith("Turkey asked the United States last week") for quote in quotes)
    assert any(quote.startswith("unless Turkey scraps") for quote in quotes)
    assert {kind for (kind,) in told(empty, ArticlePart.kind)} >= {PartKind.BODY, PartKind.COPYRIGHT}


def test_what_the_record_does_not_say_the_text_may(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"A headline here\n\nBy Jane Roe\n\nANKARA, Feb 20 (Some Wire) - {STORY}\n©2020 Some Wire\n"
    )
    load_articles(empty, reference, tmp_path / "a.txt")
    ((title, byline, agency, day, precision),) = told(
        empty, Article.title, Article.byline, Article.agency, Article.published_on, Article.published_precision
    )
    assert (title, byline, agency) == ("A headline here", "Jane Roe", "Some Wire")
    assert (str(day), precision) == ("2020-01-01", "year")
    flags = dict(told(empty, ArticleFlag.kind, ArticleFlag.detail))
    assert flags == {FlagKind.DATE_FROM_TEXT: "©2020"}
    # "last week" stays open where the day is not known
    assert [row for row in told(empty, Fact.earliest) if row[0] is not None] == []


def test_a_known_day_dates_last_week(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'text,published_on\n"{STORY}",2020-02-20\n')
    load_articles(empty, reference, tmp_path / "a.csv")
    assert ("2020-02-10", "2020-02-16") in [(str(a), str(b)) for a, b in told(empty, Fact.earliest, Fact.latest)]


def test_a_date_that_cannot_be_read_is_flagged_not_guessed(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'text,published_on\n"{STORY}",20/02/20\n')
    load_articles(empty, reference, tmp_path / "a.csv")
    assert told(empty, Article.published_on) == [(None,)]
    flags = dict(told(empty, ArticleFlag.kind, ArticleFlag.detail))
    assert flags[FlagKind.UNREADABLE_DATE] == "20/02/20"
    assert FlagKind.NO_DATE in flags


def test_what_is_told_later_updates(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    """The same article with its day now known is updated and coded anew."""
    file = tmp_path / "a.csv"
    file.write_text(f'text,source,published_on\n"{STORY}",Some Paper,\n')
    load_articles(empty, reference, file)
    assert set(told(empty, Fact.earliest)) == {(None,)}
    file.write_text(f'text,source,published_on\n"{STORY}",Some Paper,2020-02-20\n')
    run = load_articles(empty, reference, file)
    assert counts_of(run) == (0, 1, 0, 0)
    assert any(row[0] is not None for row in told(empty, Fact.earliest))
    file.write_text(f'text,source,published_on\n"{STORY}",Some Paper,\n')
    assert counts_of(load_articles(empty, reference, file)) == (0, 0, 1, 0)


def test_a_copy_of_unknown_origin_gives_way_to_the_described_one(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    """Whichever comes first, one article remains: the one whose source is told."""
    (tmp_path / "bare.txt").write_text(STORY)
    (tmp_path / "told.csv").write_text(f'text,source\n"{STORY}",Some Paper\n')
    load_articles(empty, reference, tmp_path / "bare.txt")
    assert counts_of(load_articles(empty, reference, tmp_path / "told.csv")) == (0, 1, 0, 0)
    assert told(empty, Article.source_id) == [("some-paper",)]
    assert counts_of(load_articles(empty, reference, tmp_path / "bare.txt")) == (0, 0, 1, 0)
    with reading(empty) as connection:
        assert violations(connection) == []


def test_a_reprint_elsewhere_is_an_article_of_its_own(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'text,source\n"{STORY}",Some Paper\n"{STORY}",Other Paper\n')
    assert counts_of(load_articles(empty, reference, tmp_path / "a.csv")) == (2, 0, 0, 0)


def test_another_language_is_kept_and_not_coded(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Deutschland liefert keine Taurus-Marschflugkörper an die Ukraine, sagte der Kanzler."
    )
    load_articles(empty, reference, tmp_path / "a.txt")
    assert told(empty, Article.language, Article.coder) == [("de", None)]
    assert told(empty, Fact.id) == []


def test_rejects_are_kept_whole_and_the_rest_is_loaded(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        b'{"text": ""}\n{"text": "Turkey asked Washington for Patriot missiles."}\n{oops\n'
    )
    run = load_articles(empty, reference, tmp_path / "a.jsonl")
    assert counts_of(run) == (1, 0, 0, 2)
    kept = told(empty, RejectedRecord.locator, RejectedRecord.reason, RejectedRecord.raw)
    assert [(Path(locator).name, raw) for locator, _, raw in kept] == [
        ("a.jsonl:1", b'{"text": ""}\n'),
        ("a.jsonl:3", b"{oops\n"),
    ]
    ((status, read, inserted, rejected),) = told(
        empty, LoadRun.status, LoadRun.read, LoadRun.inserted, LoadRun.rejected
    )[-1:]
    assert (status, read, inserted, rejected) == (RunStatus.SUCCEEDED, 3, 1, 2)


def test_many_rejects_at_one_place_are_told_apart_and_soon_kept(bare: Engine) -> None:
    """On both databases, whatever stands in a name or a reason."""
    ensure_schema(bare)
    started = time.monotonic()
    with run_of(bare, "articles", "x\udc80") as run, writing(bare) as connection:
        run.reject(connection, Reject("x:1 (2)", "no", b"0"))
        for number in range(3):
            run.reject(connection, Reject("x:1", "holds a \0", str(number).encode()))
        run.reject(connection, Reject("\udc80.txt", "no", b""))
        for number in range(4000):
            run.reject(connection, Reject(f"y:{number}", "no", b"x" * 1000))
        run.counts.met = run.counts.rejected
    assert time.monotonic() - started < 30
    assert {locator for (locator,) in told(bare, RejectedRecord.locator) if not locator.startswith("y")} == {
        "x:1",
        "x:1 (2)",
        "x:1 (2) (2)",
        "x:1 (3)",
        "\\udc80.txt",
    }
    assert {raw for (raw,) in told(bare, RejectedRecord.raw)} >= {b"0", b"1", b"2"}
    assert not any(reject.raw for reject in run.rejects)


def test_a_run_of_which_nothing_could_be_taken_has_failed(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    run = load_articles(empty, reference, tmp_path / "a.txt")
    assert counts_of(run) == (0, 0, 0, 1)
    assert told(empty, LoadRun.status, LoadRun.message)[-1] == (RunStatus.FAILED, "no record could be taken")


def test_a_broken_source_fails_the_run_and_keeps_what_was_there(
    database: Engine, reference: Reference, tmp_path: Path
) -> None:
    before = contents(database)
    with pytest.raises(SourceError):
        load_articles(database, reference, tmp_path / "nowhere")
    assert contents(database) == before
    status, message = told(database, LoadRun.status, LoadRun.message)[-1]
    assert status == RunStatus.FAILED
    assert "no such file" in message


def test_a_batch_that_fails_is_undone_and_earlier_ones_stay(
    empty: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(articles, "BATCH", 2)
    (tmp_path / "a.jsonl").write_text("".join(f'{{"text": "Report {n}. {STORY.strip()}"}}\n' for n in range(5)))

    def stop(counts: Counts) -> None:
        if counts.read == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_articles(empty, reference, tmp_path / "a.jsonl", watch=stop)
    assert len(told(empty, Article.id)) == 4
    assert told(empty, LoadRun.status, LoadRun.read)[-1] == (RunStatus.FAILED, 4)
    run = load_articles(empty, reference, tmp_path / "a.jsonl")
    assert counts_of(run) == (1, 0, 4, 0)


def test_an_article_that_stops_the_coder_is_kept_and_flagged(
    empty: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extraction.coder import code_many as real

    def fragile(texts: Any, lists: Reference) -> Any:
        texts = list(texts)
        if any("poison" in text.text for text in texts):
            raise RuntimeError("swallowed poison")
        return real(texts, lists)

    monkeypatch.setattr(articles, "code_many", fragile)
    (tmp_path / "a.jsonl").write_text(f'{{"text": "A poison. {STORY.strip()}"}}\n{{"text": "{STORY.strip()}"}}\n')
    run = load_articles(empty, reference, tmp_path / "a.jsonl")
    assert counts_of(run) == (2, 0, 0, 0)
    assert run.counts.facts > 0
    flags = dict(told(empty, ArticleFlag.kind, ArticleFlag.detail))
    assert flags[FlagKind.CODER_FAILED] == "RuntimeError: swallowed poison"


def test_recoding_replaces_machine_work_and_leaves_what_people_reviewed(database: Engine, reference: Reference) -> None:
    before = contents(database)
    with writing(database) as connection:
        reviewed = connection.scalar(select(func.min(Fact.id)))
        connection.execute(
            update(Fact).where(Fact.id == reviewed).values(review_state=ReviewState.ACCEPTED, confidence=0.123)
        )
        connection.execute(update(Article).values(coder="an older coder"))
    run = recode(database, reference)
    assert run.counts.updated == 78
    after = contents(database)
    assert {row[0] for row in after["fact"]} == {row[0] for row in before["fact"]}
    assert told(database, Fact.review_state, Fact.confidence).count((ReviewState.ACCEPTED, 0.123)) == 1
    with reading(database) as connection:
        assert violations(connection) == []
    assert recode(database, reference).counts.updated == 0


def test_what_a_reviewed_condition_hangs_on_stays(database: Engine, reference: Reference) -> None:
    with writing(database) as connection:
        term, gate = connection.execute(select(Condition.fact_id, Condition.attached_to_id).limit(1)).one()
        connection.execute(update(Fact).where(Fact.id == term).values(review_state=ReviewState.ACCEPTED))
        connection.execute(update(Fact).where(Fact.id == gate).values(confidence=0.123))
        connection.execute(update(Article).values(coder="an older coder"))
    recode(database, reference)
    assert told(database, Fact.id, Fact.confidence).count((gate, 0.123)) == 1
    with reading(database) as connection:
        assert violations(connection) == []


def test_every_run_adds_up(database: Engine) -> None:
    with reading(database) as connection:
        rows = connection.execute(text("select read, inserted + updated + unchanged + rejected from load_run")).all()
    assert rows
    assert all(read == total for read, total in rows)


def test_the_seeds(empty: Engine, shared: Path, reference: Reference) -> None:
    """Two real stories, with their traps: a false weekday, an invented author, a date only in an embedded post."""
    run = load_articles(empty, reference, shared / "seeds")
    assert counts_of(run) == (2, 0, 0, 0)
    flags = {kind for (kind,) in told(empty, ArticleFlag.kind)}
    assert {FlagKind.WEEKDAY_MISMATCH, FlagKind.MACHINE_REWORDED} <= flags
