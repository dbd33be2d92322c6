"""Paragraphs that were broken at a column are one paragraph again; everything else stays as it is."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.names.reference import Reference
from extraction.text.clean import plain
from extraction.text.layout import lay_out
from extraction.text.wrapping import unwrapped
from schema.settings import CHECKOUT
from schema.vocabulary import PartKind
from tests.extraction.reading import facts, read

SAMPLE = sorted((CHECKOUT / "data/sample").glob("*.txt"))
WIDTHS = (60, 72, 80, 100, 120)

WIRE = """Turkey asks Washington for batteries
By Elif Arslan
ANKARA (Meridian Wire) - Turkey has asked the United States to deploy two
Patriot batteries on its southern border, a senior official said. The request
was relayed last week.
(Reporting by Deniz Oran; editing by Paul Acheson)
(c) 2020 Meridian Wire
"""


def wrapped(text: str, width: int) -> str:
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")
    )


def parts(text: str) -> list[tuple[PartKind, list[str]]]:
    return [(part.kind, part.span.of(text).split()) for part in lay_out(text).parts]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_wrapped_sample_has_the_same_parts(width: int) -> None:
    for path in SAMPLE:
        # where no blank line parts paragraphs, a last line that is full by chance cannot be told from the others
        text = path.read_text().replace("\n", "\n\n")
        assert parts(wrapped(text, width)) == parts(text), path.name


@given(st.sampled_from(SAMPLE), st.integers(50, 120))
def test_no_width_cuts_a_paragraph(path: Path, width: int) -> None:
    text = path.read_text()
    whole = [words for kind, words in parts(text) if kind is PartKind.BODY]
    for kind, words in parts(wrapped(text, width)):
        if kind is PartKind.BODY and words not in whole:
            assert any(words[: len(paragraph)] == paragraph for paragraph in whole), words


def test_one_paragraph_a_line_stays() -> None:
    for path in SAMPLE:
        assert unwrapped(path.read_text()) == path.read_text(), path.name


def test_what_stands_around_the_story_stays_on_its_own() -> None:
    assert [(kind, " ".join(words)[:20]) for kind, words in parts(WIRE)] == [
        (PartKind.TITLE, "Turkey asks Washingt"),
        (PartKind.BYLINE, "By Elif Arslan"),
        (PartKind.DATELINE, "ANKARA (Meridian Wir"),
        (PartKind.BODY, "Turkey has asked the"),
        (PartKind.AGENCY, "(Reporting by Deniz "),
        (PartKind.COPYRIGHT, "(c) 2020 Meridian Wi"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # items, each of which may be wrapped itself
        "Turkey wants four things from Washington, and it wants them before the\nsummer is over:\n"
        "- two Patriot batteries for Hatay, the province on the border with Syria\n"
        "- the F-16s that it has been waiting for since the autumn of last year",
        # headlines of like length
        "Germany to send eighteen Leopard tanks to the Ukrainian army\n"
        "Poland asks Berlin for permission to send its own Leopards\n"
        "Kremlin says tanks will burn like all the other weapons do",
        # sentences of like length
        "Turkey has asked the United States to deploy two Patriot batteries.\n"
        "The State Department has not replied to the request of the Turks.\n"
        "The embassy of the United States in Ankara declined to comment.",
    ],
)
def test_lines_of_their_own_stay(text: str) -> None:
    last = text.splitlines()[-3:]
    assert unwrapped(text).splitlines()[-2:] == last[-2:]


def test_an_indented_line_begins_a_paragraph() -> None:
    text = (
        "   Turkey has asked the United States to deploy two Patriot batteries on its\n"
        "southern border, an official said in Ankara on Thursday evening, as before.\n"
        "   It has waited for an answer since last week.\n"
    )
    assert [len(line.strip().split()) for line in unwrapped(text).splitlines()] == [25, 9]


def test_quote_marks_of_an_e_mail_are_no_words() -> None:
    text = "> Turkey has asked the United States to deploy two Patriot batteries on\n> its southern border.\n"
    assert plain(text).split() == text.replace("\n>", "").split()
    assert len(plain(text)) == len(text)


def test_a_fact_across_a_line_break_is_read_and_quoted_as_it_stands(reference: Reference) -> None:
    text = "Turkey has asked the United States for two batteries of Patriot\nmissiles, and it waits for an answer.\n"
    assert [s.span.of(text) for s in read(text, reference).sentences] == [text.strip()]
    (asked,) = [fact for fact in facts(text, reference) if fact["type"] == "request"]
    assert asked["objects"] == ["patriot"]


def test_two_lines_are_enough() -> None:
    text = (
        "Turkey asked the United States for Patriot missiles. The Trump administration has refused to agree to a deal "
        "unless\nTurkey scraps the S-400 it bought from Russia."
    )
    assert "\n" not in unwrapped(text)
