"""Head-level F1 of a role labeller on the treebank, gold predicates given."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from extraction.rules.arguments import CORE
from training.treebank import Example, content

# The field's own predicates, by the lemma of the roleset.
FIELD = frozenset(
    """
    ask request urge demand appeal call seek press refuse reject decline agree approve sell buy deliver send supply
    provide transfer deploy donate impose lift sanction ban block threaten promise offer want
    """.split()
)
Labels = Mapping[int, str]


def groups_of(example: Example, at: int, roleset: str) -> list[str]:
    part = {"VB": "verbs", "NN": "nouns"}.get(example.tags[at][:2])
    lemma = roleset.rsplit(".", 1)[0].split("_")[0]
    found = ["all", *([part] if part else []), *(["field"] if lemma in FIELD else [])]
    if example.tags[at][:2] == "VB" and example.labels[at].split(":")[0] == "xcomp":
        found.append("control")
    return found


def head_scores(examples: Iterable[Example], label: Callable[[Example], Mapping[int, Labels]]) -> dict[str, float]:
    """F1 on (argument head, core role) by group, in per cent."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for example in examples:
        labelled = label(example)
        for predicate in example.predicates:
            told: dict[int, str] = {}
            for i, role in labelled.get(predicate.at, {}).items():
                place = content(i, example.heads, example.labels)
                if place != predicate.at and told.get(place) not in CORE:
                    told[place] = role
            gold = {(i, role) for i, role in predicate.arguments.items() if role in CORE}
            said = {(i, role) for i, role in told.items() if role in CORE}
            for group in groups_of(example, predicate.at, predicate.roleset):
                counts[group][0] += len(gold & said)
                counts[group][1] += len(said)
                counts[group][2] += len(gold)
    return {group: 200 * right / (said + gold) if said + gold else 0.0 for group, (right, said, gold) in counts.items()}
