"""Many texts coded by a large language model: each asked about once, what is finished kept in a journal."""

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extraction.gate import on_topic
from extraction.llm.asking import Endpoint, Reply, agent_at, ask
from extraction.llm.instructions import version
from extraction.llm.page import page
from extraction.names.reference import Reference
from schema.errors import SourceError, SqnError
from workbench import journal

FAILURES_IN_A_ROW = 5  # then it is not the texts that are at fault, and each further one would cost as much


@dataclass(frozen=True)
class Text:
    id: str
    text: str
    published_on: dt.date | None


@dataclass
class Work:
    """What is finished of a job, by key, and what this run of it took."""

    finished: dict[str, journal.Entry] = field(default_factory=dict)
    resumed: int = 0
    asked: int = 0
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    in_a_row: int = 0

    def count(self, text: Text, reply: Reply) -> None:
        self.asked += 1
        self.requests += reply.requests
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        self.in_a_row = self.in_a_row + 1 if reply.failure else 0
        if reply.failure:
            self.failures[text.id] = reply.failure


def key(text: Text, model: str) -> str:
    """What makes an answer the same: the text with its id and day, the model, what is asked and how it is checked."""
    told = json.dumps([text.id, str(text.published_on), text.text, model, version()])
    return hashlib.sha256(told.encode()).hexdigest()


def code_texts(
    texts: Sequence[Text],
    endpoint: Endpoint,
    reference: Reference,
    work: Work,
    beside: Path,
    parallel: int,
    step: Callable[[int], None],
) -> None:
    """Finishes the work. Texts off topic are not sent; a text that fails is named in `failures`, the others go on.

    `beside` is the journal, `parallel` how many texts are asked about at a time. Raises SqnError where going on would
    be of no use; what is finished stays in the journal, and `work` tells what it took.
    """
    before = journal.entries(beside)
    waiting = []
    for text in texts:
        if entry := before.get(key(text, endpoint.model)):
            work.finished[entry["key"]] = entry
            work.resumed += 1
            step(1)
        elif on_topic(text.text, reference):
            waiting.append(text)
        else:
            work.finished[key(text, endpoint.model)] = {"facts": [], "faults": []}
            step(1)
    if waiting:
        journal.begin(beside)
        asyncio.run(ask_all(iter(waiting), endpoint, reference, work, beside, parallel, step))


async def ask_all(
    waiting: Iterator[Text],
    endpoint: Endpoint,
    reference: Reference,
    work: Work,
    beside: Path,
    parallel: int,
    step: Callable[[int], None],
) -> None:
    """Asks about all texts that wait. The first SqnError stops all."""
    async with agent_at(endpoint) as agent:

        async def take() -> None:
            for text in waiting:
                reply = await ask(agent, page(text.text, text.published_on, reference), endpoint)
                work.count(text, reply)
                if reply.failure is None:
                    entry = entry_of(text, endpoint.model, reply)
                    work.finished[entry["key"]] = entry
                    journal.add(beside, entry)
                elif work.in_a_row >= FAILURES_IN_A_ROW:
                    raise SourceError(f"stopped after {work.in_a_row} failures in a row, the last: {reply.failure}")
                step(1)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(parallel):
                    group.create_task(take())
        except* SqnError as errors:
            raise first_of(errors) from None


def first_of(errors: ExceptionGroup[SqnError]) -> SqnError:
    first = errors.exceptions[0]
    return first_of(first) if isinstance(first, ExceptionGroup) else first


def entry_of(text: Text, model: str, reply: Reply) -> journal.Entry:
    faults = [{"fact": fault.fact, "reason": fault.what, "refused": fault.refused} for fault in reply.faults]
    return {"key": key(text, model), "id": text.id, "facts": list(reply.facts), "faults": faults}


def lines(texts: Sequence[Text], work: Work, model: str) -> Iterator[dict[str, Any]]:
    """The output, a line for each text, when all are finished."""
    for text in texts:
        entry = work.finished[key(text, model)]
        coder = {"name": "llm", "model": model, "version": version()}
        yield {"id": text.id, "facts": entry["facts"], "faults": entry["faults"], "coder": coder}
