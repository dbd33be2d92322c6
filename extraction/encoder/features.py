"""What the learned layer is shown of a text: its words, their tags and dependencies, names, and paths between words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from extraction.sentences.discourse import Discourse
from extraction.sentences.trees import Sentence, Token
from schema.vocabulary import ActorKind, ActorNameKind, WeaponLevel

LONGEST_PATH = 5
SELF, FAR, ACROSS = "self", "far", "across"
NAMES = ("none", "state", "demonym", "person", "body", "group", "weapon", "category", "instrument")
STATES = (ActorKind.STATE, ActorKind.HISTORICAL_STATE, ActorKind.TERRITORY)
BODIES = (ActorKind.GOVERNMENT_BODY, ActorKind.COMPANY)


@dataclass(frozen=True)
class Words:
    """A stretch of consecutive sentences as parallel columns, one entry a word; `heads` counts within the stretch."""

    texts: tuple[str, ...]
    tags: tuple[str, ...]
    deps: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    names: tuple[str, ...]
    sentence: tuple[int, ...]
    tokens: tuple[tuple[Sentence, Token], ...] = ()

    def __len__(self) -> int:
        return len(self.texts)


def words_of(d: Discourse, sentences: Sequence[Sentence]) -> Words:
    """The words of some sentences of an article."""
    tokens = tuple((s, token) for s in sentences for token in s)
    starts = list(accumulate((len(s) for s in sentences), initial=0))
    number = {id(s): n for n, s in enumerate(sentences)}
    return Words(
        tuple(token.text for _, token in tokens),
        tuple(token.tag for _, token in tokens),
        tuple(token.dep for _, token in tokens),
        tuple(token.lemma for _, token in tokens),
        tuple(starts[number[id(s)]] + token.head for s, token in tokens),
        tuple(sort_of(d, s, token) for s, token in tokens),
        tuple(number[id(s)] for s, _ in tokens),
        tokens,
    )


def sort_of(d: Discourse, s: Sentence, token: Token) -> str:
    """What sort of name a word is part of; one of NAMES."""
    mention = d.name_at(s, token)
    if mention is None:
        return "none"
    if mention.sort == "instrument":
        return "instrument"
    if mention.sort == "weapon":
        return "category" if d.reference.weapons[mention.id].level is WeaponLevel.CATEGORY else "weapon"
    if mention.kind == ActorNameKind.DEMONYM:
        return "demonym"
    kind = d.reference.actors[mention.id].kind
    if kind in STATES:
        return "state"
    if kind is ActorKind.PERSON:
        return "person"
    return "body" if kind in BODIES else "group"


def paths_from(words: Words, start: int) -> list[tuple[str, str]]:
    """The dependency path from one word to each, in two grains: labels alone, and with the words of prepositions.

    `^dep` climbs to the head of a word, `vdep` goes down to a child; words of other sentences are `across`.
    """
    heads, deps, lemmas = words.heads, words.deps, words.lemmas
    climbed = {start: (0, "", "")}
    node, plain, full = start, "", ""
    for height in range(1, LONGEST_PATH + 1):
        above = heads[node]
        if above == node:
            break
        plain, full = f"{plain}^{deps[node]}", f"{full}^{labelled(deps, lemmas, node)}"
        node = above
        climbed[node] = (height, plain, full)
    known: dict[int, tuple[int, str, str]] = dict(climbed)
    here = words.sentence[start]
    found = []
    for i in range(len(words)):
        if words.sentence[i] != here:
            found.append((ACROSS, ACROSS))
            continue
        length, one, two = descend(i, known, heads, deps, lemmas)
        found.append((SELF, SELF) if i == start else (one, two) if length <= LONGEST_PATH else (FAR, FAR))
    return found


def descend(
    i: int, known: dict[int, tuple[int, str, str]], heads: Sequence[int], deps: Sequence[str], lemmas: Sequence[str]
) -> tuple[int, str, str]:
    """The path to a word by way of its head's, kept in `known`."""
    waiting = []
    node = i
    while node not in known:
        waiting.append(node)
        above = heads[node]
        if above == node:
            known[node] = (LONGEST_PATH + 1, FAR, FAR)
            break
        node = above
    for below in reversed(waiting):
        if below in known:
            continue
        length, one, two = known[heads[below]]
        known[below] = (length + 1, f"{one}v{deps[below]}", f"{two}v{labelled(deps, lemmas, below)}")
    return known[i]


def labelled(deps: Sequence[str], lemmas: Sequence[str], i: int) -> str:
    return f"{deps[i]}:{lemmas[i]}" if deps[i] in ("prep", "agent", "dative", "mark") else deps[i]


@dataclass(frozen=True)
class Vocabulary:
    """Numbers for the words of each column; 0 stands for what was never seen in training."""

    tags: Mapping[str, int]
    deps: Mapping[str, int]
    paths: Mapping[str, int]
    full_paths: Mapping[str, int]
