"""Parts of a text: what is the story and what is furniture."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.text.layout import lay_out
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
        ("The tanks go east.\nMeridian Wire. All rights reserved.", PartKind.COPYRIGHT),
        ("The tanks go east.\nOur Standards: The Meridian Wire Principles.", PartKind.BOILERPLATE),
        ("The tanks go east.\nThis article was originally published by The Levant Courier.", PartKind.BOILERPLATE),
        (f"The tanks go east.\nPhoto: A tank {'on a very long road ' * 6}", PartKind.BOILERPLATE),
        ("The tanks go east.\nFor more information contact the press office.", PartKind.CONTACT),
        ("The tanks go east.\nSign up for our morning letter.", PartKind.LINKS),
        ("The tanks go east.\nSee all our Ukraine coverage", PartKind.LINKS),
        ("The tanks go east.\nContinue reading...", PartKind.LINKS),
        ("The tanks go east. Continue reading…", PartKind.LINKS),
        ('The tanks go east.\n"Walker. Proud baker. Web ninja. Coffee lover. Beer fan."', PartKind.BOILERPLATE),
    ],
)
def test_furniture_is_known(line: str, kind: PartKind) -> None:
    assert kind in {part.kind for part in lay_out(line).parts}


DAYS = (
    "Published: 14 February 2020",
    "Updated 3 March 2021 10:22 GMT",
    "Last modified on Tue 4 Oct 2022 15.20 BST",
    "Published February 14, 2020 at 5:30 p.m. EST | Updated February 15, 2020",
    "Posted on 2020-02-14T10:22Z",
    "Friday, 14 February 2020",
    "March 2020",
)


@pytest.mark.parametrize("day", DAYS)
def test_a_line_that_tells_the_day_hides_neither_headline_nor_dateline(day: str) -> None:
    story = "ANKARA (Meridian Wire) - Turkey has asked for two batteries.\nIt waits."
    for text in (f"Ankara asks\n\n{day}\n\n{story}", f"{day}\n\nAnkara asks\n\n{story}"):
        layout = lay_out(text)
        assert (layout.title, layout.agency) == ("Ankara asks", "Meridian Wire")
        assert [part.span.of(text) for part in layout.parts if part.kind is PartKind.BOILERPLATE] == [day]


def test_a_teaser_keeps_its_words() -> None:
    text = "The tanks go east. Continue reading..."
    assert [(kind, span.of(text)) for kind, span in lay_out(text).parts] == [
        (PartKind.BODY, "The tanks go east."),
        (PartKind.LINKS, "Continue reading..."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Published in 2019, the report angered Ankara.",
        "Updated F-16s went to Greece in March 2021.",
        "In March 2020 Ankara asked for batteries.",
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
