"""The learned layers at work: words to numbers, and the network's scores for stretches of an article."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnxruntime import InferenceSession, SessionOptions
from onnxruntime.capi.onnxruntime_pybind11_state import NoSuchFile
from tokenizers import Tokenizer

from extraction.encoder.features import NAMES, Vocabulary, Words, paths_from
from extraction.sentences.trees import Sentence
from schema.errors import ConfigError

Array = npt.NDArray[np.float32]
Inputs = dict[str, npt.NDArray[Any]]

WEIGHTS = Path(__file__).parents[1] / "weights"
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


@dataclass(frozen=True, eq=False)
class Network:
    """The trained network as ONNX graphs: `words` encodes the words of a stretch, `arguments` scores PropBank's roles,
    `kinds` what facts the words tell once it is shown what rules found, `facts` looks closer at some of them.
    """

    tokenizer: Tokenizer
    vocabulary: Vocabulary
    words: InferenceSession
    arguments: InferenceSession
    kinds: InferenceSession
    facts: InferenceSession

    def encode(self, words: Words) -> "Encoded":
        """A stretch read alone: 8-bit arithmetic scales by what stands beside, and a text must read the same in any
        company.
        """
        states, _ = self.words.run(None, word_inputs(numbers_of(words, self.tokenizer, self.vocabulary)))
        return Encoded(self, words, states)


@dataclass(frozen=True, eq=False)
class Encoded:
    """A stretch as the encoder left it, before anything is asked of it."""

    network: Network
    words: Words
    states: Array

    def arguments(self, at: Sequence[int]) -> Array:
        """Scores of PropBank's roles, (chosen, words, roles)."""
        (found,) = self.network.arguments.run(None, pair_inputs(self.network, self.words, self.states, at))
        return found  # type: ignore[no-any-return]

    def shown(self, acts: Sequence[int], ruled: Sequence[int]) -> tuple[Array, "Closer"]:
        """The probability of each kind of fact at each word, (words, kinds), and a closer look, once the network is
        shown for each word the act of its frame and the kind of fact that a rule found at it.
        """
        inputs = {"states": self.states, "acts": np.array([acts], np.int64), "ruled": np.array([ruled], np.int64)}
        words, kinds = self.network.kinds.run(None, inputs)
        return kinds[0], Closer(self.network, self.words, words)


@dataclass(frozen=True, eq=False)
class Closer:
    """A closer look at some words of one stretch."""

    network: Network
    words: Words
    states: Array

    def __call__(self, at: Sequence[int]) -> tuple[Array, Array, Array]:
        """Scores of the values (chosen, columns), of nobody (chosen, roles), of each word in each role
        (chosen, words, roles)."""
        values, nobody, roles = self.network.facts.run(None, pair_inputs(self.network, self.words, self.states, at))
        return values, nobody, roles


def word_inputs(numbers: Numbers) -> Inputs:
    columns = {
        "pieces": numbers.pieces,
        "mask": [1] * len(numbers.pieces),
        "first": numbers.first,
        "tags": numbers.tags,
        "deps": numbers.deps,
        "names": numbers.names,
    }
    return {name: np.array([column], np.int64) for name, column in columns.items()}


def pair_inputs(network: Network, words: Words, states: Array, at: Sequence[int]) -> Inputs:
    paths = [paths_from(words, place) for place in at]
    known = network.vocabulary
    return {
        "words": states,
        "rows": np.zeros(len(at), np.int64),
        "at": np.array(at, np.int64),
        "paths": np.array([[known.paths.get(one, 0) for one, _ in path] for path in paths], np.int64),
        "full_paths": np.array([[known.full_paths.get(full, 0) for _, full in path] for path in paths], np.int64),
    }


@cache
def network(folder: Path = WEIGHTS) -> Network:
    """The network of a folder. Raises ConfigError if a part is missing."""
    try:
        vocabulary = Vocabulary(**json.loads((folder / "vocabulary.json").read_text("utf-8")))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        graphs = [session(folder / f"{name}.onnx") for name in ("words", "arguments", "kinds", "facts")]
    except (OSError, NoSuchFile) as error:
        raise ConfigError(f"the weights of the coder are missing in {folder}: check them out again") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Network(tokenizer, vocabulary, *graphs)


def session(file: Path) -> InferenceSession:
    """One thread, so that the same input gives the same bits and processes do not fight over cores."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(file, options, providers=["CPUExecutionProvider"])
