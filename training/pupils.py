"""What the network is given of a stretch: numbers for its words, the words of interest, and the paths from them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from extraction.encoder.features import Vocabulary, Words, paths_from
from extraction.encoder.learned import Numbers, numbers_of
from training.items import Lesson
from training.network import ENCODER, Network
from training.treebank import Example

FORGOTTEN_PATHS = 0.1  # of all: so that the network does not lean on the parser alone
FORGOTTEN_PIECES = 0.05
BLANK = 103  # the piece [MASK]
GRAIN = 16  # pieces: stretches are padded to a multiple, for a CPU makes ready anew for each shape that it meets


@dataclass(frozen=True)
class Pupil:
    """A stretch as the network takes it: its numbers, the words of interest, and the paths from them, in two grains.

    It stands for a treebank sentence or for a lesson of the practice items.
    """

    numbers: Numbers
    words: Words
    at: Sequence[int]
    paths: list[list[int]]
    full_paths: list[list[int]]
    example: Example | None
    lesson: Lesson | None


@dataclass(frozen=True)
class School:
    """Makes pupils of words by one vocabulary."""

    vocabulary: Vocabulary
    cutter: Tokenizer

    def numbers(self, words: Words) -> Numbers:
        return numbers_of(words, self.cutter, self.vocabulary)

    def pupil(
        self, words: Words, at: Sequence[int], example: Example | None = None, lesson: Lesson | None = None
    ) -> Pupil:
        paths = [paths_from(words, place) for place in at]
        known = self.vocabulary
        plain = [[known.paths.get(one, 0) for one, _ in path] for path in paths]
        full = [[known.full_paths.get(two, 0) for _, two in path] for path in paths]
        return Pupil(self.numbers(words), words, at, plain, full, example, lesson)


def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def padded(columns: Sequence[Sequence[int]], grain: int = 1) -> Tensor:
    width = -(-max(map(len, columns)) // grain) * grain
    return torch.tensor([[*column, *[0] * (width - len(column))] for column in columns])


def words_in(network: Network, batch: Sequence[Pupil]) -> tuple[Tensor, Tensor]:
    """The words of a batch, and which of the padded places are words; while it learns, some pieces are forgotten."""
    numbers = [pupil.numbers for pupil in batch]
    pieces = padded([n.pieces for n in numbers], GRAIN)
    if network.training:
        pieces = pieces.masked_fill((torch.rand(pieces.shape) < FORGOTTEN_PIECES) & (pieces > BLANK), BLANK)
    words = network.words(
        pieces, padded([[1] * len(n.pieces) for n in numbers], GRAIN),
        padded([n.first for n in numbers]), padded([n.tags for n in numbers]), padded([n.deps for n in numbers]),
        padded([n.names for n in numbers]),
    )  # fmt: skip
    return words, padded([[1] * len(n.first) for n in numbers]).bool()


def hints_in(batch: Sequence[Pupil]) -> tuple[Tensor, Tensor]:
    """What rules found at each word: the act of its frame, and a kind of fact."""
    lessons = [pupil.lesson for pupil in batch if pupil.lesson]
    return padded([lesson.acts for lesson in lessons]), padded([lesson.ruled for lesson in lessons])


def pairs_in(batch: Sequence[Pupil], rng: random.Random | None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Row, place and both paths of every word of interest; some paths are forgotten where chance is given."""
    width = max(len(pupil.words) for pupil in batch)
    rows, at, plain, full = [], [], [], []
    for row, pupil in enumerate(batch):
        for place, one, two in zip(pupil.at, pupil.paths, pupil.full_paths, strict=True):
            kept = rng is None or rng.random() >= FORGOTTEN_PATHS
            rows.append(row)
            at.append(place)
            plain.append([*(one if kept else [0] * len(one)), *[0] * (width - len(one))])
            full.append([*(two if kept else [0] * len(two)), *[0] * (width - len(two))])
    return torch.tensor(rows), torch.tensor(at), torch.tensor(plain), torch.tensor(full)
