"""Commands that say what there is: saved questions, tables and their columns, snapshots."""

import click
from click.shell_completion import CompletionItem

from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.cli.showing import FORMAT, PAGER, show_listing, show_result

TABLES = """
    select view_name as name, 'view' as kind, comment as meaning from duckdb_views() where not internal
    union all
    select table_name, 'table', comment from duckdb_tables()
    order by kind desc, name
"""
COLUMNS = """
    select column_name as name, data_type as type, comment as meaning
    from duckdb_columns() where table_name = $name and not internal order by column_index
"""


@click.command(params=[FORMAT, PAGER])
@click.argument("words", nargs=-1)
def questions(words: tuple[str, ...], form: str | None) -> None:
    """List the saved questions by subject, or those in which all WORDS stand."""
    from workbench.library import library

    listed = [
        {"name": q.name, "subject": q.subject, "question": q.question, "parameters": [p.name for p in q.parameters]}
        for q in sorted(library().values(), key=lambda q: (q.subject, q.name))
        if all(word.casefold() in f"{q.name} {q.subject} {q.title} {q.question}".casefold() for word in words)
    ]
    show_listing(listed, form)


def table_names(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The tables and views that begin as what is typed, for a shell that completes."""
    from workbench.runner import run

    try:
        found = run(from_environment().snapshots, TABLES).rows
    except SqnError:
        return []
    return [CompletionItem(name, help=says) for name, _, says in found if name.startswith(incomplete.lower())]


@click.command(params=[FORMAT, PAGER])
@click.argument("name", required=False, shell_complete=table_names)
def tables(name: str | None, form: str | None) -> None:
    """List the views and tables of the snapshot, or the columns of one, with what they mean."""
    from workbench.runner import run

    folder = from_environment().snapshots
    if name is None:
        show_result(run(folder, TABLES), form)
        return
    result = run(folder, COLUMNS, {"name": name})
    if not result.rows:
        raise no_table(name, [row[0] for row in run(folder, TABLES).rows])
    show_result(result, form)


def no_table(name: str, known: list[str]) -> QueryError:
    from schema.errors import did_you_mean

    return QueryError(f"no table or view {name!r}.{did_you_mean(name, known)} `sqn tables` lists them")


@click.command(params=[FORMAT, PAGER])
def snapshots(form: str | None) -> None:
    """List the snapshots that are kept, the newest first."""
    from loaders.snapshots import manifests

    listed = [
        {
            "id": s.id,
            "created_at": s.created_at,
            "facts": s.rows.get("fact", 0),
            "articles": s.rows.get("article", 0),
            "newest_article": s.newest_article,
            "schema": s.schema_revision,
            "code": s.code_version,
            "sha256": s.sha256[:12],
        }
        for s in manifests(from_environment().snapshots)
    ]
    show_listing(listed, form)
