"""Asks a saved question: parameters read, resolved against the data, and bound."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from loaders.snapshots import Snapshot, current
from schema.errors import QueryError, did_you_mean
from workbench.heading import EXAMPLES, Parameter, typed
from workbench.library import Question, check_columns, find
from workbench.naming import identified
from workbench.runner import Result, Runner, runner

NAMES = {
    "weapon": "select name, weapon_id as id from weapon_name union all select id, id from weapon_system",
    "actor": "select name, actor_id as id from actor_name union all select actor_id, canonical_id from actor_canonical",
    "article": "select id as name, id from article",
}
# What a reader may choose from: only what some answer is about, under its usual name.
OPTIONS = {
    "weapon": """
        select weapons.weapon_id as id, weapons.name
        from weapons
        where weapons.weapon_id in (
            select weapon_lineage.ancestor_id
            from weapon_lineage
            where weapon_lineage.weapon_id in (select fact_objects.weapon_id from fact_objects)
        )
    """,
    "actor": """
        select actors.actor_id as id, actors.name
        from actors
        where actors.actor_id in (
            select who_id from chain_step
            union
            select whom_id from chain_step
            union
            select principal_id from listings
        )
    """,
    "article": """
        select article.id, coalesce(article.title, article.id) as name
        from article
    """,
}
BEGINS = "where starts_with(lower(id), lower($begins)) or starts_with(lower(name), lower($begins))"
MOST_OPTIONS = 1_000  # nobody reads a longer list: type the beginning


def ask(folder: Path, name: str, given: Mapping[str, str | None], *, snapshot: Snapshot | None = None) -> Result:
    """The answer to a saved question on a snapshot of a folder, by default the current one.

    Raises QueryError for an unknown question or parameter, or a value that cannot be read or is not in the data.
    """
    question, answering, asked = find(name), runner(folder), snapshot or current(folder)
    answer = answering.run(question.sql, bound(answering, asked, question, given), snapshot=asked)
    check_columns(question, answer.columns)
    return answer


def options(
    folder: Path, parameter: Parameter, begins: str = "", most: int | None = MOST_OPTIONS
) -> list[tuple[str, str]]:
    """What may be given for a parameter, as (value, name): its choices, or the actors, weapons, articles in the data.

    Only those whose value or name begins as `begins`, the first `most` by name. Empty for the types that are written
    freely: dates, numbers, texts.
    """
    if parameter.kind not in OPTIONS:
        return [(option, option) for option in parameter.options if option.lower().startswith(begins.lower())]
    answering = runner(folder)
    all_of_them = replace(answering.limits, rows=None, size=None)
    statement, values = options_statement(parameter.kind, begins, most)
    return [(value, name) for value, name in answering.run(statement, values, limits=all_of_them).rows]


def options_statement(kind: str, begins: str = "", most: int | None = MOST_OPTIONS) -> tuple[str, dict[str, str]]:
    """The SELECT of id and name of what may be given for a parameter of a kind of OPTIONS, and its values."""
    some = f" limit {most}" if most is not None else ""
    statement = f"select id, name from ({OPTIONS[kind]}) {BEGINS if begins else ''} order by name, id{some}"
    return statement, {"begins": begins} if begins else {}


def bound(answering: Runner, snapshot: Snapshot, question: Question, given: Mapping[str, str | None]) -> dict[str, Any]:
    """The values of a question's parameters, from what was given for them or else by default. Raises QueryError."""
    known = {parameter.name for parameter in question.parameters}
    for wrong in set(given) - known:
        raise QueryError(
            f"{question.name} has no parameter {wrong!r}.{did_you_mean(wrong, known)} It takes: {listed(known)}"
        )
    return {p.name: value(answering, snapshot, p, given.get(p.name, p.default)) for p in question.parameters}


def snapshot_asked(
    folder: Path, as_of: str | None, recorded_as_of: str | None, named: str | None = None
) -> Snapshot | None:
    """The snapshot that bounds and an id mean, made now if it is as of a day asked for the first time.

    None for the current one, as it is. Raises QueryError for what is no day or no snapshot.
    """
    if as_of is recorded_as_of is named is None:
        return None
    from loaders.known.deriving import snapshot_of
    from loaders.known.moment import known

    return snapshot_of(folder, known(as_of, recorded_as_of), named)


def listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def option_of(parameter: Parameter) -> str:
    """How the command line spells a parameter."""
    return f"--{parameter.name.replace('_', '-')}"


def value(answering: Runner, snapshot: Snapshot, parameter: Parameter, written: str | None) -> Any:
    """What is bound for a parameter: its text read as its type, names led to their ids, NULL if left out."""
    option = option_of(parameter)
    if written is None or written == "":
        if parameter.optional:
            return None
        raise QueryError(f"{option} needs a value ({parameter.kind}: {parameter.says})")
    try:
        read = typed(parameter.kind, written)
    except ValueError as error:
        example = EXAMPLES[parameter.kind]
        kind = "an integer" if parameter.kind == "integer" else f"a {parameter.kind}"
        raise QueryError(f"{option} is {written!r}, not {kind} such as {example}") from error
    if parameter.kind == "choice" and written not in parameter.options:
        hint = did_you_mean(written, parameter.options)
        raise QueryError(f"{option} is {written!r}; one of: {', '.join(parameter.options)}.{hint}")
    if parameter.kind in NAMES:
        return resolved(answering, snapshot, parameter, written)
    return read


def resolved(answering: Runner, snapshot: Snapshot, parameter: Parameter, written: str) -> str:
    """The id that a name means, however it is spelt: S400, s-400, Türkiye. Raises QueryError with the nearest names."""
    names, all_of_them = NAMES[parameter.kind], replace(answering.limits, rows=None, size=None)
    exact = answering.run(f"select id from ({names}) where name = $written", {"written": written}, snapshot=snapshot)
    if exact.rows:
        return str(exact.rows[-1][0])
    if parameter.kind == "article":  # an id has no other spelling, and there may be millions
        names, values = f"select * from ({names}) where starts_with(name, $begins) limit 100", {"begins": written[:6]}
    else:
        values = {}
    listed = answering.run(names, values, snapshot=snapshot, limits=all_of_them)
    told = [(str(name), str(key)) for name, key in listed.rows]
    try:
        return identified(told, parameter.kind, written)
    except QueryError as error:
        raise QueryError(f"{option_of(parameter)}: {error}") from error
