"""What an address says besides the question, read: the number of a page, a word of a vocabulary."""

from collections.abc import Iterable

from schema.errors import QueryError, did_you_mean


def number_of(name: str, written: str) -> int:
    """The number of a page, the first where none is given. Raises QueryError for what is no number."""
    written = written or "1"
    if not (written.isascii() and written.isdigit() and len(written) < 7 and int(written) > 0):
        raise QueryError(f"{name} is {written[:40]!r}; pages are counted from 1")
    return int(written)


def one_of(name: str, written: str, words: Iterable[str]) -> str | None:
    """A word of a vocabulary, None for any. Raises QueryError for another."""
    known = [str(word) for word in words]
    if not written:
        return None
    if written not in known:
        hint = did_you_mean(written[:80], known)
        raise QueryError(f"{name} is {written[:80]!r}; one of: {', '.join(known)}.{hint}")
    return written
