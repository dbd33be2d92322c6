"""The closed vocabularies that columns hold, read off the comments of the columns."""

from collections.abc import Mapping

from schema import vocabulary
from schema.vocabulary import Term

VOCABULARIES: Mapping[str, type[Term]] = {
    name: words
    for name, words in vars(vocabulary).items()
    if isinstance(words, type) and issubclass(words, Term) and words is not Term
}


def words_of(says: str) -> str | None:
    """The name of the vocabulary whose words a comment lists."""
    listed = [name for name, words in VOCABULARIES.items() if listing(words) in says]
    return max(listed, key=lambda name: len(listing(VOCABULARIES[name])), default=None)


def without_words(says: str) -> str:
    """A comment without the words that it lists, for where they are told with their meanings."""
    name = words_of(says)
    return says.replace(listing(VOCABULARIES[name]), "") if name else says


def listing(words: type[Term]) -> str:
    return f": {', '.join(words)}"
