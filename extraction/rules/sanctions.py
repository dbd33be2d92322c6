"""Sanctions told in a sentence: who punishes whom over which arms, and how far it has come."""

from itertools import product

from extraction.drafts import Draft, clause_span, modality_of
from extraction.rules.deeds import HANDING, Parties, first_deed, said_things, told
from extraction.rules.events import SANCTION_NOUNS, Event
from extraction.sentences.attribution import attribution
from extraction.sentences.dates import when
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import Reality, Status, status
from extraction.sentences.parties import parties
from extraction.sentences.predicates import negated
from extraction.sentences.trees import Sentence
from extraction.values import Sanction, Thing
from schema.vocabulary import Measure, ObjectRole, SanctionStage

SECTORS = frozenset("sector industry establishment procurement agency company bank official complex".split())
ARMS_MEASURES = (Measure.ARMS_EMBARGO, Measure.PROGRAMME_EXCLUSION, Measure.DELIVERY_SUSPENSION)
THREATS = frozenset("threaten threat warn risk face consider weigh mull propose call bill draft introduce".split())


def sanction_drafts(d: Discourse, event: Event) -> list[Draft]:
    """The sanctions that an event tells, each with what it punishes."""
    s, token = event.sentence, event.token
    standing = status(s, token)
    stage = stage_of(s, event, standing)
    if stage is None or standing.negated or standing.denied or negated(s, token):
        return []
    noun = sanction_noun(event)
    imposers, targets = told(d, event, "agent"), targets_of(d, event, noun)
    if noun is not None:
        imposers = imposers or told(d, noun, "agent")
    if not targets or (token.is_noun and not imposers):
        return []
    measure = measure_of(event, noun)
    triggers = triggers_of(d, event, noun, measure)
    if not concerns_arms(d, event, measure, triggers):
        return []
    return [
        Draft(
            Sanction(imposer, target, measure, stage, sector_of(d, event, noun), instrument_of(d, s)),
            triggers,
            when(d.text, s, token, d.published_on),
            clause_span(d, s, token),
            s,
            token,
            attribution(d, s, token),
            modality_of(standing),
            rule=event.frame.key,
            event=event,
        )
        for imposer, target in product(imposers or (None,), targets)
        if imposer is None or imposer.principal != target.principal
    ]


def stage_of(s: Sentence, event: Event, standing: Status) -> SanctionStage | None:
    if event.frame.act == "lift":
        return SanctionStage(str(event.frame.stage)) if standing.reality is not Reality.POSSIBLE else None
    if event.frame.stage:
        return SanctionStage(str(event.frame.stage))
    governors = {above.lemma for above in s.ancestors(event.token)}
    if standing.reality is Reality.POSSIBLE or governors & THREATS:
        return (
            SanctionStage.THREATENED
            if governors & {"threaten", "threat", "warn", "risk", "face"}
            else (SanctionStage.PROPOSED if governors & THREATS else None)
        )
    return SanctionStage.IMPOSED


def sanction_noun(event: Event) -> Event | None:
    """The noun of the measure as an event, with the target and trigger that stand with it."""
    if event.token.is_noun:
        return event
    return next(
        (inner for inner in event.content if isinstance(inner, Event) and inner.token.lemma in SANCTION_NOUNS), None
    )


def targets_of(d: Discourse, event: Event, noun: Event | None) -> Parties:
    found = told(d, event, "target")
    if not found and noun is not None and noun is not event:
        found = told(d, noun, "target")
    if not found and (deed := first_deed(d, event, (), ())) and deed.core in HANDING:
        found = deed.taker or deed.giver
    return found


def measure_of(event: Event, noun: Event | None) -> Measure:
    if event.frame.measure:
        return event.frame.measure
    s = event.sentence
    head = noun.token if noun is not None else event.token
    before = {kid.lemma for kid in s.children(head, "amod", "compound", "nmod")}
    below = {token.lemma for token in s.subtree(head)}
    if head.lemma == "embargo":
        return (
            Measure.ARMS_EMBARGO
            if before & {"arm", "arms", "weapon", "weapons", "military"} or not before
            else Measure.UNSPECIFIED
        )
    if head.lemma in ("ban", "moratorium", "restriction", "limit", "curb"):
        if before & {"visa", "travel"}:
            return Measure.VISA_BAN
        if below & {"export", "licence", "license", "sale"}:
            return Measure.EXPORT_BAN
        if before & {"arm", "arms", "weapon", "weapons"}:
            return Measure.ARMS_EMBARGO
    if below & {"visa"}:
        return Measure.VISA_BAN
    return Measure.UNSPECIFIED


def triggers_of(d: Discourse, event: Event, noun: Event | None, measure: Measure) -> tuple[Thing, ...]:
    s = event.sentence
    heads = [*event.role("trigger"), *(noun.role("trigger") if noun is not None and noun is not event else ())]
    found: dict[str, Thing] = {}
    for head in heads:
        for thing in said_things(d, s, head):
            found.setdefault(thing.weapon, thing)
    role = ObjectRole.TRIGGER
    if not found and measure is Measure.PROGRAMME_EXCLUSION:
        return ()
    return tuple(
        Thing(t.weapon, t.words, t.quantity, t.quantity_to, t.unit, t.resolution, t.through, role)
        for t in found.values()
    )


def concerns_arms(d: Discourse, event: Event, measure: Measure, triggers: tuple[Thing, ...]) -> bool:
    """Whether the measure is tied to arms: by itself, by its trigger, or by its sentence or the one before."""
    if measure in ARMS_MEASURES or triggers:
        return True
    here = event.sentence.number
    return any(mention.sort == "weapon" for names in d.names[max(0, here - 1) : here + 1] for mention in names.values())


def sector_of(d: Discourse, event: Event, noun: Event | None) -> str | None:
    s = event.sentence
    for source in (event, noun):
        for head in source.role("target") if source is not None else ():
            if head.lemma in SECTORS:
                words = [kid.lower for kid in s.children(head, "compound", "amod") if not parties(d, s, kid)]
                return (
                    " ".join([*words, head.lower])
                    if head.lemma not in ("sector", "industry")
                    else " ".join(words) or head.lower
                )
    return None


def instrument_of(d: Discourse, s: Sentence) -> str | None:
    """The law or resolution that the sentence names."""
    return next((mention.id for mention in d.names[s.number].values() if mention.sort == "instrument"), None)
