"""Drafts of the facts that the network reads, from the words that tell them and what these mean together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from extraction.drafts import Draft, clause_span, trimmed
from extraction.encoder.features import Words
from extraction.network.telling import Meaning, Telling
from extraction.schema_of_facts import NOTHING, PARTIES
from extraction.sentences.attribution import attribution
from extraction.sentences.dates import when
from extraction.sentences.discourse import Discourse
from extraction.sentences.things import of_head as things_of
from extraction.sentences.trees import Sentence, Token
from extraction.values import (
    Attribution,
    Condition,
    Fields,
    Party,
    Request,
    Response,
    Sanction,
    Signs,
    Span,
    Thing,
    Transfer,
)
from schema.vocabulary import (
    Action,
    AttributionKind,
    ConditionStance,
    Decision,
    Force,
    Formality,
    Measure,
    Modality,
    Mode,
    ObjectRole,
    Outcome,
    SanctionStage,
    TransferStage,
)

OWNERS = ("recipient", "requester", "target", "required_of")


def drafts_of(
    d: Discourse, words: Words, group: Sequence[Telling], together: Meaning, link: Draft | None, signs: Signs
) -> list[list[Draft]]:
    """The drafts of one fact, or of several where parties share a role; a condition that hangs on nothing is none."""
    kind = group[0].kind
    if kind == "condition" and link is None:
        return []
    first, second, *others = PARTIES[kind]
    facts = []
    for one, other in product(together.parties[first] or (None,), together.parties[second] or (None,)):
        if one and other and one.principal == other.principal and kind in ("transfer", "sanction", "response"):
            continue
        who = {first: one, second: other} | {role: next(iter(together.parties[role]), None) for role in others}
        things = objects_of(d, words, kind, together.things, who)
        drafts = []
        for told in group:
            draft = draft_of(d, words, told, together, who, things)
            draft = replace(draft, signs=signs, attached_to=link if kind == "condition" else None)
            draft = replace(draft, answers=link if kind == "response" else None)
            told.draft = told.draft or draft
            drafts.append(draft)
        facts.append(drafts)
        if kind == "condition":
            break
    return facts


def draft_of(
    d: Discourse,
    words: Words,
    told: Telling,
    together: Meaning,
    who: Mapping[str, Party | None],
    things: tuple[Thing, ...],
) -> Draft:
    s, token = words.tokens[told.at]
    speech = attribution(d, s, token)
    if speech.kind != together.fields["attribution"]:
        speech = Attribution(AttributionKind(together.fields["attribution"]))
    span = term_span(d, s, token) if told.kind == "condition" else clause_span(d, s, token)
    return Draft(
        fields_of(told.kind, together.fields, who, span.of(d.text)),
        things,
        when(d.text, s, token, d.published_on),
        span,
        s,
        token,
        speech,
        Modality(together.fields["modality"]),
        rule=f"read: {token.lemma}",
    )


def term_span(d: Discourse, s: Sentence, token: Token) -> Span:
    """The words of a term: the clause or phrase that its marker opens."""
    above = s.parent(token)
    if token.is_verb or above is None:
        return clause_span(d, s, token)
    if token.dep == "cc":  # "cancels the order or loses its place": the term stands before the threat
        return clause_span(d, s, above)
    if token.dep in ("mark", "advmod", "prep", "pobj") and above.head != above.i:
        span = s.stretch(above)
        return trimmed(d.text, Span(min(span.start, token.start), span.end))
    return trimmed(d.text, s.stretch(token))


def fields_of(kind: str, said: Mapping[str, str], who: Mapping[str, Party | None], words: str) -> Fields:
    if kind == "request":
        return Request(
            who["requester"], who["addressee"], Action(said["action"]), who["beneficiary"], Force(said["force"]),
            Formality(said["formality"]), Outcome(said["outcome"]),
        )  # fmt: skip
    if kind == "response":
        return Response(who["responder"], who["asker"], Decision(said["decision"]), Action(said["action"]))
    if kind == "sanction":
        return Sanction(who["imposer"], who["target"], Measure(said["measure"]), SanctionStage(said["stage"]))
    if kind == "transfer":
        stage = TransferStage(said["stage"])
        return Transfer(who["supplier"], who["recipient"], Mode(said["mode"]), stage, who["consent_by"])
    gated = None if said["gated_action"] == NOTHING else Action(said["gated_action"])
    stance = ConditionStance(said["stance"])
    return Condition("", who["imposed_by"], gated, who["required_of"], Action(said["action"]), words, stance)


def objects_of(
    d: Discourse, words: Words, kind: str, chosen: Sequence[int], who: Mapping[str, Party | None]
) -> tuple[Thing, ...]:
    """The weapons that the chosen words mean, the narrowest where one is a kind of another."""
    owners = [party.principal for name in OWNERS if (party := who.get(name))]
    found: dict[str, Thing] = {}
    for i in chosen:
        for thing in things_of(d, *words.tokens[i], owners, None):
            known = found.get(thing.weapon)
            if known is None or (known.quantity is None and thing.quantity is not None):
                found[thing.weapon] = thing
    role = ObjectRole.TRIGGER if kind == "sanction" else ObjectRole.OBJECT
    return tuple(
        replace(thing, role=role)
        for thing in found.values()
        if not any(other is not thing and d.reference.is_a(other.weapon, thing.weapon) for other in found.values())
    )
