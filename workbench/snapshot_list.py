"""The snapshots as people look at them: which is asked, which are never retired and why, what changed."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.filesize import decimal

from loaders.snapshots import Mark, Snapshot, current, mark_of

CHANGES = 4  # tables that are named


def listed(folder: Path, found: list[Snapshot]) -> list[dict[str, Any]]:
    """A line for each snapshot, the newest first."""
    asked = current(folder).id if found else None
    older = {one.id: before for one, before in pairwise(found)}
    return [
        {
            "id": one.id,
            "current": "yes" if one.id == asked else None,
            "kept": why(mark_of(folder, one.id)),
            "created_at": one.created_at,
            "articles": one.rows.get("article", 0),
            "facts": one.facts,
            "accounts": one.rows.get("fact", 0),
            "changed": changed(older[one.id], one) if one.id in older else None,
            "newest_article": one.newest_article,
            "size": size(folder / one.file),
            "schema": one.schema_revision,
            "code": one.code_version,
            "sha256": one.sha256,
        }
        for one in found
    ]


def why(mark: Mark | None) -> str | None:
    """Why a snapshot is never retired."""
    if mark is None:
        return None
    times = "once" if mark.citations == 1 else f"{mark.citations} times"
    told = [f"cited {times}, last on {(mark.last_cited or '')[:10]}"] if mark.citations else []
    return "; ".join([*told, f"by hand since {mark.by_hand[:10]}"] if mark.by_hand else told)


def changed(before: Snapshot, after: Snapshot) -> str:
    """In how many rows a snapshot differs from the one before it, table by table, the largest difference first."""
    told = differences(before, after)
    more = [f"{len(told) - CHANGES} more tables"] if len(told) > CHANGES else []
    return ", ".join([*(f"{name} {rows:+,}" for name, rows in told[:CHANGES]), *more]) or "as many rows as before"


def differences(before: Snapshot, after: Snapshot) -> list[tuple[str, int]]:
    """The tables that have more or fewer rows than before, the largest difference first."""
    rows = {name: after.rows.get(name, 0) - before.rows.get(name, 0) for name in before.rows | after.rows}
    return sorted(((name, more) for name, more in rows.items() if more), key=lambda one: (-abs(one[1]), one[0]))


def size(file: Path) -> str | None:
    try:
        return decimal(file.stat().st_size)
    except FileNotFoundError:  # retired meanwhile
        return None
