"""What the words of a quote tell of which event it is: its names, its numbers, and whether it was not the first."""

import re
from dataclasses import dataclass

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


NUMBER = re.compile(r"[0-9][0-9.,]*")
COUNTED = {
    word: str(at) for at, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}
AGAIN = re.compile(
    r"\b(?:again|renew\w*|second|third|fourth|further|another|additional|more|extend\w*|prolong\w*|repeat\w*|anew|new|"
    r"latest|next|follow\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wording:
    """The telling words of a quote, its numbers, and whether it speaks of something as not the first of its kind."""

    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    again: bool = False


def wording(quote: str) -> Wording:
    lower = quote.lower()
    numbers = {found.group().rstrip(".,") for found in NUMBER.finditer(lower)}
    numbers |= {COUNTED[word] for word in re.findall(r"[a-z]+", lower) if word in COUNTED}
    return Wording(telling_words(quote), frozenset(numbers), AGAIN.search(quote) is not None)


def telling_words(quote: str) -> frozenset[str]:
    """The words in lower case, cut to a stem so that inflections and spellings meet."""
    return frozenset(found.group().lower()[:STEM] for found in WORD.finditer(quote)) - COMMON
