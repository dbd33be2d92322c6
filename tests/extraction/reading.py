"""Reads a short text the way the coder does, for the tests of the steps in between."""

import datetime as dt
from typing import NamedTuple

from extraction.coder import Text, code
from extraction.exchange import Json, fact_to_json
from extraction.names.reference import Reference
from extraction.rules.events import Event, Finder
from extraction.rules.lexicon import lexicon
from extraction.sentences.discourse import Discourse, discourse
from extraction.sentences.parse import parse
from extraction.sentences.trees import Sentence, Token
from extraction.text.clean import plain
from extraction.text.layout import lay_out

DAY = dt.date(2020, 2, 20)


class Read(NamedTuple):
    discourse: Discourse
    sentences: list[Sentence]
    events: list[list[Event]]

    def token(self, word: str) -> tuple[Sentence, Token]:
        """The last token with this text, with its sentence."""
        return [(s, t) for s in self.sentences for t in s if t.text == word][-1]


def read(text: str, reference: Reference, day: dt.date | None = DAY) -> Read:
    sentences = parse(text, lay_out(text), reference)
    d = discourse(plain(text), sentences, reference, day, day)
    finder = Finder(d, lexicon())
    return Read(d, sentences, [finder.events(s) for s in sentences])


def facts(text: str, reference: Reference, day: dt.date | None = DAY) -> list[Json]:
    """The coded facts as JSON, without what a test of content does not ask for."""
    return [fact_to_json(fact, reference) for fact in code(Text(text, day), reference).facts]


def brief(fact: Json) -> dict[str, object]:
    """A fact without ids, spans and empty fields."""
    left_out = ("id", "evidence", "confidence", "attached_to", "to", "text", "speaker")
    return {
        name: value
        for name, value in fact.items()
        if name not in left_out and value not in (None, [], "unspecified", "unknown")
    }
