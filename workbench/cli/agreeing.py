"""The command that holds two codings of the same texts against each other."""

import json
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from extraction.agreement import agreed
from extraction.exchange import Json
from extraction.names.reference_lists import read_reference
from schema.errors import SourceError
from workbench.cli.coding import refuse_own_input, written
from workbench.cli.say import say
from workbench.gold import day_of, facts_of, read_lines

FILE = click.Path(path_type=Path, readable=False)


@click.command()
@click.argument("first", type=FILE)
@click.argument("second", type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="Where to write the codes; - is standard output.")
def agree(first: Path, second: Path, output: Path) -> None:
    """Make the facts of FIRST surer that SECOND tells too.

    FIRST and SECOND are what `sqn code` wrote of the same texts. Facts agree in kind and both parties; such a fact gets
    the confidence 1 - (1 - a)(1 - b), and keeps the fields of FIRST. One without confidence counts as .5.
    """
    for codes in (first, second):
        refuse_own_input(codes, output)
    reference = read_reference()
    lines = list(read_lines(first))
    others = {line["id"]: sure_facts(line, second) for line in read_lines(second)}
    here = [sure_facts(line, first) for line in lines]
    found = [
        agreed(facts, others.get(line["id"], ()), day_of(line), reference)
        for line, facts in zip(lines, here, strict=True)
    ]
    with written(output) as target:
        for line, (facts, _) in zip(lines, found, strict=True):
            target.write(json.dumps(line | {"facts": facts}, ensure_ascii=False) + "\n")
    say(
        f"{sum(map(len, here))} facts of {len(lines)} texts, {sum(count for _, count in found)} also in "
        f"{escape(str(second))} → {escape(str(output))}"
    )
    if missing := len({line["id"] for line in lines} - others.keys()):
        say(f"{missing} texts are not in {escape(str(second))}")


def sure_facts(line: dict[str, Any], path: Path) -> list[Json]:
    """The facts of a line, whose confidences are such. Raises SourceError."""
    facts = facts_of(line, path)
    for number, fact in enumerate(facts, start=1):
        sure = fact.get("confidence")
        if sure is not None and not (type(sure) in (int, float) and 0 <= sure <= 1):
            raise SourceError(f"{path}: {line['id']}: fact {number} has the confidence {sure!r}, not 0 to 1")
    return facts
