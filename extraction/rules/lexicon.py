"""The lexicon: frames keyed on PropBank rolesets, kept as data in `lexicon/*.yaml`.

A frame says what its words do (`act`), which PropBank argument fills which role, how grammar alone would
fill it (patterns), and what must hold for the frame to be meant (`needs`). A how-to is in CONTRIBUTING.md.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from extraction.sentences.nouns import LEXICON, read_lexicon_file
from schema.errors import ConfigError
from schema.vocabulary import Action, Force, Formality, Measure, Mode, SanctionStage, TransferStage

Act = Literal[
    "request", "grant", "refuse", "permit", "prevent", "defer", "reply",
    "give", "get", "contract", "deploy", "coproduce",
    "offer", "pledge", "negotiate", "stop", "pass",
    "sanction", "lift", "do",
]  # fmt: skip
Needs = Literal[
    "content", "avoided", "infinitive", "clause", "addressed", "arms", "deed", "measure", "target", "licences",
    "programme", "assets", "forces", "joint", "wanted", "must", "matter",
]  # fmt: skip
Slots = dict[str, str]
# Where two frames share a word the first whose needs are met is meant, in this order.
FILES = ("asking", "punishing", "answering", "handing_over", "doing", "steering")


class Frame(BaseModel):
    """One roleset and what the coder makes of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: Act
    roles: dict[str, str]
    verbs: dict[str, str | Slots] = {}
    nouns: dict[str, str | Slots] = {}
    adjectives: dict[str, str | Slots] = {}
    needs: Needs | None = None
    force: Force | None = None
    formality: Formality | None = None
    action: Action | None = None
    opposite: Action | None = None
    mode: Mode | None = None
    stage: TransferStage | SanctionStage | None = None
    measure: Measure | None = None
    blocks: bool = False
    reexport: bool = False
    example: str

    key: str = ""

    @property
    def roleset(self) -> str:
        """PropBank's name of the sense; the key may add what we make of it: `halt.01/programme`."""
        return self.key.partition("/")[0]


@dataclass(frozen=True)
class Word:
    """A word of a frame: what must stand with it (`out` in `rule out`), and its slots."""

    frame: Frame
    beside: str | None
    slots: Mapping[str, str]


@dataclass(frozen=True)
class Lexicon:
    """Words by part of speech (verb, noun, adjective) and lemma; those with a companion first."""

    frames: Mapping[str, Frame]
    words: Mapping[tuple[str, str], tuple[Word, ...]]


@cache
def lexicon(folder: Path = LEXICON) -> Lexicon:
    """The lexicon of a folder. Raises ConfigError naming file and frame for anything that is not as it must be."""
    patterns: dict[str, dict[str, Slots]] = read_lexicon_file(folder / "patterns.yaml")
    frames: dict[str, Frame] = {}
    words: dict[tuple[str, str], list[Word]] = defaultdict(list)
    for name in FILES:
        for key, raw in read_lexicon_file(folder / f"{name}.yaml").items():
            place = f"{name}.yaml: {key}"
            if key in frames:
                raise ConfigError(f"{place}: the key stands in two places")
            frame = frames[key] = parse_frame(place, key, raw)
            for part, listed in (("verb", frame.verbs), ("noun", frame.nouns), ("adjective", frame.adjectives)):
                known = patterns["nouns" if part == "noun" else "verbs"]
                for written, slots in listed.items():
                    if isinstance(slots, str) and slots not in known:
                        raise ConfigError(f"{place}: {written}: no pattern {slots!r} in patterns.yaml")
                    lemma, _, beside = written.partition("+")
                    words[part, lemma].append(
                        Word(frame, beside or None, known[slots] if isinstance(slots, str) else slots)
                    )
    ordered = {key: tuple(sorted(found, key=lambda word: word.beside is None)) for key, found in words.items()}
    return Lexicon(frames, ordered)


def parse_frame(place: str, key: str, raw: Any) -> Frame:
    try:
        return Frame.model_validate({**raw, "key": key})
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"{place}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
