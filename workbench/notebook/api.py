"""Asking from Python: answers with their charts and sentences, on the current snapshot of SQN_HOME or a pinned one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loaders.snapshots import Snapshot, current
from schema.errors import QueryError, did_you_mean
from schema.settings import from_environment
from workbench.asking import ask as ask_question
from workbench.asking import snapshot_asked
from workbench.charts.theme import Theme
from workbench.heading import Chart
from workbench.library import find, library
from workbench.notebook.answer import Answer
from workbench.notebook.listing import Listing
from workbench.notebook.reading import Reading
from workbench.notebook.stopping import stoppable
from workbench.notebook.theme import around
from workbench.passages import passages
from workbench.people import COLUMNS_OF, HEADINGS, RELATIONS, in_order
from workbench.runner import run


@dataclass(frozen=True)
class Pinned:
    """What a notebook asks where a call says nothing else."""

    as_of: str | None = None
    recorded_as_of: str | None = None
    snapshot: str | None = None
    theme: Theme | None = None


pinned = Pinned()


def use(
    *, as_of: object = None, recorded_as_of: object = None, snapshot: str | None = None, theme: Theme | None = None
) -> Listing:
    """Pins the notebook, from here on, to a day or a snapshot, and its charts to a light or dark ground.

    `use()` takes it back; without a theme, charts go with JupyterLab's. What is asked is returned, as by `snapshot()`.
    Raises QueryError for what is no day, snapshot or theme.
    """
    global pinned
    if theme not in (None, "light", "dark"):
        raise QueryError(f"theme is light or dark, not {theme!r}.{did_you_mean(str(theme), ['light', 'dark'])}")
    wanted = Pinned(written(as_of), written(recorded_as_of), snapshot, theme)
    chosen_snapshot(wanted)
    pinned = wanted
    return snapshot_asked_of(wanted)


def ask(
    name: str,
    *,
    as_of: object = None,
    recorded_as_of: object = None,
    snapshot: str | None = None,
    **parameters: object,
) -> Answer:
    """The answer to a saved question. Raises QueryError for an unknown question, parameter or name in the data.

    `as_of` is a day: only what was published by then; `recorded_as_of` a day or a moment: only what the database knew
    by then; `snapshot` the id of an older snapshot.
    """
    question = find(name)
    given = {key: written(value) for key, value in parameters.items() if value is not None}
    folder = from_environment().snapshots
    with stoppable():
        asked = chosen_snapshot(asking(as_of, recorded_as_of, snapshot))
        result = ask_question(folder, name, given, snapshot=asked)
    return Answer(result, folder, question, question.sql, given, question.chart, theme=pinned.theme or around())


def sql(
    statement: str,
    *,
    as_of: object = None,
    recorded_as_of: object = None,
    snapshot: str | None = None,
    **values: object,
) -> Answer:
    """The answer of one SELECT; `$name` in it is bound to the keyword of that name. Raises QueryError.

    `as_of`, `recorded_as_of` and `snapshot` are those of `ask`.
    """
    return answered(statement, values, asking(as_of, recorded_as_of, snapshot))


def answered(
    statement: str, values: Mapping[str, Any], wanted: Pinned, drawn_as: Chart | None = None, title: str = ""
) -> Answer:
    """The answer of one SELECT on what is wanted."""
    folder = from_environment().snapshots
    with stoppable():
        result = run(folder, statement, values, snapshot=chosen_snapshot(wanted))
    return Answer(result, folder, None, statement, values, drawn_as, title, wanted.theme or around())


def asking(as_of: object, recorded_as_of: object, snapshot: str | None) -> Pinned:
    """What a call asks: what it says itself, or else what the notebook is pinned to."""
    if as_of is recorded_as_of is snapshot is None:
        return pinned
    return replace(pinned, as_of=written(as_of), recorded_as_of=written(recorded_as_of), snapshot=snapshot)


def chosen_snapshot(wanted: Pinned) -> Snapshot:
    """The snapshot that is asked. Raises QueryError where there is none such."""
    folder = from_environment().snapshots
    return snapshot_asked(folder, wanted.as_of, wanted.recorded_as_of, wanted.snapshot) or current(folder)


def written(given: object) -> str | None:
    """A value as the command line takes it: days and moments in ISO's way, those of pandas among them."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, dt.datetime):
        return given.date().isoformat() if given.time() == dt.time() else given.isoformat(timespec="seconds")
    return None if given is None else str(given)


def evidence(identifier: str) -> Reading:
    """The sentences behind a fact or piece of evidence, each in its paragraph. Raises QueryError for an unknown id."""
    with stoppable():
        found = passages(from_environment().snapshots, [str(identifier)], chosen_snapshot(pinned))
    if not found:
        raise QueryError(
            f"no evidence or fact {identifier!r} in the snapshot; ids stand in the columns evidence_id and …_id"
        )
    return Reading(found)


def questions(about: str = "") -> Listing:
    """The saved questions by subject; only those that tell of some words, where any are given."""
    words = about.lower().split()
    rows = [
        {"name": q.name, "subject": q.subject, "question": q.question, "parameters": [p.name for p in q.parameters]}
        for q in library().values()
        if all(word in f"{q.name} {q.subject} {q.title} {q.question} {q.note or ''}".lower() for word in words)
    ]
    note = (
        f"{len(rows)} of {len(library())} questions: wb.ask(name, …) asks one, wb.library() lets you look through them"
    )
    return Listing(sorted(rows, key=lambda row: (row["subject"], row["name"])), "subject", note)


def tables(name: str | None = None) -> Listing:
    """The views and tables of the snapshot, or the columns of one, with what they mean. Raises QueryError."""
    if name is None:
        found = [{**one, "for": HEADINGS[one["for"]]} for one in in_order(sql(RELATIONS).result.rows)]
        return Listing(found, "for", f"{len(found)} views and tables: wb.tables(name) says what is in one")
    found = sql(COLUMNS_OF, name=name).result.records()
    if not found:
        known = [known for known, _ in sql(RELATIONS).result.rows]
        raise QueryError(f"no table or view {name!r}.{did_you_mean(name, known)} `wb.tables()` lists them")
    return Listing(found, None, f"{len(found)} columns of {name}")


def snapshot() -> Listing:
    """What is asked: the snapshot, how fresh it is, and how much is in it."""
    return snapshot_asked_of(pinned)


def snapshot_asked_of(wanted: Pinned) -> Listing:
    asked = chosen_snapshot(wanted)
    told: dict[str, object] = {
        "snapshot": asked.id,
        "published": asked.created_at,
        "as of": asked.as_of,
        "recorded as of": asked.recorded_as_of,
        "newest article": asked.newest_article,
        "articles": asked.rows.get("article"),
        "facts": asked.facts,
        "accounts": asked.rows.get("fact"),
        "left out, undated": asked.undated or None,
        "code": asked.code_version,
    }
    rows = [{"what": what, "value": value} for what, value in told.items() if value is not None]
    return Listing(rows, None, str(Path(from_environment().snapshots)))
