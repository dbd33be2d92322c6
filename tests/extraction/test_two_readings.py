"""What rules find and what the network reads, made one."""

import datetime as dt
from dataclasses import replace

from extraction.drafts import Draft
from extraction.names.reference import Reference
from extraction.two_readings import combined
from extraction.values import Attribution, Condition, Party, Request, Signs, Transfer
from schema.vocabulary import Action, ConditionStance, Mode, TransferStage
from tests.extraction.reading import facts, read

TR, US, UA = (Party(code, code) for code in ("TR", "US", "UA"))
SURE = Signs("request", 0.9, 0.9, 0.9, ruled=False)
TEXT = "Turkey asked Washington for Patriots unless Greece objects. Ankara sent drones to Kyiv."


def drafts(reference: Reference) -> tuple[Draft, Draft, Draft]:
    got = read(TEXT, reference)

    def at(word: str, fields: Request | Condition | Transfer) -> Draft:
        s, token = got.token(word)
        return Draft(fields, (), None, s.span, s, token, Attribution())

    return (
        at("asked", Request(TR, US, Action.ACQUIRE)),
        at("unless", Condition("", None, None, TR, Action.OTHER, "unless", ConditionStance.IMPOSED)),
        at("sent", Transfer(TR, UA, Mode.UNSPECIFIED, TransferStage.DELIVERED)),
    )


def test_the_fields_of_a_rule_stand(reference: Reference) -> None:
    asked, _, _ = drafts(reference)
    read_otherwise = Draft(
        Request(TR, None, Action.DEPLOY), (), None, asked.span, asked.sentence, asked.token, Attribution(), signs=SURE
    )
    first, second = combined([[read_otherwise]], [asked])
    assert first is asked
    assert (second.fields, second.signs) == (asked.fields, replace(SURE, ruled=True))


def test_what_only_one_reading_tells_is_kept(reference: Reference) -> None:
    asked, _, sent = drafts(reference)
    assert combined([[sent]], [asked]) == [asked, sent]
    assert combined([], [asked]) == [asked]


def test_a_condition_hangs_on_what_a_rule_found(reference: Reference) -> None:
    asked, unless, _ = drafts(reference)
    by_network = Draft(
        Request(TR, US, Action.DEPLOY), (), None, asked.span, asked.sentence, asked.token, Attribution(), signs=SURE
    )
    term = Draft(
        unless.fields, (), None, unless.span, unless.sentence, unless.token, Attribution(), attached_to=by_network
    )
    found = combined([[by_network], [term]], [asked])
    assert [draft.attached_to for draft in found if isinstance(draft.fields, Condition)] == [asked]


def test_what_a_rule_leaves_open_the_network_tells(reference: Reference) -> None:
    _, unless, _ = drafts(reference)
    told = Draft(
        Condition("", US, None, TR, Action.CANCEL, "unless", ConditionStance.IMPOSED),
        (), None, unless.span, unless.sentence, unless.token, Attribution(), signs=SURE, attached_to=unless,
    )  # fmt: skip
    (found,) = combined([[told]], [unless])
    assert isinstance(found.fields, Condition)
    assert (found.fields.action, found.fields.imposed_by) == (Action.CANCEL, US)


def test_retellings_are_evidence_for_one_fact(reference: Reference) -> None:
    text = (
        "Kyiv renews plea for Taurus missiles.\n\nUkraine on Monday asked Germany to deliver Taurus cruise missiles. "
        "The request was not the first."
    )
    asked = [fact for fact in facts(text, reference, dt.date(2024, 1, 9)) if fact["type"] == "request"]
    assert [(fact["requester"], fact["addressee"]) for fact in asked] == [("UA", "DE")]
    assert len(asked[0]["evidence"]) >= 2
