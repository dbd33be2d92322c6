"""A journal of finished texts beside a file in the making, so that a job that was killed goes on where it stopped."""

import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from schema.errors import SourceError

Entry = dict[str, Any]


def beside(output: Path) -> Path:
    """The journal of an output."""
    file = output.resolve()
    return file.with_name(f"{file.name}.journal")


def entries(journal: Path) -> dict[str, Entry]:
    """What is finished, by its key. The half line of a killed job counts as nothing."""
    found: dict[str, Entry] = {}
    try:
        lines = journal.read_bytes().split(b"\n")
    except FileNotFoundError:
        return found
    except OSError as error:
        raise SourceError(f"cannot read {journal}: {error.strerror}") from error
    for line in lines:
        try:
            entry = json.loads(line)
            found[entry["key"]] = entry
        except (ValueError, KeyError, TypeError):
            continue
    return found


def begin(journal: Path) -> None:
    """Makes the journal, so that a place that cannot be written is known before anything is paid for."""
    try:
        journal.touch()
    except OSError as error:
        raise cannot_write(journal, error) from error


def add(journal: Path, entry: Entry) -> None:
    """Adds an entry, which is on the disk when this returns. Raises SourceError."""
    line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
    try:
        with journal.open("ab+") as file:
            file.write(line if ends_whole(file) else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise cannot_write(journal, error) from error


def ends_whole(file: BinaryIO) -> bool:
    """Whether the last line is a whole one; a half one must not swallow the next."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - 1, 0))
    return file.read(1) in (b"", b"\n")


def cannot_write(journal: Path, error: OSError) -> SourceError:
    return SourceError(f"cannot write {journal}: {error.strerror}")
