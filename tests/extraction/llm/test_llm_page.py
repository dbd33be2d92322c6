"""What a name or a quote of a model's answer is taken to mean, and what is refused."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.llm.page import Page, Unfounded, page, party, span_of, weapon
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from extraction.values import Party, Span

TEXT = (
    "Turkey’s defence minister Hulusi Akar asked Washington for Patriot missiles.\n"
    "“We asked the allies again,” Akar said. We asked the allies again, the Pentagon said.\n"
    "Brussels had no view on spare parts for the S-400."
)


@pytest.fixture(scope="module")
def here(reference: Reference) -> Page:
    return page(TEXT, dt.date(2020, 2, 20), reference)


@pytest.mark.parametrize(
    ("name", "actor", "principal"),
    [
        ("Turkey", "TR", "TR"),
        ("Turkey's", "TR", "TR"),
        ("Hulusi Akar", "hulusi-akar", "TR"),
        ("Turkey’s defence minister Hulusi Akar", "hulusi-akar", "TR"),
        ("senior Turkish officials", "TR", "TR"),
        ("the Turkish Foreign Minister Jane Doe", "TR", "TR"),  # a person not on the lists, through the title
        ("Washington", "US", "US"),
        ("the Pentagon", "us-defense-department", "US"),
        ("European Union", "eu", "eu"),  # the text says Brussels
    ],
)
def test_a_name_leads_to_an_actor(here: Page, name: str, actor: str, principal: str) -> None:
    assert party(name, here) == Party(actor, principal)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Ruritania", "no actor on the lists"),
        ("", "no actor on the lists"),
        ("Brussels", "may mean Belgium or European Union"),
        ("the Turkish embassy in Washington", "may mean Turkey or United States"),
        ("Turkish Airlines", "give the name alone"),
        ("rivals of Turkey", "give the name alone"),
        ("Germany", "not named in the text"),
        ("the US State Department", "not named in the text"),  # more than the text says
    ],
)
def test_what_leads_to_no_actor_is_refused(here: Page, name: str, says: str) -> None:
    with pytest.raises(Unfounded, match=says):
        party(name, here)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Patriot missiles", "patriot"),
        ("the S-400 air defence system", "s-400"),
        ("S400", "s-400"),
        ("air defence systems", "air-defence"),  # what the text names is one
        ("spare parts for the S-400", "components"),
    ],
)
def test_a_name_leads_to_a_weapon(here: Page, name: str, known: str) -> None:
    assert weapon(name, here) == known


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("death ray", "no weapon on the lists"),
        ("F-35", "not named in the text"),
        ("Patriot PAC-3", "not named in the text"),  # more than the text says
        ("Patriots and S-400s", "may mean Patriot or S-400"),
    ],
)
def test_what_leads_to_no_weapon_is_refused(here: Page, name: str, says: str) -> None:
    with pytest.raises(Unfounded, match=says):
        weapon(name, here)


def test_a_quote_takes_the_first_place_that_is_free(here: Page) -> None:
    first = span_of("We asked the allies again,", here, [])
    assert first == Span(TEXT.index("We asked"), TEXT.index("We asked") + 26)
    second = span_of("We asked the allies again,", here, [first])
    assert second
    assert second.start == TEXT.rindex("We asked")
    assert span_of("We asked the allies again,", here, [first, second]) is None


def test_quotation_marks_and_dashes_may_be_plain(here: Page) -> None:
    span = span_of('"We asked the allies again," Akar said', here, [])
    assert span
    assert span.of(TEXT) == "“We asked the allies again,” Akar said"


@pytest.mark.parametrize(
    ("quote", "says"),
    [
        ("Turkey asked Washington for Patriot missiles", "word for word"),  # shortened
        ("asked Washington … missiles", "word for word"),
        ("ashington for Patriot missiles", "word for word"),  # begins within a word
        ("asked Washington for Patriot missile", "word for word"),
        ("ASKED WASHINGTON FOR PATRIOT MISSILES", "word for word"),
        ("Washington", "too short"),
        ("", "too short"),
    ],
)
def test_what_is_no_quote_is_refused(here: Page, quote: str, says: str) -> None:
    with pytest.raises(Unfounded, match=says):
        span_of(quote, here, [])


@given(st.data())
def test_every_stretch_of_words_is_found_where_it_reads_the_same(data: st.DataObject) -> None:
    here = page(TEXT, None, read_reference())
    words = [Span(m, m + len(w)) for w, m in words_of(here.text)]
    start = data.draw(st.integers(0, len(words) - 4))
    end = data.draw(st.integers(start + 3, len(words) - 1))
    quote = here.text[words[start].start : words[end].end]
    span = span_of(quote, here, [])
    assert span
    assert span.of(here.text) == quote


def words_of(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((word, at))
        at += len(word)
    return found
