"""Parts of a text: what is the story and what is furniture."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.layout import lay_out
from schema.vocabulary import PartKind

REPORT = """Ankara asks for batteries

By Elif Arslan

ANKARA, Feb 20 (Meridian Wire) - Turkey has asked for two batteries. It waits.

Trade Ties

The request is open.

Correction, 21 February: an earlier version named another city.
Read more: What is a battery?
Write to the desk: desk@meridianwire.example
(Reporting by Deniz Oran; editing by Paul Acheson)
(c) 2020 Meridian Wire
"""


def test_each_line_is_what_it_is() -> None:
    layout = lay_out(REPORT)
    assert [(kind, span.of(REPORT)[:24]) for kind, span in layout.parts] == [
        (PartKind.TITLE, "Ankara asks for batterie"),
        (PartKind.BYLINE, "By Elif Arslan"),
        (PartKind.DATELINE, "ANKARA, Feb 20 (Meridian"),
        (PartKind.BODY, "Turkey has asked for two"),
        (PartKind.HEADING, "Trade Ties"),
        (PartKind.BODY, "The request is open."),
        (PartKind.CORRECTION, "Correction, 21 February:"),
        (PartKind.LINKS, "Read more: What is a bat"),
        (PartKind.CONTACT, "Write to the desk: desk@"),
        (PartKind.AGENCY, "(Reporting by Deniz Oran"),
        (PartKind.COPYRIGHT, "(c) 2020 Meridian Wire"),
    ]
    assert (layout.title, layout.byline, layout.agency) == ("Ankara asks for batteries", "Elif Arslan", "Meridian Wire")
    assert layout.dateline == "ANKARA, Feb 20 (Meridian Wire)"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("(Bloomberg) -- Turkey has asked the U.S. for help.", PartKind.DATELINE),
        ("WASHINGTON/WARSAW, March 9 (Meridian Wire) - The plan is dead.", PartKind.DATELINE),
        ("SEOUL — Nobody has sent a bill.", PartKind.DATELINE),
        ("JERUSALEM – The minister said no.", PartKind.DATELINE),
        ("Oliver Penrose in Berlin\nThe tanks go east.", PartKind.BYLINE),
        ("From our agencies\nThe tanks go east.", PartKind.AGENCY),
        ("The tanks go east.\nSource: Some media", PartKind.AGENCY),
        ("The tanks go east.\n©2020 Somebody L.P.", PartKind.COPYRIGHT),
        ("The tanks go east.\n– Jane Roe (jroe) March 20, 2022\nMore is to come.", PartKind.BOILERPLATE),
        ('The tanks go east.\n"Walker. Proud baker. Web ninja. Coffee lover. Beer fan."', PartKind.BOILERPLATE),
    ],
)
def test_furniture_is_known(line: str, kind: PartKind) -> None:
    assert kind in {part.kind for part in lay_out(line).parts}


@pytest.mark.parametrize(
    "line",
    [
        "Poland, Slovakia and Ukraine agreed on a plan.",
        "The U.S. (and its allies) sent tanks.",
        "By Friday the tanks had arrived in Kyiv.",
        "Read in Ankara, the letter sounded harsh.",
        "Sources told the agency that talks go on.",
    ],
)
def test_a_plain_sentence_is_body(line: str) -> None:
    text = f"A first sentence stands here.\n{line}\nA last sentence stands here."
    assert {part.kind for part in lay_out(text).parts} == {PartKind.BODY}


def test_a_known_headline_is_found_in_the_text() -> None:
    assert lay_out("It is done.\n\nThe tanks go east.", "It is done.").parts[0].kind is PartKind.TITLE


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_parts_are_in_order_and_within_the_text(text: str) -> None:
    spans = [part.span for part in lay_out(text).parts]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
