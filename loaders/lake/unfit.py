"""Lines of event feeds that cannot be taken."""

LONGEST = 1 << 20  # bytes of a line


class UnfitError(Exception):
    """A line that cannot be taken, with the reason."""
