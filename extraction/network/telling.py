"""What words tell by the network's scores: the kind of fact, its fields, parties and things, and what is one fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from extraction.drafts import Draft
from extraction.encoder.features import Words
from extraction.encoder.learned import Array
from extraction.schema_of_facts import FIELDS, PARTIES, ROLES, SAME, SHARED, THINGS, VALUES
from extraction.sentences.discourse import Discourse
from extraction.sentences.parties import of_head as parties_of
from extraction.sentences.things import of_head as things_of
from extraction.values import Party

SHARED_ROLE = 0.3  # of the likeliest party's share: who is coordinated with it and has as much fills the role too
SURE_THING = 0.0  # score above which a word is what the fact is about
LIKELY_THING = -2.0  # score above which the likeliest word is, where none is surely
NEAR = 2  # sentences


@dataclass(eq=False)
class Telling:
    """A word that tells a fact, with what the network says of it.

    `values` holds the scores of the kind's fields, `shares` by role how likely each word fills it (`nobody` last),
    `things` the scores of the words for weapons.
    """

    at: int
    kind: str
    probability: float
    values: Array
    shares: dict[str, Array]
    things: dict[int, float]
    roles: Array
    nobody: Array
    draft: Draft | None = None


@dataclass(frozen=True)
class Meaning:
    """What the tellings of one fact say of it together."""

    fields: dict[str, str]
    parties: dict[str, tuple[Party, ...]]
    things: tuple[int, ...]
    sureness: dict[str, float]


def telling(
    at: int, kind: str, probability: float, values: Array, nobody: Array, roles: Array, actors: Sequence[int],
    weapons: Sequence[int],
) -> Telling:  # fmt: skip
    shares = {}
    for role in PARTIES[kind]:
        column = ROLES[kind, role]
        shares[role] = softmax(np.append(roles[actors, column], nobody[column]).astype(np.float32))
    things = {i: float(roles[i, ROLES[kind, THINGS]]) for i in weapons}
    return Telling(at, kind, probability, values, shares, things, roles, nobody)


def of_one_fact(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Tellings grouped by the fact they tell: those that the network takes for the same, either way, on average."""
    groups: list[list[Telling]] = []
    for told in tellings:
        joined = [told]
        for group in [g for g in groups if any(are_same(told, other) for other in g)]:
            groups.remove(group)
            joined = [*group, *joined]
        groups.append(joined)
    return groups


def are_same(one: Telling, other: Telling) -> bool:
    column = ROLES[one.kind, SAME]
    return one.kind == other.kind and float(one.roles[other.at, column] + other.roles[one.at, column]) > 0


def meaning(group: Sequence[Telling], actors: Mapping[int, Party], words: Words) -> Meaning:
    """The fields, parties and things of a fact: the mean of what its tellings say, the surer ones counting for more."""
    kind = group[0].kind
    weights = np.array([told.probability for told in group], np.float32)
    weights /= weights.sum()
    values = sum((w * told.values for w, told in zip(weights, group, strict=True)), np.zeros_like(group[0].values))
    fields, sureness = {}, {}
    for name in (*FIELDS[kind], *SHARED):
        start, choice = VALUES[kind if name in FIELDS[kind] else "fact", name]
        odds = softmax(values[start : start + len(choice)])
        best = int(odds.argmax())
        fields[name], sureness[name] = choice[best], float(odds[best])
    parties: dict[str, tuple[Party, ...]] = {}
    for role in PARTIES[kind]:
        shares = sum(
            (w * t.shares[role] for w, t in zip(weights, group, strict=True)), np.zeros_like(group[0].shares[role])
        )
        parties[role], sureness[role] = likeliest(shares, list(actors), actors, words)
    return Meaning(fields, parties, chosen_things(group, words), sureness)


def likeliest(
    odds: Array, places: Sequence[int], actors: Mapping[int, Party], words: Words
) -> tuple[tuple[Party, ...], float]:
    """The principal that gathers the most, by the likeliest word for it; none if `nobody` gathers more.

    Several fill one role where they are coordinated and share it: `the United States and Germany will send`.
    """
    gathered: dict[str, float] = {}
    for share, place in zip(odds, places, strict=False):
        gathered[actors[place].principal] = gathered.get(actors[place].principal, 0.0) + float(share)
    ranked = sorted(gathered, key=lambda one: -gathered[one])
    if not ranked or gathered[ranked[0]] < float(odds[-1]):
        return (), float(odds[-1])
    of = {one: [p for p in places if actors[p].principal == one] for one in ranked}
    first = of[ranked[0]]
    sharing = ranked[:1] + [
        one
        for one in ranked[1:]
        if gathered[one] >= SHARED_ROLE * gathered[ranked[0]]
        and any(abreast(words, i, j) for i in of[one] for j in first)
    ]
    best = [max(of[one], key=lambda p: odds[places.index(p)]) for one in sharing]
    return tuple(actors[place] for place in best), sum(gathered[one] for one in sharing)


def abreast(words: Words, i: int, j: int) -> bool:
    """Whether two words are coordinated: `the US and Germany`, `Dutch and Danish F-16s`."""
    return i != j and words.sentence[i] == words.sentence[j] and first_abreast(words, i) == first_abreast(words, j)


def first_abreast(words: Words, i: int) -> int:
    while words.deps[i] == "conj" and words.heads[i] != i:
        i = words.heads[i]
    return i


def chosen_things(group: Sequence[Telling], words: Words) -> tuple[int, ...]:
    """The words for weapons that a telling near takes for what the fact is about; if none, the likeliest of them."""
    scores = {
        i: max(near)
        for i in group[0].things
        if (near := [told.things[i] for told in group if abs(words.sentence[told.at] - words.sentence[i]) <= NEAR])
    }
    sure = tuple(i for i, score in scores.items() if score > SURE_THING)
    best = max(scores, key=lambda i: scores[i], default=None)
    if sure or best is None or scores[best] <= LIKELY_THING:
        return sure
    return (best,)


def softmax(scores: Array) -> Array:
    shifted = np.exp(scores - scores.max())
    return shifted / shifted.sum()  # type: ignore[no-any-return]


def actors_in(d: Discourse, words: Words) -> dict[int, Party]:
    """The party that each word means, if it means one."""
    found = {}
    for i, (s, token) in enumerate(words.tokens):
        mention = d.actor_at(s, token)
        if mention is not None:
            found[i] = Party(mention.id, d.reference.principal(mention.id, d.around))
        elif token.is_noun or token.tag in ("PRP", "PRP$"):
            meant = parties_of(d, s, token)
            if len(meant) == 1:
                found[i] = meant[0]
    return found


def weapons_in(d: Discourse, words: Words) -> dict[int, tuple[str, ...]]:
    """The weapons that each word means, if it means any."""
    found = {}
    for i, (s, token) in enumerate(words.tokens):
        if (token.is_noun or d.weapon_at(s, token)) and (meant := things_of(d, s, token, (), None)):
            found[i] = tuple(thing.weapon for thing in meant)
    return found
