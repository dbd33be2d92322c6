"""Two codings of one text: which facts both tell, and how sure that makes them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.agreement import agreed, joined
from extraction.exchange import Json
from extraction.names.reference import Reference

DAY = dt.date(2020, 2, 20)
ASKED: Json = {
    "id": "f1",
    "type": "request",
    "requester": "TR",
    "addressee": "US",
    "action": "acquire",
    "objects": ["patriot"],
    "confidence": 0.6,
}
share = st.floats(0, 1)


@pytest.mark.parametrize(
    ("change", "confidence"),
    [
        ({}, 0.84),
        ({"confidence": None}, 0.8),  # counts as .5
        ({"confidence": 0.1}, 0.64),
        ({"action": "deploy", "objects": []}, 0.84),  # kind and parties alone count
        ({"addressee": "us-state-department"}, 0.84),  # by principal
    ],
)
def test_what_both_tell_is_surer(reference: Reference, change: Json, confidence: float) -> None:
    assert agreed([ASKED], [ASKED | change], DAY, reference) == ([ASKED | {"confidence": confidence}], 1)


@pytest.mark.parametrize(
    "change",
    [{"addressee": "RU"}, {"addressee": None}, {"type": "response", "responder": "TR", "asker": "US"}],
)
def test_what_one_alone_tells_is_as_sure_as_before(reference: Reference, change: Json) -> None:
    assert agreed([ASKED], [ASKED | change], DAY, reference) == ([ASKED], 0)


def test_what_has_no_confidence_gets_one_only_by_agreement(reference: Reference) -> None:
    bare = {name: value for name, value in ASKED.items() if name != "confidence"}
    assert agreed([bare], [bare], DAY, reference) == ([bare | {"confidence": 0.75}], 1)
    assert agreed([bare], [], DAY, reference) == ([bare], 0)


def test_one_fact_speaks_for_one_fact(reference: Reference) -> None:
    facts, count = agreed([ASKED, ASKED | {"id": "f2"}], [ASKED], DAY, reference)
    assert count == 1
    assert sorted(fact["confidence"] for fact in facts) == [0.6, 0.84]
    assert [fact["id"] for fact in facts] == ["f1", "f2"]


def test_facts_of_nobody_do_not_agree(reference: Reference) -> None:
    nobody = ASKED | {"requester": None, "addressee": None}
    assert agreed([nobody], [nobody], DAY, reference) == ([nobody], 0)


def test_the_day_tells_for_whom_a_person_spoke(reference: Reference) -> None:
    by_person, by_nato = ASKED | {"requester": "jens-stoltenberg"}, ASKED | {"requester": "nato"}
    assert agreed([by_person], [by_nato], dt.date(2020, 2, 20), reference)[1] == 1
    assert agreed([by_person], [by_nato], dt.date(2010, 2, 20), reference)[1] == 0


@given(share, share)
def test_it_is_a_share_and_never_less_than_either(a: float, b: float) -> None:
    both = joined({"confidence": a}, {"confidence": b})
    assert max(a, b) - 0.005 <= both <= 1
    assert both == joined({"confidence": b}, {"confidence": a})
