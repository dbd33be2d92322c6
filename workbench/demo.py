"""What `./run demo` shows at its end: the question, its answer with the sentences, and what to try next."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from schema.settings import CHECKOUT, from_environment
from workbench.asking import ask
from workbench.library import find

QUESTION = "conditional_on_giving_up"
NEXT = (
    ("sqn questions", "the other saved questions"),
    ("sqn ask denied_conditions", "conditions that one side says do not exist"),
    ("sqn ask informal_or_disputed", "requests that were never formal, or are told in two ways"),
    ("sqn ask transfers_of --weapon patriot --format md", "the same for a paper"),
    ("sqn evidence {evidence_id}", "the sentence behind a row, in its article"),
    ('sqn sql "select requester, count(*) from requests group by 1 order by 2 desc"', "your own SQL"),
    ("sqn tables requests", "what the columns mean"),
    ("./run web", "the same in a browser"),
    ("./run lab", "the same in a notebook"),
)


def main() -> None:
    settings = from_environment()
    console = Console(highlight=False)
    rows = ask(settings.snapshots, QUESTION, {"weapon": "s-400"}).records()
    console.print()
    console.print(Text(find(QUESTION).question, style="bold"))
    console.print()
    for row in rows:
        console.print(Padding(told(row), (0, 0, 1, 2)))
    console.print(Text("What to try next", style="bold"))
    console.print(f"  export SQN_HOME={settings.home} PATH={CHECKOUT}/.venv/bin:$PATH", soft_wrap=True)
    known = rows[0]["evidence_id"] if rows else "EVIDENCE_ID"
    for command, meaning in NEXT:
        console.print(f"  {command.format(evidence_id=known):50} [dim]# {meaning}[/]", soft_wrap=True)


def told(row: dict[str, Any]) -> Text:
    """One answer: what was asked or offered, the term, and both sentences."""
    term = f"{row['imposed_by'] or 'the other side'}: {row['required_of'] or 'it'} must {verb(row['must'])} "
    term += f"{', '.join(row['given_up'])} ({row['stance']})"
    day = row["stated_on"].isoformat() if row["stated_on"] else "no date"
    text = Text.assemble((headline(row), "bold cyan"), f"\n{term}\n")
    for quote, style in ((row["request_quote"] or row["offer_quote"], "italic"), (row["quote"], "italic yellow")):
        if quote:
            text.append(f"“{quote}”\n", style=style)
    text.append(f"{row['source']}, {day}: {row['title'] or '(no headline)'} [{row['evidence_id']}]", style="dim")
    return text


def headline(row: dict[str, Any]) -> str:
    if row["requester"] is None and row["addressee"] is None:
        what = ", ".join(row["offered_weapons"] or ["no weapon named"])
        return f"{row['imposed_by'] or 'Somebody'}: {row['hangs_on']} of {what} · {row['outcome']}"
    weapons = ", ".join(row["requested_weapons"] or ["no weapon named"])
    to_do = "for" if row["requested"] in ("acquire", "deliver") else f"to {verb(row['requested'])}"
    return (
        f"{row['requester'] or 'Somebody'} asked {row['addressee'] or 'somebody'} {to_do} {weapons} · {row['outcome']}"
    )


def verb(action: str) -> str:
    return action.replace("_", " ")


if __name__ == "__main__":
    main()
