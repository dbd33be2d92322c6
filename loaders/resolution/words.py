"""The words of a quote that tell one event from another: names and numbers first, no function words."""

import re

WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]{4,}")
COMMON = frozenset(
    """
    about after again against agreed also among approved arms army been before being between could country countries
    deal defence defense delivered deliver delivery during each first forces foreign from government have into make
    military minister ministry more most only other over part said says sale second sell should since some state states
    such than that their them then there these they this those through told under until very wants weapons week well
    were what when where which while will with without would year years
    """.split()
)


def telling_words(quote: str) -> frozenset[str]:
    """The words in lower case, cut to their first six letters so that inflections meet."""
    words = (found.group().lower() for found in WORD.finditer(quote))
    return frozenset(word[:6] for word in words if word not in COMMON)
