"""What of an actor fits a database: every one of them has a longest value that it can index.

PostgreSQL's is the shortest, 2,704 bytes for all columns of an index together. What is longer stays whole in the raw
record; the actor gets its beginning, as a detail.
"""

from dataclasses import replace

from loaders.registers.naming import folded
from loaders.registers.register import NewActor

LONGEST_KEY = 200  # bytes of a key, and of the tag of a programme
LONGEST_NAME = 1_000
LONGEST_FOLDED = 2_000  # some letters of Arabic fold to a whole sentence
LONGEST_NUMBER = 200
LONGEST_DETAIL = 1_500
MORE = " …"


def fits(written: str, most: int) -> bool:
    return len(written) * 4 <= most or len(written.encode()) <= most


def fits_as_name(name: str) -> bool:
    if name.isascii():  # none of its letters becomes more than one
        return len(name) <= LONGEST_NAME
    return fits(name, LONGEST_NAME) and fits(folded(name), LONGEST_FOLDED)


def cut(written: str, most: int = LONGEST_DETAIL) -> str:
    """A text of at most so many bytes: its beginning, and a mark where more follows."""
    if fits(written, most):
        return written
    return written.encode()[: most - len(MORE.encode())].decode(errors="ignore") + MORE


def fitting(actor: NewActor) -> NewActor:
    """The actor without values that no index takes; names and numbers that are too long become details."""
    names = dict.fromkeys(actor.names)
    numbers = dict.fromkeys(actor.identifiers)
    details = [(field, cut(value)) for field, value in actor.details]
    details += [("name", cut(name)) for _, name in names if not fits_as_name(name)]
    details += [(scheme.value, cut(number)) for scheme, number in numbers if not fits(number, LONGEST_NUMBER)]
    return replace(
        actor,
        names=tuple((kind, name) for kind, name in names if fits_as_name(name)),
        identifiers=tuple((scheme, number) for scheme, number in numbers if fits(number, LONGEST_NUMBER)),
        details=tuple(dict.fromkeys(details)),
    )
