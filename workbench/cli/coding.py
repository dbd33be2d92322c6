"""Commands that code texts without a database, and score a coder."""

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
from workbench.gold import day_of, facts_of, read_lines, text_of

CHUNK = 50
STANDARD = (Path("/dev/stdout"), Path("/dev/stderr"))


@click.command()
@click.argument("texts", type=click.Path(path_type=Path, readable=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, readable=False),
    required=True,
    help="Where to write the codes; - is standard output.",
)
def code(texts: Path, output: Path) -> None:
    """Code texts without a database.

    Each line of TEXTS is {"id", "published_on", "text"}; each line of the output {"id", "facts": […]} in the
    form of the gold (see the codebook). Lines that cannot be read stop the command before anything is written.
    """
    from extraction.coder import Text, code_many
    from extraction.exchange import fact_to_json
    from extraction.reference_lists import read_reference

    refuse_own_input(texts, output)
    reference = read_reference()
    lines = list(read_lines(texts))
    ready = [Text(text_of(line, texts), day_of(line)) for line in lines]
    facts = 0
    try:
        with written(output) as target, progress("code", len(lines)) as step:
            for start in range(0, len(lines), CHUNK):
                codings = code_many(ready[start : start + CHUNK], reference)
                for line, coding in zip(lines[start : start + CHUNK], codings, strict=True):
                    told = {"id": line["id"], "facts": [fact_to_json(fact, reference) for fact in coding.facts]}
                    target.write(json.dumps(told, ensure_ascii=False) + "\n")
                    facts += len(coding.facts)
                    step(1)
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as error:
        raise SourceError(f"cannot write {output}: {error.strerror}") from error
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
    """A file that takes its place whole when all is written; standard output, a device or a pipe as it comes."""
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


@click.command()
@click.argument("gold", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--codes", type=click.Path(path_type=Path, readable=False), help="Score these codes instead of coding now."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(gold: Path, codes: Path | None, as_json: bool) -> None:
    """Score the coder against hand-coded GOLD: type, roles, strict, with 95 % intervals.

    A text that was read while the coder was tuned makes a tuned figure; only unseen texts make a blind one.
    """
    from extraction.coder import Text, code_many
    from extraction.exchange import fact_to_json
    from extraction.reference_lists import read_reference
    from extraction.scoring import Article, score

    reference = read_reference()
    lines = list(read_lines(gold))
    by_hand = [facts_of(line, gold) for line in lines]
    if codes is not None:
        coded = {line["id"]: facts_of(line, codes) for line in read_lines(codes)}
        if missing := [line["id"] for line in lines if line["id"] not in coded]:
            raise SourceError(f"{codes} has no codes for {len(missing)} texts of {gold}, first {missing[0]}")
    else:
        texts = [Text(text_of(line, gold), day_of(line)) for line in lines]
        with progress("code", len(lines)) as step:
            coded = {}
            for line, coding in zip(lines, code_many(texts, reference), strict=True):
                coded[line["id"]] = [fact_to_json(fact, reference) for fact in coding.facts]
                step(1)
    articles = [
        Article(line["id"], day_of(line), facts, coded[line["id"]]) for line, facts in zip(lines, by_hand, strict=True)
    ]
    result = score(articles, reference)
    click.echo(json.dumps(figures(result), indent=1) if as_json else table(result), nl=as_json)


def figures(result: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"articles": result.articles, "matched": result.matched}
    told |= {"span_overlap": result.spans, "dates": result.dates, "attributions": result.attributions, "figures": {}}
    for (kind, level), figure in result.figures.items():
        counts = figure.counts
        told["figures"].setdefault(kind, {})[level] = {
            "precision": round(counts.precision, 4),
            "recall": round(counts.recall, 4),
            "f1": round(counts.f1, 4),
            "interval": [round(figure.low, 4), round(figure.high, 4)],
            "right": counts.right,
            "coded": counts.coded,
            "gold": counts.gold,
        }
    return told


def table(result: Any) -> str:
    from extraction.scoring import LEVELS, ROLES

    lines = [
        f"{'':10} {'coded':>6} {'gold':>5}" + "".join(f"   {level:>6}  P    R    F1  [95 %]     " for level in LEVELS)
    ]
    for kind in (*ROLES, "all"):
        first = result.figures[kind, "type"].counts
        line = f"{kind:10} {first.coded:6} {first.gold:5}"
        for level in LEVELS:
            figure = result.figures[kind, level]
            counts = figure.counts
            line += f"   {counts.right:6} {counts.precision:.2f} {counts.recall:.2f} {counts.f1:.2f}"
            line += f" [{figure.low:.2f}-{figure.high:.2f}]"
        lines.append(line)
    lines.append(
        f"{result.articles} articles. Of {result.matched} facts with both roles right: evidence overlaps by half in "
        f"{result.spans}, the date interval is right in {result.dates}, the attribution in {result.attributions}."
    )
    return "\n".join(lines) + "\n"
