"""What the diagrams of the schema show: one of all groups, and one of each with keys and chief columns."""

from collections.abc import Mapping

from workbench.dictionary.drawing import Box, Lead, Line, drawn
from workbench.dictionary.relations import PEOPLE, RECORD, RESOLVED, Column, Relation

COLOURS = {
    "reference": "#2f6f8f",
    "documents": "#5b7f3a",
    "datasets": "#7a5ea8",
    "facts": "#a8442a",
    "evidence": "#a0741c",
    "operations": "#66707a",
    RESOLVED: "#8c4a6b",
    PEOPLE: "#31585a",
}
# Where a group stands in the picture of all of them.
LAYERS = {"documents": 0, "datasets": 0, "operations": 1, "evidence": 1, "facts": 2, "reference": 3}
CHIEF = """
    name title text key earliest latest published_on released_on first_seen gone_by listed_on quantity unit held_from
    held_to field value start_char end_char says origins raw score started_at status read inserted rejected
    watermark reason reviewer judged_by text_sha256 over_arms likelihood confidence speaker
""".split()


def overview(relations: Mapping[str, Relation]) -> str:
    """All groups of the record, their tables, and which of them lead to which tables of others."""
    boxes, leads, seen = [], [], set()
    for group in LAYERS:
        tables = [one for one in relations.values() if one.group == group]
        boxes.append(Box(group, LAYERS[group], COLOURS[group], tuple(Line(one.name, style="key") for one in tables)))
    rows = {one.name: place for group in LAYERS for place, one in enumerate(of(group, relations))}
    for one in relations.values():
        for column in one.columns:
            target = relations.get(column.leads_to or "")
            if target is None or target.group == one.group or target.group == "operations":
                continue
            if (one.group, target.name) not in seen:
                seen.add((one.group, target.name))
                leads.append(Lead(one.group, None, target.group, rows[target.name]))
    under = "The record's tables by group. A line leads from a group to a table of another that its tables point to."
    return drawn("Sine Qua Non: the schema", under, boxes, leads)


def of(group: str, relations: Mapping[str, Relation]) -> list[Relation]:
    return [one for one in relations.values() if one.group == group]


def of_group(group: str, relations: Mapping[str, Relation]) -> str:
    """The tables of a group with keys and chief columns; keys of other groups' tables are named in their row."""
    tables = of(group, relations)
    layers = layered(tables)
    boxes, leads = [], []
    for one in sorted(tables, key=lambda one: layers[one.name]):
        shown = [column for column in one.columns if is_shown(column)]
        lines = [line(column, one) for column in shown]
        if hidden := len(one.columns) - len(shown):
            lines.append(Line(f"… {hidden} more", style="more"))
        boxes.append(Box(one.name, layers[one.name], COLOURS[group], tuple(lines)))
        for row, column in enumerate(shown):
            target = column.leads_to
            if target in layers and target != one.name:
                keys = [column.is_key for column in relations[target].columns if is_shown(column)]
                leads.append(Lead(one.name, row, target, keys.index(True)))
    under = "Keys and chief columns; → names the table, of this group or another, that a column leads to."
    return drawn(RECORD[group], under, boxes, leads)


def is_shown(column: Column) -> bool:
    return column.is_key or column.leads_to is not None or column.words is not None or column.name in CHIEF


def line(column: Column, one: Relation) -> Line:
    right = column.words or ""
    if column.leads_to:
        right = "→ itself" if column.leads_to == one.name else f"→ {column.leads_to}"
    elif column.is_key and not right:
        right = "key"
    return Line(column.name, right, "key" if column.is_key else "")


def layered(tables: list[Relation]) -> dict[str, int]:
    """The layer of each table: 0 for those that lead to no other of the group, else one more than what they lead to.

    Tables that have to do with no other of the group fill up the layers that are shortest, of three at least.
    """
    names = {one.name for one in tables}
    above = {
        one.name: {c.leads_to for c in one.columns if c.leads_to in names and c.leads_to != one.name} for one in tables
    }
    pointed_to = {target for targets in above.values() for target in targets}
    joined = {name: targets for name, targets in above.items() if targets or name in pointed_to}
    layers: dict[str, int] = {}
    while len(layers) < len(joined):
        for name, targets in joined.items():
            if name not in layers and targets <= set(layers):
                layers[name] = max((layers[target or ""] for target in targets), default=-1) + 1
    heights = dict.fromkeys(range(max([2, *layers.values()]) + 1), 0)
    shown = {one.name: 3 + sum(is_shown(column) for column in one.columns) for one in tables}
    for name, layer in layers.items():
        heights[layer] += shown[name]
    for name in [one.name for one in tables if one.name not in layers]:
        layers[name] = min(heights, key=lambda layer: heights[layer])
        heights[layers[name]] += shown[name]
    return {name: sorted(set(layers.values())).index(layer) for name, layer in layers.items()}
