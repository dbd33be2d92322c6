"""The command that scores coders against hand-coded facts."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from extraction.names.reference import Reference
from extraction.scoring import LEVELS, ROLES, Article, Score, pairs, score
from schema.errors import SourceError
from workbench.cli.say import progress, say
from workbench.gold import day_of, facts_of, read_lines, text_of

FILE = click.Path(path_type=Path, readable=False)
SURE = 0.8
LEAST = 0.15  # confidence down to which facts are coded where folds choose how sure one must be


@click.command()
@click.argument("gold", type=FILE)
@click.option(
    "--codes", type=FILE, multiple=True, help="Score these codes instead of coding now; several: side by side."
)
@click.option(
    "--folds", type=click.IntRange(2, 20), help="Choose how sure a fact must be on other stories than it is of."
)
@click.option("--fields", is_flag=True, help="Also show field by field what was taken for what.")
@click.option("--html", type=FILE, help="Write a report that shows each error in its text.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(
    gold: Path, codes: tuple[Path, ...], folds: int | None, fields: bool, html: Path | None, as_json: bool
) -> None:
    """Score the coder against hand-coded GOLD: type, roles, strict, with 95 % intervals.

    A text that was read while the coder was tuned makes a tuned figure; only unseen texts make a blind one.
    """
    from extraction.names.reference_lists import read_reference

    if html is not None and len(codes) > 1:
        raise click.UsageError("--html reports on one coder: give one --codes at most")
    reference = read_reference()
    lines = list(read_lines(gold))
    texts = {line["id"]: text_of(line, gold) for line in lines}
    by_hand = {line["id"]: facts_of(line, gold) for line in lines}
    coders = {str(path): codes_in(path, gold, by_hand) for path in codes} or {
        "coder": coded_now(lines, texts, reference, LEAST if folds else None)
    }
    scored = {}
    for name, coded in coders.items():
        articles = [Article(line["id"], day_of(line), by_hand[line["id"]], coded[line["id"]]) for line in lines]
        if folds:
            articles = chosen(articles, texts, folds, reference)
        scored[name] = articles
    scores = {name: score(articles, reference) for name, articles in scored.items()}
    if as_json:
        told = {name: figures(result) for name, result in scores.items()}
        click.echo(json.dumps(told if len(told) > 1 else next(iter(told.values())), indent=1))
    elif len(scores) > 1:
        click.echo(side_by_side(scores), nl=False)
    else:
        click.echo(table(next(iter(scores.values()))), nl=False)
    for name, articles in scored.items():
        if fields and not as_json:
            click.echo(("" if len(scored) == 1 else f"\n{name}") + "\n" + field_table(articles, reference), nl=False)
        if html is not None:
            write_report(html, f"{Path(name).name} against {gold.name}", scores[name], articles, texts, reference)


def codes_in(path: Path, gold: Path, by_hand: Mapping[str, Any]) -> dict[str, Any]:
    coded = {line["id"]: facts_of(line, path) for line in read_lines(path)}
    if missing := [id_ for id_ in by_hand if id_ not in coded]:
        raise SourceError(f"{path} has no codes for {len(missing)} texts of {gold}, first {missing[0]}")
    return coded


def coded_now(
    lines: Sequence[Mapping[str, Any]], texts: Mapping[str, str], reference: Reference, keep: float | None
) -> dict[str, Any]:
    from extraction.coder import Text, code_many
    from extraction.confidence import KEEP
    from extraction.exchange import fact_to_json

    ready = [Text(texts[line["id"]], day_of(dict(line))) for line in lines]
    coded = {}
    with progress("code", len(lines)) as step:
        for line, coding in zip(lines, code_many(ready, reference, KEEP if keep is None else keep), strict=True):
            coded[line["id"]] = [fact_to_json(fact, reference) for fact in coding.facts]
            step(1)
    return coded


def chosen(articles: list[Article], texts: Mapping[str, str], number: int, reference: Reference) -> list[Article]:
    from workbench.evaluation.folds import cross_validated

    found = cross_validated(articles, texts, number, reference)
    thresholds = ", ".join(f"{threshold:.2f}" for threshold in found.thresholds)
    say(f"{found.stories} stories in {number} folds; least confidence chosen on the others: {thresholds}")
    return list(found.articles)


def write_report(
    file: Path, title: str, result: Score, articles: Sequence[Article], texts: Mapping[str, str], reference: Reference
) -> None:
    from workbench.evaluation.comparing import compared, confusions
    from workbench.evaluation.report import report

    comparisons = [compared(article, reference) for article in articles]
    page = report(title, result, comparisons, confusions(comparisons), texts)
    try:
        file.write_text(page, "utf-8")
    except OSError as error:
        raise SourceError(f"cannot write {file}: {error.strerror}") from error
    say(f"report → {file}")


def field_table(articles: Sequence[Article], reference: Reference) -> str:
    from workbench.evaluation.comparing import compared, confusions

    lines = [f"{'field':24} {'right':>5} {'of':>5}  commonest errors, gold → coded"]
    for found in confusions(compared(article, reference) for article in articles):
        errors = "; ".join(f"{gold} → {coded} ({times})" for gold, coded, times in found.commonest)
        lines.append(f"{found.kind + ' ' + found.field:24} {found.right:5} {found.of:5}  {errors}".rstrip())
    right, sure = counted_sure(articles, reference)
    lines.append(f"Of {sure} facts with a confidence of {SURE} or more {right} have their kind and both parties right.")
    return "\n".join(lines) + "\n"


def counted_sure(articles: Sequence[Article], reference: Reference) -> tuple[int, int]:
    """How many sure facts have their kind and both parties right, and how many there are."""
    right = sum(float(coded.get("confidence") or 0) >= SURE for a in articles for _, coded in pairs(a, reference))
    return right, sum(float(fact.get("confidence") or 0) >= SURE for a in articles for fact in a.coded)


def figures(result: Score) -> dict[str, Any]:
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


def table(result: Score) -> str:
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


def side_by_side(scores: Mapping[str, Score]) -> str:
    """F1 of several coders, one column each, by level and kind."""
    names = [Path(name).stem for name in scores]
    width = max(12, *map(len, names))
    lines = [f"{'F1':18}" + "".join(f"  {name:>{width}}" for name in names)]
    for level in LEVELS:
        for kind in (*ROLES, "all"):
            values = [result.figures[kind, level].counts.f1 for result in scores.values()]
            lines.append(f"{level:7} {kind:10}" + "".join(f"  {value:{width}.2f}" for value in values))
    return "\n".join(lines) + "\n"
