"""The snapshots of a folder by their manifests, and the one that is pointed to; opens none of them."""

import json
from dataclasses import dataclass
from pathlib import Path

from schema.errors import SqnError

POINTER = "current.json"


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
