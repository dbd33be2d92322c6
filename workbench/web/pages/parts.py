"""The parts that an actor, or a weapon, has in facts: how each is called, and its latest facts as sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.web.linking import Links
from workbench.web.saying import said

SHOWN = 5  # facts of a part


@dataclass(frozen=True)
class Sort:
    """A part, or a kind of fact: its heading, the kind of its facts, whether it is the acting side."""

    title: str
    kind: str
    acts: bool = True


@dataclass(frozen=True)
class Part:
    """The latest facts of one part; `total` is how many there are of it, `here` how many of them are in the answer."""

    key: str
    sort: Sort
    total: int
    lines: tuple[Mapping[str, Any], ...]

    @property
    def anchor(self) -> str:
        return self.key.replace(" ", "-")


PARTS = {
    "asks": Sort("Asked", "request"),
    "is asked": Sort("Was asked", "request", acts=False),
    "is to get it": Sort("Was to get, by request of another", "request", acts=False),
    "sets terms": Sort("Set terms", "condition"),
    "is set terms": Sort("Was set terms", "condition", acts=False),
    "answers": Sort("Answered", "response"),
    "is answered": Sort("Got an answer", "response", acts=False),
    "sanctions": Sort("Sanctioned or threatened", "sanction"),
    "is sanctioned": Sort("Was sanctioned or threatened", "sanction", acts=False),
    "supplies": Sort("Delivered or offered", "transfer"),
    "receives": Sort("Got or ordered", "transfer", acts=False),
    "consents": Sort("Was to consent", "transfer", acts=False),
}
KINDS = {
    "request": Sort("Asked for", "request"),
    "condition": Sort("Under terms", "condition"),
    "response": Sort("Answers", "response"),
    "transfer": Sort("Handed over or offered", "transfer"),
    "sanction": Sort("Sanctioned over it", "sanction"),
}


def parted(rows: Iterable[Mapping[str, Any]], counted: Mapping[str, int], by: str, lead: Links) -> list[Part]:
    """Facts by the part, or kind, that a column names, each as a sentence; in the order of the field."""
    sorts = PARTS if by == "part" else KINDS
    lines: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        held = lines.setdefault(row[by], [])
        if len(held) < SHOWN:
            step = {**row, "behalf": row[by] == "is to get it"}
            held.append({**row, "said": said(row["kind"], step, lead), "href": lead.fact(row["kind"], row["fact_id"])})
    return [
        Part(key, sort, max(counted.get(key, 0), len(lines[key])), tuple(lines[key]))
        for key, sort in sorts.items()
        if key in lines
    ]
