"""An article as the network reads it: drafts of facts from the words that tell them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from extraction.attribution import attribution
from extraction.dates import when
from extraction.discourse import Discourse
from extraction.drafts import Draft, clause_span, trimmed
from extraction.factuality import status
from extraction.features import Words, words_of
from extraction.learned import Array, Closer, Network, stretches
from extraction.schema_of_facts import KINDS, LINKS, NOTHING, PARTIES, ROLES
from extraction.telling import Meaning, Telling, actors_in, meaning, of_one_fact, telling, weapons_in
from extraction.things import of_head as things_of
from extraction.trees import Sentence, Token
from extraction.values import (
    Attribution,
    Condition,
    Fields,
    Party,
    Request,
    Response,
    Sanction,
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

TELLS = 0.7  # how likely a word must tell a fact of a kind
UNSURE = 0.5  # sureness under which the network's word alone makes no fact
OWNERS = ("recipient", "requester", "target", "required_of")


def read_article(d: Discourse, network: Network) -> list[list[Draft]]:
    """The facts that the network reads in an article, each as the drafts that tell it."""
    facts: list[list[Draft]] = []
    read = [words_of(d, run) for run in stretches(d.sentences)]
    for words, (kinds, closer) in zip(read, network.read(read), strict=True):
        facts += facts_in(d, words, kinds, closer)
    return facts


def facts_in(d: Discourse, words: Words, kinds: Array, closer: Closer) -> list[list[Draft]]:
    """The facts that a stretch tells, each as its drafts in the order of the text."""
    hits = [(i, kind) for i in range(len(words)) for column, kind in enumerate(KINDS) if kinds[i, column] >= TELLS]
    if not hits:
        return []
    at = sorted({i for i, _ in hits})
    values, nobody, roles = closer(at)
    actors, weapons = actors_in(d, words), weapons_in(d, words)
    tellings = []
    for i, kind in hits:
        n = at.index(i)
        probability = float(kinds[i, KINDS.index(kind)])
        tellings.append(telling(i, kind, probability, values[n], nobody[n], roles[n], list(actors), list(weapons)))
    groups = of_one_fact(tellings)
    facts: list[list[Draft]] = []
    for group in sorted(groups, key=lambda group: group[0].kind in LINKS):  # what is linked to comes first
        together = meaning(group, actors, words)
        if sureness(group, together) < UNSURE:
            continue
        if group[0].kind == "condition" or not is_denied(words, group, together):
            facts += drafts_of(d, words, group, together, linked_to(group, tellings))
    return facts


def sureness(group: Sequence[Telling], together: Meaning) -> float:
    """How sure the network is that a fact of this kind is told, and of its two chief parties."""
    first, second, *_ = PARTIES[group[0].kind]
    return max(told.probability for told in group) * together.sureness[first] * together.sureness[second]


def is_denied(words: Words, group: Sequence[Telling], together: Meaning) -> bool:
    """Whether the text only says that it is not so."""
    return together.fields["modality"] == Modality.DENIED or all(
        status(*words.tokens[told.at]).denied for told in group
    )


def linked_to(group: Sequence[Telling], tellings: Sequence[Telling]) -> Draft | None:
    """What a condition hangs on, or the request that an answer answers, by its surest telling."""
    told = max(group, key=lambda told: told.probability)
    if told.kind not in LINKS:
        return None
    column = ROLES[told.kind, LINKS[told.kind]]
    wanted = ("request",) if told.kind == "response" else ("request", "response", "sanction", "transfer")
    fitting = [other for other in tellings if other not in group and other.draft and other.kind in wanted]
    best = max(fitting, key=lambda other: float(told.roles[other.at, column]), default=None)
    if best is None or (told.kind == "response" and told.roles[best.at, column] < told.nobody[column]):
        return None
    return best.draft


def drafts_of(
    d: Discourse, words: Words, group: Sequence[Telling], together: Meaning, link: Draft | None
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
            draft = replace(draft, attached_to=link) if kind == "condition" else replace(draft, answers=link)
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
        sureness=sureness([told], together),
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
