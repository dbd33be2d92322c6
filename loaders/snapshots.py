"""Snapshots as they lie in their folder: their manifests, which of them is the current one, which are kept.

current.json                       which one is asked
sqn-ID.duckdb, sqn-ID.json         a snapshot and its manifest; a file without a manifest is none yet
sqn-ID.answers/                    what pages are asked most, answered when it was written (`workbench/web/prepared`)
sqn-ID.kept                        why it is never retired: it was cited, or kept by hand
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from schema.errors import QueryError, SqnError, did_you_mean

KEPT = 7
POINTER = "current.json"
DERIVED = "derived"  # folder of what was made of snapshots to be asked as of a day
KEEPING = ".keeping"  # locked for the moment in which it is told or read which snapshots are never retired
TIMES = 100  # how often a pointer is read anew whose snapshot was retired meanwhile


@dataclass(frozen=True)
class Snapshot:
    """The manifest of a snapshot: what is in it and what it was made of.

    `as_of` and `recorded_as_of` bound what it shows of the snapshot that it was made from; `undated` counts the
    articles that are left out because nobody knows their day. `facts` counts each fact once, `rows["fact"]` its
    accounts; None in manifests of before it was counted.
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
    facts: int | None = None

    @property
    def base(self) -> str:
        """The id of the snapshot that lies in the folder: its own, or that of the one it was made from."""
        return self.id.partition("@")[0]


@dataclass(frozen=True)
class Mark:
    """Why a snapshot is never retired, and since when (UTC)."""

    by_hand: str | None = None
    citations: int = 0
    last_cited: str | None = None


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Writes a JSON file so that a reader sees the old one or the new one, never half of either."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with waiting.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


def manifests(folder: Path) -> list[Snapshot]:
    """The snapshots of a folder, the newest first."""
    found = []
    for path in sorted(folder.glob("sqn-*.json"), reverse=True):
        try:
            content = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:  # retired meanwhile
            continue
        if (folder / content["file"]).exists():
            found.append(Snapshot(**content))
    return found


def current(folder: Path) -> Snapshot:
    """The snapshot that is pointed to. Raises SqnError if there is none."""
    seen = None
    for _ in range(TIMES):
        try:
            pointer = json.loads((folder / POINTER).read_text("utf-8"))
        except FileNotFoundError as error:
            raise SqnError(f"nothing is published yet in {folder}: run `sqn publish` after loading") from error
        except ValueError as error:
            raise SqnError(f"{folder / POINTER} is damaged: `sqn publish` writes a new one") from error
        try:
            return Snapshot(**json.loads((folder / pointer["file"]).with_suffix(".json").read_text("utf-8")))
        except (ValueError, TypeError, KeyError) as error:  # both are written whole: somebody else wrote here
            what = f"{folder / POINTER}, or the manifest that it points to, is damaged"
            raise SqnError(f"{what}: `sqn publish` writes new ones") from error
        except FileNotFoundError:
            if pointer == seen:  # not retired between two glances: it is gone
                break
            seen = pointer
    raise SqnError(f"{folder / POINTER} points to a snapshot that is gone: `sqn publish` writes a new one")


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


def mark_of(folder: Path, snapshot_id: str) -> Mark | None:
    """Why a snapshot is never retired; None if it will be."""
    try:
        return Mark(**json.loads(marked(folder, snapshot_id).read_text("utf-8")))
    except FileNotFoundError:
        return None


def keep(folder: Path, snapshot_id: str, *, at: str, cited: bool = False) -> Mark:
    """Marks a snapshot as never to be retired, by hand or because it was cited, `at` a moment (UTC).

    Raises SqnError if it is gone, OSError if the folder may not be written.
    """
    with alone(folder, KEEPING):
        if not (folder / f"sqn-{snapshot_id}.duckdb").exists():
            raise SqnError(f"the snapshot {snapshot_id} is gone and cannot be kept: ask the current one")
        mark = mark_of(folder, snapshot_id) or Mark()
        if cited:
            mark = replace(mark, citations=mark.citations + 1, last_cited=at)
        else:
            mark = replace(mark, by_hand=mark.by_hand or at)
        write_whole(marked(folder, snapshot_id), asdict(mark))
    return mark


def release(folder: Path, snapshot_id: str) -> None:
    """Takes back that a snapshot is never to be retired. Raises OSError if the folder may not be written."""
    with alone(folder, KEEPING):
        marked(folder, snapshot_id).unlink(missing_ok=True)


def answers_of(folder: Path, snapshot: Snapshot) -> Path:
    """The folder of the answers that lie beside a snapshot; there need not be one."""
    return folder / f"sqn-{snapshot.id}.answers"


def marked(folder: Path, snapshot_id: str) -> Path:
    return folder / f"sqn-{snapshot_id}.kept"


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Lets one process at a time do something in a folder; one that is killed holds nobody up."""
    with (folder / name).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def retire(folder: Path, newest: str) -> None:
    """Removes all but the newest snapshots and those that are kept; who has one open keeps reading it."""
    with alone(folder, KEEPING):
        for old in [snapshot for snapshot in manifests(folder) if snapshot.id != newest][KEPT - 1 :]:
            if mark_of(folder, old.id) is not None:
                continue
            (folder / old.file).unlink(missing_ok=True)
            (folder / old.file).with_suffix(".json").unlink(missing_ok=True)
            shutil.rmtree(answers_of(folder, old), ignore_errors=True)
            for derived in (folder / DERIVED).glob(f"sqn-{old.id}@*"):
                derived.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Removes what killed publishes left half-written; only who publishes alone may."""
    whole = {path.with_suffix("").name for path in folder.glob("sqn-*.json")}
    left = [path for path in folder.glob("sqn-*.duckdb*") if path.name.partition(".")[0] not in whole]
    with alone(folder, KEEPING):  # what is about to take its name is no leftover
        for path in (*folder.glob("sqn-*.partial*"), *folder.glob(".*.json.*"), *folder.glob(".*.kept.*"), *left):
            path.unlink(missing_ok=True)
    for path in folder.glob("sqn-*.answers"):
        if path.stem not in whole:
            shutil.rmtree(path, ignore_errors=True)


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
