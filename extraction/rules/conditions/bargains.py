"""Terms of a bargain: `in exchange for …`, `in return for …`, `on condition that …`."""

from collections.abc import Sequence

from extraction.drafts import Draft, trimmed
from extraction.rules.conditions.gates import gated_by, sides
from extraction.rules.conditions.terms import clause_subject, condition, deed_action, of_clause
from extraction.rules.deeds import read_deed
from extraction.rules.events import Finder
from extraction.sentences.discourse import Discourse
from extraction.sentences.parties import parties
from extraction.sentences.trees import Sentence, Token
from extraction.values import Condition, Request, Span
from schema.vocabulary import Action, ConditionStance

BARGAINS = (("in", "exchange"), ("in", "return"), ("on", "condition"), ("on", "conditions"))


def bargains(d: Discourse, finder: Finder, s: Sentence, here: Sequence[Draft]) -> list[Draft]:
    """`in exchange for …`, `in return for …`, `on condition that …`."""
    found = []
    for token in s:
        if token.dep not in ("pobj", "prep") or token.head == token.i:
            continue
        above = s[token.head]
        if (above.lower, token.lower) not in BARGAINS or above.head == above.i:
            continue
        gate = gated_by(s, s[above.head], here)
        heads = bargained(s, token)
        if gate is None or not heads:
            continue
        span = Span(above.start, s.stretch(heads[0]).end)
        draft = bargain(d, finder, s, heads[0], span, gate, swapped=token.lower in ("exchange", "return"))
        if draft:
            found.append(draft)
    return found


def bargained(s: Sentence, token: Token) -> list[Token]:
    """What stands behind `in exchange for` or `on condition that`; `on condition of anonymity` is no bargain."""
    if token.lower in ("exchange", "return"):
        return [inner for p in s.children(token, "prep") for inner in s.children(p, "pobj", "pcomp")]
    return s.children(token, "acl", "ccomp", "relcl")


def bargain(
    d: Discourse, finder: Finder, s: Sentence, head: Token, span: Span, gate: Draft, *, swapped: bool
) -> Draft | None:
    """The condition in a bargain. What the requester gives for what it asks is its own side of the term:
    `wants F-16s in return for ratifying` binds the other to hand over the F-16s.
    """
    giver, taker = sides(gate)
    told_by = tuple(p for who in (clause_subject(s, head) if head.is_verb else ()) for p in parties(d, s, who))
    if isinstance(gate.fields, Request) and swapped and giver and taker:
        content = finder.meant(s, head, 0)
        deed = read_deed(d, s, content, (taker,), (giver,)) if content is not None else None
        given, _ = deed_action(d, s, head, deed, giver, (taker,))
        asked = Action.TRANSFER if gate.fields.action in (Action.ACQUIRE, Action.DELIVER) else gate.fields.action
        fields = Condition("", taker, given, giver, asked, trimmed(d.text, span).of(d.text), ConditionStance.IMPOSED)
        return of_clause(d, s, head, span, gate, fields, gate.things)
    own = {giver.principal} if giver else set()
    required = told_by if told_by and not {p.principal for p in told_by} <= own else ((taker,) if taker else ())
    return condition(d, finder, s, head, span, gate, required)
