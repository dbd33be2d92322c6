"""An article as the network reads it: the facts it finds, and its opinion of what rules found."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from extraction.drafts import Draft
from extraction.encoder.features import Words
from extraction.encoder.learned import Array, Closer, Encoded
from extraction.network.network_drafts import drafts_of
from extraction.network.telling import Meaning, Telling, actors_in, meaning, of_one_fact, telling, weapons_in
from extraction.rules.rule_drafts import Ruled
from extraction.schema_of_facts import KINDS, LINKS, PARTIES, ROLES
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import status
from extraction.values import Party, Signs
from schema.vocabulary import Modality

LOOKS = 0.1  # how likely a word must tell a fact of a kind to be looked at
BESIDE = 0.4  # and to be evidence beside a likelier one
EVEN = 0.5  # what the network thinks of what it has not read


@dataclass(frozen=True, eq=False)
class Stretch:
    """Words read at once: how likely each tells a fact of each kind, and a closer look at chosen ones."""

    d: Discourse
    words: Words
    ruled: Ruled
    kinds: Array
    closer: Closer

    @cached_property
    def actors(self) -> dict[int, Party]:
        return actors_in(self.d, self.words)

    @cached_property
    def weapons(self) -> dict[int, tuple[str, ...]]:
        return weapons_in(self.d, self.words)

    def tellings(self, hits: Sequence[tuple[int, str]]) -> list[Telling]:
        """What the network says of words as telling facts of some kind, given as (word, kind)."""
        if not hits:
            return []
        at = sorted({i for i, _ in hits})
        values, nobody, roles = self.closer(at)
        found = []
        for i, kind in hits:
            n, chance = at.index(i), float(self.kinds[i, KINDS.index(kind)])
            found.append(
                telling(i, kind, chance, values[n], nobody[n], roles[n], list(self.actors), list(self.weapons))
            )
        return found

    def facts(self) -> list[list[Draft]]:
        """The facts that the stretch may tell, each as its drafts in the order of the text."""
        hits = [(i, kind) for i, row in enumerate(self.kinds) for kind, p in zip(KINDS, row, strict=True) if p >= LOOKS]
        tellings = self.tellings(hits)
        facts: list[list[Draft]] = []
        for group in sorted(of_one_fact(tellings), key=lambda group: group[0].kind in LINKS):  # first what is linked to
            if group[0].kind == "transfer" and all(
                self.ruled.only_asked(*self.words.tokens[told.at]) for told in group
            ):
                continue
            best = max(told.probability for told in group)
            shown = [told for told in group if told.probability >= min(best, BESIDE)]
            together = meaning(group, self.actors, self.words)
            if group[0].kind == "condition" or not is_denied(self.words, shown, together):
                link = linked_to(group, tellings)
                facts += drafts_of(self.d, self.words, shown, together, link, signs_of(group, together))
        return facts

    def opinion(self, draft: Draft, i: int) -> Signs:
        """What the network thinks of a fact that a rule found at a word, by the surest word of its clause."""
        kind = draft.fields.kind.value
        clause = [
            j
            for j, (_, token) in enumerate(self.words.tokens)
            if draft.span.start <= token.start < draft.span.end or j == i
        ]
        best = max(clause, key=lambda j: float(self.kinds[j, KINDS.index(kind)]))
        (told,) = self.tellings([(best, kind)])
        first, second, *_ = PARTIES[kind]
        shares = self.share(told, first, draft), self.share(told, second, draft)
        return Signs(kind, told.probability, *shares, ruled=True)

    def share(self, told: Telling, role: str, draft: Draft) -> float:
        """How likely the network thinks it that the party which a draft names fills the role."""
        party: Party | None = getattr(draft.fields, role)
        shares = told.shares[role]
        if party is None:
            return float(shares[-1])
        same = [n for n, actor in enumerate(self.actors.values()) if actor.principal == party.principal]
        return float(sum(shares[n] for n in same))


class Reader:
    """The network's reading of one article, in which it is shown what rules found."""

    def __init__(self, d: Discourse, encoded: Sequence[Encoded], ruled: Ruled) -> None:
        self.stretches = [Stretch(d, each.words, ruled, *each.shown(*ruled.hints(each.words))) for each in encoded]

    def facts(self) -> list[list[Draft]]:
        """The facts that the article may tell, each as the drafts that tell it."""
        return [fact for stretch in self.stretches for fact in stretch.facts()]

    def signs(self, draft: Draft) -> Signs:
        """What speaks for a draft of either reading."""
        if draft.signs is not None:
            return draft.signs
        for stretch in self.stretches:
            for i, (s, token) in enumerate(stretch.words.tokens):
                if s is draft.sentence and token is draft.token:
                    return stretch.opinion(draft, i)
        return Signs(draft.fields.kind.value, EVEN, EVEN, EVEN, ruled=True)


def signs_of(group: Sequence[Telling], together: Meaning) -> Signs:
    """What speaks for a fact: several words that may tell it count together, and how sure its parties are."""
    kind = group[0].kind
    first, second, *_ = PARTIES[kind]
    chance = 1 - prod(1 - told.probability for told in group)
    return Signs(kind, chance, together.sureness[first], together.sureness[second], ruled=False)


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
