"""The whole way from text to facts."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extraction.confidence import KEEP, is_told
from extraction.encoder.features import words_of
from extraction.encoder.learned import network, stretches
from extraction.gate import on_topic
from extraction.leads import leads
from extraction.linking import link
from extraction.names.reference import Reference
from extraction.network.reader import Reader
from extraction.rules.arguments import labelled
from extraction.rules.lexicon import lexicon
from extraction.rules.rule_drafts import read_by_rules
from extraction.sentences.discourse import discourse
from extraction.sentences.parse import parse_many
from extraction.sentences.trees import Sentence
from extraction.text.clean import plain
from extraction.text.layout import Layout, lay_out
from extraction.two_readings import combined
from extraction.values import Coding


def version() -> str:
    """A fingerprint of everything that the coder's output depends on beside its input and the reference lists."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(here.rglob("*")):
        if path.suffix in (".py", ".yaml", ".onnx", ".json") and here / "llm" not in path.parents:  # another coder's
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


def code_many(texts: Iterable[Text], reference: Reference, keep: float = KEEP) -> Iterator[Coding]:
    """The codings of texts in their order. A text off topic is not parsed and has neither sentences nor facts.

    `keep` is the likelihood under which a fact is only a lead.
    """
    batch = [(text, text.layout or lay_out(text.text, text.title)) for text in texts]
    relevant = [on_topic(text.text, reference) for text, _ in batch]
    parsed = parse_many(
        ((text.text, layout) for (text, layout), wanted in zip(batch, relevant, strict=True) if wanted), reference
    )
    for (text, _), wanted in zip(batch, relevant, strict=True):
        yield code_sentences(text, next(parsed), reference, keep) if wanted else Coding((), ())


def code_sentences(text: Text, sentences: list[Sentence], reference: Reference, keep: float) -> Coding:
    d = discourse(plain(text.text), sentences, reference, text.published_on, text.around or text.published_on)
    encoded = [network().encode(words_of(d, run)) for run in stretches(sentences)]
    ruled = read_by_rules(d, labelled(encoded, lexicon()))
    reader = Reader(d, encoded, ruled)
    drafts = combined(reader.facts(), ruled.drafts)
    # a rule's denial stands: that the network doubts the fact is what it says
    sure = [one for one in drafts if (one.denies and one.signs is None) or is_told(reader.signs(one), keep)]
    facts = link(d, sure, reader.signs)
    return Coding(tuple(s.span for s in sentences), facts, leads(drafts, facts, reader.signs))
