"""Marks in a text: nothing of it is lost, whatever overlaps."""

import re

from hypothesis import given
from hypothesis import strategies as st

from workbench.web.marking import Span, blocks, pieces

TEXTS = st.text(st.sampled_from("ab .\n"), max_size=60)


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70), st.sampled_from(["body", "title", "dateline"]))),
    st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70))),
)
def test_not_a_character_is_lost_or_told_twice(
    text: str, parts: list[tuple[int, int, str]], places: list[tuple[int, int]]
) -> None:
    spans = [Span(start, end, number, "request") for number, (start, end) in enumerate(places)]
    told = "".join(piece.text for block in blocks(text, parts, spans) for piece in block.pieces)
    assert re.sub(r"\s", "", told) == re.sub(r"\s", "", text)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_each_mark_covers_its_own_words_and_ends_once(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(s, e, n, "request") for n, (s, e) in enumerate(places) if s < e <= len(text)]
    cut = pieces(text, 0, len(text), spans)
    for span in spans:
        assert "".join(piece.text for piece in cut if span in piece.spans) == text[span.start : span.end]
        assert sum(span in piece.closes for piece in cut) == 1
        assert sum(span in piece.opens for piece in cut) == 1


def test_a_place_before_the_first_sentence_stands_in_its_paragraph_and_others_do_not() -> None:
    text = "Headline\n\nANKARA - Turkey asked.\nIt was refused.\n\nBy A. Writer"
    parts = [(0, 8, "title"), (10, 19, "dateline"), (19, 33, "body")]
    laid = blocks(text, parts, [])
    assert [block.kind for block in laid] == ["title", "body", "body", "body"]
    assert laid[1].pieces[0].text == "ANKARA - Turkey asked.\n"
