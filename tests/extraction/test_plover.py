"""PLOVER's gold records, a second and independent look at asking and refusing: any affair, not only arms.

What is looked at is the layer below the facts: the frames of the lexicon and who acts in them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extraction.names.reference import Reference
from extraction.rules.events import Event, Finder
from extraction.rules.lexicon import lexicon
from extraction.sentences.discourse import discourse
from extraction.sentences.factuality import Reality, status
from extraction.sentences.parse import parse_many
from extraction.sentences.parties import parties
from extraction.sentences.predicates import negated
from extraction.sentences.trees import Sentence
from extraction.text.clean import plain
from extraction.text.layout import lay_out

# PLOVER's older names of its classes, and the acts of our frames that belong to them.
ACTS = {"DEMAND": ("request",), "REJECT": ("refuse", "prevent")}
# Bodies that act in politics though no list names them; crowds and citizens do not.
BODIES = frozenset(
    "rebel guerrilla militant faction group movement wing opposition party judge court organization organisation forum "
    "leader elder coordinator president minister government community envoy mediator".split()
)


def told(records: list[dict[str, Any]], reference: Reference) -> Iterator[list[tuple[str, str]]]:
    """By record, the acts asserted in it: PLOVER's class and the word for who acts."""
    laid = [(record["text"], lay_out(record["text"])) for record in records]
    for (text, _), sentences in zip(laid, parse_many(laid, reference), strict=True):
        finder = Finder(discourse(plain(text), sentences, reference, None, None), lexicon())
        yield [act for s in sentences for event in finder.events(s) for act in acts_of(finder, s, event)]


def acts_of(finder: Finder, s: Sentence, event: Event) -> Iterator[tuple[str, str]]:
    events = [event] if event.frame.act == "grant" else event.walk()  # who gives in to a demand is who acts
    for inner in events:
        standing = status(s, inner.token)
        if standing.reality is Reality.POSSIBLE or not (inner.content or inner.role("addressee")):
            continue
        no = standing.negated or negated(s, inner.token)
        act = str(inner.frame.act)
        if no:
            act = "refuse" if act in ("grant", "permit") else "nothing"
        name = next((name for name, acts in ACTS.items() if act in acts), None)
        agents = [t for t in inner.role("agent") if t.lemma in BODIES or parties(finder.discourse, s, t)]
        if name and agents:
            yield name, agents[0].text


@pytest.fixture(scope="module")
def records(shared: Path) -> list[dict[str, Any]]:
    every = json.loads((shared / "data/plover/gold_standard_records.txt").read_text())
    return [record for record in every if record.get("text") and record["event"] != "DOCUMENT"]


def test_asking_and_refusing_are_found_and_little_else(records: list[dict[str, Any]], reference: Reference) -> None:
    found = dict.fromkeys(ACTS, 0)
    right = dict.fromkeys(ACTS, 0)
    astray = []
    for record, acts in zip(records, told(records, reference), strict=True):
        name = record["event"]
        if name not in ACTS:
            astray += [(record["text"], acts)] if acts else []
            continue
        agents = [agent for act, agent in acts if act == name]
        source = " ".join(actor["actorText"] for actor in record["source"] if isinstance(actor, dict))
        found[name] += bool(agents)
        right[name] += any(agent in source for agent in agents)
    assert all(found[name] >= 24 for name in ACTS), found
    assert all(right[name] >= 0.9 * found[name] for name in ACTS), right
    assert len(astray) <= 6, astray
