"""Requests told in a sentence: who asks whom for what."""

from dataclasses import replace
from itertools import product

from extraction.drafts import Draft, clause_span, modality_of
from extraction.rules.deeds import Deed, Parties, action_of, read_deed, told
from extraction.rules.events import Event
from extraction.sentences.attribution import attribution
from extraction.sentences.dates import when
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import Reality, status
from extraction.sentences.parties import parties
from extraction.sentences.predicates import LIGHT_VERBS, acting, negated
from extraction.sentences.trees import Sentence, Token
from extraction.values import Request
from schema.vocabulary import Action, EvidenceStance, Force, Formality, Modality, Outcome

FORMAL = {
    "formal": Formality.FORMAL,
    "formally": Formality.FORMAL,
    "official": Formality.FORMAL,
    "officially": Formality.FORMAL,
    "informal": Formality.INFORMAL,
    "informally": Formality.INFORMAL,
}
# Asked alone they are no affair of arms; with a weapon in the clause they are.
ONLY_WITH_WEAPON = (
    Action.OTHER,
    Action.REFORM,
    Action.RATIFY,
    Action.PAY,
    Action.NEGOTIATE,
    Action.CONCESSION,
    Action.APPROVE,
    Action.WITHDRAW_FORCES,
    Action.CEASE_FIRE,
    Action.PROTECT,
    Action.TRAIN,
)
OF_ARMS = (Action.IMPOSE_SANCTION, Action.LIFT_SANCTION, Action.HALT_PROGRAMME, Action.READMIT)
SHARED = frozenset(
    """
    wrangle clash feud argue quarrel spar dispute negotiate talk discuss bicker differ disagree haggle
    """.split()
)
OPEN_ADVERBS = frozenset("long repeatedly still again".split())


def request_drafts(
    d: Discourse, event: Event, outcome: Outcome = Outcome.UNKNOWN, addressee: Parties = ()
) -> list[Draft]:
    """The requests that an event tells. `outcome` and `addressee` are what an answer around it says of them."""
    s, token = event.sentence, event.token
    standing = status(s, token)
    no = negated(s, token) or (token.is_noun and is_unmade(s, token))
    formality = formality_of(s, token) or event.frame.formality or Formality.UNSPECIFIED
    if standing.negated or no:
        return [denial(d, event)] if token.is_noun and formality is Formality.FORMAL else []
    if standing.reality is Reality.POSSIBLE and token.is_verb:
        return []
    asking = told(d, event, "agent")
    asked = told(d, event, "addressee") or addressee or shared_with(d, s, token, asking)
    found: list[Draft] = []
    for deed in deeds_asked(d, event, asking, asked):
        to = asked or tuple(p for p in deed.giver if p.principal not in {a.principal for a in asking})
        action, beneficiary = action_of(deed, asking, to)
        if not asking or not in_scope(deed, action):
            continue
        if planned := standing.reality is Reality.PLANNED:
            outcome = Outcome.PENDING
        open_ended = is_open(s, token) and outcome is Outcome.UNKNOWN
        for requester, whom, third in product(asking, to or (None,), beneficiary or (None,)):
            if whom and whom.principal == requester.principal and event.token.is_noun:
                whom = None
            fields = Request(
                requester,
                whom,
                action,
                third,
                event.frame.force or Force.ASK,
                formality,
                Outcome.PENDING if open_ended else outcome,
                deed.place,
                None,
                channel_of(d, s, token),
            )
            found.append(
                Draft(
                    fields,
                    deed.things,
                    when(d.text, s, token, d.published_on),
                    clause_span(d, s, token),
                    s,
                    token,
                    attribution(d, s, token),
                    Modality.PLANNED if planned else modality_of(standing),
                    rule=event.frame.key,
                    event=event,
                    points_back=points_back(s, token) and not any(t.is_verb for t in event.role("content")),
                    plural=token.tag == "NNS",
                    complete=bool(to) or is_definite_ask(event, deed),
                )
            )
    if not found and token.is_noun and points_back(s, token):
        mention = bare(d, event)
        asks = mention.fields
        assert isinstance(asks, Request)
        if mention.when or asks.channel or asks.formality is not Formality.UNSPECIFIED:
            found.append(mention)
    return found


def deeds_asked(d: Discourse, event: Event, asking: Parties, asked: Parties) -> list[Deed]:
    found = []
    for content in event.content:
        deed = read_deed(d, event.sentence, content, asked, asking)
        if deed and deed.core in ("get", "contract") and not deed.taker and not asked:
            deed = replace(deed, taker=asking)
        if (
            deed
            and deed.core == "get"
            and {p.principal for p in deed.taker} == {p.principal for p in asked}
            and not asking_to_get(event, content)
        ):
            deed = replace(deed, taker=asking)
        if deed:
            found.append(deed)
    for head in event.role("avoided"):
        deed = read_deed(d, event.sentence, inner_event(event, head) or head, asked, asking)
        if deed:
            found.append(replace(deed, negated=True))
    return found[:1] + [deed for deed in found[1:] if deed.event is None or deed.event is not found[0].event]


def inner_event(event: Event, head: Token) -> Event | None:
    return next((inner for inner in event.walk() if inner.token is head), None)


def asking_to_get(event: Event, content: Event | Token) -> bool:
    """Whether the addressee is to get it, as in `urged Poland to buy`; else the asker is: `requests to buy`."""
    token = content.token if isinstance(content, Event) else content
    return token.is_verb and event.token.is_verb and bool(event.role("addressee"))


def in_scope(deed: Deed, action: Action) -> bool:
    return bool(deed.things) or (action in OF_ARMS and action not in ONLY_WITH_WEAPON)


def is_definite_ask(event: Event, deed: Deed) -> bool:
    """Whether a request without a told addressee still is one: a noun `request`, not a call into the air."""
    named = event.token.is_noun and event.token.lemma in ("request", "demand", "appeal", "plea")
    return named and (bool(deed.things) or deed.core in ("sanction", "lift"))


def shared_with(d: Discourse, s: Sentence, token: Token, asking: Parties) -> Parties:
    """The other side of a quarrel over a request: `the two countries have wrangled over Turkish requests`."""
    if not token.is_noun or not asking:
        return ()
    for above in s.ancestors(token):
        if above.is_verb:
            if above.lemma not in SHARED:
                return ()
            sides = [p for who in acting(s, above) for p in parties(d, s, who)]
            mine = {p.principal for p in asking}
            others = tuple(p for p in sides if p.principal not in mine)
            return others if len(sides) > 1 and len(others) < len(sides) else ()
    return ()


def is_unmade(s: Sentence, token: Token) -> bool:
    """Whether the verb that carries the noun is denied: `never made a formal request`, `has not received one`."""
    above = s.parent(token)
    return token.dep in ("dobj", "nsubjpass") and above is not None and above.lemma in LIGHT_VERBS and negated(s, above)


def formality_of(s: Sentence, token: Token) -> Formality | None:
    near = [*s.children(token, "amod", "advmod")]
    if token.dep == "nsubj" and (verb := s.parent(token)) is not None and verb.lemma == "be":
        near += s.children(verb, "acomp", "attr")  # "the request was informal"
    near += [other for kid in near for other in s.conjuncts(kid)]
    above = s.parent(token)
    if above is not None and token.is_noun and above.is_verb:
        near += s.children(above, "advmod")
    return next((FORMAL[kid.lower] for kid in near if kid.lower in FORMAL), None)


def is_open(s: Sentence, token: Token) -> bool:
    """Whether the asking goes on: `is seeking`, `has long sought`."""
    helpers = {kid.lower for kid in s.children(token, "aux")}
    if token.tag == "VBG" and helpers & {"is", "are", "'s", "'re", "been"}:
        return True
    return token.tag == "VBN" and any(kid.lower == "long" for kid in s.children(token, "advmod"))


def channel_of(d: Discourse, s: Sentence, token: Token) -> str | None:
    """Through whom it went: `through the embassy`, `which was relayed to James Jeffrey`."""
    carriers = [
        kid
        for kid in s.children(token, "relcl", "acl")
        if kid.lemma in ("relay", "convey", "pass", "transmit", "hand", "deliver")
    ]
    for verb in [token, *carriers]:
        for preposition in s.children(verb, "prep", "dative"):
            if preposition.lower in ("through", "via") or (verb is not token and preposition.lower == "to"):
                for inner in s.children(preposition, "pobj"):
                    span = s.stretch(inner, lambda t: t.dep in ("appos", "punct", "relcl"))
                    return d.text[span.start : span.end]
    return None


def points_back(s: Sentence, token: Token) -> bool:
    return any(
        kid.lower in ("the", "this", "that", "its", "their", "his", "her", "these", "those")
        for kid in s.children(token, "det", "poss")
    )


def bare(d: Discourse, event: Event) -> Draft:
    """A mention of a request told before: `the request, which was relayed last week to …`."""
    s, token = event.sentence, event.token
    asking, asked = told(d, event, "agent"), told(d, event, "addressee")
    fields = Request(
        asking[0] if asking else None,
        asked[0] if asked else None,
        Action.OTHER,
        formality=formality_of(s, token) or Formality.UNSPECIFIED,
        channel=channel_of(d, s, token),
    )
    return Draft(
        fields,
        (),
        when(d.text, s, token, d.published_on),
        clause_span(d, s, token),
        s,
        token,
        attribution(d, s, token),
        rule="points back",
        event=event,
        points_back=True,
        plural=token.tag == "NNS",
    )


def denial(d: Discourse, event: Event) -> Draft:
    """`No formal request had been made`: speaks against a request told before, and makes it informal."""
    draft = bare(d, event)
    assert isinstance(draft.fields, Request)
    return replace(
        draft,
        fields=replace(draft.fields, formality=Formality.INFORMAL),
        modality=Modality.DENIED,
        stance=EvidenceStance.CONTRADICTS,
        rule="no formal request",
    )
