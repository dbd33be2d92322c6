"""What a night's new accounts cost to resolve, beside resolving all: on synthetic articles, one account in each.

`python -m benchmarks.accounts --articles 200000` prints the seconds of a full resolution, of one in a hundred more
articles, and their ratio; on SQLite, in a folder of its own.
"""

import argparse
import datetime as dt
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from loaders.ledger import now, run_of
from loaders.reference import load_reference
from loaders.resolution.resolving import resolve
from schema import models
from schema.engine import open_engine, writing
from schema.migrating import ensure_schema
from schema.vocabulary import ActorKind, WeaponLevel

CHUNK = 5_000
FIRST = dt.date(2010, 1, 1)
DAYS = 5_000
PER_EVENT = 3  # accounts of one event, on average
NIGHT = 0.01
Rows = dict[type[models.Base], list[dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200_000)
    wanted = parser.parse_args().articles
    reference = read_reference()
    with tempfile.TemporaryDirectory(prefix="sqn-accounts-") as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'sqn.sqlite'}")
        ensure_schema(engine)
        load_reference(engine, reference, "lists")
        chance = random.Random(1)  # noqa: S311 - figures that can be had again
        fill(engine, reference, chance, 0, wanted)
        full = timed(engine, reference)
        fill(engine, reference, chance, wanted, wanted + round(NIGHT * wanted))
        night = timed(engine, reference)
        engine.dispose()
    print(f"{wanted:,} articles: {full:.1f} s; {NIGHT:.0%} more: {night:.2f} s, {night / full:.1%} of it (bar 3 %)")


def timed(engine: Engine, reference: Reference) -> float:
    began = time.monotonic()
    run = resolve(engine, reference)
    assert run.counts.read > 0
    return time.monotonic() - began


def fill(engine: Engine, reference: Reference, chance: random.Random, first: int, last: int) -> None:
    """Articles and their accounts, numbered from `first` up to `last`."""
    states = sorted(actor.id for actor in reference.actors.values() if actor.kind is ActorKind.STATE)
    weapons = sorted(weapon.id for weapon in reference.weapons.values() if weapon.level is not WeaponLevel.CATEGORY)
    told = accounts(chance, states, weapons)
    with run_of(engine, "benchmark", f"{first}-{last}") as run:
        for start in range(first, last, CHUNK):
            rows: Rows = {}
            for number in range(start, min(start + CHUNK, last)):
                add(rows, number, next(told), run.id)
            with writing(engine) as connection:
                for model in (models.Article, models.Fact, models.Transfer, models.FactObject, models.Evidence):
                    connection.execute(insert(model), rows[model])


def accounts(chance: random.Random, states: list[str], weapons: list[str]) -> Iterator[tuple[str, str, str, dt.date]]:
    """Supplier, recipient, weapon and day; some accounts in succession are of one event."""
    suppliers = states[:: max(1, len(states) // 20)]
    while True:
        event = chance.choice(suppliers), chance.choice(states), chance.choice(weapons)
        day = FIRST + dt.timedelta(days=chance.randrange(DAYS))
        for _ in range(chance.randint(1, 2 * PER_EVENT - 1)):
            yield (*event, day)


def add(rows: Rows, number: int, told: tuple[str, str, str, dt.date], run_id: str) -> None:
    supplier, recipient, weapon, day = told
    text = f"{supplier} delivered {number % 90 + 2} {weapon} to {recipient} on {day}."
    fact, article = f"f-{number:012}", f"a-{number:012}"
    stamp = {"recorded_at": now(), "run_id": run_id}
    for model, row in (
        (
            models.Article,
            {"id": article, "text": text, "text_sha256": f"{number:064}", "char_count": len(text), "published_on": day,
             "published_precision": "day", "language": "en"} | stamp,
        ),
        (
            models.Fact,
            {"id": fact, "key": fact, "kind": "transfer", "earliest": day, "latest": day, "confidence": 0.9} | stamp,
        ),
        (
            models.Transfer,
            {"fact_id": fact, "kind": "transfer", "supplier_id": supplier, "supplier_principal_id": supplier,
             "recipient_id": recipient, "recipient_principal_id": recipient, "mode": "sale", "stage": "delivered"},
        ),
        (models.FactObject, {"fact_id": fact, "role": "object", "weapon_id": weapon, "resolution": "named"}),
        (
            models.Evidence,
            {"id": f"e-{number:012}", "fact_id": fact, "article_id": article, "start_char": 0, "end_char": len(text),
             "attribution": "outlet", "modality": "asserted", "stance": "supports", "extractor": "synthetic",
             "extractor_version": "1", "confidence": 0.9} | stamp,
        ),
    ):  # fmt: skip
        rows.setdefault(model, []).append(row)


if __name__ == "__main__":
    main()
