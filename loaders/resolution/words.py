"""The words of a quote that tell one event from another: names and numbers first, no function words."""

import re

WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]{4,}")
STEM = 5  # letters
COMMON = frozenset(
    word[:STEM]
    for word in """
    about after again against agreed also among approved arms army been before being between could country countries
    deal defence delivered delivery during each first forces foreign from government have into make
    military minister ministry more most only other over part said says sale second sell should since some state states
    such than that their them then there these they this those through told under until very wants weapons week well
    were what when where which while will with without would year years
    """.split()
)


def telling_words(quote: str) -> frozenset[str]:
    """The words in lower case, cut to a stem so that inflections and spellings meet."""
    return frozenset(found.group().lower()[:STEM] for found in WORD.finditer(quote)) - COMMON
