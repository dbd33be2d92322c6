"""What a release changes, told from the bytes of the one before it: only what differs in them is read.

Most of a night's release is the last one's, byte for byte. The last is kept in the store, so both are cut into pieces
(lines, entries), what both have is left blank, and the few that are left are read as any release is. It is sure only if
the last release is wholly on record, as this version of the code reads it, without rejects, and if no piece means
something by its place; wherever one of that is in doubt the answer is None, and the release is read as a whole.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from loaders.decoding import UnreadableError
from loaders.fetching import Fetched, opened
from loaders.ledger import Reject
from loaders.portions import portions
from loaders.registers.register import Pieces, Record
from loaders.version import code_version
from schema.models import DatasetRecord, DatasetRelease, LoadRun
from schema.vocabulary import RunStatus

LARGEST = 128 << 20  # bytes of a release that is held, and compared with the last, as a whole
MOST_CHANGED = 0.2  # of the pieces; else reading all of it is as good


@dataclass(frozen=True)
class Changes:
    """The records that two releases do not have alike, by key, with those that stand unchanged counted."""

    before: Mapping[str, Record]
    after: Mapping[str, Record]
    standing: int

    @property
    def read(self) -> int:
        return self.standing - len(self.before) + len(self.after)


def changes_since_last(
    connection: Connection, loader: str, source: str, file: Fetched, pieces: Pieces,
    read: Callable[[io.BytesIO], list[Record | Reject]],
) -> Changes | None:  # fmt: skip
    """What the release in a file changes; None where only reading all of it tells."""
    last = last_release(connection, loader, source)
    kept = file.earlier(last.sha256) if last is not None else None
    if last is None or kept is None or not pieces.alone(file):
        return None
    try:
        olds, news = apart(kept, pieces), apart(file.path, pieces)
        if olds is None or news is None:
            return None
        known, present = set(olds), set(news)
        if len(present) < len(news) - news.count(b"") + (b"" in present):
            return None  # a piece stands there twice: which counts is told by their places
        if len(present - known) > MOST_CHANGED * len(news):
            return None
        before, after = (by_key(read(left(some, pieces, others))) for some, others in ((olds, present), (news, known)))
    except UnreadableError:
        return None
    if before is None or after is None or not stand(connection, source, before, after):
        return None
    return Changes(before, after, last.records)


def last_release(connection: Connection, loader: str, source: str) -> Any:
    """The newest release, if it is as this code reads it, had no rejects, and nothing was half stored since."""
    last: Any = connection.execute(
        select(
            DatasetRelease.sha256, DatasetRelease.records, DatasetRelease.run_id, LoadRun.code_version, LoadRun.options
        )
        .join(LoadRun, LoadRun.id == DatasetRelease.run_id)
        .where(DatasetRelease.source_id == source, LoadRun.rejected == 0)
        .where(
            DatasetRelease.released_on
            == select(func.max(DatasetRelease.released_on))
            .where(DatasetRelease.source_id == source)
            .correlate(None)
            .scalar_subquery()
        )
    ).first()
    if last is None or last.code_version != code_version() or last.code_version.endswith("-dirty"):
        return None
    if any(((last.options or {}).get("beside") or {}).values()):
        return None
    stored = LoadRun.inserted + LoadRun.updated + LoadRun.closed > 0
    half = select(LoadRun.id).where(
        LoadRun.loader == loader, LoadRun.id > last.run_id, LoadRun.status != RunStatus.SUCCEEDED, stored
    )
    return last if connection.scalar(half.limit(1)) is None else None


def apart(path: Path, pieces: Pieces) -> list[bytes] | None:
    """The pieces of a release; None if it is too large to hold."""
    with opened(path) as content:
        held = content.read(LARGEST + 1)
    if len(held) > LARGEST:
        return None
    return pieces.plain(held).split(pieces.end)


def left(some: Sequence[bytes], pieces: Pieces, others: set[bytes]) -> io.BytesIO:
    """A release in which every piece that another has too is left out; lines stay blank, so that others keep theirs."""
    blank = pieces.end if pieces.end == b"\n" else b""
    *ended, last = some
    kept = (piece not in others or not piece.lstrip().startswith(pieces.begins) for piece in ended)
    return io.BytesIO(b"".join(piece + pieces.end if k else blank for piece, k in zip(ended, kept, strict=True)) + last)


def by_key(items: Sequence[Record | Reject]) -> dict[str, Record] | None:
    found = {item.key: item for item in items if isinstance(item, Record)}
    return found if len(found) == len(items) else None


def stand(connection: Connection, source: str, before: Mapping[str, Record], after: Mapping[str, Record]) -> bool:
    """Whether the records before are on record as they were read, and those that are new are not."""
    digests: dict[str, str] = {}
    for some in portions(sorted({*before, *after})):
        standing = select(DatasetRecord.key, DatasetRecord.digest).where(
            DatasetRecord.source_id == source, DatasetRecord.key.in_(some), DatasetRecord.gone_by.is_(None)
        )
        digests |= {row.key: row.digest for row in connection.execute(standing)}
    return digests == {key: record.digest for key, record in before.items()}
