"""What the learned layer tells of a fact: its kind, the values of its fields, and the roles that other words fill."""

from schema.vocabulary import (
    Action,
    AttributionKind,
    ConditionStance,
    Decision,
    FactKind,
    Force,
    Formality,
    Measure,
    Modality,
    Mode,
    Outcome,
    SanctionStage,
    TransferStage,
)

KINDS = tuple(kind.value for kind in FactKind)
NOTHING = "nothing"
# Fields with a closed vocabulary, by kind; the defaults are what a text leaves unsaid.
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "request": {
        "action": tuple(Action),
        "outcome": tuple(Outcome),
        "force": tuple(Force),
        "formality": tuple(Formality),
    },
    "condition": {"action": tuple(Action), "gated_action": (*Action, NOTHING), "stance": tuple(ConditionStance)},
    "response": {"action": tuple(Action), "decision": tuple(Decision)},
    "sanction": {"measure": tuple(Measure), "stage": tuple(SanctionStage)},
    "transfer": {"mode": tuple(Mode), "stage": tuple(TransferStage)},
}
SHARED: dict[str, tuple[str, ...]] = {"attribution": tuple(AttributionKind), "modality": tuple(Modality)}
DEFAULTS = {
    "outcome": Outcome.UNKNOWN, "force": Force.ASK, "formality": Formality.UNSPECIFIED, "gated_action": NOTHING,
    "stance": ConditionStance.IMPOSED, "measure": Measure.UNSPECIFIED, "mode": Mode.UNSPECIFIED,
    "attribution": AttributionKind.OUTLET, "modality": Modality.ASSERTED,
}  # fmt: skip
# Roles that an actor fills, by kind.
PARTIES: dict[str, tuple[str, ...]] = {
    "request": ("requester", "addressee", "beneficiary"),
    "condition": ("imposed_by", "required_of"),
    "response": ("responder", "asker"),
    "sanction": ("imposer", "target"),
    "transfer": ("supplier", "recipient", "consent_by"),
}
# Fields that lead to another fact of the text; SAME leads to another telling of the same fact.
SAME = "same"
THINGS = "things"
LINKS = {"condition": "attached_to", "response": "to"}


def columns_of_values() -> dict[tuple[str, str], tuple[int, tuple[str, ...]]]:
    """Where the scores of a field's values begin among all value scores, by kind and field (kind `fact`: shared)."""
    found: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {}
    at = 0
    for kind, fields in (*FIELDS.items(), ("fact", SHARED)):
        for name, words in fields.items():
            found[kind, name] = at, tuple(str(word) for word in words)
            at += len(words)
    return found


def columns_of_roles() -> dict[tuple[str, str], int]:
    """The score of each role that a word can fill, by kind and role; THINGS are what a fact is about."""
    names = [(kind, role) for kind, roles in PARTIES.items() for role in (*roles, THINGS, SAME)]
    names += list(LINKS.items())
    return {name: number for number, name in enumerate(names)}


VALUES = columns_of_values()
ROLES = columns_of_roles()
