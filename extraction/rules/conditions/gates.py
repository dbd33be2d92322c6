"""The fact that a term gates: which of those told around it, and what its sides then do or withhold."""

from collections.abc import Sequence

from extraction.drafts import Draft
from extraction.rules.deeds import read_deed
from extraction.rules.events import Finder
from extraction.sentences.discourse import Discourse
from extraction.sentences.trees import Sentence, Token
from extraction.values import Party, Request, Response, Sanction, Transfer
from schema.vocabulary import Action, SanctionStage

SPOKEN_OF: dict[str, tuple[type, ...]] = {
    "request": (Request,),
    "give": (Transfer, Request),
    "get": (Transfer, Request),
    "contract": (Transfer, Request),
    "grant": (Request, Transfer),
    "permit": (Request, Transfer),
    "sanction": (Sanction,),
    "lift": (Sanction,),
}


def gated_by(s: Sentence, above: Token, here: Sequence[Draft]) -> Draft | None:
    """The fact that a condition on a word limits: the one told by that word or the nearest around it."""
    line = [above, *s.ancestors(above)]
    below = {token.i for token in s.subtree(above)}
    for node in line:
        told = [
            draft for draft in here if any(event.token is node for event in (draft.event.walk() if draft.event else ()))
        ]
        if told:
            return best_gate(told)
    inside = [draft for draft in here if draft.token.i in below]
    return best_gate(inside) if inside else None


def best_gate(told: Sequence[Draft]) -> Draft:
    """Of the facts of one clause the request, else the answer, else the transfer or sanction."""
    order = (Request, Response, Transfer, Sanction)
    return min(told, key=lambda draft: order.index(type(draft.fields)) if type(draft.fields) in order else 9)


def sides(gate: Draft) -> tuple[Party | None, Party | None]:
    """Who acts under the condition, and the other side."""
    fields = gate.fields
    if isinstance(fields, Request):
        return fields.addressee, fields.requester
    if isinstance(fields, Response):
        return fields.responder, fields.asker
    if isinstance(fields, Transfer):
        return fields.supplier, fields.recipient
    if isinstance(fields, Sanction):
        return fields.imposer, fields.target
    return None, None


def gated_action(gate: Draft) -> Action | None:
    """What the one who sets the term then does or withholds."""
    fields = gate.fields
    if isinstance(fields, Sanction):
        return Action.IMPOSE_SANCTION if fields.stage is SanctionStage.THREATENED else Action.LIFT_SANCTION
    if isinstance(fields, Transfer):
        return Action.TRANSFER
    action = fields.action if isinstance(fields, Request | Response) else None
    if action in (Action.ACQUIRE, Action.DELIVER, Action.TRANSFER):
        return Action.TRANSFER
    return None if action is Action.OTHER else action


def fact_of_phrase(d: Discourse, finder: Finder, s: Sentence, head: Token, drafts: Sequence[Draft]) -> Draft | None:
    """The fact that a noun phrase speaks of: one told by its words, or the one that it points to elsewhere."""
    told = [
        draft
        for draft in drafts
        if draft.sentence is s and draft.event and any(event.token is head for event in draft.event.walk())
    ]
    if told:
        return best_gate(told)
    event = finder.event_at(s, head)
    kinds = SPOKEN_OF.get(event.frame.act) if event is not None else None
    if event is None or kinds is None:
        return None
    weapons = {t.weapon for content in event.content if (deed := read_deed(d, s, content)) for t in deed.things}
    fitting = [
        draft
        for draft in drafts
        if isinstance(draft.fields, kinds)
        and (not weapons or {t.weapon for t in draft.things} & weapons)
        and (Request not in kinds or draft.plural == (head.tag == "NNS") or not draft.token.is_noun)
    ]
    before = [draft for draft in fitting if draft.place < (s.number, head.i)]
    return most_told(before or fitting)


def most_told(before: Sequence[Draft]) -> Draft | None:
    """The fact of those that is told most often; the earliest if several are."""

    def same(a: Draft, b: Draft) -> bool:
        return getattr(a.fields, "action", None) == getattr(b.fields, "action", None)

    return max(
        before, key=lambda draft: (sum(same(draft, other) for other in before), -before.index(draft)), default=None
    )
