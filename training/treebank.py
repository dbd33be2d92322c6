"""PropBank arguments on treebank sentences, read as the coder will meet them: with the parser's own trees.

The files hold one sentence a line: `tokens`, `space_after`, `heads`, `deprels`, `xpos`, and `predicates` with
`at`, `roleset` and `arguments` as [role, first, last exclusive].
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from extraction.encoder.features import Words
from extraction.rules.arguments import CORE, ROLES
from extraction.sentences.parse import parser

# Relations whose dependent is no content word of its own: a head that is one of these gives way to its governor.
FUNCTION = frozenset("flat fixed goeswith cop aux case mark aux:pass cc det punct".split())


@dataclass(frozen=True)
class Predicate:
    """A predicate and its arguments: role by the word at the argument's head."""

    at: int
    roleset: str
    arguments: Mapping[int, str]
    light: bool = False


@dataclass(frozen=True)
class Example:
    """A sentence with its predicates; `tree` keeps the treebank's own heads, labels and tags for scoring."""

    id: str
    words: Words
    predicates: tuple[Predicate, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]
    tags: tuple[str, ...]


def read_treebank(path: Path) -> Iterator[Example]:
    """The sentences of a file, parsed anew."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    docs = (Doc(parser().vocab, words=row["tokens"], spaces=row["space_after"]) for row in rows)
    for row, doc in zip(rows, parser().pipe(docs, batch_size=128), strict=True):
        yield example(row, doc)


def example(row: Mapping[str, Any], doc: Doc) -> Example:
    n = len(doc)
    words = Words(
        tuple(token.text for token in doc),
        tuple(token.tag_ for token in doc),
        tuple(token.dep_ for token in doc),
        tuple(token.lemma_.lower() for token in doc),
        tuple(token.head.i for token in doc),
        ("none",) * n,
        (0,) * n,
    )
    heads, labels = tuple(row["heads"]), tuple(row["deprels"])
    predicates = tuple(
        predicate(found, heads, labels) for found in row["predicates"] if not is_auxiliary(found, labels)
    )
    return Example(row["id"], words, predicates, heads, labels, tuple(row["xpos"]))


def is_auxiliary(found: Mapping[str, Any], labels: Sequence[str]) -> bool:
    lemma = found["roleset"].split(".")[0]
    return (
        lemma in ("be", "have", "do") and not found["arguments"] and labels[found["at"]].split(":")[0] in ("aux", "cop")
    )


def predicate(found: Mapping[str, Any], heads: Sequence[int], labels: Sequence[str]) -> Predicate:
    arguments: dict[int, str] = {}
    for role, start, end in found["arguments"]:
        name = "R-ARG" if role.startswith("R-") else role.removesuffix("-DSP")
        if role.startswith("C-") or name not in ROLES:
            continue
        at = content(head_of(heads, start, end), heads, labels)
        if at != found["at"] and arguments.get(at) not in CORE:
            arguments[at] = name
    light = any(role in ("ARGM-LVB", "ARGM-PRR") for role, *_ in found["arguments"])
    return Predicate(found["at"], found["roleset"], arguments, light)


def head_of(heads: Sequence[int], start: int, end: int) -> int:
    """The word of a span that hangs highest outside it."""
    tops = [i for i in range(start, end) if not start <= heads[i] < end]
    return min(tops, key=lambda i: (depth(heads, i), i), default=start)


def depth(heads: Sequence[int], i: int) -> int:
    steps = 0
    while heads[i] >= 0 and steps < 200:
        i, steps = heads[i], steps + 1
    return steps


def content(i: int, heads: Sequence[int], labels: Sequence[str]) -> int:
    """The content word that a function word belongs to."""
    for _ in range(10):
        if labels[i].split(":")[0] not in FUNCTION or heads[i] < 0:
            return i
        i = heads[i]
    return i
