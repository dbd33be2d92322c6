"""Transfers told in a sentence: who hands what to whom, and how far it has come."""

from itertools import product

from extraction.drafts import Draft, clause_span, modality_of
from extraction.rules.deeds import HANDING, Deed, action_of, read_deed
from extraction.rules.events import Event
from extraction.sentences.attribution import attribution
from extraction.sentences.dates import when
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import Reality, Status, status
from extraction.sentences.parties import parties, party
from extraction.sentences.trees import Sentence, Token
from extraction.values import Party, Response, Thing, Transfer
from schema.vocabulary import Decision, Mode, TransferStage, WeaponLevel

GIVING_WORDS = frozenset("aid donate donation pledge package assistance gift grant".split())
TENTATIVE = frozenset(("may", "might", "could"))
AFTER = frozenset(("since", "after", "following", "with", "over", "despite", "for"))
BOUGHT = ("ordered",)


def transfer_draft(
    d: Discourse,
    event: Event,
    supplier: Party | None,
    recipient: Party | None,
    things: tuple[Thing, ...],
    stage: TransferStage,
    standing: Status,
    deed: Deed | None = None,
) -> Draft:
    s, token = event.sentence, event.token
    return Draft(
        Transfer(supplier, recipient, mode_of(event, deed), stage),
        things,
        when(d.text, s, token, d.published_on),
        clause_span(d, s, token),
        s,
        token,
        attribution(d, s, token),
        modality_of(standing),
        rule=event.frame.key,
        event=event,
    )


def mode_of(event: Event, deed: Deed | None = None) -> Mode:
    frames = [event.frame] + ([deed.event.frame] if deed and deed.event else [])
    for frame in reversed(frames):
        if frame.mode and frame.mode is not Mode.UNSPECIFIED:
            return frame.mode
    clause = {token.lemma for token in event.sentence.subtree(event.token)}
    return Mode.GIFT if clause & GIVING_WORDS else Mode.UNSPECIFIED


def transfer_drafts(d: Discourse, event: Event) -> list[Draft]:
    """The transfers that an event tells; a delivery that is ruled out for the future is a refusal."""
    s, token, act = event.sentence, event.token, event.frame.act
    standing = status(s, token)
    deed = read_deed(d, s, event)
    if deed is None or not deed.things or deed.core not in (*HANDING, "deploy", "coproduce"):
        return []
    stage = stage_of(s, event, deed, standing)
    if standing.negated or deed.negated:
        return refusals(d, event, deed, standing)
    if stage is None or standing.denied or not (enough(d, deed) or is_offer_on_terms(deed, stage)):
        return []
    if act in ("give", "get", "contract", "deploy", "coproduce") and token.is_noun and not presupposed(s, token, event):
        return []
    givers = deed.giver or makers_told(d, deed)
    return [
        transfer_draft(d, event, supplier, recipient, deed.things, stage, standing, deed)
        for supplier, recipient in product(givers or (None,), deed.taker or place_taker(d, deed) or (None,))
        if not (supplier and recipient and supplier.principal == recipient.principal)
    ]


def place_taker(d: Discourse, deed: Deed) -> tuple[Party, ...]:
    """On whose soil a weapon is stationed."""
    if deed.core != "deploy" or deed.event is None:
        return ()
    return tuple(p for head in deed.event.role("place") for p in parties(d, deed.sentence, head))


def makers_told(d: Discourse, deed: Deed) -> tuple[Party, ...]:
    """The seller of what was bought, where the clause is silent: the one maker's state, if the article speaks of it."""
    frame = deed.event.frame if deed.event else None
    if frame is None or frame.act != "get" or frame.stage not in BOUGHT:
        return ()
    makers = {d.reference.origins(thing.weapon) for thing in deed.things}
    if len(makers) != 1 or len(maker := makers.pop()) != 1:
        return ()
    told = {
        d.reference.principal(mention.id, d.around)
        for names in d.names
        for mention in names.values()
        if mention.sort == "actor"
    }
    return (party(d, maker[0]),) if maker[0] in told and maker[0] not in {p.principal for p in deed.taker} else ()


def enough(d: Discourse, deed: Deed) -> bool:
    """Whether enough is told to speak of a transfer: both sides, or who receives a named type."""
    takers = bool(deed.taker or place_taker(d, deed))
    named = any(d.reference.weapons[t.weapon].level is not WeaponLevel.CATEGORY for t in deed.things)
    return takers and (bool(deed.giver) or named)


def stage_of(s: Sentence, event: Event, deed: Deed, standing: Status) -> TransferStage | None:
    """How far the transfer has come, by the frame and the tense; None if it is only thought of."""
    stage = event.frame.stage
    if deed.stopped is not None:
        own = deed.stopped.frame.stage
        return TransferStage(own) if own and standing.reality is Reality.REAL else None
    if event.frame.act in ("offer", "pledge", "negotiate"):
        return TransferStage(stage) if stage and standing.reality is not Reality.POSSIBLE else None
    if standing.reality is Reality.PLANNED:
        return TransferStage.APPROVED
    if standing.reality is Reality.POSSIBLE:
        helpers = {kid.lower for kid in s.children(event.token, "aux")}
        if helpers & {"would", "'d", "could", "can"} and on_terms(s, event.token):
            return TransferStage.OFFERED
        return (
            TransferStage.NEGOTIATING if helpers & TENTATIVE and event.token.dep in ("ROOT", "ccomp", "conj") else None
        )
    inner = deed.event.frame.stage if deed.event else None
    if inner:
        return TransferStage(inner)
    progressive = event.token.tag == "VBG" and any(
        kid.lower in ("is", "are", "'s", "'re") for kid in s.children(event.token, "aux")
    )
    if deed.core == "coproduce" or progressive:
        return TransferStage.APPROVED
    return TransferStage.DELIVERED


def on_terms(s: Sentence, token: Token) -> bool:
    """Whether a clause says on what terms: `would sell the missiles if Turkey gave up the S-400`."""
    return any(mark.lower == "if" for kid in s.children(token, "advcl") for mark in s.children(kid, "mark"))


def is_offer_on_terms(deed: Deed, stage: TransferStage) -> bool:
    """Whether a side offers on terms that will name the other: `would sell the missiles if Turkey gave up …`."""
    return stage is TransferStage.OFFERED and bool(deed.giver)


def presupposed(s: Sentence, token: Token, event: Event) -> bool:
    """Whether a noun speaks of a transfer as made: `Turkey's purchase of the S-400`, `since its delivery in July`."""
    if event.frame.stage in BOUGHT and event.frame.act in ("get", "contract"):
        return True
    above = s.parent(token)
    return above is not None and token.dep == "pobj" and above.lower in AFTER


def presupposed_drafts(d: Discourse, outer: Event, inner: Event) -> list[Draft]:
    """The purchase that another deed speaks of as made: `urged Turkey to drop its purchase of Russian S-400s`."""
    s, token = inner.sentence, inner.token
    owned = any(kid.dep == "poss" for kid in s.children(token))
    if (
        outer.frame.act in ("grant", "refuse", "permit", "offer", "negotiate", "defer")
        or not token.is_noun
        or not owned
    ):
        return []
    return transfer_drafts(d, inner) if inner.frame.act == "get" and inner.frame.stage in BOUGHT else []


def refusals(d: Discourse, event: Event, deed: Deed, standing: Status) -> list[Draft]:
    """`will not send tanks`: an answer, whether or not the text has the request."""
    if standing.reality is not Reality.PLANNED or event.frame.act not in ("give", "deploy", "coproduce"):
        return []
    s, token = event.sentence, event.token
    action, _ = action_of(
        Deed(deed.core, deed.event, s, token, deed.giver, deed.taker, deed.things), deed.taker, deed.giver
    )
    return [
        Draft(
            Response(responder, asker, Decision.REFUSED, action),
            deed.things,
            when(d.text, s, token, d.published_on),
            clause_span(d, s, token),
            s,
            token,
            attribution(d, s, token),
            modality_of(standing),
            rule=event.frame.key,
            event=event,
        )
        for responder, asker in product(deed.giver, deed.taker or (None,))
    ]
