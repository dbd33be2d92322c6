"""Trains the network on the treebank and the practice items together, from one seed."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import torch
from tokenizers import Tokenizer

from extraction.features import NAMES, Vocabulary, Words, paths_from
from extraction.learned import numbers_of
from extraction.schema_of_facts import KINDS, ROLES, VALUES
from training.items import Lesson
from training.losses import Pupil, facts_loss, treebank_loss
from training.network import ENCODER, Network, Sizes
from training.treebank import ROLES as ARGUMENTS
from training.treebank import Example

SEED = 1
EPOCHS = 5
ITEM_PASSES = 2  # in each epoch: the items are few beside the treebank
ENCODER_RATE, HEAD_RATE = 1.5e-4, 1e-3
WARM_UP = 0.08  # of all steps
FROZEN_LAYERS = 2
RARE = 20  # a path met less often is as good as unseen
PIECES_A_BATCH = 700


def train(examples: Sequence[Example], lessons: Sequence[Lesson]) -> dict[str, Any]:
    """Weights, sizes and vocabulary of a network that has learned from both; progress goes to standard output."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)  # noqa: S311 - order of lessons, not secrecy
    vocabulary = vocabulary_of(examples, lessons)
    pupils = list(ready(examples, lessons, vocabulary))
    sizes = Sizes(
        len(vocabulary.tags), len(vocabulary.deps), len(NAMES), len(vocabulary.paths), len(vocabulary.full_paths),
        len(ARGUMENTS), len(KINDS), max(at + len(words) for at, words in VALUES.values()), len(ROLES),
    )  # fmt: skip
    network = Network(sizes)
    optimizer = optimizer_of(network)
    steps = len(epoch(pupils, rng)) * EPOCHS
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / (WARM_UP * steps), max(0.02, (steps - step) / ((1 - WARM_UP) * steps))),
    )
    for number in range(1, EPOCHS + 1):
        network.train()
        began, losses, counts = time.time(), Counter[str](), Counter[str]()
        for batch in epoch(pupils, rng):
            name = "treebank" if batch[0].example is not None else "items"
            loss = (treebank_loss if name == "treebank" else facts_loss)(network, batch, rng)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses[name] += loss.item()
            counts[name] += 1
        told = ", ".join(f"{name} {losses[name] / counts[name]:.3f}" for name in sorted(counts))
        print(f"epoch {number} of {EPOCHS}: loss {told}; {time.time() - began:.0f} s", flush=True)
    return {"weights": network.state_dict(), "sizes": asdict(sizes), "vocabulary": asdict(vocabulary)}


def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


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


def ready(examples: Sequence[Example], lessons: Sequence[Lesson], vocabulary: Vocabulary) -> Iterator[Pupil]:
    cutter = tokenizer()

    def pupil(words: Words, places: list[int], example: Example | None, lesson: Lesson | None) -> Pupil:
        paths = [paths_from(words, at) for at in places]
        return Pupil(
            numbers_of(words, cutter, vocabulary), words, places,
            [[vocabulary.paths.get(one, 0) for one, _ in path] for path in paths],
            [[vocabulary.full_paths.get(two, 0) for _, two in path] for path in paths],
            example, lesson,
        )  # fmt: skip

    for example in examples:
        yield pupil(example.words, [predicate.at for predicate in example.predicates], example, None)
    for lesson in lessons:
        yield pupil(lesson.words, [told.at for told in lesson.told], None, lesson)


def epoch(pupils: Sequence[Pupil], rng: random.Random) -> list[list[Pupil]]:
    """The batches of one epoch in random order: the treebank once, the items as often as ITEM_PASSES says."""
    found = batches([pupil for pupil in pupils if pupil.example is not None], rng)
    for _ in range(ITEM_PASSES):
        found += batches([pupil for pupil in pupils if pupil.lesson is not None], rng)
    rng.shuffle(found)
    return found


def batches(pupils: Sequence[Pupil], rng: random.Random) -> list[list[Pupil]]:
    """Batches of stretches of like length."""
    found: list[list[Pupil]] = []
    batch: list[Pupil] = []
    for pupil in sorted(pupils, key=lambda p: len(p.numbers.pieces) + rng.random() * 8):
        if batch and (len(batch) + 1) * len(pupil.numbers.pieces) > PIECES_A_BATCH:
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
        [{"params": encoder, "lr": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
    )
