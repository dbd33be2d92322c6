"""Screens of a review: a fact, a pair of accounts or a lead, as a terminal shows them."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from loaders.reviewing.changing import PRINCIPAL
from loaders.reviewing.showing import LeadView, Other, Quote, View, interval
from schema.vocabulary import Verdict
from workbench.gridding import safe

KEYS = {
    "facts": "a accept · e edit · r reject · s skip · m merge · x split · u undo · q quit",
    "pairs": "= the same · # different · s skip · u undo · q quit",
    "leads": "f a fact is there · n none · s skip · u undo · q quit",
}


def fact_screen(view: View, place: str, *, blind: bool = False) -> RenderableType:
    """All that tells whether a fact is right, on one screen; `blind` hides what was decided about it."""
    parts: list[RenderableType] = [head(view, place, blind=blind), fields_table(view), Text()]
    parts += [quote_text(quote) for quote in view.quotes]
    if view.hanging:
        parts += [Text("On it hang", "bold"), *(Text(f"  {safe(line)}") for line in view.hanging)]
    if view.disputed:
        parts += [Text("\nThe evidence differs", "bold yellow"), disputed_text(view)]
    if together := [other for other in view.others if other.one]:
        parts += [Text(f"\nOne fact with {len(together)} more", "bold"), *map(other_text, together)]
    if unsure := [other for other in view.others if not other.one and other.verdict is Verdict.UNSURE]:
        parts.append(Text(f"\n{len(unsure)} may be of the same fact (m shows them)", "dim"))
    return Group(*parts)


def pair_screen(left: View, right: View, pair: Other | None, place: str) -> RenderableType:
    """Two accounts side by side, and why the resolver was unsure."""
    sides = Table.grid(expand=True, padding=(0, 2))
    sides.add_column(ratio=1)
    sides.add_column(ratio=1)
    sides.add_row(*(Group(fields_table(view), Text(), *map(quote_text, view.quotes)) for view in (left, right)))
    heading = Text(f"{left.kind}: one fact or two? · {place}", "bold")
    reasons = "" if pair is None else f"{pair.judged_by}, likeness {pair.score or 0:.2f}: {' '.join(pair.reasons)}"
    return Group(heading, Text(f"{left.fact_id}   {right.fact_id}", "dim"), Text(reasons, "cyan"), Text(), sides)


def lead_screen(view: LeadView, place: str) -> RenderableType:
    heading = Text(f"{view.kind}? · {place} · likelihood {view.likelihood:.2f}", "bold")
    return Group(heading, Text(view.reason, "dim"), Text(), quote_text(view.quote))


def head(view: View, place: str, *, blind: bool) -> Text:
    state = "unreviewed" if blind else view.state["review_state"]
    return Text.assemble(
        (f"{view.kind} · {place} · confidence {view.confidence:.2f}", "bold"),
        (f" · {state}" if state != "unreviewed" else "", "yellow"),
        (f"\n{view.fact_id}", "dim"),
    )


def fields_table(view: View) -> Table:
    """The fields that are told, by name."""
    table = Table(show_header=False, box=None, padding=(0, 1))
    table.add_column(style="cyan")
    table.add_column(overflow="fold")
    for name, value in shown_fields(view):
        table.add_row(name, Text(safe(value)))
    return table


def shown_fields(view: View) -> Iterable[tuple[str, str]]:
    fields = view.state["fields"]
    for name, value in fields.items():
        if value is None or name.endswith(PRINCIPAL):
            continue
        principal = fields.get(f"{name.removesuffix('_id')}{PRINCIPAL}")
        acts_for = f", for {view.names.get(principal, principal)}" if principal and principal != value else ""
        known = view.names if name.endswith("_id") else {}
        yield label(name), view.lines.get(value, known.get(value, value)) + acts_for
    for row in view.state["objects"]:
        words = f"  “{row['words']}”" if row["words"] else ""
        if row["resolved_through"]:
            words += f" ({row['resolution']}, through {row['resolved_through']})"
        yield ("weapon" if row["role"] == "object" else row["role"]), weapon_line(row, view.names) + words
    if days := interval(view.state):
        words = view.state["date_words"]
        yield "when", days + (f"  “{words}”" if words else "")


def label(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def weapon_line(row: dict[str, str | None], names: dict[str, str]) -> str:
    weapon = row["weapon_id"] or ""
    if row["quantity"] is None:
        return names.get(weapon, weapon)
    most = f"-{row['quantity_to']}" if row["quantity_to"] else ""
    return " ".join(part for part in (row["quantity"] + most, row["unit"], names.get(weapon, weapon)) if part)


def quote_text(quote: Quote) -> RenderableType:
    """Evidence highlighted in the sentences around it."""
    passage, start, end = quote.passage, quote.start, quote.end
    told = Text.assemble(
        safe(passage[:start]), (safe(passage[start:end]), "bold reverse"), safe(passage[end:]), overflow="fold"
    )
    return Group(Text(safe(quote.where), "italic"), Text(safe(quote.says), "dim"), Padding(told, (0, 0, 1, 2)))


def disputed_text(view: View) -> Text:
    lines = [f"  {field}: {safe(value)} ({len(of)}: {', '.join(of)})" for field, value, of in view.differences()]
    return Text("\n".join(lines), "yellow")


def other_text(other: Other, number: int | None = None) -> Text:
    by = f"{other.verdict} by {other.judged_by} · " if other.judged_by else ""
    score = f"likeness {other.score:.2f}: " if other.score is not None else ""
    mark = f"{number:>3}. " if number else "  "
    return Text.assemble(mark, safe(other.line), (f"\n     {by}{score}{safe(' '.join(other.reasons))}", "dim"))


def numbered(console: Console, others: Sequence[Other]) -> None:
    for number, other in enumerate(others, start=1):
        console.print(other_text(other, number))
