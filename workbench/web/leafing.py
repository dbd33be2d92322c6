"""The number of a page as an address says it."""

from schema.errors import QueryError


def number_of(name: str, written: str) -> int:
    """The number of a page. Raises QueryError for what is none, under the name that the address has for it."""
    if not (written.isascii() and written.isdigit() and len(written) < 7 and int(written) > 0):
        raise QueryError(f"{name} is {written[:40]!r}; pages are counted from 1")
    return int(written)
