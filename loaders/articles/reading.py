"""Sources to records of articles: files and folders. What cannot be read is one Reject, and the rest is read."""

import stat
from collections.abc import Iterator
from pathlib import Path

from loaders.articles.json_files import read_json, read_json_lines
from loaders.articles.records import ArticleRecord, read_text, unread
from loaders.articles.tables import read_csv
from loaders.decoding import UnreadableError
from loaders.ledger import Reject
from schema.errors import SourceError

Found = ArticleRecord | Reject
TEXT_SUFFIXES = (".txt", ".text", ".md", "")
SPECIAL = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def read_source(path: Path) -> Iterator[Found]:
    """The articles of a file or folder, and what of it cannot be read.

    Raises SourceError if the source itself is missing, may not be read, or is no kind that is known.
    """
    try:
        if not path.exists():
            raise SourceError(f"no such file or folder: {path}")
        kind = stat.S_IFMT(path.stat().st_mode)
        if kind in SPECIAL:
            raise SourceError(f"cannot read {path}: it is {SPECIAL[kind]}. Write what comes out of it to a file")
        if kind == stat.S_IFDIR:
            yield from read_folder(members(path), {place(path): path})
        else:
            yield from read_file(path, set(), alone=True)
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error
    except UnreadableError as error:
        raise SourceError(f"{path} {error}") from error


def read_folder(paths: list[Path], met: dict[tuple[int, int], Path]) -> Iterator[Found]:
    """The articles of a folder: by its indexes (CSV with a `file` column) where it has them, then its other files.

    `met` holds the folders read so far by their place on the disk, so that links in a circle end.
    """
    indexes = [path for path in paths if path.suffix.lower() == ".csv"]
    listed: set[Path] = set()
    for path in indexes + [path for path in paths if path not in indexes]:
        try:
            yield from read_member(path, listed, met)
        except OSError as error:
            yield Reject(str(path), f"{path.name} cannot be read: {error.strerror or error}", b"")
        except UnreadableError as error:
            yield unread(path, str(error))


def read_member(path: Path, listed: set[Path], met: dict[tuple[int, int], Path]) -> Iterator[Found]:
    """The articles of one member of a folder. Raises OSError or UnreadableError if it cannot be read."""
    kind = stat.S_IFMT(path.stat().st_mode)
    if kind in SPECIAL:
        yield Reject(str(path), f"{path.name} is {SPECIAL[kind]}, not a file", b"")
    elif kind == stat.S_IFDIR:
        if before := met.get(place(path)):
            yield Reject(str(path), f"{path.name} leads to a folder that is read already: {before}", b"")
            return
        met[place(path)] = path
        yield from read_folder(members(path), met)
    elif path.resolve() not in listed:
        yield from read_file(path, listed)


def members(folder: Path) -> list[Path]:
    """What a folder holds, in order; links come last, so that a folder is read under its own name."""
    found = [path for path in folder.iterdir() if not path.name.startswith(".")]
    return sorted(found, key=lambda path: (path.is_symlink(), path))


def place(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def read_file(path: Path, listed: set[Path], *, alone: bool = False) -> Iterator[Found]:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        yield from read_csv(path, listed)
    elif suffix in (".jsonl", ".ndjson"):
        yield from read_json_lines(path)
    elif suffix == ".json":
        yield from read_json(path)
    elif suffix in TEXT_SUFFIXES or alone:
        yield read_text(path)
    else:
        yield unread(path, "is not a kind of file that is read here (.txt, .csv, .json, .jsonl)")
