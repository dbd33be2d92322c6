"""Practice texts told of other states, so that the network learns grammar rather than who usually acts.

Only written forms of one word are exchanged (Turkey, Turkish, Ankara), each for the same form of another state.
"""

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from extraction.encoder.features import Words
from extraction.names.reference import Reference
from schema.vocabulary import ActorKind, ActorNameKind

Forms = Mapping[ActorNameKind, str]
WANTED = (ActorNameKind.NAME, ActorNameKind.DEMONYM, ActorNameKind.CAPITAL)


def forms_of_states(reference: Reference) -> dict[str, Forms]:
    """By state, its name, demonym and capital, where each is one word."""
    found: dict[str, Forms] = {}
    for actor in reference.actors.values():
        if actor.kind is not ActorKind.STATE:
            continue
        forms: dict[ActorNameKind, str] = {}
        for kind, written in ((ActorNameKind.NAME, actor.name), *actor.names):
            if kind in WANTED and written.isalpha():
                forms.setdefault(kind, written)
        if len(forms) == len(WANTED):
            found[actor.id] = forms
    return found


def renamed(words: Words, actors: Mapping[int, str], states: Mapping[str, Forms], rng: random.Random) -> Words:
    """The words with every state in them that has such forms replaced by another, the same one throughout."""
    written: dict[str, list[tuple[int, ActorNameKind | None]]] = defaultdict(list)
    for i, actor in actors.items():
        if actor in states and words.names[i] in ("state", "demonym"):
            kind = next((kind for kind, form in states[actor].items() if form == words.texts[i]), None)
            written[actor].append((i, kind))
    texts = list(words.texts)
    strangers = [state for state in states if state not in written]
    rng.shuffle(strangers)
    for stranger, places in zip(strangers, written.values(), strict=False):
        if all(kind is not None for _, kind in places):
            for i, kind in places:
                if kind is not None:
                    texts[i] = states[stranger][kind]
    return replace(words, texts=tuple(texts))
