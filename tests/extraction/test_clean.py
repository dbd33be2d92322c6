"""The plain text is as long as the original, so that offsets hold."""

from hypothesis import given
from hypothesis import strategies as st

from extraction.text.clean import plain


@given(st.text())
def test_as_many_characters_as_before(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text())
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_quotes_dashes_and_blanks_become_plain() -> None:
    assert plain("“It’s\u00a0done” — he said…") == '"It\'s done" - he said.'
    assert plain("line\nbreaks stay") == "line\nbreaks stay"
