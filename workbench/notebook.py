"""Asking from Python: answers as pandas data frames, on the current snapshot of SQN_HOME."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schema.settings import from_environment
from workbench.asking import ask as ask_question
from workbench.asking import snapshot_asked
from workbench.library import library
from workbench.output import citation
from workbench.runner import Result, run

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Answer:
    """The answer to a question: `df` is the data frame, `result` the rows with the snapshot they come from."""

    result: Result

    @property
    def df(self) -> pd.DataFrame:
        """The rows as a pandas data frame, one column for each column of the answer."""
        import pandas as pd

        return pd.DataFrame(self.result.records(), columns=list(self.result.columns))

    def __len__(self) -> int:
        return len(self.result.rows)

    def _repr_html_(self) -> str:
        snapshot = self.result.snapshot
        notice = f" · {self.result.notice}" if self.result.notice else ""
        told = citation(snapshot) or f"snapshot {snapshot.id}"
        line = f"{len(self)} rows{notice} · {told} · newest article {snapshot.newest_article or 'unknown'}"
        return f"{self.df.to_html(index=False, na_rep='')}<p>{line}</p>"


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
    given = {key: str(value) for key, value in parameters.items() if value is not None}
    folder = from_environment().snapshots
    asked = snapshot_asked(folder, written(as_of), written(recorded_as_of), snapshot)
    return Answer(ask_question(folder, name, given, snapshot=asked))


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
    folder = from_environment().snapshots
    asked = snapshot_asked(folder, written(as_of), written(recorded_as_of), snapshot)
    return Answer(run(folder, statement, values, snapshot=asked))


def written(bound: object) -> str | None:
    """A day or moment as the command line takes it."""
    if isinstance(bound, dt.datetime):
        return bound.isoformat(timespec="seconds")
    return None if bound is None else str(bound)


def evidence(identifier: str) -> Answer:
    """The quotes behind a fact or piece of evidence, with the articles they stand in."""
    return sql("select * from quotes where evidence_id = $id or fact_id = $id", id=identifier)


def questions() -> pd.DataFrame:
    """The saved questions: name, subject, what they ask, their parameters."""
    import pandas as pd

    rows = [(q.name, q.subject, q.question, [p.name for p in q.parameters]) for q in library().values()]
    return pd.DataFrame(rows, columns=["name", "subject", "question", "parameters"])
