"""What the model is told: our own short form of the codebook, and the vocabularies with their meanings."""

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path

from schema.vocabulary import (
    Action,
    ConditionStance,
    Decision,
    Force,
    Measure,
    Mode,
    SanctionStage,
    Term,
    TransferStage,
)

FOLDER = Path(__file__).parent
# The terms that their names alone do not explain, by the field they stand in.
LISTED: dict[str, type[Term]] = {
    "action, gated_action": Action,
    "force": Force,
    "decision": Decision,
    "stance of a condition": ConditionStance,
    "measure": Measure,
    "stage of a sanction": SanctionStage,
    "mode": Mode,
    "stage of a transfer": TransferStage,
}


@cache
def instructions() -> str:
    """The instructions, the same for every text."""
    lists = [f"- {name}: " + " · ".join(f"`{term}` {term.meaning}" for term in terms) for name, terms in LISTED.items()]
    return "\n".join([(FOLDER / "instructions.md").read_text("utf-8"), "# Vocabularies", *lists])


def question(text: str, published_on: dt.date | None) -> str:
    """A text as it is put to the model."""
    day = published_on.isoformat() if published_on else "unknown"
    return f"Published on: {day}\n\nThe text:\n\n{text}"


@cache
def version() -> str:
    """A fingerprint of what is asked and of how the answer is held to the text."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*")):
        if path.suffix in (".py", ".md"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
