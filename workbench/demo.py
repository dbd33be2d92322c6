"""What `./run demo` shows at its end: the question, its answer with the sentences, and what to try next."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from schema.settings import from_environment
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
    console.print(
        Text("What to try next", style="bold"),
        Text(f"(with SQN_HOME={settings.home} and .venv/bin on your PATH)", style="dim"),
    )
    known = rows[0]["evidence_id"] if rows else "EVIDENCE_ID"
    for command, meaning in NEXT:
        console.print(f"  {command.format(evidence_id=known):52} [dim]{meaning}[/]")


def told(row: dict[str, Any]) -> Text:
    """One answer: who asked whom for what, the term, and both sentences."""
    asked = f"{row['requester'] or 'Somebody'} asked {row['addressee'] or 'somebody'} to {verb(row['requested'])}"
    weapons = ", ".join(row["requested_weapons"] or ["—"])
    given_up = ", ".join(row["given_up"])
    term = f"{row['imposed_by'] or 'the other side'}: {row['required_of'] or 'it'} must {verb(row['must'])} {given_up}"
    day = row["stated_on"].isoformat() if row["stated_on"] else "no date"
    text = Text.assemble((f"{asked} {weapons}", "bold cyan"), f" · {row['outcome'] or 'no request told'}\n")
    text.append(f"{term} ({row['stance']})\n")
    if row["request_quote"]:
        text.append(f"“{row['request_quote']}”\n", style="italic")
    text.append(f"“{row['quote']}”\n", style="italic yellow")
    text.append(f"{row['source']}, {day}: {row['title'] or '(no headline)'} [{row['evidence_id']}]", style="dim")
    return text


def verb(action: str) -> str:
    return action.replace("_", " ")


if __name__ == "__main__":
    main()
