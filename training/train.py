"""Trains the network from one seed: first the labeller on the treebank, then, with what rules make of its labels,
treebank and practice items together."""

import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import torch

from extraction.encoder.features import NAMES, Vocabulary, paths_from
from extraction.rules.arguments import ROLES as ARGUMENTS
from extraction.rules.rule_drafts import ACTS, RULED
from extraction.schema_of_facts import KINDS, ROLES, VALUES
from training.hinting import hinted, lesson_of
from training.items import Lesson
from training.losses import facts_loss, treebank_loss
from training.network import Network, Sizes
from training.pupils import GRAIN, Pupil, School, tokenizer
from training.renaming import Forms, renamed
from training.treebank import Example

SEED = 1
LABELLER_EPOCHS = 2  # on the treebank alone
EPOCHS = 11  # on both
TREEBANK_SHARE = 0.35  # of the treebank in each of these, drawn anew
RENAMED = 0.3  # of the practice stretches are told of other states, drawn anew in each epoch
ENCODER_RATE, HEAD_RATE = 1.5e-4, 1e-3
WARM_UP = 0.08  # of all steps
FROZEN_LAYERS = 2
RARE = 20  # a path met less often is as good as unseen
PIECES_A_BATCH = 768


def train(examples: Sequence[Example], lessons: Sequence[Lesson], states: Mapping[str, Forms]) -> dict[str, Any]:
    """Weights, sizes and vocabulary of a network that has learned from both; progress goes to standard output.

    `states` are the names to be exchanged for each other.
    """
    torch.manual_seed(SEED)
    rng = random.Random(SEED)  # noqa: S311 - order of lessons, not secrecy
    vocabulary = vocabulary_of(examples, lessons)
    school = School(vocabulary, tokenizer())
    treebank = [school.pupil(e.words, [found.at for found in e.predicates], example=e) for e in examples]
    items = [school.pupil(each.words, [told.at for told in each.told], lesson=each) for each in lessons]
    network = Network(
        Sizes(
            len(vocabulary.tags), len(vocabulary.deps), len(NAMES), len(ACTS), len(RULED), len(vocabulary.paths),
            len(vocabulary.full_paths), len(ARGUMENTS), len(KINDS),
            max(at + len(words) for at, words in VALUES.values()), len(ROLES),
        )
    )  # fmt: skip
    steps = len(batches(treebank, rng)) * (LABELLER_EPOCHS + TREEBANK_SHARE * EPOCHS)
    learning = Learning(network, rng, steps + len(batches(items, rng)) * EPOCHS)
    for number in range(LABELLER_EPOCHS):
        learning.epoch(f"labeller {number + 1} of {LABELLER_EPOCHS}", batches(treebank, rng))
    items = hinted(network, school, items)
    for number in range(EPOCHS):
        drawn = rng.sample(treebank, round(TREEBANK_SHARE * len(treebank)))
        told = [estranged(pupil, school, states, rng) if rng.random() < RENAMED else pupil for pupil in items]
        learning.epoch(f"both {number + 1} of {EPOCHS}", batches(drawn, rng) + batches(told, rng))
    return {"weights": network.state_dict(), "sizes": asdict(network.sizes), "vocabulary": asdict(vocabulary)}


@dataclass
class Learning:
    """A network while it learns: its optimiser, and the rate, which rises and then falls over all steps."""

    network: Network
    rng: random.Random
    steps: float
    optimizer: torch.optim.Optimizer = field(init=False)
    schedule: torch.optim.lr_scheduler.LRScheduler = field(init=False)

    def __post_init__(self) -> None:
        self.optimizer = optimizer_of(self.network)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self.rate)

    def rate(self, step: int) -> float:
        warm = WARM_UP * self.steps
        return min((step + 1) / warm, max(0.02, (self.steps - step) / (self.steps - warm)))

    def epoch(self, name: str, batches: list[list[Pupil]]) -> None:
        """Learns from batches in random order, each of treebank sentences or of practice stretches."""
        self.network.train()
        self.rng.shuffle(batches)
        began, losses, counts = time.time(), Counter[str](), Counter[str]()
        for batch in batches:
            source, loss_of = ("items", facts_loss) if batch[0].lesson is not None else ("treebank", treebank_loss)
            loss = loss_of(self.network, batch, self.rng)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
            self.schedule.step()
            losses[source] += loss.item()
            counts[source] += 1
        told = ", ".join(f"{source} {losses[source] / counts[source]:.3f}" for source in sorted(counts))
        print(f"{name}: loss {told}; {time.time() - began:.0f} s", flush=True)


def estranged(pupil: Pupil, school: School, states: Mapping[str, Forms], rng: random.Random) -> Pupil:
    """The stretch told of other states."""
    words = renamed(pupil.words, lesson_of(pupil).actors, states, rng)
    return replace(pupil, words=words, numbers=school.numbers(words))


def vocabulary_of(examples: Sequence[Example], lessons: Sequence[Lesson]) -> Vocabulary:
    """Numbers for every tag and dependency met, and for the paths met often enough."""
    tags, deps, plain, full = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    stretches = [(e.words, [p.at for p in e.predicates]) for e in examples]
    stretches += [(lesson.words, [told.at for told in lesson.told]) for lesson in lessons]
    for words, places in stretches:
        tags.update(words.tags)
        deps.update(words.deps)
        for at in places:
            for one, two in paths_from(words, at):
                plain[one] += 1
                full[two] += 1

    def numbered(counts: Counter[str], least: int) -> dict[str, int]:
        kept = sorted(word for word, times in counts.items() if times >= least)
        return {word: number for number, word in enumerate(kept, start=1)}

    return Vocabulary(numbered(tags, 1), numbered(deps, 1), numbered(plain, RARE), numbered(full, RARE))


def batches(pupils: Sequence[Pupil], rng: random.Random) -> list[list[Pupil]]:
    """Batches of stretches of like length."""
    found: list[list[Pupil]] = []
    batch: list[Pupil] = []
    for pupil in sorted(pupils, key=lambda p: len(p.numbers.pieces) + rng.random() * 8):
        width = -(-len(pupil.numbers.pieces) // GRAIN) * GRAIN
        if batch and (len(batch) + 1) * width > PIECES_A_BATCH:
            found.append(batch)
            batch = []
        batch.append(pupil)
    return [*found, batch] if batch else found


def optimizer_of(network: Network) -> torch.optim.Optimizer:
    """The lower layers of the encoder stay as they are: they know English, and there is little to learn from."""
    network.encoder.embeddings.requires_grad_(False)
    for layer in network.encoder.encoder.layer[:FROZEN_LAYERS]:
        layer.requires_grad_(False)
    encoder = [weight for weight in network.encoder.parameters() if weight.requires_grad]
    heads = [weight for name, weight in network.named_parameters() if not name.startswith("encoder.")]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01, fused=True
    )
