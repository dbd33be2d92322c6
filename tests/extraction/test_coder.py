"""Facts from whole short texts: the shapes of the two stories we started from, with other names, weapons and words."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.coder import Text, code, code_many
from extraction.exchange import Json
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from tests.extraction.reading import brief, facts


def only(found: list[Json], kind: str) -> list[Json]:
    return [fact for fact in found if fact["type"] == kind]


def holds(fact: Json, **fields: object) -> bool:
    return all(fact.get(name) == value for name, value in fields.items())


@pytest.mark.parametrize(
    ("text", "day", "request_", "condition"),
    [
        (
            "Athens and Berlin have argued for months over Greek requests to purchase Leopard tanks. The Scholz "
            "government has declined to approve the sale unless Greece first gives up its Russian S-300 missiles.",
            "2022-05-10",
            {"requester": "GR", "addressee": "DE", "action": "acquire", "objects": ["leopard"], "outcome": "refused"},
            {
                "imposed_by": "DE",
                "required_of": "GR",
                "action": "dispose",
                "objects": ["s-300"],
                "gated_action": "transfer",
            },
        ),
        (
            "India has asked the U.S. to sell it F-35 fighter jets. Washington will not sell the jets unless New Delhi "
            "cancels its order for the Russian air-defense system it signed for last year.",
            "2019-09-01",
            {"requester": "IN", "addressee": "US", "action": "acquire", "objects": ["f-35"], "outcome": "refused"},
            {
                "imposed_by": "US",
                "required_of": "IN",
                "action": "cancel",
                "objects": ["s-400"],
                "gated_action": "transfer",
            },
        ),
        (
            "Egypt has requested F-15 fighters from the United States. The Biden administration has refused to approve "
            "the deal unless Egypt first cancels its purchase of Russian Su-35 jets.",
            "2022-06-01",
            {"requester": "EG", "addressee": "US", "action": "acquire", "objects": ["f-15"], "outcome": "refused"},
            {"imposed_by": "US", "required_of": "EG", "action": "cancel", "objects": ["su-35"]},
        ),
        (
            "Turkey asked the U.S. for Patriot missiles. Washington agreed on condition that Turkey return the S-400 "
            "missiles to Russia.",
            "2020-07-01",
            {"requester": "TR", "addressee": "US", "action": "acquire", "objects": ["patriot"], "outcome": "granted"},
            {"imposed_by": "US", "required_of": "TR", "action": "return", "objects": ["s-400"]},
        ),
        (
            "Riyadh has requested Eurofighter jets from Berlin. Germany refused to agree to the sale unless Saudi "
            "Arabia scraps the Chinese ballistic missiles it bought.",
            "2023-07-01",
            {"requester": "SA", "addressee": "DE", "action": "acquire", "outcome": "refused"},
            {"imposed_by": "DE", "required_of": "SA", "action": "dispose"},
        ),
    ],
)
def test_a_request_hangs_on_giving_something_up(
    text: str, day: str, request_: Json, condition: Json, reference: Reference
) -> None:
    """The story of the Patriots and the system that Turkey had bought, told of others."""
    found = facts(text, reference, dt.date.fromisoformat(day))
    (asked,) = [fact for fact in only(found, "request") if holds(fact, **request_)]
    (term,) = [fact for fact in only(found, "condition") if holds(fact, **condition)]
    assert term["attached_to"] == asked["id"]
    assert term["stance"] == "imposed"
    (answer,) = only(found, "response")
    assert answer["to"] == asked["id"]


@pytest.mark.parametrize(
    "text",
    [
        "Poland has asked Germany to deploy two Patriot batteries on its eastern border, according to a senior Polish "
        "official. Poland does not regard the request as requiring any concessions on its part, the official said.",
        "Estonia asked Britain last week to station Harpoon missiles near Tallinn. Estonia doesn't see the request as "
        "entailing any concessions on its part, a minister said.",
        "Greece has asked France to deploy Mirage jets on its islands. Greece doesn't consider the request as "
        "involving concessions on its part.",
        "Poland has asked Germany to deploy two Patriot batteries on its border. The request comes without any "
        "conditions, an official said.",
        "Estonia asked Britain to station Harpoon missiles near Tallinn. There are no strings attached to the request.",
    ],
)
def test_a_denied_condition_is_a_fact_of_its_own(text: str, reference: Reference) -> None:
    found = facts(text, reference)
    (asked,) = only(found, "request")
    assert asked["action"] == "deploy"
    (term,) = only(found, "condition")
    assert holds(term, stance="denied", action="concession", imposed_by=None, required_of=asked["requester"])
    assert term["attached_to"] == asked["id"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "The United States has asked Greece to send its Russian-made S-300 air defense systems to Ukraine. Sources "
            "told Reuters that US officials had raised it with Greek colleagues, but no formal request had been made.",
            {"requester": "US", "addressee": "GR", "objects": ["s-300"], "beneficiary": "UA"},
        ),
        (
            "Washington suggested that Cyprus transfer its T-80 tanks to Ukraine. An official said there had been no "
            "official request.",
            {"requester": "US", "addressee": "CY", "objects": ["t-80"], "beneficiary": "UA"},
        ),
        (
            "France has urged Poland to supply MiG-29 jets to help Moldova. Diplomats said that no formal request had "
            "been submitted.",
            {"requester": "FR", "addressee": "PL", "objects": ["mig-29"], "beneficiary": "MD"},
        ),
    ],
)
def test_a_request_that_some_say_was_never_formal(text: str, fields: Json, reference: Reference) -> None:
    (asked,) = only(facts(text, reference), "request")
    assert holds(asked, action="transfer", formality="informal", disputed=["formality"], **fields)
    assert len(asked["evidence"]) >= 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Pentagon told Turkey that it would not deliver the F-35 until Ankara abandons the S-400.",
            {"type": "condition", "imposed_by": "US", "required_of": "TR", "action": "dispose", "objects": ["s-400"]},
        ),
        (
            "The United States said it would sell the Patriot missiles only if Turkey got rid of the S-400.",
            {"type": "condition", "imposed_by": "US", "required_of": "TR", "action": "dispose", "objects": ["s-400"]},
        ),
        (
            "Washington offered to sell Ankara Patriots if it cancelled the S-400 purchase from Russia.",
            {"type": "condition", "imposed_by": "US", "required_of": "TR", "action": "cancel", "objects": ["s-400"]},
        ),
        (
            "The United States demanded that Turkey dismantle its S-400 system in exchange for lifting sanctions.",
            {
                "type": "condition",
                "imposed_by": "US",
                "gated_action": "lift_sanction",
                "required_of": "TR",
                "action": "dispose",
            },
        ),
        (
            "Germany will not send Leopard 2 tanks to Ukraine unless the United States sends Abrams tanks.",
            {
                "type": "condition",
                "imposed_by": "DE",
                "required_of": "US",
                "action": "transfer",
                "objects": ["m1-abrams"],
            },
        ),
        (
            "Poland formally asked Germany for permission to send Leopard 2 tanks to Ukraine.",
            {
                "type": "request",
                "requester": "PL",
                "addressee": "DE",
                "action": "permit_reexport",
                "formality": "formal",
            },
        ),
        (
            "Zelensky urged NATO to supply Ukraine with fighter jets.",
            {"type": "request", "requester": "UA", "addressee": "nato", "action": "acquire", "force": "urge"},
        ),
        (
            "Germany will not send Taurus cruise missiles to Ukraine, the chancellor said.",
            {"type": "response", "responder": "DE", "asker": "UA", "decision": "refused", "objects": ["taurus"]},
        ),
        (
            "Turkey sold armed drones to Ukraine last year.",
            {"type": "transfer", "supplier": "TR", "recipient": "UA", "stage": "ordered", "mode": "sale"},
        ),
        (
            "The United States has imposed sanctions on Turkey's defense sector over the S-400.",
            {"type": "sanction", "imposer": "US", "target": "TR", "target_sector": "defense", "trigger": ["s-400"]},
        ),
        (
            "Washington expelled Turkey from the F-35 program.",
            {"type": "sanction", "imposer": "US", "target": "TR", "measure": "programme_exclusion"},
        ),
        (
            "Sweden lifted its arms embargo on Turkey.",
            {"type": "sanction", "imposer": "SE", "target": "TR", "measure": "arms_embargo", "stage": "lifted"},
        ),
    ],
)
def test_one_clause_one_fact(text: str, expected: Json, reference: Reference) -> None:
    assert any(holds(fact, **expected) for fact in facts(text, reference)), [brief(f) for f in facts(text, reference)]


@pytest.mark.parametrize(
    "text",
    [
        "Ankara could use F-16 warplanes to strike units loyal to Assad if the Patriots were deployed in Hatay.",
        "The U.S. Embassy in Turkey declined to comment on the missiles.",
        "Russia fired missiles at Kyiv, and Ukraine shot down drones.",
        "If the war goes on, Poland will need more tanks.",
        "Analysts wondered whether Turkey could ask for Patriots.",
        "The army showed its new tanks at an arms fair in Ankara.",
        "Iran denied that it sent drones to Russia.",
        "The Patriots were asked to play a second match in Boston.",
    ],
)
def test_what_is_no_fact(text: str, reference: Reference) -> None:
    assert facts(text, reference) == []


@pytest.mark.parametrize(
    "told",
    [
        "An official said Washington had never made a formal request.",
        "The request was informal, a diplomat said.",
        "Athens had not received a formal request.",
    ],
)
def test_how_formally_in_other_words(told: str, reference: Reference) -> None:
    (asked,) = only(facts(f"Washington asked Athens to send its S-300s to Ukraine. {told}", reference), "request")
    assert asked["formality"] == "informal"


@pytest.mark.parametrize(
    "text",
    [
        "Turkey asked for F-35 jets. It is not true that Washington would sell them only if Turkey scrapped the S-400.",
        "Warsaw rejected reports that Berlin would deliver Leopard tanks only if Poland dropped its claims.",
        "Rabat is to buy drones from the United States. Rabat denied that the sale depends on recognising Israel.",
        "Erdogan called baseless a report that the United States imposed sanctions on Turkey over the S-400.",
    ],
)
def test_what_is_denied_is_never_imposed(text: str, reference: Reference) -> None:
    found = facts(text, reference)
    assert all(fact["stance"] == "denied" for fact in only(found, "condition"))
    assert only(found, "sanction") == []


def test_attribution_goes_with_the_clause(reference: Reference) -> None:
    found = facts("Turkey asked Washington for Patriots, according to a senior Turkish official in Ankara.", reference)
    assert holds(found[0], attribution="anonymous", speaker="a senior Turkish official in Ankara")
    found = facts(
        "Turkey has asked Washington for Patriot missiles, Foreign Minister Mevlut Cavusoglu said.", reference
    )
    assert found[0]["attribution"] == "named"
    assert "Cavusoglu" in found[0]["speaker"]
    assert facts("Turkey asked Washington for Patriot missiles.", reference)[0]["attribution"] == "outlet"


def test_evidence_quotes_the_clause(reference: Reference) -> None:
    text = "Turkey “asked” Washington for Patriot missiles — again — on Monday.\nBerlin sent tanks to Kyiv."
    for fact in facts(text, reference):
        for start, end in fact["evidence"]:
            assert 0 <= start < end <= len(text)
            assert "\n" not in text[start:end]


def test_coding_is_the_same_each_time_and_in_any_batch(reference: Reference) -> None:
    texts = [
        Text("Turkey asked Washington for Patriot missiles.", dt.date(2020, 1, 1)),
        Text("Nothing happened."),
        Text("Germany sent tanks to Ukraine.", dt.date(2023, 1, 1)),
    ]
    together = list(code_many(texts, reference))
    assert together == [code(text, reference) for text in texts]
    assert together == list(code_many(texts, reference))
    assert together[1].facts == ()


WORDS = st.sampled_from(
    """
    Turkey asked Washington to deploy two Patriot batteries unless it scraps the S-400 which Russia sold , . and
    its requests for F-16s were refused by Congress on condition that in exchange for sanctions no formal request had
    been made — “ ” ’s ( ) $2.5 billion will not send tanks Ukraine said officials if only until it they them who
    """.split()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200))
def test_no_text_stops_the_coder(text: str) -> None:
    coding = code(Text(text, dt.date(2022, 3, 20)), read_reference())
    for fact in coding.facts:
        assert fact.evidence
        assert all(0 <= e.span.start < e.span.end <= len(text) for e in fact.evidence)
