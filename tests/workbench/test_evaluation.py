"""What a coder got wrong is found, counted, put into folds by story, and shown in its text."""

import datetime as dt
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from extraction.exchange import Json
from extraction.names.reference import Reference
from extraction.scoring import Article, score
from workbench.cli.evaluating import evaluate
from workbench.evaluation.comparing import NOBODY, compared, confusions
from workbench.evaluation.folds import cross_validated, dealt, stories
from workbench.evaluation.report import report

DAY = dt.date(2023, 1, 20)
TEXT = "Poland asked Germany for Leopard 2 tanks. <b>Berlin</b> has not replied."


def asked(id_: str = "a", **more: object) -> Json:
    fact = {"id": id_, "type": "request", "requester": "PL", "addressee": "DE", "action": "acquire"}
    return fact | {"objects": ["leopard-2"], "outcome": "unknown", "evidence": [[0, 40]]} | more


def sent(id_: str = "t", **more: object) -> Json:
    return {
        "id": id_,
        "type": "transfer",
        "supplier": "DE",
        "recipient": "UA",
        "mode": "gift",
        "stage": "approved",
    } | more


def article(gold: list[Json], coded: list[Json], id_: str = "x", day: dt.date | None = DAY) -> Article:
    return Article(id_, day, gold, coded)


def test_facts_are_paired_by_what_they_share(reference: Reference) -> None:
    found = compared(article([asked("a"), asked("b", requester="UA")], [asked("f1", requester="UA")]), reference)
    assert [(pair.gold["id"], pair.level) for pair in found.pairs] == [("b", "strict")]
    assert [fact["id"] for fact in found.missed] == ["a"]
    assert not found.invented
    assert not found.faultless


def test_differences_name_the_field(reference: Reference) -> None:
    coded = asked("f1", addressee=None, outcome="refused", objects=["patriot"])
    found = compared(article([asked()], [coded, sent()]), reference)
    (pair,) = found.pairs
    assert pair.level == "type"
    told = {d.field: (d.gold, d.coded) for d in pair.differences}
    assert told == {"addressee": ("DE", NOBODY), "outcome": ("unknown", "refused"), "objects": ("leopard-2", "patriot")}
    assert [fact["id"] for fact in found.invented] == ["t"]


def test_confusions_are_counted_over_pairs_with_the_right_parties(reference: Reference) -> None:
    articles = [
        article([asked()], [asked("f1", outcome="pending")]),
        article([asked()], [asked("f1", outcome="pending")], "y"),
        article([asked()], [asked("f1", addressee="FR", outcome="granted")], "z"),
    ]
    counted = {(c.kind, c.field): c for c in confusions(compared(a, reference) for a in articles)}
    outcome = counted["request", "outcome"]
    assert (outcome.right, outcome.of, outcome.commonest) == (0, 2, (("unknown", "pending", 2),))
    assert (counted["request", "addressee"].right, counted["request", "addressee"].of) == (2, 3)


def test_a_story_is_what_opens_alike_within_days() -> None:
    texts = {
        "a": "Warsaw seeks Leopard tanks from Berlin, minister Blaszczak says",
        "b": "Poland's Blaszczak: Leopard tanks sought from Berlin",
        "c": "Seoul sells howitzers to Cairo",
        "d": "Warsaw seeks Leopard tanks from Berlin, minister Blaszczak says",
    }
    days = {"a": 1, "b": 3, "c": 2, "d": 28}
    found = stories([article([], [], id_, dt.date(2023, 1, days[id_])) for id_ in texts], texts)
    assert found["a"] == found["b"]
    assert len(set(found.values())) == 3


def test_a_story_is_never_in_two_folds() -> None:
    story_of = {f"{n}": f"{n % 7}" for n in range(40)}
    fold_of = dealt(story_of, 3)
    assert all(fold_of[a] == fold_of[b] for a in story_of for b in story_of if story_of[a] == story_of[b])
    sizes = [list(fold_of.values()).count(fold) for fold in range(3)]
    assert max(sizes) - min(sizes) <= 6


def test_a_fold_is_judged_by_what_the_others_chose(reference: Reference) -> None:
    """Sure facts are right and unsure ones wrong, in every fold: each learns from the others to drop the unsure."""
    articles = [
        article(
            [asked()], [asked("f1", confidence=0.9), sent("f2", confidence=0.3)], f"{n}", DAY + dt.timedelta(30 * n)
        )
        for n in range(6)
    ]
    found = cross_validated(articles, {a.id: f"text {a.id}" for a in articles}, 3, reference)
    assert found.stories == 6
    assert all(0.3 < threshold < 0.9 for threshold in found.thresholds)
    assert score(found.articles, reference).figures["all", "type"].counts.f1 == 1


def test_conditions_go_with_what_they_hang_on(reference: Reference) -> None:
    term = {
        "id": "f3",
        "type": "condition",
        "attached_to": "f2",
        "action": "pay",
        "stance": "imposed",
        "confidence": 0.8,
    }
    articles = [
        article([asked()], [asked("f1", confidence=0.9), sent("f2", confidence=0.2), term], f"{n}") for n in range(4)
    ]
    found = cross_validated(articles, {a.id: a.id for a in articles}, 2, reference)
    assert {fact["id"] for a in found.articles for fact in a.coded} == {"f1"}


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.marks: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark" and "article" in self.open:
            self.marks.append(dict(attrs).get("class") or "")
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_shows_errors_in_their_text(reference: Reference) -> None:
    coded = [asked("f1", outcome="pending", evidence=[[20, 60]])]
    both = [article([asked()], coded), article([], [], "faultless")]
    comparisons = [compared(a, reference) for a in both]
    page = report("a coder", score(both, reference), comparisons, confusions(comparisons), {"x": TEXT, "faultless": ""})
    parsed = Page()
    parsed.feed(page)
    assert not parsed.open
    assert parsed.marks == ["gold", "both", "coder"]
    assert "&lt;b&gt;Berlin&lt;/b&gt;" in page
    assert "b" not in parsed.tags
    assert "outcome: gold unknown, coded pending" in page
    assert "1 of them without an error" in page


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "gold.jsonl"
    rows = [{"id": f"{n}", "published_on": f"2023-0{n}-01", "text": TEXT, "facts": [asked()]} for n in range(1, 5)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def codes(folder: Path, name: str, facts: list[Json]) -> str:
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps({"id": f"{n}", "facts": facts}) + "\n" for n in range(1, 5)))
    return str(file)


def test_coders_stand_side_by_side(gold: Path, tmp_path: Path) -> None:
    good, bad = codes(tmp_path, "good", [asked("f1")]), codes(tmp_path, "bad", [])
    told = CliRunner().invoke(evaluate, [str(gold), "--codes", good, "--codes", bad, "--fields"])
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[0].split() == ["F1", "good", "bad"]
    strict = next(line for line in told.stdout.splitlines() if line.startswith("strict  all"))
    assert strict.split()[-2:] == ["1.00", "0.00"]
    as_json = json.loads(CliRunner().invoke(evaluate, [str(gold), "--codes", good, "--codes", bad, "--json"]).stdout)
    assert [told["figures"]["all"]["type"]["f1"] for told in as_json.values()] == [1.0, 0.0]


def test_the_command_writes_a_report_over_folds(gold: Path, tmp_path: Path) -> None:
    coded = codes(tmp_path, "mine", [asked("f1", confidence=0.9), sent("f2", confidence=0.2)])
    page = tmp_path / "report.html"
    told = CliRunner().invoke(evaluate, [str(gold), "--codes", coded, "--folds", "2", "--html", str(page), "--fields"])
    assert told.exit_code == 0, told.output
    assert "request outcome" in told.stdout
    assert "Of 4 facts with a confidence of 0.8 or more 4 have" in told.stdout
    assert "4 of them without an error" in page.read_text()


def test_one_report_is_of_one_coder(gold: Path, tmp_path: Path) -> None:
    one, other = codes(tmp_path, "one", []), codes(tmp_path, "other", [])
    told = CliRunner().invoke(
        evaluate, [str(gold), "--codes", one, "--codes", other, "--html", str(tmp_path / "r.html")]
    )
    assert told.exit_code == 2
    assert "one coder" in told.output
