"""The learned predicate-argument layer: PropBank's core roles of the words that may evoke a frame of the lexicon.

The grammar around a word (`sentences/predicates.py`) stands; the labeller fills who it leaves open (`Finder.named`).
The card of the weights has the measure of each alone and of both.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from extraction.encoder.features import Words
from extraction.encoder.learned import Array
from extraction.rules.lexicon import Lexicon
from extraction.sentences.trees import Token

Place = tuple[int, int]  # number of the sentence, number of the word in it
Arguments = Mapping[Place, Mapping[str, tuple[Token, ...]]]

# What the labeller tells apart, in the order of its scores; O is none.
ROLES = (
    "O", "ARG0", "ARG1", "ARG2", "ARG3", "ARG4", "ARGM-TMP", "ARGM-LOC", "ARGM-NEG", "ARGM-MOD", "ARGM-ADV",
    "ARGM-PRP", "ARGM-CAU", "ARGM-MNR", "ARGM-DIR", "ARGM-GOL", "ARGM-COM", "ARGM-LVB", "ARGM-PRR", "ARGM-PRD",
    "ARGM-ADJ", "ARGM-DIS", "ARGM-EXT", "R-ARG",
)  # fmt: skip
CORE = frozenset(("ARG0", "ARG1", "ARG2", "ARG3", "ARG4"))
PARTS = ("verb", "noun")


class Stretch(Protocol):
    """Words, and the labeller's scores for some of them."""

    @property
    def words(self) -> Words: ...

    def arguments(self, at: Sequence[int]) -> Array: ...


def labelled(stretches: Iterable[Stretch], lexicon: Lexicon) -> Arguments:
    """The core arguments of each verb and noun that the lexicon knows, by its place: role to head words."""
    found: dict[Place, dict[str, tuple[Token, ...]]] = {}
    for stretch in stretches:
        tokens = stretch.words.tokens
        at = [i for i, (_, token) in enumerate(tokens) if any((part, token.lemma) in lexicon.words for part in PARTS)]
        if not at:
            continue
        for i, row in zip(at, stretch.arguments(at).argmax(-1).tolist(), strict=True):
            s, token = tokens[i]
            arguments: dict[str, tuple[Token, ...]] = {}
            for j, number in enumerate(row):
                other, head = tokens[j]
                if ROLES[number] in CORE and j != i and other is s:
                    arguments[ROLES[number]] = (*arguments.get(ROLES[number], ()), head)
            found[s.number, token.i] = arguments
    return found
