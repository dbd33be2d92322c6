"""Text to sentences: long paragraphs are read in pieces, and every offset counts in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.names.reference import Reference
from extraction.sentences import parse
from extraction.sentences.parse import LONGEST_PIECE, pieces
from extraction.values import Span
from tests.extraction.reading import facts, read

SENTENCE = "The minister spoke of the weather in the capital, which was fine for the time of the year. "


@given(st.text(alphabet='ab. !"\n', max_size=200), st.integers(1, 40))
def test_pieces_make_up_the_whole(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "LONGEST_PIECE", longest)
        cut = list(pieces(text, Span(0, len(text))))
    assert "".join(piece.of(text) for piece in cut) == text
    assert all(0 < piece.end - piece.start <= longest for piece in cut)


@pytest.mark.parametrize(
    ("text", "ends"),
    [(SENTENCE * 300, ". "), ("weather " * 4000, " "), ("x" * (2 * LONGEST_PIECE), "x")],
)
def test_a_long_paragraph_is_cut_where_it_hurts_least(text: str, ends: str) -> None:
    first, *rest = pieces(text, Span(0, len(text)))
    assert rest
    assert first.of(text).endswith(ends)


def test_a_fact_at_the_end_of_a_long_paragraph_is_coded(reference: Reference) -> None:
    text = SENTENCE * 300 + "Turkey has asked the United States for Patriot missiles."
    assert len(text) > LONGEST_PIECE
    got = read(text, reference)
    assert {s.paragraph for s in got.sentences} == {0}
    assert got.sentences[-1].span.of(text).startswith("Turkey has asked")
    assert [fact["type"] for fact in facts(text, reference)] == ["request"]
