"""An article as rules read it: drafts of facts from the frames of the lexicon, and which frame each word evokes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from extraction.drafts import Draft
from extraction.encoder.features import Words
from extraction.rules.answers import answer_drafts
from extraction.rules.arguments import Arguments, Place
from extraction.rules.conditions import condition_drafts
from extraction.rules.events import Event, Finder
from extraction.rules.lexicon import Act, lexicon
from extraction.rules.requests import request_drafts
from extraction.rules.sanctions import sanction_drafts
from extraction.rules.transfers import presupposed_drafts, transfer_drafts
from extraction.schema_of_facts import KINDS
from extraction.sentences.discourse import Discourse
from extraction.sentences.trees import Sentence, Token

NONE = "none"
WITHHOLDING = ("request", "refuse", "prevent")
ACTS = (NONE, *get_args(Act))
RULED = (NONE, *KINDS)


@dataclass(frozen=True, eq=False)
class Ruled:
    """What rules find: drafts in the order of the text, and by place the act of the frame that a word evokes."""

    drafts: tuple[Draft, ...]
    acts: Mapping[Place, str]

    def only_asked(self, s: Sentence, token: Token) -> bool:
        """Whether a word stands under one of asking or refusing: `asked Berlin to send tanks` hands nothing over."""
        node = token
        for above in s.ancestors(token):
            if node.dep == "relcl":
                return False  # "asked for the tanks that Berlin sent"
            if self.acts.get((s.number, above.i)) in WITHHOLDING:
                return True
            node = above
        return False

    def hints(self, words: Words) -> tuple[list[int], list[int]]:
        """For each word the number of the act of its frame, and of the kind of fact that a rule found at it."""
        kinds = {draft.place: draft.fields.kind.value for draft in reversed(self.drafts)}
        places = [(s.number, token.i) for s, token in words.tokens]
        return (
            [ACTS.index(self.acts.get(place, NONE)) for place in places],
            [RULED.index(kinds.get(place, NONE)) for place in places],
        )


def read_by_rules(d: Discourse, arguments: Arguments) -> Ruled:
    """The facts that frames of the lexicon find in an article, sentence by sentence."""
    finder = Finder(d, lexicon(), arguments)
    drafts: list[Draft] = []
    acts: dict[Place, str] = {}
    for s in d.sentences:
        for event in finder.events(s):
            acts |= {(s.number, inner.token.i): inner.frame.act for inner in event.walk()}
            drafts += drafts_of(d, event)
            drafts += [
                draft for inner in event.walk() if inner is not event for draft in presupposed_drafts(d, event, inner)
            ]
    for s in d.sentences:
        drafts += condition_drafts(d, finder, s, drafts)
    return Ruled(tuple(drafts), acts)


def drafts_of(d: Discourse, event: Event) -> list[Draft]:
    """The facts that an event tells, by what its frame does."""
    act = event.frame.act
    if act == "request":
        return request_drafts(d, event)
    if act in ("grant", "refuse", "permit", "prevent", "defer", "reply"):
        return answer_drafts(d, event)
    if act in ("sanction", "lift"):
        return sanction_drafts(d, event)
    if act == "do":
        return []
    return transfer_drafts(d, event)
