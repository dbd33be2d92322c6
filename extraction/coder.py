"""The whole way from text to facts."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extraction.answers import answer_drafts
from extraction.clean import plain
from extraction.conditions import condition_drafts
from extraction.discourse import Discourse, discourse
from extraction.drafts import Draft
from extraction.events import Event, Finder
from extraction.gate import on_topic
from extraction.layout import Layout, lay_out
from extraction.learned import network
from extraction.lexicon import lexicon
from extraction.linking import link
from extraction.network_drafts import read_article
from extraction.parse import parse_many
from extraction.reference import Reference
from extraction.requests import request_drafts
from extraction.sanctions import sanction_drafts
from extraction.terms_denied import terms_denied
from extraction.transfers import presupposed_drafts, transfer_drafts
from extraction.trees import Sentence
from extraction.two_readings import combined
from extraction.values import Coding


def version() -> str:
    """A fingerprint of everything that the coder's output depends on beside its input and the reference lists."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".yaml", ".onnx", ".json"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


CODER = ("reader", version())


@dataclass(frozen=True)
class Text:
    """A text to be coded.

    `published_on` is the day of publication if it is known to the day, `around` a day near it for telling who
    held which office; `layout` is found from the text if it is not given.
    """

    text: str
    published_on: dt.date | None = None
    title: str | None = None
    layout: Layout | None = None
    around: dt.date | None = None


def code(text: Text, reference: Reference) -> Coding:
    """The sentences and facts of one text."""
    return next(code_many([text], reference))


def code_many(texts: Iterable[Text], reference: Reference) -> Iterator[Coding]:
    """The codings of texts in their order. A text off topic is not parsed and has neither sentences nor facts."""
    batch = [(text, text.layout or lay_out(text.text, text.title)) for text in texts]
    relevant = [on_topic(text.text, reference) for text, _ in batch]
    parsed = parse_many(
        ((text.text, layout) for (text, layout), wanted in zip(batch, relevant, strict=True) if wanted), reference
    )
    for (text, _), wanted in zip(batch, relevant, strict=True):
        yield code_sentences(text, next(parsed), reference) if wanted else Coding((), ())


def code_sentences(text: Text, sentences: list[Sentence], reference: Reference) -> Coding:
    d = discourse(plain(text.text), sentences, reference, text.published_on, text.around or text.published_on)
    drafts = combined(read_article(d, network()), ruled_drafts(d))
    return Coding(tuple(s.span for s in sentences), link(d, drafts))


def ruled_drafts(d: Discourse) -> list[Draft]:
    """The facts that frames of the lexicon find in an article, sentence by sentence."""
    finder = Finder(d, lexicon())
    drafts: list[Draft] = []
    for s in d.sentences:
        for event in finder.events(s):
            drafts += drafts_of(d, event)
            drafts += [
                draft for inner in event.walk() if inner is not event for draft in presupposed_drafts(d, event, inner)
            ]
    for s in d.sentences:
        drafts += condition_drafts(d, finder, s, drafts)
        drafts += terms_denied(d, finder, s, drafts)
    return drafts


def drafts_of(d: Discourse, event: Event) -> list[Draft]:
    """The facts that an event tells, by what its frame does."""
    act = event.frame.act
    if act == "request":
        return request_drafts(d, event)
    if act in ("grant", "refuse", "permit", "prevent", "defer", "reply"):
        return answer_drafts(d, event)
    if act in ("sanction", "lift"):
        return sanction_drafts(d, event)
    if act == "do":
        return []
    return transfer_drafts(d, event)
