"""Sentences as trees of tokens: plain values, so that everything after the parser can be tested without one.

Tags are Penn Treebank tags, dependency labels those of ClearNLP, as spaCy's English models give them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extraction.values import Span


class Token(NamedTuple):
    """A word: its place in the sentence, its head's place (its own for the root), its characters in the text."""

    i: int
    text: str
    lemma: str
    tag: str
    dep: str
    head: int
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def is_verb(self) -> bool:
        return self.tag[:2] == "VB"

    @property
    def is_noun(self) -> bool:
        return self.tag[:2] == "NN"

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, eq=False)
class Sentence:
    """A parsed sentence. `number` counts sentences of the article, `paragraph` its paragraphs; a title is one."""

    tokens: tuple[Token, ...]
    number: int = 0
    paragraph: int = 0
    in_title: bool = False

    def __getitem__(self, i: int) -> Token:
        return self.tokens[i]

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].start, self.tokens[-1].end)

    @cached_property
    def kids(self) -> tuple[tuple[Token, ...], ...]:
        found: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                found[token.head].append(token)
        return tuple(tuple(kids) for kids in found)

    @cached_property
    def root(self) -> Token:
        return next(token for token in self.tokens if token.head == token.i)

    def children(self, token: Token, *deps: str) -> list[Token]:
        """Children in the order of the text, of the given dependency labels if any are given."""
        return [kid for kid in self.kids[token.i] if not deps or kid.dep in deps]

    def child(self, token: Token, *deps: str) -> Token | None:
        return next(iter(self.children(token, *deps)), None)

    def parent(self, token: Token) -> Token | None:
        return None if token.head == token.i else self.tokens[token.head]

    def ancestors(self, token: Token) -> Iterator[Token]:
        """Governors, nearest first."""
        while (above := self.parent(token)) is not None:
            yield above
            token = above

    def subtree(self, token: Token, without: Callable[[Token], bool] = lambda _: False) -> list[Token]:
        """The token and all below it in the order of the text, leaving out branches that begin with `without`."""
        found, waiting = [], [token]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += [kid for kid in self.kids[node.i] if not without(kid)]
        return sorted(found)

    def stretch(self, token: Token, without: Callable[[Token], bool] = lambda _: False) -> Span:
        """Characters from the first to the last token of a subtree."""
        tokens = self.subtree(token, without)
        return Span(tokens[0].start, max(t.end for t in tokens))

    def conjuncts(self, token: Token) -> list[Token]:
        """The token and what is coordinated after it: `Patriots, tanks and drones`."""
        found = [token]
        for member in found:
            found += self.children(member, "conj")
        return found
