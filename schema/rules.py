"""Laws that no single constraint can hold: checked before every commit of a load and before every publish.

Each rule is one SELECT that returns the ids of what breaks it. `:run` narrows it to what one run stored, so
that the check of a batch costs no more than the batch; NULL checks everything.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, String, bindparam, text

from schema.errors import SqnError


@dataclass(frozen=True)
class Rule:
    name: str
    says: str
    offenders: str


RULES = (
    Rule(
        "fact_has_evidence",
        "no fact without evidence",
        """
        select fact.id from fact
        where (:run is null or fact.run_id = :run)
          and not exists (select 1 from evidence where evidence.fact_id = fact.id)
        """,
    ),
    Rule(
        "fact_has_its_kind",
        "each fact has its row in the table of its kind",
        """
        select fact.id from fact
        left join request on request.fact_id = fact.id
        left join condition on condition.fact_id = fact.id
        left join response on response.fact_id = fact.id
        left join sanction on sanction.fact_id = fact.id
        left join transfer on transfer.fact_id = fact.id
        where (:run is null or fact.run_id = :run)
          and coalesce(request.fact_id, condition.fact_id, response.fact_id, sanction.fact_id, transfer.fact_id) is null
        """,
    ),
    Rule(
        "evidence_within_text",
        "evidence lies within the text of its article",
        """
        select evidence.id from evidence
        join article on article.id = evidence.article_id
        where (:run is null or evidence.run_id = :run)
          and evidence.end_char > article.char_count
        """,
    ),
    Rule(
        "text_has_its_length",
        "the length on record is the length of the text",
        """
        select article.id from article
        where (:run is null or article.run_id = :run)
          and length(article.text) <> article.char_count
        """,
    ),
    Rule(
        "condition_hangs_on_a_deed",
        "a condition is attached to a request, response, transfer or sanction",
        """
        select condition.fact_id from condition
        join fact on fact.id = condition.fact_id
        join fact as gate on gate.id = condition.attached_to_id
        where (:run is null or fact.run_id = :run)
          and gate.kind = 'condition'
        """,
    ),
)


@dataclass(frozen=True)
class Violation:
    rule: Rule
    ids: tuple[str, ...]

    def __str__(self) -> str:
        some = ", ".join(self.ids[:3]) + (" …" if len(self.ids) > 3 else "")
        return f"{self.rule.says}: broken by {len(self.ids)} ({some})"


def violations(connection: Connection, run_id: str | None = None) -> list[Violation]:
    """What breaks the rules, in what a run stored or in the whole database."""
    found = []
    for rule in RULES:
        statement = text(rule.offenders).bindparams(bindparam("run", type_=String))
        ids = tuple(connection.scalars(statement, {"run": run_id}))
        if ids:
            found.append(Violation(rule, ids))
    return found


def hold(connection: Connection, run_id: str | None = None) -> None:
    """Raises SqnError if a rule is broken, so that the transaction is undone."""
    if broken := violations(connection, run_id):
        raise SqnError("the database would break its own rules: " + "; ".join(map(str, broken)))
