"""What the parser reads in place of designations leads back to the text."""

from hypothesis import given
from hypothesis import strategies as st

from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from extraction.names.standins import with_stand_ins

WORDS = st.sampled_from(
    "Turkey asked for F-16s and S-400 missiles, MiG-29 fighters; FD-2000! U.S. Leopard 2 tanks.".split(" ")
)


def test_designations_become_nouns(reference: Reference) -> None:
    text = "Egypt wants F-15 fighters, MiG-29s and the FD-2000."
    swapped = with_stand_ins(text, reference)
    assert swapped.text == "Egypt wants Patriot fighters, Patriots and the Patriot."
    assert [swap.meant.of(text) for swap in swapped.swaps] == ["F-15", "MiG-29s", "FD-2000"]


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_every_word_leads_back_to_itself(text: str) -> None:
    swapped = with_stand_ins(text, read_reference())
    given = {swap.given for swap in swapped.swaps}
    at = 0
    for word in swapped.text.split(" "):
        start, end = at, at + len(word)
        at = end + 1
        span = swapped.back(start, end)
        if not any(part.start < end and start < part.end for part in given):
            assert span.of(text) == word
    assert swapped.back(0, len(swapped.text)) == (0, len(text))
