"""What rules find in the practice items, once the labeller can tell them who does what to whom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import numpy.typing as npt
import torch

from extraction.encoder.features import Words
from extraction.rules.arguments import labelled
from extraction.rules.lexicon import lexicon
from extraction.rules.rule_drafts import read_by_rules
from training.items import Lesson
from training.network import Network
from training.pupils import Pupil, School, pairs_in, words_in


class Labelled:
    """A stretch as the labeller of the network in training reads it."""

    def __init__(self, network: Network, school: School, words: Words) -> None:
        self.network, self.school, self.words = network, school, words

    def arguments(self, at: Sequence[int]) -> npt.NDArray[np.float32]:
        """Scores of PropBank's roles, (chosen, words, roles)."""
        batch = [self.school.pupil(self.words, at)]
        with torch.no_grad():
            states, _ = words_in(self.network, batch)
            found: npt.NDArray[np.float32] = self.network.argument(states, *pairs_in(batch, None)).numpy()
        return found


def hinted(network: Network, school: School, pupils: Iterable[Pupil]) -> list[Pupil]:
    """The pupils of the practice items with what rules find in their articles."""
    network.eval()
    found: list[Pupil] = []
    for _, group in groupby(pupils, key=lambda pupil: id(lesson_of(pupil).discourse)):
        article = list(group)
        arguments = labelled([Labelled(network, school, pupil.words) for pupil in article], lexicon())
        ruled = read_by_rules(lesson_of(article[0]).discourse, arguments)
        for pupil in article:
            acts, kinds = ruled.hints(pupil.words)
            found.append(replace(pupil, lesson=replace(lesson_of(pupil), acts=acts, ruled=kinds)))
    return found


def lesson_of(pupil: Pupil) -> Lesson:
    assert pupil.lesson is not None, "a pupil of the practice items has a lesson"
    return pupil.lesson
