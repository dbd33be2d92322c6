"""Answers told in a sentence: who grants, refuses or defers what, and the requests and transfers told with them."""

from itertools import product

from extraction.drafts import Draft, clause_span, modality_of
from extraction.rules.deeds import HANDING, Deed, Parties, action_of, read_deed, told
from extraction.rules.events import Event
from extraction.rules.requests import request_drafts
from extraction.rules.transfers import transfer_draft
from extraction.sentences.attribution import attribution
from extraction.sentences.dates import when
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import TERMS, Reality, Status, status
from extraction.sentences.parties import parties
from extraction.sentences.predicates import negated, surface_subject
from extraction.sentences.trees import Token
from extraction.values import Party, Request, Response, Thing
from schema.vocabulary import Action, Decision, Outcome, TransferStage

POINTING = frozenset(
    """
    deal request demand sale proposal offer plan move purchase appeal plea delivery transfer export
    agreement step it this that
    """.split()
)
OUTCOMES = {
    Decision.GRANTED: Outcome.GRANTED,
    Decision.PARTLY_GRANTED: Outcome.PARTLY_GRANTED,
    Decision.REFUSED: Outcome.REFUSED,
    Decision.DEFERRED: Outcome.PENDING,
    Decision.NO_REPLY: Outcome.PENDING,
}


def answer_drafts(d: Discourse, event: Event) -> list[Draft]:
    """The answers that an event tells, with the request and the transfer of the same clause if it has them."""
    s, token = event.sentence, event.token
    standing = status(s, token)
    decision = decision_of(event, standing)
    if decision is None or standing.reality is Reality.POSSIBLE:
        return []
    responders = told(d, event, "agent")
    found: list[Draft] = []
    for content in event.content:
        if isinstance(content, Event) and content.frame.act == "request":
            found += to_request(d, event, content, decision, responders, standing)
            continue
        deed = read_deed(d, s, content, responders, told(d, event, "permitted"))
        if deed and deed.things and decision is not Decision.NO_REPLY:
            found += to_deed(d, event, deed, decision, responders, standing)
        elif not deed or not deed.things:
            head = innermost(content)
            if head.lemma in POINTING and responders:
                found.append(
                    draft(d, event, decision, responders[0], None, Action.OTHER, (), standing, points_back=True)
                )
    if not event.content and decision is Decision.NO_REPLY:
        found += no_reply(d, event, standing)
    if responders and event.token.is_verb and all(is_term(content) for content in event.content):
        found.append(draft(d, event, decision, responders[0], None, Action.OTHER, (), standing, points_back=True))
    return found


def is_term(content: Event | Token) -> bool:
    """Whether an answer only names its terms: `agreed on condition that …`."""
    return isinstance(content, Token) and content.lemma in TERMS


def innermost(content: Event | Token) -> Token:
    """The word at the heart of nested events: the `deal` of `refused to agree to a deal`."""
    while isinstance(content, Event):
        if not content.content:
            return content.token
        content = content.content[0]
    return content


def decision_of(event: Event, standing: Status) -> Decision | None:
    """The decision that a frame stands for; a negation turns permission into refusal, and the rest into nothing."""
    act = event.frame.act
    no = standing.negated or negated(event.sentence, event.token)
    if act == "reply":
        return Decision.NO_REPLY if no or is_yet(event) else None
    if act in ("grant", "permit"):
        if not no and not is_yet(event):
            return Decision.GRANTED
        return Decision.REFUSED if act == "permit" or standing.reality is Reality.PLANNED else Decision.DEFERRED
    if no:
        return None
    return {"refuse": Decision.REFUSED, "prevent": Decision.REFUSED, "defer": Decision.DEFERRED}.get(act)


def is_yet(event: Event) -> bool:
    """`has yet to respond`, `is yet to receive a response`."""
    s = event.sentence
    nodes = [event.token, *s.ancestors(event.token)]
    return any(kid.lower == "yet" and kid.i < event.token.i for node in nodes[:4] for kid in s.children(node, "advmod"))


def draft(
    d: Discourse,
    event: Event,
    decision: Decision,
    responder: Party | None,
    asker: Party | None,
    action: Action,
    things: tuple[Thing, ...],
    standing: Status,
    answers: Draft | None = None,
    *,
    points_back: bool = False,
) -> Draft:
    s, token = event.sentence, event.token
    return Draft(
        Response(responder, asker, decision, action),
        things,
        when(d.text, s, token, d.published_on),
        clause_span(d, s, token),
        s,
        token,
        attribution(d, s, token),
        modality_of(standing),
        rule=event.frame.key,
        event=event,
        answers=answers,
        points_back=points_back,
    )


def to_request(
    d: Discourse, event: Event, asked: Event, decision: Decision, responders: Parties, standing: Status
) -> list[Draft]:
    """`rejected Turkey's request for Patriots`: the request, and the answer to it."""
    requests = request_drafts(d, asked, OUTCOMES[decision], responders)
    found: list[Draft] = []
    for request in requests:
        fields = request.fields
        assert isinstance(fields, Request), f"a request event gave {fields}"
        responder, asker = (responders or (fields.addressee,))[0], fields.requester
        found += [
            request,
            draft(d, event, decision, responder, asker, fields.action, request.things, standing, request),
        ]
        to_asker = fields.action in (Action.ACQUIRE, Action.DELIVER) and request.things
        if decision is Decision.GRANTED and responder and asker and to_asker:
            found.append(transfer_draft(d, event, responder, asker, request.things, TransferStage.APPROVED, standing))
    if not requests and responders:
        found.append(draft(d, event, decision, responders[0], None, Action.OTHER, (), standing, points_back=True))
    return found


def to_deed(
    d: Discourse, event: Event, deed: Deed, decision: Decision, responders: Parties, standing: Status
) -> list[Draft]:
    """`refused to sell Patriots to Turkey`, `let Poland send tanks`: the answer, and the transfer that it approves."""
    permitted = told(d, event, "permitted") or told(d, event, "partner")
    mine = {p.principal for p in responders}
    askers = permitted or tuple(p for p in deed.taker if p.principal not in mine)
    if permits_reexport(event, deed, mine):
        third = permitted or tuple(p for p in deed.giver if p.principal not in mine)
        return [
            draft(d, event, decision, responder, asker, Action.PERMIT_REEXPORT, deed.things, standing)
            for responder, asker in product(responders or (None,), third or (None,))
        ]
    if not responders and not askers:
        return []
    if (
        deed.core in ("get", "contract")
        and mine
        and {p.principal for p in deed.taker} <= mine
        and decision is Decision.GRANTED
    ):
        givers = deed.giver or (None,)  # "agreed to buy": a deal of its own, no answer
        return [
            transfer_draft(d, event, giver, taker, deed.things, TransferStage.APPROVED, standing, deed)
            for giver, taker in product(givers, deed.taker)
            if giver
        ]
    action, _ = action_of(deed, askers, responders)
    if event.frame.act == "defer" and deed.core in HANDING:
        givers = deed.giver or responders
        return [
            transfer_draft(d, event, giver, taker, deed.things, TransferStage.NEGOTIATING, standing, deed)
            for giver, taker in product(givers or (None,), deed.taker or (None,))
            if giver or taker
        ]
    found = [
        draft(d, event, decision, responder, asker, action, deed.things, standing)
        for responder, asker in product(responders or (None,), askers or (None,))
    ]
    if (
        decision is Decision.GRANTED
        and deed.core in (*HANDING, "deploy", "coproduce")
        and not deed.stopped
        and not deed.negated
    ):
        found += [
            transfer_draft(d, event, giver, taker, deed.things, TransferStage.APPROVED, standing, deed)
            for giver, taker in product(deed.giver or responders or (None,), deed.taker or (None,))
            if giver and taker
        ]
    return found


def permits_reexport(event: Event, deed: Deed, mine: set[str]) -> bool:
    """Whether the answer is a maker's word on what others hand on: someone else than the responder gives."""
    givers = {p.principal for p in deed.giver}
    frame = deed.event.frame if deed.event else None
    return bool(frame and frame.reexport) or (
        deed.core == "give"
        and event.frame.act in ("permit", "prevent", "grant", "refuse")
        and deed.permitted | (event.frame.act in ("permit", "prevent"))
        and bool(givers)
        and not givers & mine
    )


def no_reply(d: Discourse, event: Event, standing: Status) -> list[Draft]:
    """`has yet to receive a response`: the one who has not answered, to a request told before."""
    responders = told(d, event, "agent")
    receiver = receiver_of(d, event)
    if not responders and not receiver:
        return []
    responder = next((p for p in responders if not receiver or p.principal != receiver.principal), None)
    return [draft(d, event, Decision.NO_REPLY, responder, receiver, Action.OTHER, (), standing, points_back=True)]


def receiver_of(d: Discourse, event: Event) -> Party | None:
    """Who waits for the answer: the subject of `receive` above the noun."""
    s = event.sentence
    above: Token | None = s.parent(event.token)
    if above is None or above.lemma not in ("receive", "get", "await", "hear", "have"):
        return None
    return next((p for who in surface_subject(s, above) for p in parties(d, s, who)), None)
