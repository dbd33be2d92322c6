"""Asking from Python: answers as pandas data frames, on the current snapshot of SQN_HOME."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schema.settings import from_environment
from workbench.asking import ask as ask_question
from workbench.library import library
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
        line = (
            f"{len(self)} rows{notice} · snapshot {snapshot.id} · newest article {snapshot.newest_article or 'unknown'}"
        )
        return f"{self.df.to_html(index=False, na_rep='')}<p>{line}</p>"


def ask(name: str, **parameters: object) -> Answer:
    """The answer to a saved question. Raises QueryError for an unknown question, parameter or name in the data."""
    given = {key: str(value) for key, value in parameters.items() if value is not None}
    return Answer(ask_question(from_environment().snapshots, name, given))


def sql(statement: str, **values: object) -> Answer:
    """The answer of one SELECT; `$name` in it is bound to the keyword of that name. Raises QueryError."""
    return Answer(run(from_environment().snapshots, statement, values))


def evidence(identifier: str) -> Answer:
    """The quotes behind a fact or piece of evidence, with the articles they stand in."""
    return sql("select * from quotes where evidence_id = $id or fact_id = $id", id=identifier)


def questions() -> pd.DataFrame:
    """The saved questions: name, subject, what they ask, their parameters."""
    import pandas as pd

    rows = [(q.name, q.subject, q.question, [p.name for p in q.parameters]) for q in library().values()]
    return pd.DataFrame(rows, columns=["name", "subject", "question", "parameters"])
