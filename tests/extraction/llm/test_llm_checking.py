"""What of a model's answer is kept."""

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from extraction.exchange import Json
from extraction.llm.answer import Answer
from extraction.llm.checking import Checked, checked
from extraction.llm.instructions import instructions
from extraction.llm.page import page
from extraction.names.reference import Reference
from schema.vocabulary import Action
from workbench.gold import fault_of

DAY = dt.date(2020, 2, 20)
TEXT = (
    "Turkey asked the United States for two Patriot batteries last week, officials in Ankara said.\n"
    "The Trump administration has refused a deal unless Turkey scraps the S-400 it bought from Russia.\n"
    "Congress imposed sanctions under CAATSA over the S-400."
)
ASKED: Json = {
    "id": "r1",
    "type": "request",
    "requester": "Turkey",
    "addressee": "the United States",
    "action": "acquire",
    "objects": [{"name": "Patriot", "quantity": 2, "unit": "batteries"}],
    "outcome": "refused",
    "when": "last week",
    "attribution": "anonymous",
    "speaker": "officials in Ankara",
    "quotes": ["Turkey asked the United States for two Patriot batteries last week"],
}
TERM: Json = {
    "id": "c1",
    "type": "condition",
    "attached_to": "r1",
    "imposed_by": "Trump administration",
    "gated_action": "transfer",
    "required_of": "Turkey",
    "action": "dispose",
    "objects": [{"name": "S-400"}],
    "stance": "imposed",
    "quotes": ["unless Turkey scraps the S-400 it bought from Russia"],
}
REFUSED: Json = {
    "id": "a1",
    "type": "response",
    "responder": "Trump administration",
    "asker": "Turkey",
    "to": "r1",
    "decision": "refused",
    "action": "acquire",
    "objects": [{"name": "Patriot"}],
    "quotes": ["The Trump administration has refused a deal"],
}
PUNISHED: Json = {
    "id": "s1",
    "type": "sanction",
    "imposer": "Congress",
    "target": "Turkey",
    "instrument": "CAATSA",
    "trigger": [{"name": "S-400"}],
    "stage": "imposed",
    "quotes": ["Congress imposed sanctions under CAATSA"],
}
BOUGHT: Json = {
    "id": "t1",
    "type": "transfer",
    "supplier": "Russia",
    "recipient": "Turkey",
    "objects": [{"name": "S-400"}],
    "mode": "sale",
    "stage": "ordered",
    "quotes": ["the S-400 it bought from Russia"],
}


def of(reference: Reference, *facts: Json) -> Checked:
    return checked(Answer.model_validate({"facts": facts}), page(TEXT, DAY, reference))


def reasons(found: Checked) -> list[tuple[str, bool]]:
    return [(f"{fault.fact}: {fault.what}", fault.refused) for fault in found.faults]


def test_the_five_kinds_in_the_form_of_the_gold(reference: Reference) -> None:
    found = of(reference, PUNISHED, TERM, REFUSED, BOUGHT, ASKED)
    assert not found.faults
    assert [fault_of(fact) for fact in found.facts] == [None] * 5
    request, response, condition, transfer, sanction = found.facts
    start = TEXT.index(ASKED["quotes"][0])
    assert request == {
        "id": "f1",
        "type": "request",
        "requester": "TR",
        "addressee": "US",
        "action": "acquire",
        "outcome": "refused",
        "force": "ask",
        "formality": "unspecified",
        "objects": ["patriot"],
        "quantity": 2,
        "unit": "batteries",
        "date": ["2020-02-10", "2020-02-16"],
        "attribution": "anonymous",
        "speaker": "officials in Ankara",
        "evidence": [[start, start + len(ASKED["quotes"][0])]],
    }
    assert (condition["attached_to"], condition["text"]) == ("f1", TERM["quotes"][0])
    assert (condition["imposed_by"], condition["gated_action"], condition["required_of"]) == ("US", "transfer", "TR")
    assert (response["to"], response["decision"]) == ("f1", "refused")
    assert (transfer["supplier"], transfer["recipient"], transfer["mode"]) == ("RU", "TR", "sale")
    assert (sanction["imposer"], sanction["imposer_actor"]) == ("US", "us-congress")
    assert (sanction["instrument"], sanction["trigger"], sanction["measure"]) == ("caatsa", ["s-400"], "unspecified")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quotes": ["Turkey begged the United States for Patriots"]}, "does not stand in the text word for word"),
        ({"requester": "Ruritania"}, '"Ruritania" is no actor on the lists'),
        ({"addressee": "Germany"}, '"Germany" is not named in the text'),
        ({"requester": None, "addressee": None}, "neither requester nor addressee is named"),
        ({"objects": [{"name": "death ray"}]}, '"death ray" is no weapon on the lists'),
    ],
)
def test_a_fact_that_stands_on_nothing_is_refused(reference: Reference, change: Json, reason: str) -> None:
    found = of(reference, ASKED | change)
    assert found.facts == ()
    ((said, refused),) = reasons(found)
    assert said.startswith("r1 (request): ")
    assert reason in said
    assert refused


@pytest.mark.parametrize(
    ("change", "field", "left"),
    [
        ({"quotes": [*ASKED["quotes"], "Nobody ever said this"]}, "evidence", [[0, 66]]),
        ({"objects": [*ASKED["objects"], {"name": "death ray"}]}, "objects", ["patriot"]),
        ({"beneficiary": "Ruritania"}, "beneficiary", None),
        ({"channel": "a letter to nobody"}, "channel", None),
        ({"speaker": "a man in the street"}, "speaker", None),
        ({"when": "two years ago"}, "date", None),
    ],
)
def test_a_part_that_stands_on_nothing_is_left_out(
    reference: Reference, change: Json, field: str, left: object
) -> None:
    found = of(reference, ASKED | change)
    (fact,) = found.facts
    assert fact.get(field) == left
    assert [refused for _, refused in reasons(found)] == [False]


def test_words_that_give_no_date_leave_it_open(reference: Reference) -> None:
    (fact,) = of(reference, ASKED | {"when": "officials in Ankara"}).facts
    assert fact["date"] is None


def test_a_condition_goes_with_its_carrier(reference: Reference) -> None:
    found = of(reference, TERM, ASKED | {"addressee": "Ruritania"})
    assert found.facts == ()
    assert [said.partition(":")[0] for said, _ in reasons(found)] == ["r1 (request)", "c1 (condition)"]
    assert 'attached_to is "r1"' in reasons(found)[1][0]


def test_a_condition_is_not_attached_to_a_condition(reference: Reference) -> None:
    found = of(reference, ASKED, TERM, TERM | {"id": "c2", "attached_to": "c1"})
    assert [fact["type"] for fact in found.facts] == ["request", "condition"]


def test_a_response_outlives_its_request(reference: Reference) -> None:
    (fact,) = of(reference, REFUSED).facts
    assert fact["to"] is None


def test_two_facts_do_not_share_an_id(reference: Reference) -> None:
    found = of(reference, ASKED, BOUGHT | {"id": "r1"})
    assert [fact["type"] for fact in found.facts] == ["request"]
    assert reasons(found) == [("r1 (transfer): another fact has the same id", True)]


@pytest.mark.parametrize(
    "wrong",
    [
        ASKED | {"action": "obtain"},
        ASKED | {"type": "plea"},
        ASKED | {"quotes": []},
        ASKED | {"stance": "imposed"},  # a field of another kind
        {name: value for name, value in ASKED.items() if name != "action"},
        TERM | {"attached_to": None},
    ],
)
def test_the_schema_is_strict(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate({"facts": [wrong]})


def test_the_instructions_hold_the_vocabularies() -> None:
    assert all(f"`{action}` {action.meaning}" in instructions() for action in Action)
