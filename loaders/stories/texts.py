"""A text as it is compared with others: its words and where they stand, its sentences, its numbers, days and names."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from extraction.text.calendar import MONTHS, WEEKDAYS
from extraction.text.clean import plain
from extraction.text.layout import Layout, lay_out
from schema.vocabulary import GarblingKind, PartKind

WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|[^\W_]+(?:[-'][^\W_]+)*")
SENTENCE_BREAK = re.compile(r"[.!?][\"')]*\s+(?=[\"'(]*[A-Z0-9])")
NUMERAL = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
YEAR = re.compile(r"(?:19|20)\d\d")
Trigram = tuple[str, str, str]

TOLD = (PartKind.BODY, PartKind.HEADING)
# "one" counts nothing as often as something
UNITS = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split(),
        range(2, 20),
        strict=True,
    )
)
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
OTHERS = {"dozen": 12, "hundred": 100, "thousand": 1000}
SMALL_WORDS = frozenset(MONTHS) - {"may", "mar", "march", "jun", "jan", "dec", "sep", "sept", "oct", "nov", "aug"}


class Word(NamedTuple):
    """A word of a text: its place, its form in small letters, and what it is if it can be garbled.

    `key` is what it is compared by: a number in figures, a name without its genitive.
    """

    start: int
    end: int
    form: str
    key: str
    kind: GarblingKind | None
    quoted: bool


@dataclass(frozen=True)
class Account:
    """An article as it is compared with others; `source` is an id, `published_on` a day that is exactly known."""

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    agency: str | None = None
    published_on: dt.date | None = None

    @property
    def order(self) -> tuple[dt.date, str]:
        """What articles are ordered by: the day of publication, those without one last, then the id."""
        return self.published_on or dt.date.max, self.id

    @cached_property
    def layout(self) -> Layout:
        return lay_out(self.text, self.title)

    @cached_property
    def plain(self) -> str:
        return plain(self.text)

    @cached_property
    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        """The words of each sentence of the story itself, without bylines, credits and tails."""
        sentences = [
            words
            for span in self.layout.spans(*TOLD)
            for start, end in pieces(self.plain, span.start, span.end)
            if (words := list(words_in(self.plain, start, end)))
        ]
        named = {word.key for words in sentences for word in words[1:] if word.kind is GarblingKind.NAME}
        # a capital at the head of a sentence is no sign of a name
        return tuple(
            (unmarked(words[0]) if is_only_first(words[0], named) else words[0], *words[1:]) for words in sentences
        )

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The sentences as they stand in the text."""
        return tuple(self.plain[words[0].start : words[-1].end] for words in self.sentences)

    @cached_property
    def size(self) -> int:
        """The number of its words."""
        return sum(len(words) for words in self.sentences)

    @cached_property
    def own(self) -> tuple[int, ...]:
        """The numbers of its sentences that are not mostly quotation; all, if there are no others.

        Who quotes the same words does not copy: accounts of their own share an official's long sentence.
        """
        own = tuple(
            number for number, words in enumerate(self.sentences) if 2 * sum(word.quoted for word in words) < len(words)
        )
        return own or tuple(range(len(self.sentences)))

    @cached_property
    def trigrams(self) -> frozenset[Trigram]:
        """Three words in a row of its own sentences."""
        return frozenset(row for number in self.own for row in in_threes(self.sentences[number]))

    @cached_property
    def all_trigrams(self) -> frozenset[Trigram]:
        """Three words in a row of all its sentences, quotations too."""
        return frozenset(row for words in self.sentences for row in in_threes(words))

    @cached_property
    def marks(self) -> frozenset[str]:
        """The numbers and names of its own sentences, by their keys."""
        kinds = (GarblingKind.NUMBER, GarblingKind.NAME)
        return frozenset(
            word.key for number in self.own for word in self.sentences[number] if word.kind in kinds and not word.quoted
        )

    @cached_property
    def furniture(self) -> str:
        """What stands around the story: datelines, credits, tails, and its first and last lines, which may be such."""
        around = [span.of(self.plain) for part in self.layout.parts for span in [part.span] if part.kind not in TOLD]
        lines = [line.strip() for line in self.plain.splitlines() if line.strip()]
        return "\n".join([*around, *(line for line in (*lines[:1], *lines[-2:]) if len(line) < 120)])


def in_threes(words: Sequence[Word]) -> list[Trigram]:
    """Each three words in a row."""
    forms = [word.form for word in words]
    return list(zip(forms, forms[1:], forms[2:], strict=False))


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the sentences of a stretch of text begin and end."""
    for match in SENTENCE_BREAK.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    if start < end:
        yield start, end


def words_in(text: str, start: int, end: int) -> Iterator[Word]:
    """The words of a stretch; a number beside a month is its day."""
    found = list(WORD.finditer(text, start, end))
    quotes = [at for at in range(start, end) if text[at] == '"']
    inside = 0
    for number, match in enumerate(found):
        while inside < len(quotes) and quotes[inside] < match.start():
            inside += 1
        written = match.group()
        key, kind = sort_of(written, by_month=written.isdigit() and by_month(found, number))
        yield Word(match.start(), match.end(), written.lower(), key, kind, bool(inside % 2))


def by_month(found: Sequence[re.Match[str]], number: int) -> bool:
    """Whether a month stands before or after a word."""
    return any(found[at].group().lower() in MONTHS for at in (number - 1, number + 1) if 0 <= at < len(found))


def sort_of(written: str, *, by_month: bool = False) -> tuple[str, GarblingKind | None]:
    """What a word is compared by, and what it is."""
    form = written.lower()
    if NUMERAL.fullmatch(form):
        figures = form.replace(",", "")
        if YEAR.fullmatch(form) or (by_month and len(form) < 3):
            return figures, GarblingKind.DAY
        return figures, GarblingKind.NUMBER
    if (form in MONTHS or form in WEEKDAYS) and (form in SMALL_WORDS or written[0].isupper()):
        return form, GarblingKind.DAY
    if (value := value_of(form)) is not None:
        return str(value), GarblingKind.NUMBER
    key = form.removesuffix("'s").removesuffix("'")
    if written[0].isupper() or (key[-1].isdigit() and not key.isdigit()):
        return key.removesuffix("s") if key[-2:-1].isdigit() else key, GarblingKind.NAME
    return form, None


def value_of(form: str) -> int | None:
    """What a numeral in words means, up to ninety-nine, and the round ones above."""
    tens, _, unit = form.partition("-")
    if unit:
        return TENS[tens] + (1 if unit == "one" else UNITS[unit]) if tens in TENS and unit in {*UNITS, "one"} else None
    return UNITS.get(form) or TENS.get(form) or OTHERS.get(form.removesuffix("s"))


def is_only_first(word: Word, named: set[str]) -> bool:
    """Whether nothing but its place at the head of a sentence makes a word a name."""
    return word.kind is GarblingKind.NAME and word.key not in named and word.key.isalpha()


def unmarked(word: Word) -> Word:
    return Word(word.start, word.end, word.form, word.form, None, word.quoted)
