"""The learned layer at work: words to numbers, and the network's scores for stretches of an article."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnxruntime import InferenceSession, SessionOptions
from onnxruntime.capi.onnxruntime_pybind11_state import NoSuchFile
from tokenizers import Tokenizer

from extraction.features import NAMES, Vocabulary, Words, paths_from
from extraction.trees import Sentence
from schema.errors import ConfigError

Array = npt.NDArray[np.float32]

LONGEST_STRETCH = 150  # words
LONGEST_SENTENCE = 120  # words; what is longer is a table or a run-on list
MOST_PIECES = 256


@dataclass(frozen=True)
class Numbers:
    """A stretch as the network takes it: word pieces, and for each word its first piece, tag, dependency and name."""

    pieces: list[int]
    first: list[int]
    tags: list[int]
    deps: list[int]
    names: list[int]


def numbers_of(words: Words, tokenizer: Tokenizer, vocabulary: Vocabulary) -> Numbers:
    encoded = tokenizer.encode(list(words.texts), is_pretokenized=True)
    first = [0] * len(words)
    for piece, word in reversed(list(enumerate(encoded.word_ids))):
        if word is not None and piece < MOST_PIECES:
            first[word] = piece
    return Numbers(
        encoded.ids[:MOST_PIECES],
        first,
        [vocabulary.tags.get(tag, 0) for tag in words.tags],
        [vocabulary.deps.get(dep, 0) for dep in words.deps],
        [NAMES.index(name) for name in words.names],
    )


def stretches(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Runs of consecutive sentences, short enough to be read at once; an article of usual length makes a few."""
    waiting: list[Sentence] = []
    size = 0
    for s in sentences:
        if len(s) > LONGEST_SENTENCE:
            continue
        if waiting and size + len(s) > LONGEST_STRETCH:
            yield waiting
            waiting, size = [], 0
        waiting.append(s)
        size += len(s)
    if waiting:
        yield waiting


WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, eq=False)
class Network:
    """The trained network as ONNX graphs: one reads the words of stretches, the others look closer at some of them."""

    tokenizer: Tokenizer
    vocabulary: Vocabulary
    words: InferenceSession
    facts: InferenceSession
    folder: Path

    @cached_property
    def arguments(self) -> InferenceSession:
        """PropBank's roles: measured, not yet read by the coder, so loaded only when asked for."""
        return session(self.folder / "arguments.onnx")

    def read(self, stretches: Sequence[Words]) -> Iterator[tuple[Array, "Closer"]]:
        """For each stretch the probability of each kind of fact at each word, (words, kinds), and a closer look.

        Each is read alone: 8-bit arithmetic scales by what stands beside, and a text must read the same in any company.
        """
        for words in stretches:
            inputs = word_inputs(numbers_of(words, self.tokenizer, self.vocabulary))
            states, _, kinds = self.words.run(None, inputs)
            yield kinds[0], Closer(self, words, states)


@dataclass(frozen=True, eq=False)
class Closer:
    """A closer look at some words of one stretch."""

    network: Network
    words: Words
    states: Array

    def __call__(self, at: Sequence[int]) -> tuple[Array, Array, Array]:
        """Scores of the values (chosen, columns), of nobody (chosen, roles), of each word in each role
        (chosen, words, roles)."""
        values, nobody, roles = self.network.facts.run(None, self.inputs(at))
        return values, nobody, roles

    def arguments(self, at: Sequence[int]) -> Array:
        """Scores of PropBank's roles, (chosen, words, roles)."""
        (found,) = self.network.arguments.run(None, self.inputs(at))
        return found  # type: ignore[no-any-return]

    def inputs(self, at: Sequence[int]) -> dict[str, npt.NDArray[Any]]:
        paths = [paths_from(self.words, place) for place in at]
        known = self.network.vocabulary
        return {
            "words": self.states,
            "rows": np.zeros(len(at), np.int64),
            "at": np.array(at, np.int64),
            "paths": np.array([[known.paths.get(one, 0) for one, _ in path] for path in paths], np.int64),
            "full_paths": np.array([[known.full_paths.get(full, 0) for _, full in path] for path in paths], np.int64),
        }


def word_inputs(numbers: Numbers) -> dict[str, npt.NDArray[Any]]:
    columns = {
        "pieces": numbers.pieces,
        "mask": [1] * len(numbers.pieces),
        "first": numbers.first,
        "tags": numbers.tags,
        "deps": numbers.deps,
        "names": numbers.names,
    }
    return {name: np.array([column], np.int64) for name, column in columns.items()}


@cache
def network(folder: Path = WEIGHTS) -> Network:
    """The network of a folder. Raises ConfigError if a part is missing."""
    try:
        vocabulary = Vocabulary(**json.loads((folder / "vocabulary.json").read_text("utf-8")))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        words, facts = session(folder / "words.onnx"), session(folder / "facts.onnx")
    except (OSError, NoSuchFile) as error:
        raise ConfigError(f"the weights of the coder are missing in {folder}: check them out again") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Network(tokenizer, vocabulary, words, facts, folder)


def session(file: Path) -> InferenceSession:
    """One thread, so that the same input gives the same bits and processes do not fight over cores."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(file, options, providers=["CPUExecutionProvider"])
