"""Coding sheets: what a row tells, what becomes of it when it changes or goes, and whose word stands."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from sqlalchemy import Engine, insert, select, update

from extraction.names.reference import Reference
from loaders.articles.loading import recode
from loaders.codings.columns import columns, names
from loaders.fetching import Store
from loaders.jobs import forecast, loader_named, retry
from loaders.ledger import Run
from loaders.loader import Job
from loaders.publish import publish
from schema.engine import reading, writing
from schema.errors import QueryError, SourceError
from schema.models import (
    Actor,
    Article,
    Condition,
    Evidence,
    Fact,
    FactObject,
    Judgement,
    RejectedRecord,
    Request,
    Response,
    Review,
)
from schema.rules import violations
from schema.settings import CHECKOUT
from schema.vocabulary import ActorKind, ReviewDecision, ReviewState
from tests.loading import load_articles, load_source
from workbench.runner import run as ask

TEXT = (
    "ANKARA - Turkey asked the United States last week for Patriot missiles.\nWashington said it would sell\nthem only "
    "if Ankara scraps the S-400 it bought from Russia. Turkey asked again. Turkey asked again.\n"
)
URL = "https://paper.example/1"
ASKED = {
    "row": "a", "coder": "Jane Roe", "article": URL, "kind": "request", "force": "ask", "requester": "Turkey",
    "addressee": "US", "action": "acquire", "objects": "Patriot",
    "quote": "Turkey asked the United States last week for Patriot missiles",
}  # fmt: skip
TERM = {
    "row": "b", "coder": "Jane Roe", "article": URL, "kind": "condition", "attached_to": "a", "imposed_by": "US",
    "required_of": "TR", "gated_action": "transfer", "action": "dispose", "objects": "S400", "stance": "imposed",
    "quote": "sell them only if Ankara scraps the S-400",
}  # fmt: skip
ANSWER = {
    "row": "c", "coder": "Jane Roe", "article": URL, "kind": "response", "to": "a", "responder": "Washington",
    "asker": "Ankara", "decision": "partly granted", "action": "acquire", "objects": "Patriot",
    "quote": "Washington said it would sell them",
}  # fmt: skip

Cells = dict[str, str]


def sheet(folder: Path, *rows: Cells, name: str = "sheet.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names())
        writer.writeheader()
        writer.writerows(rows)
    return path


def told(engine: Engine, *columns: Any) -> Sequence[Any]:
    with reading(engine) as connection:
        return connection.execute(select(*columns)).all()


def counted(run: Run) -> tuple[int, int, int, int, int]:
    counts = run.counts
    return counts.inserted, counts.updated, counts.unchanged, counts.rejected, counts.closed


@pytest.fixture
def record(empty: Engine, reference: Reference, tmp_path: Path) -> Engine:
    """A database with one article on record, not coded."""
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps({"text": TEXT, "url": URL, "title": "Asked", "published_on": "2020-02-20"}) + "\n")
    load_articles(empty, reference, file, coded=False)
    return empty


def test_a_sheet_tells_facts_with_their_quotes(record: Engine, reference: Reference, tmp_path: Path) -> None:
    path = sheet(tmp_path, TERM, ASKED, ANSWER)  # a condition may stand before what it hangs on
    assert counted(load_source(record, reference, "codings", path)) == (3, 0, 0, 0, 0)
    ((request, requester, principal),) = told(
        record, Request.fact_id, Request.requester_id, Request.requester_principal_id
    )
    assert (requester, principal) == ("TR", "TR")
    assert told(record, Condition.attached_to_id, Condition.text) == [(request, TERM["quote"])]
    assert told(record, Response.request_id) == [(request,)]
    assert set(told(record, Fact.review_state)) == {(ReviewState.ACCEPTED,)}
    quotes = {TEXT[start:end] for start, end in told(record, Evidence.start_char, Evidence.end_char)}
    assert "sell\nthem only if Ankara scraps the S-400" in quotes
    assert set(told(record, Evidence.extractor)) == {("Jane Roe",)}
    assert set(told(record, Review.decision, Review.reviewer)) == {(ReviewDecision.ACCEPT, "Jane Roe")}
    assert {"s-400", "patriot"} == {weapon for (weapon,) in told(record, FactObject.weapon_id)}
    with reading(record) as connection:
        assert not violations(connection)


def test_the_same_sheet_twice_and_a_changed_one(record: Engine, reference: Reference, tmp_path: Path) -> None:
    def load(*rows: Cells) -> tuple[int, ...]:
        return counted(load_source(record, reference, "codings", sheet(tmp_path, *rows)))

    assert load(ASKED, TERM, ANSWER) == (3, 0, 0, 0, 0)
    before = told(record, Fact.id, Fact.key)
    assert load(ASKED, TERM, ANSWER) == (0, 0, 3, 0, 0)
    assert load(ASKED | {"formality": "informal"}, TERM, ANSWER) == (0, 1, 2, 0, 0)
    assert told(record, Request.formality) == [("informal",)]
    assert load(ASKED | {"formality": "informal"}, TERM) == (0, 0, 2, 0, 1)
    assert told(record, Fact.id, Fact.key) == before
    state = dict(told(record, Fact.kind, Fact.review_state))
    assert state == {"request": "edited", "condition": "accepted", "response": "rejected"}
    assert load(ASKED | {"formality": "informal"}, TERM, ANSWER) == (0, 1, 2, 0, 0)  # and back
    decisions = {decision for (decision,) in told(record, Review.decision)}
    assert decisions == {ReviewDecision.ACCEPT, ReviewDecision.EDIT, ReviewDecision.REJECT, ReviewDecision.UNDO}


def test_rows_without_a_name_are_known_by_their_quote(record: Engine, reference: Reference, tmp_path: Path) -> None:
    bare = {name: value for name, value in ASKED.items() if name != "row"}
    twice = [bare, bare | {"action": "deploy"}]
    assert counted(load_source(record, reference, "codings", sheet(tmp_path, *twice))) == (2, 0, 0, 0, 0)
    assert counted(load_source(record, reference, "codings", sheet(tmp_path, *twice))) == (0, 0, 2, 0, 0)
    changed = [bare, bare | {"action": "deploy", "requester": "TR", "outcome": "pending"}]
    assert counted(load_source(record, reference, "codings", sheet(tmp_path, *changed))) == (0, 1, 1, 0, 0)
    broken = [bare | {"requester": "nobody at all"}]  # may be either: neither goes
    assert counted(load_source(record, reference, "codings", sheet(tmp_path, *broken))) == (0, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"quote": "Turkey demanded"}, "column quote: does not stand in the article word for word"),
        ({"quote": "urkey asked the United"}, "column quote: does not stand"),
        ({"quote": "Turkey asked again"}, "column occurrence: the quote stands 2 times: say which, 1 to 2"),
        ({"quote": "Turkey asked again", "occurrence": "3"}, "column occurrence: `3`, but the quote stands 2 times"),
        ({"requester": "Turkye"}, "column requester: no actor is called `Turkye`; nearest: Türkiye"),
        ({"requester": "Brussels"}, "column requester: `Brussels` may mean"),
        ({"objects": "Patriott"}, "column objects: no weapon system is called `Patriott`; nearest: Patriot"),
        ({"objects": "Patriot|patriot"}, "column objects: names patriot twice"),
        ({"action": "aquire"}, "column action: `aquire` is no word of it. Did you mean acquire?"),
        ({"action": ""}, "column action: is empty: one of acquire"),
        ({"kind": "reqest"}, "column kind: `reqest` is no kind of fact. Did you mean request?"),
        ({"supplier": "US"}, "column supplier: belongs to a transfer, not to a request"),
        ({"trigger": "s-400"}, "column trigger: belongs to a sanction"),
        ({"date": "2020-02-30"}, "column date: `2020-02-30` is neither"),
        ({"date": "2020-03/2020-02"}, "column date"),
        ({"quantity": "4|5"}, "column quantity: has 2 values for 1 objects"),
        ({"quantity": "some"}, "column quantity: `some` is neither a number nor a range"),
        ({"confidence": "2"}, "column confidence"),
        ({"coder": ""}, "column coder: is empty"),
        ({"article": "https://paper.example/2"}, "column article: `https://paper.example/2` is no article on record"),
        ({"article": ""}, "column article: is empty"),
        ({"attribution": "outlet", "speaker": "Jane"}, "column speaker: the outlet's own voice"),
        ({"action": "aquire", "requester": "Turkye"}, "column requester: no actor is called `Turkye`; nearest"),
        (
            {"file": "../secret.txt", "article": ""},
            "names a file outside the folder of the index: ../secret.txt",
        ),
        ({"file": "none.txt", "article": ""}, "column file: there is no file `none.txt` beside the sheet"),
        ({"text": " \u200b\n", "article": ""}, "column"),
        ({"sheet": "x" * 300}, "column sheet: is longer"),
    ],
)
def test_what_cannot_be_taken_is_told_by_column(
    record: Engine, reference: Reference, tmp_path: Path, changed: Cells, reason: str
) -> None:
    path = sheet(tmp_path, ANSWER | {"to": ""}, ASKED | changed)
    assert counted(load_source(record, reference, "codings", path)) == (1, 0, 0, 1, 0)
    ((locator, said),) = told(record, RejectedRecord.locator, RejectedRecord.reason)
    assert locator == f"{path}:3"
    assert reason in said


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ({"attached_to": "z"}, "column attached_to: no row of the sheet is named `z`"),
        ({"attached_to": ""}, "column attached_to: is empty"),
        ({"attached_to": "b2"}, "is a condition, not a request"),
        ({"attached_to": "bad"}, "column attached_to: the row `bad` could not be taken"),
        ({"row": "a"}, "column row: `a` is the name of an earlier row"),
    ],
)
def test_a_condition_hangs_on_a_row(
    record: Engine, reference: Reference, tmp_path: Path, term: Cells, reason: str
) -> None:
    bad = ASKED | {"row": "bad", "action": "none"}
    path = sheet(tmp_path, ASKED, bad, TERM | {"row": "b2"}, TERM | term)
    load_source(record, reference, "codings", path)
    assert reason in " ".join(said for (said,) in told(record, RejectedRecord.reason))


def test_a_rejected_row_keeps_what_is_on_record(record: Engine, reference: Reference, tmp_path: Path) -> None:
    load_source(record, reference, "codings", sheet(tmp_path, ASKED, TERM, ANSWER))
    path = sheet(tmp_path, ASKED | {"action": "aquire"}, TERM)
    assert counted(load_source(record, reference, "codings", path)) == (0, 0, 0, 2, 1)
    with path.open("a") as file:
        file.write("too,few\n")  # it may be any row: nothing is withdrawn
    load_source(record, reference, "codings", sheet(tmp_path, ASKED, TERM, ANSWER))
    path.write_text(path.read_text().split("\n", 1)[0] + "\ntoo,few\n")
    assert counted(load_source(record, reference, "codings", path)) == (0, 0, 0, 1, 0)


def test_what_a_person_coded_stands_before_the_machine(record: Engine, reference: Reference, tmp_path: Path) -> None:
    def merged() -> dict[str, str | None]:
        """What the requests told in the quote are merged into; those thrown out are left out."""
        there = Evidence.start_char < len("ANKARA - ") + len(ASKED["quote"])
        asked = select(Fact.id, Fact.merged_into_id).join(Evidence, Evidence.fact_id == Fact.id)
        asked = asked.where(Fact.kind == "request", Fact.review_state != ReviewState.REJECTED, there)
        with reading(record) as connection:
            return {row.id: row.merged_into_id for row in connection.execute(asked)}

    recode(record, reference)
    machine = merged()
    assert machine
    assert set(machine.values()) == {None}
    load_source(record, reference, "codings", sheet(tmp_path, ASKED))
    (hand,) = merged().keys() - machine.keys()
    (first,) = {into for into in merged().values() if into}  # one stands for all of them
    assert merged() == {each: None if each == first else first for each in {hand, *machine}}
    before = merged()
    with writing(record) as connection:
        connection.execute(update(Article).values(coder="another"))
    recode(record, reference)  # neither dropped nor told twice
    assert merged() == before
    load_source(record, reference, "codings", sheet(tmp_path, ANSWER | {"to": ""}))  # the row is gone: it gives way
    assert merged() == machine


def test_two_people_tell_one_fact_only_if_they_agree(record: Engine, reference: Reference, tmp_path: Path) -> None:
    load_source(record, reference, "codings", sheet(tmp_path, ASKED, name="one.csv"))
    same = ASKED | {"coder": "A. N. Other", "requester": "Ankara", "formality": "formal"}
    load_source(record, reference, "codings", sheet(tmp_path, same, name="two.csv"))
    differing = ASKED | {"coder": "Z", "action": "deploy"}
    load_source(record, reference, "codings", sheet(tmp_path, differing, name="three.csv"))
    assert [into is None for (into,) in told(record, Fact.merged_into_id)].count(True) == 2
    assert told(record, Judgement.verdict, Judgement.by_person, Judgement.undone_at) == [("same", True, None)]


def test_a_sheet_brings_its_articles(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT.replace("Patriot", "F-16"))
    own = ASKED | {"article": "", "text": TEXT, "url": URL, "published_on": "2020-02-20", "source": "Some Paper"}
    other = ASKED | {"row": "x", "article": "", "file": "b.txt", "objects": "F-16"}
    other["quote"] = other["quote"].replace("Patriot", "F-16")
    for again in (False, True):
        done = load_source(empty, reference, "codings", sheet(tmp_path, own, TERM, other), tmp_path)
        assert counted(done) == ((0, 0, 3, 0, 0) if again else (3, 0, 0, 0, 0))
    assert len(told(empty, Article.id)) == 2
    (tmp_path / "b.txt").unlink()
    (tmp_path / "sheet.csv").unlink()
    assert counted(retry(Job(empty, reference, tmp_path), done.id)) == (0, 0, 3, 0, 0)


def test_yaml_with_articles_and_facts_below(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    facts = [{name: value for name, value in row.items() if name not in ("article", "coder")} for row in (ASKED, TERM)]
    facts[0]["requester"] = "NO"
    content = {"sheet": "s", "coder": "Jane", "articles": [{"text": TEXT, "url": URL, "facts": facts}]}
    path = tmp_path / "s.yaml"
    path.write_text(yaml.safe_dump(content).replace("'NO'", "NO"))
    assert counted(load_source(empty, reference, "codings", path)) == (2, 0, 0, 0, 0)
    assert told(empty, Request.requester_id) == [("NO",)]
    path.write_text(yaml.safe_dump(content | {"articles": []} | {"facts": [dict.fromkeys(["kinds"], "x"), "word"]}))
    done = load_source(empty, reference, "codings", path)
    assert counted(done) == (0, 0, 0, 2, 0)
    assert "no sheet has `kinds`. Did you mean kind?" in " ".join(r.reason for r in done.rejects)


def test_a_workbook(record: Engine, reference: Reference, tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    loader_named("codings").template(path)  # type: ignore[misc]
    book = openpyxl.load_workbook(path)
    for row in (ASKED | {"quantity": 4}, TERM):
        book["codings"].append([row.get(name) for name in names()])
    book.save(path)
    assert counted(load_source(record, reference, "codings", path)) == (2, 0, 0, 0, 0)
    assert [float(quantity) for (quantity,) in told(record, FactObject.quantity) if quantity] == [4.0]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "yaml"])
def test_an_empty_template_holds_every_column_and_word(
    record: Engine, reference: Reference, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"sheet.{ending}"
    template = loader_named("codings").template
    assert template is not None
    template(path)
    assert counted(load_source(record, reference, "codings", path)) == (0, 0, 0, 0, 0)
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        assert [cell.value for cell in book["codings"][1]] == list(names())
        assert all(cell.comment for cell in book["codings"][1])
        rules = book["codings"].data_validations.dataValidation
        assert len(rules) == sum(bool(column.all_words) for column in columns())
        content = "\n".join(str(cell.value) for row in book["explain"] for cell in row)
    else:
        content = path.read_text("utf-8-sig")
    for column in columns():
        assert column.name in content
        assert all(word in content for word in column.all_words)
    with pytest.raises(QueryError, match="name it so"):
        template(tmp_path / "sheet.ods")


def test_the_example_of_the_yaml_template_loads(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    template = loader_named("codings").template
    assert template is not None
    template(path)
    lines = path.read_text().splitlines()
    example = [line.removeprefix("# ") for line in lines[1 : lines.index("#")]]
    path.write_text("\n".join([*example, "coder: me"]))
    assert counted(load_source(empty, reference, "codings", path)) == (2, 0, 0, 0, 0)


def test_the_sheets_of_the_docs_load(record: Engine, reference: Reference, tmp_path: Path) -> None:
    lines = (CHECKOUT / "docs/codings.md").read_text().splitlines()
    indented = [line.removeprefix("    ") for line in lines if line.startswith("    ")]
    begin = next(at for at, line in enumerate(indented) if line.startswith("sheet,row"))
    (tmp_path / "b.yaml").write_text("\n".join(indented[begin + 3 :]))
    assert counted(load_source(record, reference, "codings", tmp_path / "b.yaml")) == (2, 0, 0, 0, 0)
    with writing(record) as connection:
        connection.execute(update(Article).where(Article.title == "Asked").values(url=None))
    (tmp_path / "a.csv").write_text("\n".join(indented[begin : begin + 3]))
    # The same rows of the same sheet: only what the codes leave out differs.
    done = counted(load_source(record, reference, "codings", tmp_path / "a.csv"))
    assert done == (0, 0, 2, 0, 0)


def test_what_is_merged_is_counted_once_in_the_views(record: Engine, reference: Reference, tmp_path: Path) -> None:
    recode(record, reference)
    load_source(record, reference, "codings", sheet(tmp_path, ASKED, TERM))
    publish(record, tmp_path / "snapshots")
    shown = "select conditions, review_state from requests where quote = $quote"
    assert ask(tmp_path / "snapshots", shown, {"quote": ASKED["quote"]}).rows == ((1, "accepted"),)
    load_source(record, reference, "codings", sheet(tmp_path, ASKED))  # the person withdraws the condition
    publish(record, tmp_path / "snapshots")
    by_hand = "select count(*) from conditions where review_state <> 'unreviewed'"
    assert ask(tmp_path / "snapshots", by_hand).rows == ((0,),)
    # What the machine reads of it counts again, on the request that the person coded.
    assert ask(tmp_path / "snapshots", shown, {"quote": ASKED["quote"]}).rows == ((1, "accepted"),)


def test_a_forecast_stores_nothing(record: Engine, reference: Reference, tmp_path: Path) -> None:
    job = Job(record, reference, tmp_path)
    found = forecast(job, loader_named("codings"), str(sheet(tmp_path, ASKED, TERM, ANSWER | {"decision": "no"})))
    assert (found.counts.inserted, found.counts.rejected, len(found.changes)) == (2, 1, 2)
    assert not told(record, Fact.id)


def test_no_sheet_at_all(record: Engine, reference: Reference, tmp_path: Path) -> None:
    for content, message in (
        ("a,b\n1,2\n", "needs a column `quote`"),
        ("quote,knd\n", "has a column that no sheet has: `knd`. Did you mean kind?"),
        ("quote,quote\n", "the column `quote` twice"),
        (b"PK\3\4 and no more", "cannot be unpacked"),
    ):
        path = tmp_path / "x.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(SourceError, match=message):
            load_source(record, reference, "codings", path)


def test_an_actor_that_a_list_brought_can_be_named(record: Engine, reference: Reference, tmp_path: Path) -> None:
    with writing(record) as connection:
        connection.execute(
            insert(Actor).values(id="ofac:1", kind=ActorKind.COMPANY, name="Some Works", principal_id="RU")
        )
    load_source(record, reference, "codings", sheet(tmp_path, ASKED | {"requester": "some works"}))
    assert told(record, Request.requester_id, Request.requester_principal_id) == [("ofac:1", "RU")]


def test_what_comes_from_standard_input_names_its_sheet(
    record: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sheet(tmp_path, ASKED).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert counted(load_source(record, reference, "codings", "-", tmp_path)) == (0, 0, 0, 1, 0)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert counted(load_source(record, reference, "codings", "-", tmp_path, sheet="mine")) == (1, 0, 0, 0, 0)
    assert Store(tmp_path).folder.is_dir()
