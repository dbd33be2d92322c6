"""Where in a statement something is wrong, from DuckDB's offsets in bytes to lines and columns for people."""

from schema.errors import Place

WIDTH = 100  # characters of a line that are shown around a place


class RefusedError(Exception):
    """A statement that is not to be run, and where in it, in bytes, if that is known."""

    def __init__(self, message: str, offset: int | None = None, length: int = 0) -> None:
        super().__init__(message)
        self.offset, self.length = offset, length


def place_of(sql: str, offset: int, length: int) -> Place:
    """Line and column, both from 1 and in characters, of an offset in bytes; the length ends with the line."""
    written = sql.encode()
    before = written[:offset].decode(errors="ignore")
    marked = written[offset : offset + max(length, 1)].decode(errors="ignore")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Place(line, column, max(len(marked.split("\n", 1)[0]), 1))


def shown(sql: str, place: Place, width: int = WIDTH) -> str:
    """The line of a place with the place marked below it; of a long line what is near, so many characters."""
    line = sql.split("\n")[place.line - 1].replace("\t", " ")
    start = max(0, place.column - 1 - width // 2)
    part = line[start : start + width]
    head = f"line {place.line}: {'…' if start else ''}"
    at = len(head) + place.column - 1 - start
    signs = "^" * max(1, min(place.length, start + width - place.column + 1))
    return f"{head}{part}{'…' if start + width < len(line) else ''}\n{' ' * at}{signs}"
