"""The snapshots that there are: when each was published, what changed since the one before, which stay for good."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from loaders.snapshots import Snapshot, current, manifests, mark_of
from schema.errors import SqnError
from workbench.snapshot_list import differences, listed, size, why
from workbench.web.rendering import as_json, render
from workbench.web.state import shared


def snapshots(request: Request) -> Response:
    """All snapshots, the newest first, each to be looked into as it was."""
    folder = shared(request).settings.snapshots
    found = manifests(folder)
    if request.url.path.endswith(".json"):
        return as_json(request, [one | {"href": f"/?snapshot={one['id']}"} for one in listed(folder, found)])
    return render(request, "snapshots.html", snapshots=described(folder, found))


def described(folder: Path, found: list[Snapshot]) -> list[dict[str, Any]]:
    try:
        now = current(folder).id
    except SqnError:  # what is pointed to is gone; the others can be read all the same
        now = ""
    before = {one.id: older for one, older in pairwise(found)}
    return [
        {
            "about": one,
            "current": one.id == now,
            "kept": why(mark_of(folder, one.id)),
            "size": size(folder / one.file),
            "first": one.id not in before,
            "differences": differences(before[one.id], one) if one.id in before else [],
        }
        for one in found
    ]
