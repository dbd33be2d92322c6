"""A stop button that says little: what is asked is ended at once, and the kernel stays."""

from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(KeyboardInterrupt):
    """Somebody stopped a query; caught as what it is, shown in one line."""

    def _render_traceback_(self) -> list[str]:
        return ["\x1b[31mStopped\x1b[39m: the query was ended; ask again, or something narrower"]


@contextmanager
def stoppable() -> Iterator[None]:
    """Turns an interrupt of what is asked within into Stopped. The process that answers is killed by the runner."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise Stopped("the query was stopped") from interrupt
