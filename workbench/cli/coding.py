"""Commands that code texts without a database, and score a coder."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from schema.errors import SourceError
from workbench.cli.say import progress, say

CHUNK = 50


@click.command()
@click.argument("texts", type=click.Path(path_type=Path, readable=False))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, readable=False), required=True, help="Where to write the codes."
)
def code(texts: Path, output: Path) -> None:
    """Code texts without a database.

    Each line of TEXTS is {"id", "published_on", "text"}; each line of the output {"id", "facts": […]} in the
    form of the gold (see the codebook). Lines that cannot be read stop the command before anything is written.
    """
    from extraction.coder import Text, code_many
    from extraction.exchange import fact_to_json
    from extraction.reference_lists import read_reference

    reference = read_reference()
    lines = list(read_lines(texts))
    waiting = output.with_name(f".{output.name}.partial")
    facts = 0
    try:
        with waiting.open("w", encoding="utf-8") as target, progress("code", len(lines)) as step:
            for start in range(0, len(lines), CHUNK):
                chunk = lines[start : start + CHUNK]
                codings = code_many([Text(text_of(line, texts), day_of(line)) for line in chunk], reference)
                for line, coding in zip(chunk, codings, strict=True):
                    told = {"id": line["id"], "facts": [fact_to_json(fact, reference) for fact in coding.facts]}
                    target.write(json.dumps(told, ensure_ascii=False) + "\n")
                    facts += len(coding.facts)
                step(len(chunk))
        waiting.replace(output)
    except OSError as error:
        raise SourceError(f"cannot write {output}: {error.strerror}") from error
    finally:
        waiting.unlink(missing_ok=True)
    say(f"{len(lines)} texts, {facts} facts → {output}")


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
    if codes is not None:
        coded = {line["id"]: line["facts"] for line in read_lines(codes)}
        if missing := [line["id"] for line in lines if line["id"] not in coded]:
            raise SourceError(f"{codes} has no codes for {len(missing)} texts of {gold}, first {missing[0]}")
    else:
        texts = [Text(text_of(line, gold), day_of(line)) for line in lines]
        with progress("code", len(lines)) as step:
            coded = {}
            for line, coding in zip(lines, code_many(texts, reference), strict=True):
                coded[line["id"]] = [fact_to_json(fact, reference) for fact in coding.facts]
                step(1)
    result = score([Article(line["id"], day_of(line), line["facts"], coded[line["id"]]) for line in lines], reference)
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


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises SourceError with file and line."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield read_object(f"{path}:{number}", line)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error


def read_object(place: str, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{place}: not JSON: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise SourceError(f'{place}: each line must be an object with an "id"')
    return found


def text_of(line: dict[str, Any], beside: Path) -> str:
    """The text of a line, or of the file it names: beside the list, or beside the folder the list stands in."""
    if isinstance(line.get("text"), str):
        return str(line["text"])
    name = line.get("text_file")
    if isinstance(name, str):
        for folder in (beside.parent, beside.parent.parent):
            if (folder / name).is_file():
                return (folder / name).read_text("utf-8")
        raise SourceError(f"{beside}: {line['id']}: no such text file: {name}")
    raise SourceError(f'{beside}: {line["id"]}: needs "text" or "text_file"')


def day_of(line: dict[str, Any]) -> dt.date | None:
    written = line.get("published_on")
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written)
    except (TypeError, ValueError) as error:
        raise SourceError(f"{line['id']}: published_on is {written!r}, not YYYY-MM-DD") from error
