"""An article as the later steps see it: its sentences, the names in them, and what was told of before a place."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extraction.names.gazetteer import Mention, gazetteer
from extraction.names.reference import Reference
from extraction.sentences.trees import Sentence, Token
from schema.vocabulary import ActorKind, WeaponLevel, WeaponNameKind

# What may stand behind an ordinary word to show that a weapon is meant: Javelin missiles, Puma fighting vehicles.
ARMS_NOUN = re.compile(
    r"(?:['-]?s?[ -])(?:[\w-]+ ){0,2}?(?:missile|rocket|system|batter|launcher|tank|vehicle|fighter|jet|plane|"
    r"aircraft|warplane|helicopter|gunship|interceptor|drone|howitzer|gun|air[- ]defen|anti[- ]|submarine|torpedo|bomb|"
    r"round|shell|artillery|radar)",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Discourse:
    """`text` is the plain text (as long as the original); `names` holds, by sentence, the mention over each token.

    `published_on` dates relative words; `around` tells who held which office, and may be less exact.
    """

    text: str
    sentences: Sequence[Sentence]
    reference: Reference
    published_on: dt.date | None
    around: dt.date | None
    names: tuple[Mapping[int, Mention], ...]

    def name_at(self, sentence: Sentence, token: Token) -> Mention | None:
        return self.names[sentence.number].get(token.i)

    def actor_at(self, sentence: Sentence, token: Token) -> Mention | None:
        mention = self.name_at(sentence, token)
        return mention if mention and mention.sort == "actor" else None

    def weapon_at(self, sentence: Sentence, token: Token) -> Mention | None:
        mention = self.name_at(sentence, token)
        return mention if mention and mention.sort == "weapon" else None

    def before(self, sentence: Sentence, token: Token) -> Iterator[tuple[Sentence, Token, Mention]]:
        """The mentions before a place, nearest first, each at its last token."""
        for earlier in reversed(self.sentences[: sentence.number + 1]):
            here = self.names[earlier.number]
            for i in self.last_words[earlier.number]:
                if earlier is not sentence or i < token.i:
                    yield earlier, earlier[i], here[i]

    @cached_property
    def last_words(self) -> tuple[tuple[int, ...], ...]:
        """The last word of each mention, by sentence, the last mention first."""
        return tuple(
            tuple(sorted((i for i, mention in here.items() if here.get(i + 1) is not mention), reverse=True))
            for here in self.names
        )

    @cached_property
    def weapons_named(self) -> tuple[str, ...]:
        """Ids of the families and types that the article names, in the order of their first mention."""
        found: dict[str, None] = {}
        for names in self.names:
            for mention in names.values():
                if mention.sort == "weapon" and self.reference.weapons[mention.id].level is not WeaponLevel.CATEGORY:
                    found[mention.id] = None
        return tuple(found)


def discourse(
    text: str, sentences: Sequence[Sentence], reference: Reference, published_on: dt.date | None, around: dt.date | None
) -> Discourse:
    """The discourse of a parsed article. `text` is the plain text that the sentences were cut from."""
    found = [gazetteer(reference).mentions(text[s.span.start : s.span.end]) for s in sentences]
    shifted = [
        [m._replace(span=m.span._replace(start=m.span.start + s.span.start, end=m.span.end + s.span.start)) for m in ms]
        for s, ms in zip(sentences, found, strict=True)
    ]
    meant = vouched(text, [mention for mentions in shifted for mention in mentions], reference)
    names = tuple(
        by_token(sentence, [mention for mention in mentions if mention in meant])
        for sentence, mentions in zip(sentences, shifted, strict=True)
    )
    return Discourse(text, sentences, reference, published_on, around, names)


def by_token(sentence: Sentence, mentions: Sequence[Mention]) -> dict[int, Mention]:
    """The mention over each token; of several at one place actors come first, then weapons."""
    order = {"actor": 0, "weapon": 1, "instrument": 2}
    here: dict[int, Mention] = {}
    for mention in sorted(mentions, key=lambda m: (m.span.start, order[m.sort])):
        for token in sentence:
            if mention.span.start < token.end and token.start < mention.span.end:
                here.setdefault(token.i, mention)
    return here


def vouched(text: str, mentions: Sequence[Mention], reference: Reference) -> set[Mention]:
    """The mentions without those of ordinary words (Puma, Arrow) that nothing in the article shows to be weapons."""

    def doubtful(mention: Mention) -> bool:
        written = mention.span.of(text)
        if mention.sort != "weapon" or not written.isalpha():
            return False  # a designation or several words: nobody means anything else by them
        weapon = reference.weapons[mention.id]
        if weapon.level is WeaponLevel.CATEGORY:
            return False
        return weapon.ambiguous or mention.kind == WeaponNameKind.NATO

    sure = [m for m in mentions if m.sort == "weapon" and (not doubtful(m) or ARMS_NOUN.match(text, m.span.end))]
    states = {m.id for m in mentions if m.sort == "actor" and reference.actors[m.id].kind is ActorKind.STATE}
    shown = len(states) > 1 or any(reference.weapons[mention.id].parent_id is not None for mention in sure)
    return {m for m in mentions if not doubtful(m) or m in sure or shown}
