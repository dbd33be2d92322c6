"""Two readings of one article made one: what rules of the lexicon find, and what the network reads.

Rules are right more often where they fire, the network finds what no rule foresees. So where both tell one fact the
rule's fields stand and the network adds its evidence; of what only a rule tells the network is asked for its opinion.
"""

from collections.abc import Sequence
from dataclasses import replace

from extraction.drafts import Draft
from extraction.values import Condition, Fields, Party
from schema.vocabulary import Action, ConditionStance


def combined(read: Sequence[Sequence[Draft]], ruled: Sequence[Draft]) -> list[Draft]:
    """The drafts of both readings, each fact once."""
    found = list(ruled)
    stood_in: dict[int, Draft] = {}
    for fact in read:
        known = told_by_rule(fact, ruled)
        if known is None:
            found += [draft for draft in fact if not hangs_on_nothing(draft, stood_in)]
            continue
        stood_in |= {id(draft): known for draft in fact}
        if isinstance(known.fields, Condition):
            found = [filled(draft, fact[0]) if draft is known else draft for draft in found]
        else:
            found += [seconded(known, draft) for draft in fact if seconds(draft, known)]
    return [attached(draft, stood_in) for draft in found]


def told_by_rule(fact: Sequence[Draft], ruled: Sequence[Draft]) -> Draft | None:
    """The rule's draft that tells the same fact: by the same word or in the same clause, the one that shares most."""
    by_word = [r for draft in fact for r in ruled if same_kind(r, draft) and r.token is draft.token]
    in_clause = [
        r
        for draft in fact
        for r in ruled
        if same_kind(r, draft) and draft.sentence is r.sentence and together(r, draft)
    ]
    return max(by_word or in_clause, key=lambda r: alike(r.fields, fact[0].fields), default=None)


def same_kind(a: Draft, b: Draft) -> bool:
    return a.fields.kind is b.fields.kind


def together(a: Draft, b: Draft) -> bool:
    return a.span.start <= b.token.start < a.span.end and b.span.start <= a.token.start < b.span.end


def alike(a: Fields, b: Fields) -> int:
    """How many fields two facts share."""
    return sum(
        value.principal == other.principal if isinstance(value, Party) and isinstance(other, Party) else value == other
        for name in a.__dataclass_fields__
        for value, other in [(getattr(a, name), getattr(b, name, None))]
    )


def filled(known: Draft, draft: Draft) -> Draft:
    """A rule's condition with what it leaves open told by the network."""
    ours, theirs = known.fields, draft.fields
    assert isinstance(ours, Condition) and isinstance(theirs, Condition)
    unsaid = ours.action is Action.OTHER
    fields = replace(
        ours,
        imposed_by=ours.imposed_by or (None if ours.stance is ConditionStance.DENIED else theirs.imposed_by),
        required_of=ours.required_of or theirs.required_of,
        action=theirs.action if unsaid else ours.action,
    )
    return replace(known, fields=fields, things=known.things or draft.things)


def seconds(draft: Draft, known: Draft) -> bool:
    """Whether a draft may stand as evidence for what a rule found: by its word, or in another sentence; a sentence
    seldom tells one fact twice.
    """
    return draft.token is known.token or draft.sentence is not known.sentence


def seconded(known: Draft, draft: Draft) -> Draft:
    """The network's draft as further evidence for what a rule found."""
    same_words = draft.token is known.token
    return replace(
        known,
        span=known.span if same_words else draft.span,
        sentence=draft.sentence,
        token=draft.token,
        attribution=known.attribution if same_words else draft.attribution,
        when=known.when if same_words else draft.when,
        signs=replace(draft.signs, ruled=True) if draft.signs else None,
    )


def hangs_on_nothing(draft: Draft, stood_in: dict[int, Draft]) -> bool:
    """Whether a condition hangs on a fact that turned out to be another condition."""
    gate = stood_in.get(id(draft.attached_to), draft.attached_to)
    return isinstance(draft.fields, Condition) and (gate is None or isinstance(gate.fields, Condition))


def attached(draft: Draft, stood_in: dict[int, Draft]) -> Draft:
    """The draft with links that lead to the rule's drafts where these stand for the network's."""
    gate, answers = stood_in.get(id(draft.attached_to)), stood_in.get(id(draft.answers))
    if gate is None and answers is None:
        return draft
    return replace(draft, attached_to=gate or draft.attached_to, answers=answers or draft.answers)
