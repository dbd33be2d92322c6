"""What people might send to get out of the sandbox or to take the machine: refused, or held within the limits.

Each line of `attacks.jsonl` is a statement with what must become of it. `refused`: no answer. `contained`: an answer or
none, within the limits. `{text*N}` in a statement stands for the text N times over.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schema.errors import QueryError
from schema.settings import CHECKOUT
from workbench.runner import Runner
from workbench.sandbox.process import OWN, Limits

ATTACKS = [json.loads(line) for line in (Path(__file__).parent / "attacks.jsonl").read_text("utf-8").splitlines()]
LIMITS = Limits(seconds=0.3, memory=256 << 20, rows=1000, size=1 << 20)
SLACK = 3  # seconds that killing and a machine with other work may add
SECRET = "the-word-that-nobody-may-read"
TIMES = re.compile(r"\{([^{}]+?)\*(\d+)\}")


@pytest.fixture(scope="module")
def attacked(snapshots: Path) -> Iterator[Runner]:
    """A runner on a snapshot with secrets beside it and in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SQN_SECRET", SECRET)
        for name in ("secret.txt", "secret.csv"):
            (snapshots.parent / name).write_text(f"a\n{SECRET}\n")
        runner = Runner(snapshots, LIMITS)
        yield runner
        runner.close()


def test_there_are_enough_of_them() -> None:
    topics = Counter(attack["topic"] for attack in ATTACKS)
    assert len({attack["sql"] for attack in ATTACKS}) == len(ATTACKS)
    assert len(ATTACKS) >= 200
    assert min(topics.values()) >= 10, topics


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack['topic']}: {attack['sql'][:60]}")
def test_an_attack_comes_to_nothing(attack: dict[str, Any], attacked: Runner, snapshots: Path) -> None:
    statement = TIMES.sub(lambda match: match[1] * int(match[2]), attack["sql"])
    normal = attacked.run("select count(*) > 0 from fact", limits=replace(LIMITS, seconds=20))
    assert normal.rows == ((True,),), "the attack before left it unable to answer"
    began = time.monotonic()
    try:
        told = str(attacked.run(statement).rows)
        answered = True
    except QueryError as error:
        told, answered = str(error), False
    took = time.monotonic() - began
    assert not (answered and attack["must"] == "refused"), told[:500]
    assert took < LIMITS.seconds + SLACK
    assert attacked.workers[0].peak < LIMITS.memory + OWN
    for secret in (SECRET, str(snapshots.parent), str(CHECKOUT), "root:"):
        assert secret not in told
    assert len(told) < 4 * (LIMITS.size or 0)
