"""Commands on what reviewers decided: carried elsewhere, compared, made gold."""

import json
from pathlib import Path

import click
from rich.markup import escape

from schema.errors import SqnError
from workbench.cli.coding import written
from workbench.cli.opening import ready
from workbench.cli.say import say
from workbench.cli.showing import FORMAT, show_listing

FILE = click.Path(path_type=Path, readable=False)
SHOWN = 20


@click.group()
def reviews() -> None:
    """What reviewers decided: carry it to another database, see how far they agree, make gold of it."""


@reviews.command()
@click.argument("file", type=FILE)
def export(file: Path) -> None:
    """Write every decision to FILE as JSON Lines; - is standard output."""
    from loaders.reviewing.exchanging import exported
    from schema.engine import reading

    with reading(ready()) as connection, written(file) as target:
        count = 0
        for line in exported(connection):
            target.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    say(f"reviews: {count} decisions → {escape(str(file))}")


@reviews.command("import")
@click.argument("file", type=FILE)
def import_(file: Path) -> None:
    """Take in the decisions of FILE, which `export` wrote from a database with the same articles.

    What is there already is not taken twice. What does not fit what stands here is shown and left out.
    """
    from extraction.names.reference_lists import read_reference
    from loaders.reviewing.exchanging import imported
    from schema.engine import writing
    from workbench.gold import read_lines

    lines = [(f"{file}: {line['id']}", line) for line in read_lines(file)]
    with writing(ready()) as connection:
        outcome = imported(connection, read_reference(), lines)
    for refusal in outcome.refused[:SHOWN]:
        say(f"[yellow]not taken[/] {escape(refusal)}")
    if len(outcome.refused) > SHOWN:
        say(f"… and {len(outcome.refused) - SHOWN:,} more")
    say(f"reviews: {outcome.taken} taken in, {outcome.unchanged} were here, {len(outcome.refused)} not taken")
    if outcome.refused and not outcome.taken and not outcome.unchanged:
        raise SqnError("no decision could be taken in")


@reviews.command(params=[FORMAT])
@click.option("--differences", is_flag=True, help="List the facts on which reviewers differ, and in what.")
def agreement(differences: bool, form: str | None) -> None:
    """Show how far reviewers agree about the facts that several of them decided about.

    Agreement beyond chance is Krippendorff's alpha: 1 is agreement throughout, 0 what chance gives.
    """
    from loaders.reviewing.agreeing import differing, figures, readings
    from schema.engine import reading

    with reading(ready()) as connection:
        found = readings(connection)
    if differences:
        listed = [
            {
                "fact": one.fact_id,
                "kind": str(one.kind),
                "who_says_what": "; ".join(f"{reading.reviewer}: {reading.says}" for reading in one.readings),
                "fields": ", ".join(one.fields),
            }
            for one in differing(found)
        ]
        show_listing(listed, form)
        return
    show_listing(
        [
            {
                "kind": one.kind,
                "facts": one.facts,
                "same": one.same,
                "alpha": None if one.alpha is None else round(one.alpha, 3),
            }
            for one in figures(found)
        ],
        form,
    )


@reviews.command()
@click.option("-o", "--output", type=FILE, required=True, help="Where to write the gold; - is standard output.")
def gold(output: Path) -> None:
    """Write the articles all of whose facts were reviewed as gold for `sqn evaluate`.

    What the coder missed is missing there too: precision can be measured by it, recall only where leads and texts were
    searched as well.
    """
    from extraction.names.reference_lists import read_reference
    from loaders.reviewing.golden import gold as gold_lines
    from schema.engine import reading

    articles = facts = 0
    with reading(ready()) as connection, written(output) as target:
        for line in gold_lines(connection, read_reference()):
            target.write(json.dumps(line, ensure_ascii=False) + "\n")
            articles, facts = articles + 1, facts + len(line["facts"])
    say(f"gold: {facts} facts of {articles} articles → {escape(str(output))}")
