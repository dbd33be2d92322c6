"""Terms in clauses: `unless Turkey scraps …`, `only if …`, `until …`, `provided that …`."""

from collections.abc import Sequence

from extraction.drafts import Draft
from extraction.rules.conditions.gates import gated_by
from extraction.rules.conditions.terms import clause_subject, condition
from extraction.rules.events import Finder
from extraction.sentences.discourse import Discourse
from extraction.sentences.parties import parties
from extraction.sentences.trees import Sentence, Token
from extraction.values import Response, Sanction, Span, Transfer
from schema.vocabulary import Decision, SanctionStage, TransferStage

ALWAYS = frozenset(("unless",))
WITH_ONLY = frozenset(("if", "when", "after", "once"))
HELD_BACK = frozenset(("until", "till"))
LASTING = frozenset(("provided", "providing", "assuming"))


def clauses(d: Discourse, finder: Finder, s: Sentence, here: Sequence[Draft]) -> list[Draft]:
    """`unless Turkey scraps …`, `only if …`, `until …`, `provided that …`."""
    found = []
    for token in s:
        if token.dep not in ("advcl", "ccomp") or (not token.is_verb and token.dep != "advcl"):
            continue
        mark = conditional_mark(s, token)
        above = s.parent(token)
        if mark is None or above is None:
            continue
        gate = gated_by(s, above, here)
        if gate is None or not may_be_gated(gate, mark):
            continue
        required = tuple(p for who in clause_subject(s, token) for p in parties(d, s, who))
        draft = condition(d, finder, s, token, Span(mark.start, s.stretch(token).end), gate, required)
        if draft:
            found.append(draft)
    return found


def conditional_mark(s: Sentence, verb: Token) -> Token | None:
    """The word that makes a clause a condition: `unless`, `only if`, `as long as`; None for a mere `if` or `when`."""
    for mark in s.children(verb, "mark", "advmod"):
        if mark.lower in ALWAYS or mark.lower in HELD_BACK or mark.lower in LASTING:
            return mark
        if mark.lower in WITH_ONLY and (only_before(s, mark) or mark.lower in ("if", "once")):
            return mark
        if mark.lower == "as" and any(kid.lower == "long" for kid in s.children(verb, "advmod")):
            return s[max(0, mark.i - 2)] if s[max(0, mark.i - 2)].lower == "as" else mark
    return None


def only_before(s: Sentence, mark: Token) -> bool:
    return any(t.lower in ("only", "solely") for t in s.tokens[max(0, mark.i - 2) : mark.i])


def may_be_gated(gate: Draft, mark: Token) -> bool:
    """Whether such a fact can hang on a condition introduced by such a word."""
    fields = gate.fields
    if isinstance(fields, Sanction):
        return fields.stage in (
            SanctionStage.THREATENED,
            SanctionStage.WAIVED,
            SanctionStage.LIFTED,
            SanctionStage.EASED,
        )
    if isinstance(fields, Response):
        withheld = fields.decision in (Decision.REFUSED, Decision.DEFERRED)
        return withheld if mark.lower in HELD_BACK else True
    if isinstance(fields, Transfer):
        return (
            fields.stage not in (TransferStage.DELIVERED, TransferStage.ORDERED) and mark.lower not in HELD_BACK
        ) or (fields.stage in (TransferStage.SUSPENDED,))
    return True
