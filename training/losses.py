"""What the network is to say of a stretch, and how far it is from that."""

import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from extraction.rules.arguments import ROLES as ARGUMENTS
from extraction.schema_of_facts import DEFAULTS, KINDS, NOTHING, ROLES, SAME, THINGS, VALUES
from training.items import Lesson, Told
from training.network import Network
from training.pupils import Pupil, hints_in, pairs_in, words_in

IGNORED = -100


def treebank_loss(network: Network, batch: Sequence[Pupil], rng: random.Random) -> Tensor:
    """Which words are predicates, and the role of every word to each."""
    words, there = words_in(network, batch)
    scores = network.predicate(words).squeeze(-1)
    wanted = torch.zeros_like(scores)
    for row, pupil in enumerate(batch):
        wanted[row, pupil.at] = 1.0
    loss = functional.binary_cross_entropy_with_logits(scores[there], wanted[there])
    predicates = [(pupil, found) for pupil in batch if pupil.example for found in pupil.example.predicates]
    if not predicates:
        return loss
    pairs = network.argument(words, *pairs_in(batch, rng))
    gold = torch.full(pairs.shape[:2], IGNORED)
    for n, (pupil, predicate) in enumerate(predicates):
        gold[n, : len(pupil.words)] = 0
        for i, role in predicate.arguments.items():
            gold[n, i] = ARGUMENTS.index(role)
    total = functional.cross_entropy(pairs.flatten(0, 1), gold.flatten(), ignore_index=IGNORED, reduction="sum")
    return loss + total / len(predicates)


def facts_loss(network: Network, batch: Sequence[Pupil], rng: random.Random) -> Tensor:
    """Which words tell a fact of which kind, its values, who and what fills its roles, and what else tells it."""
    states, there = words_in(network, batch)
    words = network.shown(states, *hints_in(batch))
    kinds = network.kind(words)
    wanted = torch.zeros_like(kinds)
    tellings = [(row, told) for row, pupil in enumerate(batch) if pupil.lesson for told in pupil.lesson.told]
    for row, told in tellings:
        wanted[row, told.at, KINDS.index(told.kind)] = 1.0
    loss = functional.binary_cross_entropy_with_logits(kinds[there], wanted[there], reduction="sum") / len(batch)
    if not tellings:
        return loss
    rows, at, plain, full = pairs_in(batch, rng)
    values, nobody, pairs = network.facts(words, there, rows, at, plain, full)
    total = torch.zeros(())
    for n, (row, told) in enumerate(tellings):
        lesson = batch[row].lesson
        assert lesson is not None
        total = total + value_loss(values[n], told) + role_loss(pairs[n], nobody[n], lesson, told)
    return loss + total / len(tellings)


def value_loss(scores: Tensor, told: Told) -> Tensor:
    loss = torch.zeros(())
    for (kind, name), (start, words) in VALUES.items():
        if kind in (told.kind, "fact"):
            gold = torch.tensor(words.index(str(told.fact.get(name) or DEFAULTS.get(name, NOTHING))))
            loss = loss + functional.cross_entropy(scores[start : start + len(words)], gold)
    return loss


def role_loss(pairs: Tensor, nobody: Tensor, lesson: Lesson, told: Told) -> Tensor:
    """How far the words that fill a role lie below all that might: any word that means the right party will do."""
    loss = torch.zeros(())
    for role, meaning in told.parties.items():
        column = ROLES[told.kind, role]
        loss = loss + missing_share(pairs[:, column], nobody[column], list(lesson.actors), meaning)
    if told.link is not None:
        name, meaning = told.link
        column = ROLES[told.kind, name]
        others = sorted({other.at for other in lesson.told if other.at != told.at} | set(meaning))
        loss = loss + missing_share(pairs[:, column], nobody[column], others, meaning)
    for name, wanted in ((THINGS, told.things), (SAME, told.same)):
        if wanted:
            places = list(wanted)
            gold = torch.tensor([float(wanted[i]) for i in places])
            scores = pairs[places, ROLES[told.kind, name]]
            loss = loss + functional.binary_cross_entropy_with_logits(scores, gold, reduction="sum") / 2
    return loss


def missing_share(scores: Tensor, nobody: Tensor, among: Sequence[int], meaning: Sequence[int]) -> Tensor:
    """Minus the logarithm of the share that the right words have among all candidates and nobody."""
    if not among:
        return torch.zeros(())
    every = torch.cat([scores[list(among)], nobody.unsqueeze(0)])
    right = scores[list(meaning)] if meaning else nobody.unsqueeze(0)
    return every.logsumexp(0) - right.logsumexp(0)
