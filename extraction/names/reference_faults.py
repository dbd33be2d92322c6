"""What is wrong with the reference lists as a whole: what points nowhere, stands above itself, shares a name."""

from collections.abc import Iterable, Mapping

from extraction.names.reference import Reference
from schema.vocabulary import ActorNameKind

Problems = list[str]


def faults(reference: Reference) -> Problems:
    """What dangles, circles or clashes in the lists, one line each."""
    actors, weapons, instruments = reference.actors, reference.weapons, reference.instruments
    found = [
        *dangling("actors.csv", ((a.id, "principal", a.principal_id) for a in actors.values()), actors),
        *dangling("weapons.csv", ((w.id, "parent", w.parent_id) for w in weapons.values()), weapons),
        *dangling("weapons.csv", ((w.id, "maker", w.maker_id) for w in weapons.values()), actors),
        *dangling("weapons.csv", ((w.id, "origin", o) for w in weapons.values() for o in w.origins), actors),
        *dangling("posts.csv", ((p.id, "person", p.person_id) for p in reference.posts), actors),
        *dangling("posts.csv", ((p.id, "body", p.body_id) for p in reference.posts), actors),
        *dangling("instruments.csv", ((i.id, "issuer", i.issuer_id) for i in instruments.values()), actors),
        *dangling("instruments.csv", ((i.id, "parent", i.parent_id) for i in instruments.values()), instruments),
    ]
    for transfer in reference.transfers:
        label = f"{transfer.supplier_id} to {transfer.recipient_id}, {transfer.weapon_id}"
        ends = [(label, "supplier", transfer.supplier_id), (label, "recipient", transfer.recipient_id)]
        found += dangling("known_transfers.csv", ends, actors)
        found += dangling("known_transfers.csv", [(label, "weapon", transfer.weapon_id)], weapons)
    found += circles("actors.csv", {a.id: a.principal_id for a in actors.values()})
    found += circles("weapons.csv", {w.id: w.parent_id for w in weapons.values()})
    found += circles("instruments.csv", {i.id: i.parent_id for i in instruments.values()})
    roots = [w.id for w in weapons.values() if w.parent_id is None]
    if len(roots) != 1:
        found.append(f"weapons.csv: one node must have no parent; these have none: {', '.join(roots) or 'none'}")
    found += clashes("actors.csv", ((a.id, kind, name) for a in actors.values() for kind, name in a.names))
    found += clashes("weapons.csv", ((w.id, kind, name) for w in weapons.values() for kind, name in w.names))
    found += clashes("instruments.csv", ((i.id, "alias", name) for i in instruments.values() for name in i.names))
    return found


def dangling(name: str, links: Iterable[tuple[str, str, str | None]], known: Mapping[str, object]) -> Problems:
    """Links (whose, role, to) that lead to nothing known."""
    return [f"{name}: {whose}: its {role} {to} is not listed" for whose, role, to in links if to and to not in known]


def circles(name: str, above: Mapping[str, str | None]) -> Problems:
    found = []
    for start in above:
        node, steps = above[start], 0
        while node is not None and node != start and steps < len(above):
            node, steps = above.get(node), steps + 1
        if node == start:
            found.append(f"{name}: {start} stands above itself")
    return found


def clashes(name: str, names: Iterable[tuple[str, str, str]]) -> Problems:
    """Names that two entries share within a kind; only abbreviations are told apart by case."""
    owner: dict[tuple[str, str], str] = {}
    found = []
    for entry, kind, written in names:
        same = "alias" if kind == "name" else kind  # the usual name is one among the aliases
        key = same, written if kind == ActorNameKind.ABBREVIATION else written.casefold()
        first = owner.setdefault(key, entry)
        if first != entry:
            found.append(f"{name}: {kind} {written!r} belongs to {first} and to {entry}")
    return found
