"""Snapshots as they lie in their folder: their manifests, which of them is the current one, which are kept."""

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.ledger import now
from schema.errors import QueryError, SqnError, did_you_mean

KEPT = 7
POINTER = "current.json"
DERIVED = "derived"  # folder of what was made of snapshots to be asked as of a day


@dataclass(frozen=True)
class Snapshot:
    """The manifest of a snapshot: what is in it and what it was made of.

    `as_of` and `recorded_as_of` bound what it shows of the snapshot that it was made from; `undated` counts the
    articles that are left out because nobody knows their day.
    """

    id: str
    file: str
    created_at: str
    schema_revision: str
    code_version: str
    newest_article: str | None
    rows: dict[str, int]
    sha256: str
    as_of: str | None = None
    recorded_as_of: str | None = None
    undated: int = 0


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Writes a JSON file so that a reader sees the old one or the new one, never half of either."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    with waiting.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def manifests(folder: Path) -> list[Snapshot]:
    """The snapshots of a folder, the newest first."""
    found = []
    for path in sorted(folder.glob("sqn-*.json"), reverse=True):
        content = json.loads(path.read_text("utf-8"))
        if (folder / content["file"]).exists():
            found.append(Snapshot(**content))
    return found


def current(folder: Path) -> Snapshot:
    """The snapshot that is pointed to. Raises SqnError if there is none."""
    try:
        pointer = json.loads((folder / POINTER).read_text("utf-8"))
        return Snapshot(**json.loads((folder / pointer["file"]).with_suffix(".json").read_text("utf-8")))
    except FileNotFoundError as error:
        raise SqnError(f"nothing is published yet in {folder}: run `sqn publish` after loading") from error


def chosen(folder: Path, named: str) -> Snapshot:
    """A snapshot by its id, or by the beginning of it that no other shares."""
    there = {snapshot.id: snapshot for snapshot in manifests(folder)}
    found = [snapshot for id_, snapshot in there.items() if named and id_.startswith(named)]
    if named in there:
        return there[named]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} snapshots begin with" if found else "no snapshot has the id"
    raise QueryError(f"{what} {named!r}.{did_you_mean(named, there)} `sqn snapshots` lists them")


def retire(folder: Path, newest: str) -> None:
    """Removes all but the newest snapshots; who has one open keeps reading it."""
    for old in [snapshot for snapshot in manifests(folder) if snapshot.id != newest][KEPT - 1 :]:
        (folder / old.file).unlink(missing_ok=True)
        (folder / old.file).with_suffix(".json").unlink(missing_ok=True)
        for derived in (folder / DERIVED).glob(f"sqn-{old.id}@*"):
            derived.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Removes what a crashed publish left half-written a day ago or more."""
    for path in folder.glob("sqn-*.partial*"):
        if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < now() - dt.timedelta(days=1):
            path.unlink(missing_ok=True)


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
