"""Which views and tables of a snapshot are for people: those of `queries/_views` with a plural name."""

from loaders.publish import layer

# Where an analyst begins, before the others in the order of the alphabet.
FIRST = (
    "requests",
    "conditions",
    "responses",
    "sanctions",
    "transfers",
    "facts",
    "quotes",
    "articles",
    "actors",
    "weapons",
)


def for_people() -> list[str]:
    """Plural names: the five kinds of fact first, and what they stand on and speak of."""
    plural = [name for name in layer() if name.endswith("s")]
    return [*(name for name in FIRST if name in plural), *sorted(set(plural) - set(FIRST))]


def helpers() -> list[str]:
    """What the others are made of."""
    return sorted(name for name in layer() if not name.endswith("s"))
