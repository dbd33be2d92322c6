"""What is to be done, in a request, an answer, a condition or a plain statement: who hands what to whom."""

from dataclasses import dataclass, replace

from extraction.rules.events import Event
from extraction.sentences.discourse import Discourse
from extraction.sentences.parties import modifiers, parties, party
from extraction.sentences.predicates import is_infinitive, negated
from extraction.sentences.things import things
from extraction.sentences.trees import Sentence, Token
from extraction.values import Party, Thing
from schema.vocabulary import Action

Parties = tuple[Party, ...]
HANDING = ("give", "get", "thing", "contract")
SOIL = frozenset("border frontier territory soil coast flank".split())
HELPING = frozenset("assist help aid support arm equip defend protect bolster reinforce strengthen".split())


@dataclass(frozen=True)
class Deed:
    """A deed read from an event or a phrase. `core` is the frame act at its heart, or `thing` for a plain weapon."""

    core: str
    event: Event | None
    sentence: Sentence
    token: Token
    giver: Parties = ()
    taker: Parties = ()
    things: tuple[Thing, ...] = ()
    place: str | None = None
    stopped: Event | None = None
    permitted: bool = False
    negated: bool = False
    text: str = ""

    @property
    def weapons(self) -> tuple[str, ...]:
        return tuple(thing.weapon for thing in self.things)


def read_deed(
    d: Discourse, s: Sentence, content: Event | Token, actor: Parties = (), other: Parties = ()
) -> Deed | None:
    """The deed that an event or phrase speaks of.

    `actor` does it unless it says otherwise; `other` is the other side: the asker of what `actor` is to do.
    """
    if isinstance(content, Token):
        return of_phrase(d, s, content, other)
    event = content
    act = event.frame.act
    if act in ("pass", "pledge", "offer", "negotiate", "defer", "grant"):
        inner = first_deed(d, event, told(d, event, "agent") or actor, other)
        if inner and not inner.taker and (takers := told(d, event, "recipient")):
            inner = replace(inner, taker=takers)
        if inner and inner.core == "thing" and not inner.giver and act in ("offer", "pledge", "grant"):
            inner = replace(inner, giver=told(d, event, "agent") or actor)
        return inner and replace(inner, negated=inner.negated != negated(s, event.token))
    if act == "stop":
        inner = first_deed(d, event, told(d, event, "agent") or actor, other)
        return inner and replace(inner, stopped=event, negated=inner.negated != negated(s, event.token))
    if act in ("permit", "prevent"):
        permitted = told(d, event, "permitted") or other
        inner = first_deed(d, event, permitted, told(d, event, "agent") or actor)
        return inner and replace(inner, permitted=True, negated=inner.negated != (act == "prevent"))
    if act == "request":
        return first_deed(d, event, told(d, event, "addressee") or actor, told(d, event, "agent") or other)
    if act == "refuse":
        inner = first_deed(d, event, told(d, event, "agent") or actor, other)
        return inner and replace(inner, negated=not inner.negated)
    return of_event(d, event, actor, other)


def first_deed(d: Discourse, event: Event, actor: Parties, other: Parties) -> Deed | None:
    for inner in event.content:
        if deed := read_deed(d, event.sentence, inner, actor, other):
            return deed
    return None


def told(d: Discourse, event: Event, role: str) -> Parties:
    """The parties that fill a role, each principal once."""
    found: dict[str, Party] = {}
    for token in event.role(role):
        for one in parties(d, event.sentence, token):
            found.setdefault(one.principal, one)
    return tuple(found.values())


def of_phrase(d: Discourse, s: Sentence, head: Token, other: Parties) -> Deed | None:
    """A plain phrase as a deed: `F-16s`, `weapons for Ukraine`."""
    takers = [
        inner
        for preposition in s.children(head, "prep")
        if preposition.lower in ("for", "to")
        for inner in s.children(preposition, "pobj")
    ]
    taker = next((found for inner in takers if (found := parties(d, s, inner))), ())
    meant = things(d, s, head, owners=[p.principal for p in taker or other])
    if not meant:
        return None
    place = stationed(d, s, head)
    return Deed("deploy" if place else "thing", None, s, head, (), taker, meant, place, text=words(d, s, head))


def stationed(d: Discourse, s: Sentence, head: Token) -> str | None:
    """Where a weapon is wanted to stand: `Patriots on its border`, `missiles along the frontier`."""
    for preposition in s.children(head, "prep"):
        for place in s.children(preposition, "pobj"):
            if preposition.lower in ("on", "along", "near", "at") and place.lemma in SOIL:
                return words(d, s, place)
    return None


def of_event(d: Discourse, event: Event, actor: Parties, other: Parties) -> Deed:
    s, token, act = event.sentence, event.token, event.frame.act
    agent, recipient = told(d, event, "agent"), told(d, event, "recipient")
    heads = list(event.role("thing"))
    if event.role("provided"):
        if heads:
            recipient = recipient or told(d, event, "provided")
        else:
            heads = list(event.role("provided"))
            if not any(things(d, s, head) for head in heads):
                recipient = recipient or told(d, event, "provided")
    if act == "give":
        giver, taker = agent or actor, recipient or for_whom(d, event) or before_thing(d, event, heads)
    elif act == "get":
        giver, taker = agent, recipient or actor
    elif act == "contract":
        giver, taker = (), ()
    else:
        giver, taker = agent or actor, recipient
    owners = [p.principal for p in (*taker, *giver, *other)]
    found = [thing for head in heads for thing in things(d, s, head, owners)]
    if act == "contract":
        giver, taker, found = contract(d, event, actor, other)
    elif not found and act in ("give", "get") and (inner := first_deed(d, event, actor, other)):
        found = list(inner.things)
    if act == "get" and not giver:
        giver = tuple(p for head in heads for p in maker_named(d, s, head))[:1]
    joint = told(d, event, "partner") or told(d, event, "joint")
    if act == "coproduce" and not taker:
        taker = joint or agent[1:] or other
        giver = agent[:1] or actor
        if not found:
            found = list(said_things(d, s, token))
    return Deed(
        act,
        event,
        s,
        token,
        tuple(giver),
        tuple(taker),
        tuple({thing.weapon: thing for thing in found}.values()),
        place_of(d, event),
        negated=negated(s, token),
        text=words(d, s, token),
    )


def before_thing(d: Discourse, event: Event, heads: list[Token]) -> Parties:
    """The recipient that a parser took for part of the weapon's name: `offered to sell Ankara Patriots`."""
    if not event.token.is_verb:
        return ()
    s = event.sentence
    for head in heads:
        for token in s.children(head, "compound", "nmod"):
            mention = d.actor_at(s, token)
            if mention and mention.kind != "demonym" and token.i == event.token.i + 1:
                return (party(d, mention.id),)
    return ()


def maker_named(d: Discourse, s: Sentence, head: Token) -> Parties:
    """The state that a phrase names as the weapon's origin: `a Russian system`."""
    found = [
        party(d, mention.id)
        for token in modifiers(s, head)
        if (mention := d.actor_at(s, token)) and token.dep != "poss"
    ]
    return tuple(p for p in found if p.actor == p.principal)


def for_whom(d: Discourse, event: Event) -> Parties:
    """Whom a purpose behind the deed names: `to send missiles to assist Ukraine`."""
    s = event.sentence
    purposes = [
        kid for kid in s.children(event.token, "advcl", "xcomp") if is_infinitive(s, kid) and kid.lemma in HELPING
    ]
    return next((found for verb in purposes for who in s.children(verb, "dobj") if (found := parties(d, s, who))), ())


def said_things(d: Discourse, s: Sentence, token: Token) -> tuple[Thing, ...]:
    """Weapons named anywhere below a token."""
    found: dict[str, Thing] = {}
    for below in s.subtree(token):
        if below.is_noun and d.weapon_at(s, below):
            for thing in things(d, s, below):
                found.setdefault(thing.weapon, thing)
    return tuple(found.values())


def contract(d: Discourse, event: Event, actor: Parties, other: Parties) -> tuple[Parties, Parties, list[Thing]]:
    """Supplier, recipient and weapons of a deal; who sells is told by the deed in it or by the weapon's origin."""
    sides: Parties = tuple(
        {p.principal: p for role in ("agent", "recipient", "partner") for p in told(d, event, role)}.values()
    )
    sides = sides or (*actor, *other)
    inner = first_deed(d, event, sides[:1], sides[1:])
    if inner is None:
        return (), (), []
    giver, taker = inner.giver, inner.taker
    if inner.core == "get" and not giver:
        giver = tuple(p for p in sides if p.principal not in {t.principal for t in taker})[:1]
    elif inner.core == "give" and not taker:
        taker = tuple(p for p in sides if p.principal not in {g.principal for g in giver})[:1]
    elif inner.core == "thing" and len(sides) == 2:
        origins = {origin for weapon in inner.weapons for origin in d.reference.origins(weapon)}
        makers = [p for p in sides if p.principal in origins]
        if len(makers) == 1:
            giver, taker = tuple(makers), tuple(p for p in sides if p not in makers)
    return giver, taker, list(inner.things)


def place_of(d: Discourse, event: Event) -> str | None:
    for head in event.role("place"):
        if not things(d, event.sentence, head):
            return words(d, event.sentence, head)
    return None


def words(d: Discourse, s: Sentence, token: Token) -> str:
    span = s.stretch(token, lambda t: t.dep in ("relcl", "conj", "cc", "punct") and t.i > token.i and t.text != "-")
    return span.of(d.text)


def action_of(deed: Deed, asker: Parties, asked: Parties) -> tuple[Action, Parties]:
    """The codebook's action for a deed, and the beneficiary if a third party is to gain."""
    askers, askeds = {p.principal for p in asker}, {p.principal for p in asked}
    takers = {p.principal for p in deed.taker}
    frame = deed.event.frame if deed.event else None
    undone = deed.negated or deed.stopped is not None
    if deed.core in HANDING:
        return handing_action(deed, askers, askeds, takers)
    if deed.core == "deploy":
        return (Action.REFRAIN if undone else Action.DEPLOY), ()
    if deed.core == "coproduce":
        return (Action.REFRAIN if undone else Action.COPRODUCE), ()
    if deed.core == "sanction":
        return (Action.LIFT_SANCTION if undone else Action.IMPOSE_SANCTION), ()
    if deed.core == "lift":
        return Action.LIFT_SANCTION, ()
    if frame is None or frame.action is None:
        return Action.OTHER, ()
    if undone and frame.opposite:
        return frame.opposite, ()
    if undone and not deed.things:
        return Action.OTHER, ()
    if undone:
        return Action.REFRAIN, ()
    if frame.action is Action.PERMIT_USE and not deed.permitted:
        return Action.OTHER, ()
    return frame.action, deed.taker if frame.action is Action.PROTECT else ()


def handing_action(deed: Deed, askers: set[str], askeds: set[str], takers: set[str]) -> tuple[Action, Parties]:
    frame = deed.event.frame if deed.event else None
    if deed.stopped is not None:
        return deed.stopped.frame.action or Action.REFRAIN, ()
    if deed.negated:
        return Action.REFRAIN, ()
    givers = {p.principal for p in deed.giver}
    third = tuple(p for p in deed.taker if p.principal not in askers | askeds)
    if (frame and frame.reexport) or (deed.permitted and deed.core == "give" and givers and not givers & askeds):
        return Action.PERMIT_REEXPORT, third
    if frame and frame.action is Action.RETURN:
        return Action.RETURN, ()
    if third:
        return Action.TRANSFER, third
    if frame and frame.action is Action.DELIVER:
        return Action.DELIVER, ()
    if takers and takers <= askeds and deed.core in ("get", "contract") and not takers & askers:
        return Action.OTHER, ()
    return Action.ACQUIRE, ()
