"""The command that codes texts without a database."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click
from rich.markup import escape

from schema.errors import SourceError
from workbench.cli.say import progress, say
from workbench.gold import day_of, read_lines, text_of

CHUNK = 50
STANDARD = (Path("/dev/stdout"), Path("/dev/stderr"))


class PriceType(click.ParamType[tuple[float, float]]):
    """`IN,OUT`: what a million tokens cost each way."""

    name = "IN,OUT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        try:
            for_in, for_out = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not two numbers: the price of a million tokens in, and out", param, ctx)
        return for_in, for_out


PRICE = PriceType()


@click.command()
@click.argument("texts", type=click.Path(path_type=Path, readable=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, readable=False),
    required=True,
    help="Where to write the codes; - is standard output.",
)
@click.option(
    "--coder",
    type=click.Choice(["reader", "llm"]),
    default="reader",
    help="reader: our own (the default). llm: a large language model, with the key in SQN_LLM_KEY.",
)
@click.option("--url", help="llm: the endpoint, as https://host/v1; else SQN_LLM_URL.")
@click.option("--model", help="llm: the name of the model there; else SQN_LLM_MODEL.")
@click.option("--price", type=PRICE, help="llm: what a million tokens cost, to have the cost told.")
@click.option("--retries", type=click.IntRange(0), default=4, help="llm: how often a failed request is sent again.")
@click.option("--parallel", type=click.IntRange(1), default=4, help="llm: how many texts are asked about at a time.")
def code(texts: Path, output: Path, coder: str, **llm: Any) -> None:
    """Code texts without a database.

    Each line of TEXTS is {"id", "published_on", "text"}; each line of the output {"id", "facts": […]} in the
    form of the gold (see the codebook). Lines that cannot be read stop the command before anything is written.
    A large language model sees the texts that are on topic; a run of it that was stopped goes on where it was.
    """
    refuse_own_input(texts, output)
    lines = list(read_lines(texts))
    if coder == "llm":
        from workbench.cli.llm import code_with_llm

        code_with_llm(texts, lines, output, **llm)
        return
    if named := [name for name in ("url", "model", "price") if llm[name] is not None]:
        raise click.UsageError(f"--{named[0]} is of --coder llm")
    from extraction.coder import Text, code_many
    from extraction.exchange import fact_to_json
    from extraction.names.reference_lists import read_reference

    reference = read_reference()
    ready = [Text(text_of(line, texts), day_of(line)) for line in lines]
    facts = 0
    with written(output) as target, progress("code", len(lines)) as step:
        for start in range(0, len(lines), CHUNK):
            codings = code_many(ready[start : start + CHUNK], reference)
            for line, coding in zip(lines[start : start + CHUNK], codings, strict=True):
                told = {"id": line["id"], "facts": [fact_to_json(fact, reference) for fact in coding.facts]}
                target.write(json.dumps(told, ensure_ascii=False) + "\n")
                facts += len(coding.facts)
                step(1)
    say(f"{len(lines)} texts, {facts} facts → {escape(str(output))}")


def refuse_own_input(texts: Path, output: Path) -> None:
    """Raises SourceError if the codes would take the place of the texts."""
    try:
        same = texts.samefile(output)
    except OSError:
        return  # one of the two is not there
    if same:
        raise SourceError(f"{output} is the input itself: give the codes another name")


@contextmanager
def written(output: Path) -> Iterator[TextIO]:
    """A file that takes its place whole when all is written; standard output, a device or a pipe as it comes.

    Raises SourceError if it cannot be written.
    """
    try:
        with opened(output) as target:
            yield target
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as error:
        raise SourceError(f"cannot write {output}: {error.strerror}") from error


@contextmanager
def opened(output: Path) -> Iterator[TextIO]:
    if str(output) == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    if is_stream(output):
        with output.open("a", encoding="utf-8") as target:  # what a shell's >> has there already stays
            yield target
        return
    file = output.resolve()  # a link stays, and what it leads to is written
    waiting = file.with_name(f".{file.name}.partial")
    try:
        with waiting.open("w", encoding="utf-8") as target:
            yield target
        waiting.replace(file)
    finally:
        waiting.unlink(missing_ok=True)


def is_stream(output: Path) -> bool:
    """Whether a path is no file of its own: /dev/stdout is none, even where it leads to one."""
    place = output.absolute()
    if any(place.is_relative_to(folder) for folder in ("/dev/fd", "/proc")) or place in STANDARD:
        return True
    return output.exists() and not output.is_file() and not output.is_dir()
