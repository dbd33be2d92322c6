"""The practice items and sentences: written by hand, so held to their form."""

import json
from pathlib import Path

import pytest

from extraction.names.reference import Reference
from extraction.sentences.parse import parser
from schema.settings import CHECKOUT
from training.faults import faults
from training.items import held_back, read_items, taught
from training.sentences import read_sentences

PRACTICE = CHECKOUT / "data" / "practice"
ITEMS = sorted(PRACTICE.glob("*.jsonl"))


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_items_say_what_they_mean(path: Path, reference: Reference) -> None:
    found = []
    seen = set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        assert row["text"] not in seen, f"line {number} stands twice"
        seen.add(row["text"])
        found += [f"line {number}: {fault}" for fault in faults(row, reference)]
    assert found == []


def test_there_are_enough_of_each_kind() -> None:
    items = [item for path in ITEMS for item in read_items(path)]
    kinds = [fact["type"] for item in items for fact in item.facts]
    assert all(kinds.count(kind) > 300 for kind in ("request", "condition", "response", "sanction", "transfer"))
    assert sum(not item.facts for item in items) > len(items) / 4
    assert 0.08 < sum(map(held_back, items)) / len(items) < 0.12
    assert len(taught(items)) == len(items) - sum(map(held_back, items))


def test_marks_are_taken_out_of_the_text() -> None:
    for path in ITEMS:
        for item in read_items(path):
            for fact in item.facts:
                for at in item.marks[fact["id"]]:
                    assert item.text[at].isalnum() or item.text[at] in "“\"'‘$€", (item.id, item.text[at : at + 20])


def test_a_fault_is_named(reference: Reference) -> None:
    row = {
        "text": "Paris [a,b:asks] for [c:two words].",
        "facts": [{"id": "a", "type": "request", "requester": "nowhere"}],
    }
    assert set(faults(row, reference)) == {
        "the mark b has no fact", "the mark c has no fact", "the mark on 'two words' is not on one word",
        "a: needs action", "a: unknown actor nowhere",
    }  # fmt: skip


def test_sentences_lead_to_words_of_the_parser() -> None:
    assert parser()
    for name, least in (("test", 300), ("train", 500)):
        examples = list(read_sentences(PRACTICE / "roles" / f"{name}.jsonl"))
        assert len(examples) >= least
        assert sum(len(predicate.arguments) for e in examples for predicate in e.predicates) > 4 * least
