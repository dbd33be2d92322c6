"""Sentences of the field with PropBank roles, of our own writing: what a web treebank has little of.

One sentence a line: `text` and `predicates`, each with `at`, `roleset` and `ARG0` … `ARG4` as lists of head words;
`Turkey#2` is the second Turkey of the sentence.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from extraction.encoder.features import Words
from extraction.rules.arguments import CORE
from extraction.sentences.parse import parser
from training.treebank import Example, Predicate


def read_sentences(path: Path) -> Iterator[Example]:
    """The sentences of a file; each head word is the parser's token that it begins in."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    docs = parser().pipe(row["text"] for row in rows)
    for number, (row, doc) in enumerate(zip(rows, docs, strict=True), start=1):
        yield example(f"{path.stem}-{number}", row, doc)


def example(name: str, row: dict[str, Any], doc: Doc) -> Example:
    words = Words(
        tuple(token.text for token in doc), tuple(token.tag_ for token in doc), tuple(token.dep_ for token in doc),
        tuple(token.lemma_.lower() for token in doc), tuple(token.head.i for token in doc), ("none",) * len(doc),
        (0,) * len(doc),
    )  # fmt: skip
    predicates = {}
    for found in row["predicates"]:
        at = place(row["text"], found["at"], doc)
        arguments = {place(row["text"], word, doc): role for role in sorted(CORE) for word in found.get(role, ())}
        arguments.pop(at, None)
        predicates[at] = Predicate(at, found["roleset"], arguments)
    none = (-1,) * len(doc)
    ordered = tuple(predicates[at] for at in sorted(predicates))
    return Example(name, words, ordered, none, ("dep",) * len(doc), words.tags)


def place(text: str, word: str, doc: Doc) -> int:
    """The token that a written head word begins in."""
    bare, _, occurrence = word.partition("#")
    starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", text)]
    start = starts[int(occurrence or 1) - 1]
    return next(token.i for token in doc if token.idx <= start < token.idx + max(1, len(token)))
