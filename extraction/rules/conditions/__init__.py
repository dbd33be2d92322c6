"""Conditions told in a sentence: the term, who sets it, who must fulfil it, and the fact that depends on it.

A conditional clause is a condition only where somebody must do something for somebody else to act: its
subject is a party, and the clause it limits grants, refuses, hands over or lifts. Threats, purposes and
the weather of events are none.
"""

from collections.abc import Sequence

from extraction.drafts import Draft
from extraction.rules.conditions.bargains import bargains
from extraction.rules.conditions.clauses import clauses
from extraction.rules.conditions.denied import terms_denied
from extraction.rules.conditions.requirements import requirements
from extraction.rules.events import Finder
from extraction.sentences.discourse import Discourse
from extraction.sentences.trees import Sentence


def condition_drafts(d: Discourse, finder: Finder, s: Sentence, drafts: Sequence[Draft]) -> list[Draft]:
    """The conditions told in a sentence, given the facts told in it and before it."""
    here = [draft for draft in drafts if draft.sentence is s]
    found = [
        *clauses(d, finder, s, here),
        *bargains(d, finder, s, here),
        *requirements(d, finder, s, drafts),
    ]
    told = [
        draft for number, draft in enumerate(found) if all(draft.token is not other.token for other in found[:number])
    ]
    return told + terms_denied(d, finder, s, [*drafts, *told])
