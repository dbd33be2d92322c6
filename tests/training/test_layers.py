"""The grammar of the lexicon as a labeller, and what both parts of the layer tell together."""

import json
from pathlib import Path

import pytest

from training.layers import filled, frame_of, grammar, layer_scores
from training.sentences import read_sentences
from training.treebank import Example

ROW = {
    "text": "Poland called on the EU to impose an embargo on Turkey.",
    "predicates": [
        {"at": "called", "roleset": "call.03", "ARG0": ["Poland"], "ARG1": ["impose"], "ARG2": ["EU"]},
        {"at": "impose", "roleset": "impose.01", "ARG0": ["EU"], "ARG1": ["embargo"], "ARG2": ["Turkey"]},
    ],
}


@pytest.fixture
def example(tmp_path: Path) -> Example:
    file = tmp_path / "some.jsonl"
    file.write_text(json.dumps(ROW) + "\n")
    (found,) = read_sentences(file)
    return found


def test_the_grammar_fills_roles_of_known_senses(example: Example) -> None:
    called, imposed = example.predicates
    assert grammar(example)[called.at] == called.arguments
    assert frame_of(example, imposed) is not None


def test_the_grammar_stands_and_the_labeller_fills() -> None:
    assert filled({3: {0: "ARG0"}}, {3: {1: "ARG0", 5: "ARG1"}}) == {3: {0: "ARG0", 5: "ARG1"}}
    assert filled({3: {5: "ARG1"}}, {3: {5: "ARG2"}}) == {3: {5: "ARG1"}}
    assert filled({}, {3: {5: "ARG2"}}) == {3: {5: "ARG2"}}


def test_the_parts_are_scored_alone_and_together(example: Example) -> None:
    silent = layer_scores([example], lambda _: {})
    assert silent["all: labeller"]["all"] == 0
    perfect = layer_scores([example], lambda e: {p.at: dict(p.arguments) for p in e.predicates})
    assert perfect["known: labeller"]["all"] == 100
    assert perfect["known: both"]["all"] >= perfect["known: grammar"]["all"]
    assert perfect["known: grammar"]["all"] > 60
