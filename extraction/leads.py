"""Leads for a person to look at: sentences in which a reading finds a fact, too unsurely for it to be coded."""

from collections.abc import Callable, Sequence

from extraction.confidence import likelihood
from extraction.drafts import Draft
from extraction.values import CodedFact, Lead, Signs, Span
from schema.vocabulary import FactKind, LeadReason

WORTH_A_LOOK = 0.15  # likelihood


def leads(drafts: Sequence[Draft], facts: Sequence[CodedFact], signs: Callable[[Draft], Signs]) -> tuple[Lead, ...]:
    """The leads of an article in the order of the text: one for each sentence and kind of which no fact was coded."""
    coded = [(fact.kind, evidence.span) for fact in facts for evidence in fact.evidence]
    found: dict[tuple[FactKind, Span], Lead] = {}
    for draft in drafts:
        kind, sentence = draft.fields.kind, draft.sentence.span
        speaks = signs(draft)
        likely = likelihood(speaks)
        if likely < WORTH_A_LOOK or any(k is kind and sentence.overlaps(span) for k, span in coded):
            continue
        known = found.get((kind, sentence))
        if known is None or known.likelihood < likely:
            reason = LeadReason.DOUBTED if speaks.ruled else LeadReason.UNSURE
            found[kind, sentence] = Lead(kind, sentence, likely, reason)
    return tuple(sorted(found.values(), key=lambda lead: (lead.sentence, lead.kind)))
