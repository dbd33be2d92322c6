"""Bytes gone wrong, the same ones each time: what a loader may meet on a disk or from a server."""

import os
import random
from collections.abc import Callable, Iterator
from typing import BinaryIO

from extraction.names.reference import Reference
from loaders.decoding import UnreadableError
from loaders.ledger import Reject
from loaders.registers.fitting import LONGEST_DETAIL, LONGEST_KEY, LONGEST_NUMBER, fits, fits_as_name
from loaders.registers.register import Edition, Record, Seen
from tests.loading import named

MUTATIONS = int(os.environ.get("SQN_TEST_MUTATIONS", "150"))
SEED = 20180829


def mutations(sample: bytes, others: list[Callable[[bytes, random.Random], bytes]]) -> Iterator[bytes]:
    """The sample with bytes flipped, cut out, doubled or cut off, and in the ways that a format has of its own."""
    chance = random.Random(SEED)
    ways = [flipped, truncated, doubled, holed, swollen, *others]
    for number in range(MUTATIONS):
        mutated = sample
        for _ in range(1 + number % 3):
            mutated = chance.choice(ways)(mutated, chance)
        yield mutated


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(min(chance.randint(1, 20), len(changed))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def doubled(data: bytes, chance: random.Random) -> bytes:
    begin, end = sorted(chance.randint(0, len(data)) for _ in range(2))
    return data[:end] + data[begin:end] + data[end:]


def holed(data: bytes, chance: random.Random) -> bytes:
    begin = chance.randint(0, len(data))
    return data[:begin] + data[begin + chance.randint(1, 40) :]


def swollen(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return (
        data[:at] + chance.choice([b"x", b"\xef\xb7\xba", b" ", b"7"]) * chance.choice([300, 5_000, 80_000]) + data[at:]
    )


def survived(edition: Edition, content: BinaryIO, reference: Reference, seen: Seen) -> tuple[int, int, bool]:
    """Records, rejects, and whether all was read; whatever is neither, or no database could hold, fails."""
    records = rejects = 0
    try:
        for item in edition.read(content, named("mutated")):
            if isinstance(item, Reject):
                assert item.reason
                assert item.raw
                rejects += 1
                continue
            check(item, edition, reference, seen)
            records += 1
    except UnreadableError as error:
        assert str(error)
        return records, rejects, False
    return records, rejects, True


def check(record: Record, edition: Edition, reference: Reference, seen: Seen) -> None:
    assert record.digest
    assert record.key
    assert fits(record.key, LONGEST_KEY)
    assert "\0" not in record.says
    record.says.encode()
    meaning = edition.understand(record, reference, seen)
    assert all(fits(programme, LONGEST_KEY) for programme in meaning.programmes)
    for actor in meaning.actors:
        assert actor.principal is None or actor.principal in reference.actors
        assert fits_as_name(actor.name)
        assert all(name and fits_as_name(name) for _, name in actor.names)
        assert all(number and fits(number, LONGEST_NUMBER) for _, number in actor.identifiers)
        assert all(value and fits(value, LONGEST_DETAIL) for _, value in actor.details)
