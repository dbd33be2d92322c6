"""The labelled pairs that resolution is measured on: complete, quoting their texts, and fairly divided."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from extraction.names.reference import Reference
from schema.settings import CHECKOUT
from training.faults import faults_of
from workbench.gold import day_of, facts_of, read_object

FOLDER = CHECKOUT / "data" / "resolution"
LABELS = ("reprint", "spun", "independent", "different")
# what gold says of a fact beyond what practice items may say
OF_GOLD = {"date", "quote", "evidence", "speaker", "via", "place"}

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    path = FOLDER / f"{name}.jsonl"
    lines = path.read_text("utf-8").splitlines()
    # pairs have no id of their own: their place in the file serves
    return [read_object(f"{path}:{n}", line if name == "articles" else f'{{"id": "{n}", {line[1:]}')
            for n, line in enumerate(lines, start=1)]  # fmt: skip


@pytest.fixture(scope="module")
def articles() -> dict[str, Row]:
    read = rows("articles")
    found = {row["id"]: row for row in read}
    assert len(found) == len(read)
    return found


@pytest.fixture(scope="module")
def facts(articles: dict[str, Row]) -> dict[tuple[str, str], Row]:
    found = {}
    for row in articles.values():
        for fact in facts_of(row, FOLDER / "articles.jsonl"):
            assert (row["id"], fact["id"]) not in found
            found[row["id"], fact["id"]] = fact
    return found


def test_articles_are_whole_and_differ(articles: dict[str, Row]) -> None:
    assert len(articles) >= 260
    assert sum(bool(row["facts"]) for row in articles.values()) >= 110
    for row in articles.values():
        assert row.keys() <= {"id", "affair", "source", "published_on", "title", "byline", "text", "facts"}
        assert dt.date(2010, 1, 1) <= (day_of(row) or dt.date.min) <= dt.date(2026, 12, 31)
        assert row["source"]
        assert row["title"]
        assert 60 <= len(row["text"].split()) <= 350, row["id"]


def test_facts_are_coded_by_the_codebook_and_quote_their_texts(
    articles: dict[str, Row], facts: dict[tuple[str, str], Row], reference: Reference
) -> None:
    faults = []
    for (article, name), fact in facts.items():
        text = articles[article]["text"]
        ids = [one["id"] for one in articles[article]["facts"]]
        plain = {field: value for field, value in fact.items() if field not in OF_GOLD}
        faults += [f"{article}.{name}: {fault}" for fault in faults_of(plain, ids, reference)]
        ((start, end),) = fact["evidence"]
        assert text[start:end] == fact["quote"], (article, name)
        assert not (text[start - 1 : start] + text[start]).isalnum() or start == 0, (article, name)
        assert fact.get("instrument") is None or fact["instrument"] in reference.instruments
    assert faults == []


def test_article_pairs(articles: dict[str, Row]) -> None:
    pairs = rows("article_pairs")
    assert len(pairs) >= 340
    counts = Counter(pair["label"] for pair in pairs)
    assert set(counts) == set(LABELS)
    assert min(counts.values()) >= 80
    assert len({frozenset((pair["left"], pair["right"])) for pair in pairs}) == len(pairs)
    for pair in pairs:
        left, right = articles[pair["left"]], articles[pair["right"]]
        assert pair.get("direction") in (None, "left", "right")
        assert pair["label"] in ("reprint", "spun") or pair.keys().isdisjoint(("direction", "garbled"))
        assert left["text"] != right["text"] or pair["label"] == "reprint"
        original, copy = (right, left) if pair.get("direction") == "right" else (left, right)
        if "direction" in pair:
            assert original["published_on"] <= copy["published_on"]
        for garbled in pair.get("garbled", ()):
            assert garbled["field"] in ("name", "number", "date", "weapon", "place")
            assert garbled["original"] in original["text"]
            assert garbled["copy"] in copy["text"]
            assert garbled["copy"] not in original["text"]


def test_texts_are_alike_only_where_a_pair_says_so(articles: dict[str, Row]) -> None:
    reprints = {frozenset((p["left"], p["right"])) for p in rows("article_pairs") if p["label"] == "reprint"}
    by_text: dict[str, str] = {}
    for row in articles.values():
        other = by_text.setdefault(row["text"], row["id"])
        assert other == row["id"] or frozenset((other, row["id"])) in reprints


@pytest.mark.parametrize(("name", "least"), [("fact_pairs", 240), ("course_pairs", 20)])
def test_fact_pairs(name: str, least: int, facts: dict[tuple[str, str], Row]) -> None:
    pairs = rows(name)
    assert len(pairs) >= least
    seen = set()
    for pair in pairs:
        left, right = ((pair[side]["article"], pair[side]["fact"]) for side in ("left", "right"))
        assert facts[left]["type"] == facts[right]["type"]
        assert left != right
        assert pair["why"]
        seen.add(frozenset((left, right)))
    assert len(seen) == len(pairs)
    if name == "fact_pairs":
        counts = Counter(pair["label"] for pair in pairs)
        assert set(counts) == {"same", "different"}
        assert min(counts.values()) / len(pairs) > 0.4
        assert {facts[p["left"]["article"], p["left"]["fact"]]["type"] for p in pairs} == {
            "request", "condition", "response", "sanction", "transfer",
        }  # fmt: skip


def test_sameness_never_contradicts_itself() -> None:
    """What is the same by way of a third fact is nowhere called different, nor two stages of one course."""
    leader: dict[tuple[str, str], tuple[str, str]] = {}

    def find(fact: tuple[str, str]) -> tuple[str, str]:
        while fact in leader:
            fact = leader[fact]
        return fact

    def ends(pair: Row) -> list[tuple[str, str]]:
        return [find((pair[side]["article"], pair[side]["fact"])) for side in ("left", "right")]

    pairs = rows("fact_pairs")
    for pair in pairs:
        left, right = ends(pair)
        if pair["label"] == "same" and left != right:
            leader[left] = right
    for pair in [pair for pair in pairs if pair["label"] == "different"] + rows("course_pairs"):
        left, right = ends(pair)
        assert left != right, pair


def test_folds_divide_affairs(articles: dict[str, Row]) -> None:
    folds: dict[str, set[str]] = {}
    for name in ("article_pairs", "fact_pairs", "course_pairs"):
        pairs = rows(name)
        for pair in pairs:
            for side in ("left", "right"):
                article = pair[side] if name == "article_pairs" else pair[side]["article"]
                folds.setdefault(articles[article]["affair"], set()).add(pair["fold"])
        share = sum(pair["fold"] == "blind" for pair in pairs) / len(pairs)
        assert 0.35 <= share <= 0.45, name
    assert all(fold in ({"tune"}, {"blind"}) for fold in folds.values())
    assert set(folds) == {row["affair"] for row in articles.values()}


def test_every_article_is_used(articles: dict[str, Row]) -> None:
    used = {pair[side] for pair in rows("article_pairs") for side in ("left", "right")}
    assert used == set(articles)


def test_the_readme_tells_the_counts() -> None:
    told = Path(FOLDER / "README.md").read_text("utf-8")
    for name in ("articles", "article_pairs", "fact_pairs", "course_pairs"):
        assert f"| `{name}.jsonl` | {len(rows(name))} |" in told, name
