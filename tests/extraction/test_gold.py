"""The coder against hand-coded facts: a floor under what it reached, so that a change that costs is seen."""

import json
from pathlib import Path

import pytest

from extraction.coder import Text, code_many
from extraction.exchange import Json, fact_to_json
from extraction.names.reference import Reference
from extraction.scoring import Article, Score, score
from schema.settings import CHECKOUT
from workbench.gold import day_of, read_lines, text_of

GOLD = CHECKOUT / "data" / "gold"


def scored(gold: Path, reference: Reference) -> Score:
    lines = list(read_lines(gold))
    codings = code_many([Text(text_of(line, gold), day_of(line)) for line in lines], reference)
    return score(
        [
            Article(line["id"], day_of(line), line["facts"], [fact_to_json(f, reference) for f in coding.facts])
            for line, coding in zip(lines, codings, strict=True)
        ],
        reference,
    )


@pytest.mark.parametrize("name", ["tuned", "blind"])
def test_the_sample(name: str, reference: Reference) -> None:
    """Precision first: what is stored must be right; then that six facts in ten are found at all."""
    figures = scored(GOLD / f"{name}.jsonl", reference).figures
    assert figures["all", "type"].counts.precision >= 0.86
    assert figures["all", "roles"].counts.precision >= 0.63
    assert figures["all", "type"].counts.recall >= 0.67
    assert figures["all", "roles"].counts.f1 >= 0.56


@pytest.mark.parametrize("name", ["tuned", "blind"])
def test_gold_quotes_its_texts(name: str) -> None:
    """The gold itself: offsets within the text, ids that are there, evidence for every fact."""
    gold = GOLD / f"{name}.jsonl"
    for line in read_lines(gold):
        text = text_of(line, gold)
        ids = {fact["id"] for fact in line["facts"]}
        for fact in line["facts"]:
            assert fact["evidence"], line["id"]
            assert all(0 <= start < end <= len(text) for start, end in fact["evidence"])
            for name in ("to", "attached_to"):
                assert fact.get(name) is None or fact[name] in ids, (line["id"], fact["id"])


def test_the_two_stories(shared: Path, reference: Reference) -> None:
    """The two real stories: the requests, the condition, the denied condition, the dispute."""
    found: dict[str, list[Json]] = {}
    for line in map(json.loads, (shared / "gold/seeds.jsonl").read_text().splitlines()):
        text = (shared / line["text_file"]).read_text()
        (coding,) = code_many([Text(text, day_of(line))], reference)
        found[line["id"]] = [fact_to_json(fact, reference) for fact in coding.facts]
    patriots = found["seed-1"]
    deploy = next(f for f in patriots if f["type"] == "request" and f["action"] == "deploy")
    buy = next(f for f in patriots if f["type"] == "request" and f["action"] == "acquire")
    assert (deploy["quantity"], deploy["unit"], deploy["outcome"]) == (2, "battery", "pending")
    assert (buy["requester"], buy["addressee"], buy["outcome"]) == ("TR", "US", "refused")
    terms = {f["attached_to"]: f for f in patriots if f["type"] == "condition"}
    assert (terms[buy["id"]]["stance"], terms[buy["id"]]["objects"]) == ("imposed", ["s-400"])
    assert (terms[deploy["id"]]["stance"], terms[deploy["id"]]["action"]) == ("denied", "concession")
    sent = next(f for f in found["seed-2"] if f["type"] == "request" and f["action"] == "transfer")
    assert (sent["formality"], sent["disputed"], sent["beneficiary"]) == ("informal", ["formality"], "UA")
