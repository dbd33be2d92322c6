"""Which addresses may be made links: an article or a record may name anything as its own."""

import re

ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)


def followed(written: object) -> str | None:
    """An address of the web that may be followed; None for anything else, such as `javascript:…`."""
    return written if isinstance(written, str) and ADDRESS.fullmatch(written) else None
