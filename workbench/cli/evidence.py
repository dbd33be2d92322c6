"""The sentence behind a row: each quote in its paragraph, who told it, and what else is told in the same words."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from loaders.snapshots import Snapshot
from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.cli.showing import FORMAT, PAGER, longer_than_screen, pager_takes_colours, show_listing

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STEPS = """
    select fact_id, step, who, whom, what, standing, weapons
    from chain_steps
    where fact_id in (select unnest($facts))
    order by fact_id
"""
# What other facts are told in words that overlap with these.
BESIDE = """
    select distinct one.evidence_id as beside, other.fact_id, other.evidence_id, other.start_char
    from quotes as one
    join quotes as other
      on other.article_id = one.article_id
     and other.start_char < one.end_char
     and one.start_char < other.end_char
     and other.fact_id <> one.fact_id
    where one.evidence_id in (select unnest($pieces))
    order by one.evidence_id, other.start_char, other.fact_id
"""
COLOURS = {"request": "cyan", "condition": "magenta", "response": "green", "sanction": "red", "transfer": "blue"}
READABLE = 100  # characters of a line of text that are read with ease
OFFERED = 50


def offered(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Ids of facts and pieces of evidence that begin as what is typed, for a shell that completes."""
    from workbench.runner import run

    if len(incomplete) < len("e-00"):
        return []  # thousands would be no help
    ids = f"""
        select fact_id as id, quote from facts where starts_with(fact_id, $typed)
        union all
        select evidence_id, quote from quotes where starts_with(evidence_id, $typed)
        order by id limit {OFFERED}
    """
    try:
        found = run(from_environment().snapshots, ids, {"typed": incomplete}).rows
    except SqnError:
        return []
    return [CompletionItem(one, help=quote[:60]) for one, quote in found]


@click.command(params=[FORMAT, PAGER])
@click.argument("identifiers", metavar="ID…", nargs=-1, required=True, shell_complete=offered)
def evidence(identifiers: tuple[str, ...], form: str | None) -> None:
    """Show the sentence behind a row, in its article: by evidence_id or the id of a fact; several at once.

    An id that was cited before other accounts were led to the same fact shows all the evidence of that fact.
    """
    from rich.console import Console

    folder = from_environment().snapshots
    found = [quotes_of(folder, identifier) for identifier in identifiers]  # all of them or a complaint
    if form not in (None, "table"):
        show_listing([flat(quote) for quotes in found for quote in quotes], form)
        return
    console = Console(highlight=False)
    with console.capture() as captured:
        for quotes in found:
            print_evidence(console, folder, quotes)
    text = captured.get()
    if not console.is_terminal:
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    if longer_than_screen(text, console.height) and pager_takes_colours():
        click.echo_via_pager(text.removesuffix("\n"))
    else:
        click.echo(text, nl=False, color=True)


def quotes_of(folder: Path, identifier: str, snapshot: Snapshot | None = None) -> list[dict[str, Any]]:
    """The quotes behind an id with the texts they stand in. Raises QueryError if there are none."""
    from workbench.passages import quotes_behind

    found = quotes_behind(folder, [identifier], snapshot)
    if not found:
        raise QueryError(
            f"no evidence or fact {identifier!r} in the snapshot; ids stand in the columns evidence_id and …_id"
        )
    return found


def flat(quote: Mapping[str, Any]) -> dict[str, Any]:
    """A quote for programs: its paragraph instead of the whole article."""
    from workbench.passages import passage

    told = passage(quote)
    return {**told.quote, "paragraph": told.before + told.said + told.after}


def print_evidence(
    console: "Console", folder: Path, quotes: Sequence[Mapping[str, Any]], snapshot: Snapshot | None = None
) -> None:
    """All quotes behind an id under the fact that they tell, with the facts told beside it."""
    from rich.padding import Padding

    from workbench.runner import run

    pieces = [quote["evidence_id"] for quote in quotes]
    beside = run(folder, BESIDE, {"pieces": pieces}, snapshot=snapshot).records()
    wanted = sorted({quote["fact_id"] for quote in quotes} | {row["fact_id"] for row in beside})
    steps = {row["fact_id"]: row for row in run(folder, STEPS, {"facts": wanted}, snapshot=snapshot).records()}
    width = min(console.width, READABLE)
    shown = None
    for number, quote in enumerate(quotes, start=1):
        if quote["fact_id"] != shown:
            shown = quote["fact_id"]
            console.print(fact_line(shown, steps.get(shown), quote["kind"]), width=width)
            console.print()
        console.print(heading(quote, number, len(quotes)), width=width)
        body = highlighted(quote, plain=not console.is_terminal) if quote["article_id"] else record(quote)
        console.print(Padding(body, (1, 2, 1, 4)), width=width)
        others = [row for row in beside if row["beside"] == quote["evidence_id"]]
        if others:
            console.print("    [dim]the same words also tell[/]")
        for row in others:
            line = fact_line(row["fact_id"], steps.get(row["fact_id"]), None)
            console.print(Padding(line, (0, 2, 0, 6)), width=width)
        if others:
            console.print()


def fact_line(fact: str, step: Mapping[str, Any] | None, kind: str | None) -> "Text":
    """A fact in a line: who, to whom, what, which weapons, how far it came, its id."""
    from rich.text import Text

    from workbench.gridding import safe

    kind = step["step"] if step else kind or "fact"
    line = Text.assemble((kind, f"bold {COLOURS.get(kind, '')}"))
    if step:
        line.append(f"  {safe(step['who'] or '?')} → {safe(step['whom'] or '?')}", "bold")
        told = [step["what"], ", ".join(filter(None, step["weapons"] or [])), step["standing"]]
        line.append("".join(f" · {safe(part)}" for part in told if part))
    line.append(f"  {fact}", "dim")
    return line


def heading(quote: Mapping[str, Any], number: int, of: int) -> "Text":
    """Where a quote stands: headline, outlet, day, who says so, and how surely."""
    from rich.style import Style
    from rich.text import Text

    from workbench.gridding import safe

    who = quote["attribution"] + (f": {quote['speaker']}" if quote["speaker"] else "")
    via = f" · via {quote['via']}" if quote["via"] else ""
    day = quote["published_on"].isoformat() if quote["published_on"] else "no date"
    title = quote["title"] or ("(no headline)" if quote["article_id"] else quote["locator"]) or "(no name)"
    stands = (quote["stance"], "" if quote["stance"] == "supports" else "bold red")
    place = f"{number}/{of} " if of > 1 else ""
    link = Style(link=quote["url"]) if quote["url"] else Style()
    grade = f" · source graded {quote['reliability']}" if quote["reliability"] else ""
    return Text.assemble(
        (place, "dim"),
        (safe(title), Style(bold=True) + link),
        f"\n{safe(quote['source'])}, {day} · {safe(who + via)} · {quote['modality']} · ",
        stands,
        grade,
        (f"\n{quote['evidence_id']}", "dim"),
        (f"\n{safe(quote['url'])}" if quote["url"] else "", Style(dim=True) + link),
    )


def record(quote: Mapping[str, Any]) -> "Text":
    """What a record of a data set says, and until which release."""
    from rich.text import Text

    from workbench.gridding import safe

    since = f"in the release of {quote['published_on']}"
    until = f", no more so in that of {quote['gone_by']}" if quote["gone_by"] else " and in the newest"
    return Text.assemble((safe(quote["quote"]), "bold"), f"\n{since}{until}")


def highlighted(quote: Mapping[str, Any], *, plain: bool) -> "Text":
    """The paragraph around a quote with the quote highlighted; marked by » « where there is no colour."""
    from rich.text import Text

    from workbench.gridding import safe
    from workbench.passages import passage

    told = passage(quote)
    left, right = ("»", "«") if plain else ("", "")
    return Text.assemble(safe(told.before), (left + safe(told.said) + right, "bold reverse"), safe(told.after))
