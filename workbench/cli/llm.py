"""`sqn code --coder llm`: its settings from the options and the environment, and what it says of its work."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from schema.errors import ConfigError, SourceError
from workbench.cli.coding import is_stream, written
from workbench.cli.say import progress, say
from workbench.gold import day_of, text_of
from workbench.journal import beside

if TYPE_CHECKING:
    from extraction.llm.asking import Endpoint
    from workbench.llm_coding import Work

Price = tuple[float, float]


def code_with_llm(
    texts: Path,
    lines: Sequence[dict[str, Any]],
    output: Path,
    *,
    url: str | None,
    model: str | None,
    price: Price | None,
    retries: int,
    parallel: int,
) -> None:
    """Codes the lines of `texts` and writes the output, whole, when all are coded."""
    if str(output) == "-" or is_stream(output):
        raise ConfigError("the LLM coder keeps a journal beside its output: give -o a file")
    endpoint = endpoint_of(url, model, retries)
    from extraction.names.reference_lists import read_reference
    from workbench.llm_coding import Text, Work, code_texts
    from workbench.llm_coding import lines as lines_of

    ready = [Text(line["id"], text_of(line, texts), day_of(line)) for line in lines]
    journal = beside(output)
    reference, work = read_reference(), Work()
    try:
        with progress("code", len(ready)) as step:
            code_texts(ready, endpoint, reference, work, journal, parallel, step)
    finally:
        report(work, price)  # what was spent is told of a run that was stopped as well
    if work.failures:
        name, reason = next(iter(work.failures.items()))
        raise SourceError(
            f"{len(work.failures)} of {len(ready)} texts could not be coded, first {name}: {reason}. The others are "
            f"kept in {journal}: the same command again asks about these alone"
        )
    facts = 0
    with written(output) as target:
        for line in lines_of(ready, work, endpoint.model):
            target.write(json.dumps(line, ensure_ascii=False) + "\n")
            facts += len(line["facts"])
    journal.unlink(missing_ok=True)
    say(f"{len(ready)} texts, {facts} facts → {escape(str(output))}")


def endpoint_of(url: str | None, model: str | None, retries: int) -> "Endpoint":
    """Where the model is. Raises ConfigError for what is missing: the extra, an address, a name, a key."""
    try:
        from extraction.llm.asking import Endpoint
    except ImportError as error:
        raise ConfigError(
            "the LLM coder needs packages that are not installed: .venv/bin/python -m pip install -e '.[llm]'"
        ) from error
    url = url or os.environ.get("SQN_LLM_URL")
    model = model or os.environ.get("SQN_LLM_MODEL")
    key = os.environ.get("SQN_LLM_KEY")
    if not url or not url.startswith(("http://", "https://")):
        raise ConfigError("where is the model? Give --url or SQN_LLM_URL, such as https://host/v1")
    if not model:
        raise ConfigError("which model? Give --model or SQN_LLM_MODEL")
    if not key:
        raise ConfigError("no key: put it into SQN_LLM_KEY; any word will do where the endpoint asks for none")
    return Endpoint(url, model, key, retries)


def report(work: "Work", price: Price | None) -> None:
    """Says what was refused and why, what failed, and what the run took."""
    for entry in work.finished.values():
        for fault in entry["faults"]:
            what = "refused" if fault["refused"] else "left out"
            say(escape(f"{entry['id']}: {what}: {fault['fact']}: {fault['reason']}"))
    for name, failure in work.failures.items():
        say(escape(f"{name}: failed: {failure}"))
    if work.resumed:
        say(f"{work.resumed} texts were finished before")
    took = f"{work.asked} texts asked, {work.requests} requests, {work.tokens_in} tokens in, {work.tokens_out} out"
    say(took + (f", cost {cost(work, price):.4f}" if price else ""))


def cost(work: "Work", price: Price) -> float:
    return (work.tokens_in * price[0] + work.tokens_out * price[1]) / 1e6
