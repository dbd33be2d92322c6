"""Sources to records of articles: files and folders. What cannot be read is one Reject, and the rest is read."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from loaders.articles.json_files import read_json, read_json_lines
from loaders.articles.kinds import PEEKED, READ, TOLD_BY_MARKS, Kind, suffix_of, told_by_content, told_by_name
from loaders.articles.pages import read_feed, read_page
from loaders.articles.records import Found, Piece, read_text, unread
from loaders.articles.tables import read_csv
from loaders.articles.warc import read_warc
from loaders.decoding import UnreadableError
from loaders.fetching import Fetched, inside, opened
from loaders.ledger import Reject
from schema.errors import SourceError

SPECIAL = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def read_source(file: Fetched) -> Iterator[Found]:
    """The articles of a file or folder, and what of it cannot be read.

    Raises SourceError if the source itself may not be read, or is no kind that is known. Once something of it is read,
    what then stops the reading is a Reject.
    """
    path, begun = file.path, False
    try:
        if file.sha256 is None and path.is_dir():
            yield from read_folder(members(path), {place(path): path}, set())
            return
        piece = Piece(file.written, path, kept_beside(file))
        try:
            for found in read_file(piece, alone=True):
                begun = True
                yield found
        except UnreadableError as error:
            if not begun:
                raise
            yield unread(piece, f"{error}; what follows is not read")
    except OSError as error:
        raise SourceError(f"cannot read {file.written}: {error.strerror or error}") from error
    except UnreadableError as error:
        raise SourceError(f"{file.written} {error}") from error


def kept_beside(file: Fetched) -> Callable[[str], Path]:
    """The files beside a source by the names that it gives them, kept as it is, so that a retry reads the same."""

    def beside(name: str) -> Path:
        try:
            found = file.beside(name)
        except SourceError as error:
            raise UnreadableError(f"names a file that cannot be had: {error}") from error
        if found is None:
            raise UnreadableError(f"names a file that is not there: {name}")
        return found

    return beside


def found_beside(folder: Path, listed: set[Path]) -> Callable[[str], Path]:
    """The files beside an index that is read where it stands; they are added to `listed`."""

    def beside(name: str) -> Path:
        found = inside(folder, name)
        if not found.is_file():
            raise UnreadableError(f"names a file that is not there: {name}")
        listed.add(found)
        return found

    return beside


def read_folder(paths: list[Path], met: dict[tuple[int, int], Path], listed: set[Path]) -> Iterator[Found]:
    """The articles of a folder: by its indexes (CSV with a `file` column) where it has them, then its other files.

    `met` holds the folders read so far by their place on the disk, so that links in a circle end; `listed` the files
    that an index has named, which are not read again.
    """
    indexes = [path for path in paths if told_by_name(path.name) is Kind.CSV]
    for path in indexes + [path for path in paths if path not in indexes]:
        piece = Piece(str(path), path, found_beside(path.parent, listed))
        try:
            yield from read_member(piece, listed, met)
        except OSError as error:
            yield Reject(str(path), f"{path.name} cannot be read: {error.strerror or error}", b"")
        except UnreadableError as error:
            yield unread(piece, str(error))


def read_member(piece: Piece, listed: set[Path], met: dict[tuple[int, int], Path]) -> Iterator[Found]:
    """The articles of one member of a folder. Raises OSError or UnreadableError if it cannot be read."""
    path = piece.path
    kind = stat.S_IFMT(path.stat().st_mode)
    if kind in SPECIAL:
        yield Reject(str(path), f"{path.name} is {SPECIAL[kind]}, not a file", b"")
    elif kind == stat.S_IFDIR:
        if before := met.get(place(path)):
            yield Reject(str(path), f"{path.name} leads to a folder that is read already: {before}", b"")
            return
        met[place(path)] = path
        yield from read_folder(members(path), met, listed)
    elif path.resolve() not in listed:
        yield from read_file(piece)


def members(folder: Path) -> list[Path]:
    """What a folder holds, in order; links come last, so that a folder is read under its own name."""
    found = [path for path in folder.iterdir() if not path.name.startswith(".")]
    return sorted(found, key=lambda path: (path.is_symlink(), path))


def place(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def read_file(piece: Piece, *, alone: bool = False) -> Iterator[Found]:
    """The articles of a file of any kind. Raises UnreadableError, OSError, also midway."""
    kind = kind_of(piece, alone=alone)
    if kind is Kind.TEXT:
        yield read_text(piece)
    elif kind is Kind.PAGE:
        yield read_page(piece)
    elif kind is not None:
        yield from MANY[kind](piece)
    else:
        yield unread(piece, f"is not a kind of file that is read here ({READ})")


MANY = {
    Kind.CSV: read_csv,
    Kind.JSON: read_json,
    Kind.JSON_LINES: read_json_lines,
    Kind.FEED: read_feed,
    Kind.WARC: read_warc,
}


def kind_of(piece: Piece, *, alone: bool) -> Kind | None:
    """The kind of a file. One whose name says that it is something else is read if it stands alone or has clear marks.

    Raises UnreadableError if it cannot be unpacked, OSError.
    """
    if kind := told_by_name(piece.name):
        return kind
    with opened(piece.path) as file:
        found = told_by_content(file.read(PEEKED))
    return found if alone or not suffix_of(piece.name) or found in TOLD_BY_MARKS else None
